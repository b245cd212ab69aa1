"""The council and the office on many dossiers: what all say alike is adopted, dossiers concluded, results announced."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.urls import reverse

from thanthien.accounts.positions import is_office
from thanthien.core.acting.bulk import BulkRow, BulkWords, Column, Progress, in_parts
from thanthien.core.acting.bulk_jobs import long_act
from thanthien.core.formats import date_vn
from thanthien.evaluations.actions import council
from thanthien.evaluations.actions.moves import check, hold_cycle, lock
from thanthien.evaluations.bulk.cells import score_cells, score_columns
from thanthien.evaluations.bulk.of_cycle import OfCycle
from thanthien.evaluations.enums import PaperKind
from thanthien.evaluations.forms.council import CouncilDayForm
from thanthien.evaluations.forms.papers import AnnouncementForm
from thanthien.evaluations.models import Dossier
from thanthien.evaluations.modes import status_label, who_concludes
from thanthien.evaluations.permissions import can_conclude
from thanthien.evaluations.queries import council_pages as pages
from thanthien.evaluations.queries.conflicts import conflicted_dossiers
from thanthien.evaluations.queries.papers import asked_for_next
from thanthien.evaluations.workflow import Status

NOT_TO_CONCLUDE = "Anh/chị không được kết luận hồ sơ này."


@dataclass
class CouncilBulk(OfCycle):
    """An act on dossiers before the council."""

    def allowed(self) -> bool:
        """Who concludes in the cycle's mode."""
        return can_conclude(self.by, self.cycle)

    def hold(self, keys: Collection[int]) -> None:
        """Nobody concludes, sends or moves them meanwhile."""
        lock(self.by, keys)

    def dossiers(self, status: Status, only: Collection[int] | None) -> QuerySet[Dossier]:
        """Those at this step; or just these, at whatever step they are."""
        found = pages.council_dossiers(self.by, self.cycle_id)
        return found.filter(status=status) if only is None else found.filter(pk__in=only)

    def address(self, dossier: Dossier) -> str:
        """Where the council reads it."""
        return reverse("council-dossier", args=[self.cycle_id, dossier.unit.code])

    @property
    def home(self) -> str:
        """The council's agenda of the cycle."""
        return f"{reverse('council-home')}?ky={self.cycle_id}"


@long_act("evaluations.adopt_agreed", "Thông qua các mục thống nhất")
@dataclass
class AdoptAgreed(CouncilBulk):
    """Adopt the agreed answers of many dossiers; contested ones stay for the council."""

    columns = (Column("Mục thống nhất", number=True), Column("Mục chưa thống nhất"))

    @property
    def words(self) -> BulkWords:
        """What the pages say."""
        who = who_concludes(self.cycle.council_mode)
        return BulkWords(
            title="Thông qua các mục thống nhất",
            lead="Những mục mà tự chấm và mọi cơ quan thẩm định ghi như nhau.",
            button="Thông qua",
            warning=f"Các mục thống nhất được ghi làm kết luận của {who}. Các mục chưa thống nhất được giữ lại để "
            f"{who} kết luận.",
            back=self.home,
            back_label="Kết luận",
            nothing="Không còn mục thống nhất nào chờ thông qua.",
        )

    def rows(self, only: Collection[int] | None = None) -> list[BulkRow]:
        """Dossiers under appraisal in which something still is to be concluded."""
        ids = self.dossiers(Status.UNDER_APPRAISAL, only).values_list("pk", flat=True)
        conflicts = conflicted_dossiers(self.by, self.cycle)
        found = council.preview_agreed(by=self.by, dossier_ids=ids)
        return [self._row(one, conflicts) for one in found if one.adoptable or one.contested or only is not None]

    def _row(self, agreed: council.Agreed, conflicts: set[int]) -> BulkRow:
        problems: tuple[str, ...] = ()
        if agreed.dossier.pk in conflicts:
            problems = (NOT_TO_CONCLUDE,)
        elif not agreed.adoptable:
            who = who_concludes(self.cycle.council_mode)
            problems = (f"Không còn mục thống nhất; các mục còn lại cần {who} kết luận.",)
        contested = f"{len(agreed.contested)}: {', '.join(agreed.contested)}" if agreed.contested else "0"
        return BulkRow(
            key=agreed.dossier.pk,
            name=agreed.dossier.unit.name,
            cells=(str(len(agreed.adoptable)), contested),
            problems=problems,
            url=self.address(agreed.dossier),
        )

    def act(self, keys: Sequence[int], form: forms.Form, progress: Progress) -> str:
        """Write them as the council's conclusions."""
        adopted = in_parts(keys, lambda some: council.adopt_agreed(by=self.by, dossier_ids=some), progress)
        return f"Đã thông qua {adopted} mục của {len(keys)} hồ sơ."


@long_act("evaluations.conclude", "Kết luận hồ sơ")
@dataclass
class ConcludeDossiers(CouncilBulk):
    """Close the council's work on one or many dossiers: the list to check asks for the council's day."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """The scores."""
        return score_columns(self.cycle.level_names)

    @property
    def words(self) -> BulkWords:
        """What the pages say."""
        return BulkWords(
            title="Kết luận hồ sơ",
            lead="Hồ sơ đủ kết luận từng mục và đủ điều kiện được chuyển sang "
            f"“{status_label(Status.CONCLUDED, self.cycle.council_mode)}”.",
            button="Kết luận",
            warning="Mức độ đề nghị sẽ là mức độ tính được, trừ khi đã đề nghị mức khác kèm lý do.",
            back=self.home,
            back_label="Kết luận",
        )

    def form(self, keys: Collection[int], **bound: Any) -> forms.Form:
        """The council's day, in cycles that have one."""
        return CouncilDayForm(self.cycle.council_day_label, self.cycle, **bound)

    def rows(self, only: Collection[int] | None = None) -> list[BulkRow]:
        """Dossiers under appraisal, with what keeps some from being concluded."""
        found = list(self.dossiers(Status.UNDER_APPRAISAL, only))
        totals, problems = pages.stored_totals(found), check(found, "conclude", by=self.by)
        conflicts = conflicted_dossiers(self.by, self.cycle)
        return [
            BulkRow(
                key=one.pk,
                name=one.unit.name,
                cells=score_cells(one, totals[one.pk], self.cycle.level_names),
                problems=(*problems.get(one.pk, ()), *([NOT_TO_CONCLUDE] if one.pk in conflicts else [])),
                url=self.address(one),
            )
            for one in found
        ]

    def act(self, keys: Sequence[int], form: forms.Form, progress: Progress) -> str:
        """Conclude them."""
        session = cast("CouncilDayForm", form).session()
        done = in_parts(
            keys, lambda some: len(council.conclude(by=self.by, dossier_ids=some, session=session)), progress
        )
        return f"Đã kết luận {done} hồ sơ."


@long_act("evaluations.announce", "Thông báo kết quả dự kiến")
@dataclass
class AnnounceResults(CouncilBulk):
    """Announce provisional results of concluded dossiers."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """The scores, and the council's day in cycles that have one."""
        scores, day = score_columns(self.cycle.level_names), self.cycle.council_day_label
        return (*scores, Column(day)) if day else scores

    @property
    def words(self) -> BulkWords:
        """What the pages say."""
        who = who_concludes(self.cycle.council_mode)
        return BulkWords(
            title="Thông báo kết quả dự kiến",
            lead=f"{self.cycle.title}. Những hồ sơ đã kết luận.",
            button="Thông báo",
            warning=f"Từ lúc thông báo, đơn vị thấy điểm thẩm định, kết luận của {who} và có thể kiến nghị xem xét "
            "lại.",
            back=reverse("decision-home", args=[self.cycle_id]),
            back_label="Quyết định",
            nothing="Không có hồ sơ nào chờ thông báo kết quả dự kiến.",
        )

    def allowed(self) -> bool:
        """The standing office."""
        return is_office(self.by)

    def rows(self, only: Collection[int] | None = None) -> list[BulkRow]:
        """Concluded dossiers."""
        found = list(self.dossiers(Status.CONCLUDED, only))
        totals, problems = pages.stored_totals(found), check(found, "announce", by=self.by)
        return [
            BulkRow(
                key=one.pk,
                name=one.unit.name,
                cells=(*score_cells(one, totals[one.pk], self.cycle.level_names), *self._day(one)),
                problems=tuple(problems.get(one.pk, ())),
                url=self.address(one),
            )
            for one in found
        ]

    def hold(self, keys: Collection[int]) -> None:
        """Nobody moves them, or records a document of the cycle, meanwhile."""
        hold_cycle(self.cycle_id)
        lock(self.by, keys)

    def _day(self, dossier: Dossier) -> Iterable[str]:
        return (date_vn(dossier.council_on),) if self.cycle.council_day_label else ()

    def form(self, keys: Collection[int], **bound: Any) -> forms.Form:
        """The document, one for all of them."""
        chosen = list(self.dossiers(Status.CONCLUDED, keys))
        return AnnouncementForm(asked=asked_for_next(chosen, PaperKind.ANNOUNCEMENT), **bound)

    def act(self, keys: Sequence[int], form: forms.Form, progress: Progress) -> str:
        """Announce them."""
        printed = cast("AnnouncementForm", form).printed_or_none()
        done = in_parts(
            keys, lambda some: len(council.announce(by=self.by, dossier_ids=some, printed=printed)), progress
        )
        return f"Đã thông báo kết quả dự kiến của {done} hồ sơ."
