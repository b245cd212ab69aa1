"""Dossiers of a Tờ trình that the city returned: recorded by the office, kept or opened again by the council."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.urls import reverse

from thanthien.accounts.positions import is_office
from thanthien.core.acting.bulk import BulkRow, BulkWords, Column, Progress
from thanthien.core.formats import date_vn, number
from thanthien.evaluations.actions import city_returns as actions
from thanthien.evaluations.actions.moves import hold_cycle, lock
from thanthien.evaluations.bulk.council import NOT_TO_CONCLUDE
from thanthien.evaluations.bulk.of_cycle import OfCycle
from thanthien.evaluations.forms.after_result import KeepResultsForm, RecordReturnForm, ReopenItemsForm
from thanthien.evaluations.models import CityReturn, Dossier
from thanthien.evaluations.modes import who_concludes
from thanthien.evaluations.permissions import can_conclude
from thanthien.evaluations.queries import decision_pages as pages
from thanthien.evaluations.queries.city_returns import indicator_titles
from thanthien.evaluations.queries.conflicts import conflicted_dossiers
from thanthien.evaluations.states import RETURNABLE
from thanthien.evaluations.workflow import Status


@dataclass
class ReturnBulk(OfCycle):
    """An act around a returned Tờ trình."""

    @property
    def home(self) -> str:
        """The returned dossiers of the cycle."""
        return reverse("city-returns", args=[self.cycle_id])

    def hold(self, keys: Collection[int]) -> None:
        """Nobody decides on these dossiers meanwhile."""
        hold_cycle(self.cycle_id)
        lock(self.by, keys)

    def dossiers(self, only: Collection[int] | None) -> list[Dossier]:
        """Announced and not decided on; or just these, wherever they stand."""
        states = RETURNABLE if only is None else tuple(Status)
        found = pages.dossiers_at(self.by, self.cycle_id, states)
        return list(found if only is None else found.filter(pk__in=only))

    def address(self, dossier: Dossier) -> str:
        """Where the council reads it."""
        return reverse("council-dossier", args=[self.cycle_id, dossier.unit.code])


@dataclass
class RecordReturn(ReturnBulk):
    """Choose the dossiers of the returned Tờ trình, and record the paper with which it was returned."""

    columns = (Column("Trạng thái"),)

    @property
    def words(self) -> BulkWords:
        """What the pages say."""
        who = who_concludes(self.cycle.council_mode)
        return BulkWords(
            title="Ghi nhận văn bản trả lại Tờ trình",
            button="Ghi nhận",
            warning=f"{who.capitalize()} nhận thông báo để mở lại tiêu chí hoặc giữ nguyên kết quả. Cho đến lúc đó "
            "không ghi nhận quyết định về các đơn vị này được.",
            back=self.home,
            back_label="Tờ trình được trả lại",
            nothing="Không có hồ sơ nào đã thông báo kết quả dự kiến và chưa có quyết định.",
        )

    def allowed(self) -> bool:
        """The standing office."""
        return is_office(self.by)

    def rows(self, only: Collection[int] | None = None) -> list[BulkRow]:
        """Announced dossiers; those already returned wait for the council."""
        found = self.dossiers(only)
        waiting = set(CityReturn.objects.open().filter(dossier__in=found).values_list("dossier_id", flat=True))
        return [
            BulkRow(
                key=one.pk,
                name=one.unit.name,
                cells=(one.label,),
                problems=_problems(one, waiting=one.pk in waiting),
                url=self.address(one),
            )
            for one in found
        ]

    def form(self, keys: Collection[int], **bound: Any) -> forms.Form:
        """The paper, and what it asks."""
        return RecordReturnForm(**bound)

    def act(self, keys: Sequence[int], form: forms.Form, progress: Progress) -> str:
        """Record it."""
        sent = cast("RecordReturnForm", form)
        done = actions.record_return(
            by=self.by, cycle_id=self.cycle_id, dossier_ids=keys, reason=sent.cleaned_data["reason"],
            paper=sent.printed(),
        )  # fmt: skip
        progress(len(keys), of=len(keys))
        return f"Đã ghi nhận trả lại {number(len(done))} hồ sơ."


def _problems(dossier: Dossier, *, waiting: bool) -> tuple[str, ...]:
    if waiting:
        return ("Đã được trả lại và đang chờ xử lý.",)
    return () if dossier.status in RETURNABLE else (f"Hồ sơ đang ở trạng thái “{dossier.label}”.",)


@dataclass
class AnswerReturn(ReturnBulk):
    """The council answers on returned dossiers."""

    columns = (Column("Văn bản trả lại"), Column("Nội dung trả lại"))

    def allowed(self) -> bool:
        """Who concludes in the cycle."""
        return can_conclude(self.by, self.cycle)

    def rows(self, only: Collection[int] | None = None) -> list[BulkRow]:
        """Dossiers whose return waits for the council; of chosen ones whatever became of them."""
        if only is None:
            returned = list(CityReturn.objects.open().filter(dossier__cycle=self.cycle_id).select_related("paper"))
            only = [row.dossier_id for row in returned]
        else:
            returned = list(CityReturn.objects.open().filter(dossier__in=only).select_related("paper"))
        by_dossier, conflicts = {row.dossier_id: row for row in returned}, conflicted_dossiers(self.by, self.cycle)
        return [self._row(one, by_dossier.get(one.pk), conflicts) for one in self.dossiers(only)]

    def _row(self, dossier: Dossier, returned: CityReturn | None, conflicts: set[int]) -> BulkRow:
        problems: tuple[str, ...] = ()
        if returned is None:
            problems = ("Hồ sơ không được trả lại, hoặc đã được xử lý.",)
        elif dossier.pk in conflicts:
            problems = (NOT_TO_CONCLUDE,)
        told = f"số {returned.paper.number} ngày {date_vn(returned.paper.signed_on)}" if returned else ""
        return BulkRow(
            key=dossier.pk,
            name=dossier.unit.name,
            cells=(told, returned.reason if returned else ""),
            problems=problems,
            url=self.address(dossier),
        )


@dataclass
class KeepResults(AnswerReturn):
    """The council keeps the results, with its reason."""

    @property
    def words(self) -> BulkWords:
        """What the pages say."""
        return BulkWords(
            title="Giữ nguyên kết quả",
            button="Giữ nguyên kết quả",
            warning="Kết quả đã thông báo được giữ nguyên; cơ quan thường trực trình lại.",
            back=self.home,
            back_label="Tờ trình được trả lại",
            nothing="Không có hồ sơ nào được trả lại đang chờ xử lý.",
        )

    def form(self, keys: Collection[int], **bound: Any) -> forms.Form:
        """Why."""
        return KeepResultsForm(**bound)

    def act(self, keys: Sequence[int], form: forms.Form, progress: Progress) -> str:
        """Keep them."""
        done = actions.keep_results(by=self.by, cycle_id=self.cycle_id, dossier_ids=keys, **form.cleaned_data)
        progress(len(keys), of=len(keys))
        return f"Đã giữ nguyên kết quả của {number(len(done))} hồ sơ."


@dataclass
class ReopenItems(AnswerReturn):
    """The council opens named indicators again, the same in all chosen dossiers."""

    @property
    def words(self) -> BulkWords:
        """What the pages say."""
        return BulkWords(
            title="Mở lại tiêu chí để kết luận lại",
            lead="Những hồ sơ cần mở lại tiêu chí khác nhau thì làm từng lần.",
            button="Mở lại tiêu chí",
            warning="Chỉ các tiêu chí được chọn được kết luận lại; kết luận cũ được giữ bên cạnh. Trong lúc đó đơn vị "
            "không thấy kết quả. Kết quả khác trước thì được thông báo lại và đơn vị được kiến nghị lại.",
            back=self.home,
            back_label="Tờ trình được trả lại",
            nothing="Không có hồ sơ nào được trả lại đang chờ xử lý.",
        )

    def form(self, keys: Collection[int], **bound: Any) -> forms.Form:
        """Which, and why."""
        kinds = {one.unit.kind for one in self.dossiers(keys)}
        return ReopenItemsForm(indicator_titles(*(self.cycle.criteria_set.compiled(kind) for kind in kinds)), **bound)

    def act(self, keys: Sequence[int], form: forms.Form, progress: Progress) -> str:
        """Open them."""
        codes, reason = form.cleaned_data["codes"], form.cleaned_data["reason"]
        done = actions.reopen_items(by=self.by, cycle_id=self.cycle_id, codes=dict.fromkeys(keys, codes), reason=reason)
        progress(len(keys), of=len(keys))
        return f"Đã mở lại {number(len(codes))} tiêu chí ở {number(len(done))} hồ sơ."
