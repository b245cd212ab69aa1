"""One document of the standing office about many dossiers: chosen, checked, recorded once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.urls import reverse

from thanthien.accounts.positions import is_office
from thanthien.core.acting.bulk import BulkRow, BulkWords, Column, Progress
from thanthien.core.formats import NOTHING
from thanthien.evaluations.actions.moves import hold_cycle, lock
from thanthien.evaluations.actions.papers import record_paper
from thanthien.evaluations.bulk.of_cycle import OfCycle
from thanthien.evaluations.enums import PaperKind
from thanthien.evaluations.forms.papers import PaperForm
from thanthien.evaluations.models import Dossier
from thanthien.evaluations.queries.papers import numbers_of
from thanthien.evaluations.states import DECIDABLE, RESULT_KNOWN
from thanthien.units.models import Agency

# In which states a dossier is one that such a document speaks of; any other kind speaks of all.
_STATES = {PaperKind.ANNOUNCEMENT: RESULT_KNOWN, PaperKind.CITY_PROPOSAL: DECIDABLE}


class RecordsPaper(OfCycle):
    """Record one document of the standing office for the dossiers chosen."""

    @property
    def paper_kind(self) -> PaperKind:
        """Of which kind."""
        raise NotImplementedError

    @property
    def addressee(self) -> Agency | None:
        """To which body, where it is sent to one."""
        return None

    def allowed(self) -> bool:
        """The standing office."""
        return is_office(self.by)

    def hold(self, keys: Collection[int]) -> None:
        """Nobody records a document of the cycle meanwhile."""
        hold_cycle(self.cycle_id)
        lock(self.by, keys)

    def form(self, keys: Collection[int], **bound: Any) -> forms.Form:
        """The document."""
        return PaperForm(**bound)

    def act(self, keys: Sequence[int], form: forms.Form, progress: Progress) -> str:
        """Record it."""
        typed = cast("PaperForm", form)
        made = record_paper(
            by=self.by, kind=self.paper_kind, cycle_id=self.cycle_id, dossier_ids=keys, printed=typed.printed(),
            addressee=self.addressee, note=typed.cleaned_data["note"],
        )  # fmt: skip
        return (
            f"Đã ghi {made} gửi {self.addressee.name}." if self.addressee else f"Đã ghi {made} cho {len(keys)} hồ sơ."
        )


@dataclass
class RecordPapers(RecordsPaper):
    """The same of dossiers in states of which such a document speaks."""

    kind: PaperKind

    columns = (Column("Trạng thái"), Column("Đã ghi"))

    @property
    def words(self) -> BulkWords:
        """What the pages say."""
        return BulkWords(
            title=f"Ghi văn bản: {self.kind.label}",
            lead="Chọn các hồ sơ có trong văn bản, kiểm tra, rồi ghi số, ngày, người ký như trên bản đã ký.",
            button="Ghi văn bản",
            warning="Văn bản đã ghi không sửa được; ghi nhầm thì ghi lý do ở trang hồ sơ và ghi lại.",
            back=reverse("papers", args=[self.cycle_id]),
            back_label="Văn bản",
            nothing="Chưa có hồ sơ nào mà văn bản này nói đến.",
        )

    @property
    def paper_kind(self) -> PaperKind:
        """The one that was asked for."""
        return self.kind

    def rows(self, only: Collection[int] | None = None) -> list[BulkRow]:
        """Dossiers of which such a document speaks, each with the numbers that it has."""
        found = list(self._dossiers(only))
        numbers = numbers_of(found, self.kind)
        told = {pk: "; ".join(words) for pk, words in numbers.items()}
        return [
            BulkRow(
                key=one.pk,
                name=one.unit.name,
                cells=(one.label, told.get(one.pk, NOTHING)),
                mark=f"{one.status} {told.get(one.pk, '')}",
            )
            for one in found
        ]

    def _dossiers(self, only: Collection[int] | None) -> QuerySet[Dossier]:
        rows = Dossier.objects.visible_to(self.by).filter(cycle=self.cycle_id).select_related("unit", "cycle")
        rows = rows.filter(status__in=_STATES[self.kind]) if only is None and self.kind in _STATES else rows
        return (rows if only is None else rows.filter(pk__in=only)).order_by("unit__sort_key", "pk")
