"""Proceedings of several units at once: the notice that opens them, and the decision that ends them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.urls import reverse

from thanthien.accounts.positions import is_office
from thanthien.core.acting.bulk import BulkRow, BulkWords, Column, Progress
from thanthien.core.formats import date_vn, number
from thanthien.evaluations.actions import decisions
from thanthien.evaluations.actions.moves import hold_cycle, lock
from thanthien.evaluations.actions.proceedings import RUNNING_ALREADY, open_proceedings, why_not_opened
from thanthien.evaluations.bulk.cells import level_column
from thanthien.evaluations.bulk.of_cycle import OfCycle
from thanthien.evaluations.enums import DecisionKind
from thanthien.evaluations.forms.proceedings import DecideProceedingsForm, OpenProceedingsForm, level_name, reason_name
from thanthien.evaluations.models import Dossier, Proceeding
from thanthien.evaluations.proceedings import ProceedingStatus
from thanthien.evaluations.queries import decision_pages as pages
from thanthien.evaluations.queries.proceedings import considered
from thanthien.evaluations.states import RECOGNISED
from thanthien.evaluations.workflow import Status


@dataclass
class ProceedingBulk(OfCycle):
    """An act of the standing office on proceedings of a cycle."""

    @property
    def home(self) -> str:
        """The proceedings of the cycle."""
        return reverse("proceedings", args=[self.cycle_id])

    def allowed(self) -> bool:
        """The standing office."""
        return is_office(self.by)

    def hold(self, keys: Collection[int]) -> None:
        """Nobody decides on these dossiers meanwhile."""
        hold_cycle(self.cycle_id)
        lock(self.by, keys)


@dataclass
class OpenProceedings(ProceedingBulk):
    """Choose units, say for each what is considered, and record the notice by which they are told."""

    asked = "Mức dự kiến"

    @property
    def columns(self) -> tuple[Column, ...]:
        """The level that holds."""
        return (level_column("Đang được công nhận", self.cycle.level_names),)

    @property
    def words(self) -> BulkWords:
        """What the pages say."""
        days = self.cycle.explanation_days
        return BulkWords(
            title="Thông báo xem xét hạ mức độ, thu hồi công nhận",
            lead="Chọn đơn vị, rồi chọn mức dự kiến của từng đơn vị và ghi văn bản thông báo.",
            button="Thông báo",
            warning=f"Đơn vị nhận thông báo ngay và có {days} ngày làm việc để giải trình. Kết quả đã công bố giữ "
            "nguyên cho đến khi có quyết định. Không kết luận, không quyết định nặng hơn mức dự kiến đã thông báo.",
            back=self.home,
            back_label="Hạ mức độ, thu hồi công nhận",
            noun="đơn vị",
            nothing="Không có đơn vị nào đang được công nhận.",
        )

    def _dossiers(self, only: Collection[int] | None) -> list[Dossier]:
        states = RECOGNISED if only is None else tuple(Status)
        found = pages.dossiers_at(self.by, self.cycle_id, states).filter(decided_level__gt=0)
        return list(found if only is None else found.filter(pk__in=only))

    def rows(self, only: Collection[int] | None = None) -> list[BulkRow]:
        """Units whose recognition holds; those with running proceedings can't be chosen."""
        found = self._dossiers(only)
        running = set(Proceeding.objects.running().filter(dossier__in=found).values_list("dossier_id", flat=True))
        return [self._row(one, running=one.pk in running) for one in found]

    def _row(self, dossier: Dossier, *, running: bool) -> BulkRow:
        problem = f"Đơn vị {RUNNING_ALREADY}" if running else why_not_opened(dossier, 0)
        return BulkRow(
            key=dossier.pk,
            name=dossier.unit.name,
            cells=(self.cycle.level_names.name(dossier.decided_level),),
            problems=(problem,) if problem else (),
            url=reverse("dossier-detail", args=[self.cycle_id, dossier.unit.code]),
            field=level_name(dossier.pk),
        )

    def form(self, keys: Collection[int], **bound: Any) -> forms.Form:
        """The notice, the grounds, the levels."""
        return OpenProceedingsForm(self._dossiers(keys), **bound)

    def act(self, keys: Sequence[int], form: forms.Form, progress: Progress) -> str:
        """Tell them."""
        sent = cast("OpenProceedingsForm", form)
        opened = open_proceedings(
            by=self.by, cycle_id=self.cycle_id, levels=sent.levels(), grounds=sent.cleaned_data["grounds"],
            notice=sent.printed(),
        )  # fmt: skip
        progress(len(keys), of=len(keys))
        return f"Đã thông báo cho {number(len(opened))} đơn vị, giải trình đến hết ngày {date_vn(opened[0].due_on)}."


KINDS = {"ha-muc": DecisionKind.LOWERING, "thu-hoi": DecisionKind.REVOCATION}


@dataclass
class DecideProceedings(ProceedingBulk):
    """Record one decision on several units of which the office concluded. ``word``: a key of ``KINDS``."""

    word: str

    asked = "Lý do, được công khai"

    @property
    def kind(self) -> DecisionKind:
        """What the decision does."""
        return KINDS[self.word]

    @property
    def columns(self) -> tuple[Column, ...]:
        """From which level to what."""
        return (level_column("Đang được công nhận", self.cycle.level_names), Column("Theo kết luận"))

    @property
    def words(self) -> BulkWords:
        """What the pages say."""
        act = "hạ mức độ" if self.kind == DecisionKind.LOWERING else "thu hồi công nhận"
        return BulkWords(
            title=f"Ghi nhận quyết định {act}",
            lead="Một quyết định ghi một loại: hạ mức độ hoặc thu hồi công nhận; có thể cho nhiều đơn vị.",
            button="Ghi nhận quyết định",
            warning="Quyết định và lý do được công khai ngay; kết quả trước đó vẫn đọc được. Quyết định đã ghi không "
            "sửa được. Thông báo, giải trình, kết luận không được công khai.",
            back=self.home,
            back_label="Hạ mức độ, thu hồi công nhận",
            noun="đơn vị",
            nothing="Không có đơn vị nào đã kết luận và chờ quyết định loại này.",
        )

    def _concluded(self, only: Collection[int] | None) -> list[Proceeding]:
        rows = Proceeding.objects.visible_to(self.by).filter(dossier__cycle=self.cycle_id)
        if only is None:
            rows = rows.filter(status=ProceedingStatus.CONCLUDED)
            rows = rows.filter(concluded_level__gt=0) if self.word == "ha-muc" else rows.filter(concluded_level=0)
        else:
            rows = rows.filter(dossier__in=only).order_by("dossier", "-pk").distinct("dossier")
        found = rows.select_related("dossier__unit", "dossier__cycle__criteria_set")
        return sorted(found, key=lambda one: (one.dossier.unit.sort_key, one.pk))

    def rows(self, only: Collection[int] | None = None) -> list[BulkRow]:
        """Units of which the office concluded so; of chosen ones whatever became of them."""
        names = self.cycle.level_names
        return [
            BulkRow(
                key=one.dossier_id,
                name=one.dossier.unit.name,
                cells=(names.name(one.dossier.decided_level), considered(one.concluded_level, names)),
                problems=() if self._waits(one) else (f"Thủ tục đang ở trạng thái “{one.label}”.",),
                url=reverse("proceeding", args=[one.pk]),
                mark=f"{one.pk}/{one.version}",
                field=reason_name(one.dossier_id),
            )
            for one in self._concluded(only)
        ]

    def _waits(self, row: Proceeding) -> bool:
        fits = (row.concluded_level or 0) > 0 if self.word == "ha-muc" else row.concluded_level == 0
        return row.status == ProceedingStatus.CONCLUDED and fits

    def form(self, keys: Collection[int], **bound: Any) -> forms.Form:
        """The document, and for each unit the reason that everybody reads."""
        return DecideProceedingsForm({one.dossier_id: one.dossier for one in self._concluded(keys)}, **bound)

    def act(self, keys: Sequence[int], form: forms.Form, progress: Progress) -> str:
        """Record it."""
        sent = cast("DecideProceedingsForm", form)
        levels = {one.dossier_id: one.concluded_level or 0 for one in self._concluded(keys)}
        decision = decisions.change_recognitions(
            by=self.by, cycle_id=self.cycle_id, kind=self.kind, paper=sent.printed(),
            verdicts=sent.verdicts(levels, keys),
        )  # fmt: skip
        progress(len(keys), of=len(keys))
        return f"Đã ghi nhận {decision} đối với {number(len(keys))} đơn vị."
