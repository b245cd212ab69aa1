"""The standing office gives more time to several units in one form, asked or not, after a list to check."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.urls import reverse

from thanthien.accounts.positions import is_office
from thanthien.core import clock
from thanthien.core.acting.bulk import BulkRow, BulkWords, Column, Progress
from thanthien.core.acting.bulk_jobs import long_act
from thanthien.core.calendar import next_working_day
from thanthien.core.formats import NOTHING, date_vn, number
from thanthien.core.queries import work_calendar
from thanthien.evaluations.actions.cycles import More, later_ends
from thanthien.evaluations.actions.extensions import (
    extend_units,
    grant_extensions,
    hold_requests,
    hold_units,
    refuse_extensions,
)
from thanthien.evaluations.bulk.of_cycle import CycleBulk
from thanthien.evaluations.enums import ExtensionOutcome
from thanthien.evaluations.forms.extensions import AnswerExtensionsForm, ExtendUnitsForm
from thanthien.evaluations.models import Dossier, ExtensionRequest
from thanthien.evaluations.models.cycle import latest_end
from thanthien.evaluations.modes import phase_label
from thanthien.evaluations.queries.facts import deadlines_of
from thanthien.evaluations.states import ENDED
from thanthien.evaluations.workflow import PhaseKey

ANSWERED = "Đề nghị đã được trả lời."


@dataclass
class AnswerExtensions(CycleBulk):
    """Grant or refuse requests of units; the list says which later phases would move to which day."""

    columns = (
        Column("Giai đoạn"), Column("Hạn hiện nay"), Column("Đề nghị đến hết ngày"), Column("Lý do của đơn vị"),
        Column("Giai đoạn sau, nếu dời cùng số ngày"),
    )  # fmt: skip

    @property
    def words(self) -> BulkWords:
        """What the pages say."""
        return BulkWords(
            title="Đề nghị gia hạn",
            lead="Chọn một hoặc nhiều đề nghị, kiểm tra, rồi gia hạn hoặc không gia hạn.",
            button="Trả lời đề nghị",
            warning="Đơn vị nhận thông báo và đọc nguyên văn lý do. Gia hạn đã ghi không sửa, không xóa được.",
            back=reverse("cycle-detail", args=[self.cycle_id]),
            back_label=self.cycle.title,
            noun="đề nghị",
            nothing="Không có đề nghị nào chờ trả lời.",
        )

    def allowed(self) -> bool:
        """The standing office."""
        return is_office(self.by)

    def hold(self, keys: Collection[int]) -> None:
        """Nobody answers them, or moves their dossiers, meanwhile."""
        hold_requests(self.by, self.cycle_id, keys)

    def rows(self, only: Collection[int] | None = None) -> list[BulkRow]:
        """Requests that wait; of chosen ones also those that were answered meanwhile."""
        found = ExtensionRequest.objects.filter(dossier__cycle=self.cycle_id)
        found = found.open() if only is None else found.filter(pk__in=only)
        requests = list(found.select_related("dossier__unit").order_by("dossier__unit__sort_key", "pk"))
        ends = deadlines_of(self.cycle, {one.dossier.unit_id for one in requests})
        return [
            BulkRow(
                key=one.pk,
                name=one.dossier.unit.name,
                cells=(
                    one.get_key_display(),
                    date_vn(ends[one.dossier.unit_id].get(PhaseKey(one.key))),
                    date_vn(one.wished_on),
                    one.reason,
                    _moved(one, ends[one.dossier.unit_id], self.cycle.council_mode),
                ),
                problems=(ANSWERED,) if one.outcome else (),
                mark=one.outcome,
            )
            for one in requests
        ]

    def form(self, keys: Collection[int], **bound: Any) -> forms.Form:
        """The answer."""
        asked = ExtensionRequest.objects.filter(pk__in=keys, dossier__cycle=self.cycle_id)
        wished = [(PhaseKey(key), day) for key, day in asked.values_list("key", "wished_on")]
        return AnswerExtensionsForm(wished=wished, **bound)

    def act(self, keys: Sequence[int], form: forms.Form, progress: Progress) -> str:
        """Grant, or refuse."""
        data = form.cleaned_data
        if data["outcome"] == ExtensionOutcome.REFUSED:
            done = refuse_extensions(by=self.by, cycle=self.cycle, request_ids=keys, reason=data["reason"])
            return f"Đã trả lời không gia hạn {number(len(done))} đề nghị."
        done = grant_extensions(
            by=self.by, cycle=self.cycle, request_ids=keys, ends_on=data["ends_on"], reason=data["reason"],
            move_later=data["move_later"], to_working_days=data["to_working_days"],
        )  # fmt: skip
        return f"Đã gia hạn theo {number(len(done))} đề nghị."


def _moved(request: ExtensionRequest, ends: dict[PhaseKey, Any], mode: str) -> str:
    key = PhaseKey(request.key)
    if request.wished_on <= ends[key]:
        return NOTHING
    later = later_ends(key, request.wished_on, {str(one): day for one, day in ends.items()}, move_later=True)
    return "; ".join(f"{phase_label(one, mode)}: {date_vn(day)}" for one, day in later.items()) or NOTHING


@long_act("evaluations.extend_units", "Gia hạn cho nhiều đơn vị")
@dataclass
class ExtendUnits(CycleBulk):
    """A later last day of one phase for chosen units, asked or not; the list says for which other days hold than the
    cycle's own."""

    columns = (Column("Trạng thái"), Column("Hạn riêng của đơn vị"))

    @property
    def words(self) -> BulkWords:
        """What the pages say."""
        return BulkWords(
            title="Gia hạn cho nhiều đơn vị",
            lead="Chọn đơn vị, kiểm tra, rồi chọn giai đoạn và hạn mới. Gia hạn cho tất cả thì dùng “Gia hạn”. "
            f"Hạn chung của kỳ: {_days_left(self._common, self.cycle.council_mode)}.",
            button="Gia hạn",
            warning="Đơn vị nhận thông báo và đọc nguyên văn lý do. Gia hạn đã ghi không sửa, không xóa được. Đề nghị "
            "gia hạn đang chờ của các đơn vị này vẫn cần trả lời.",
            back=reverse("cycle-detail", args=[self.cycle_id]),
            back_label=self.cycle.title,
            noun="đơn vị",
            nothing="Không còn hồ sơ nào đang thực hiện.",
        )

    @cached_property
    def _common(self) -> dict[PhaseKey, date]:
        """The last days that hold for a unit with none of its own."""
        ends = latest_end(self.cycle.phases.all(), self.cycle.extensions.all(), None)
        return {PhaseKey(key): day for key, day in ends.items()}

    def allowed(self) -> bool:
        """The standing office."""
        return is_office(self.by)

    def hold(self, keys: Collection[int]) -> None:
        """Nobody extends phases of the cycle, or moves these dossiers, meanwhile."""
        hold_units(self.by, self.cycle_id, keys)

    def rows(self, only: Collection[int] | None = None) -> list[BulkRow]:
        """Dossiers that have not ended; of chosen ones also those that did meanwhile. Its unit's days with each."""
        found = Dossier.objects.filter(cycle=self.cycle_id)
        found = found.exclude(status__in=ENDED) if only is None else found.filter(pk__in=only)
        dossiers = list(found.select_related("unit").order_by("unit__sort_key", "pk"))
        ends = deadlines_of(self.cycle, {one.unit_id for one in dossiers})
        return [
            BulkRow(
                key=one.pk,
                name=one.unit.name,
                cells=(one.label, _days_left(_own_days(ends[one.unit_id], self._common), self.cycle.council_mode)),
                problems=(f"Hồ sơ đã ở trạng thái “{one.label}”.",) if one.status in ENDED else (),
                url=reverse("dossier-detail", args=[self.cycle_id, one.unit.code]),
            )
            for one in dossiers
        ]

    def form(self, keys: Collection[int], **bound: Any) -> forms.Form:
        """Which phase, until when, why."""
        units = Dossier.objects.filter(pk__in=keys, cycle=self.cycle_id).values_list("unit_id", flat=True)
        return ExtendUnitsForm(cycle=self.cycle, units=list(units), **bound)

    def act(self, keys: Sequence[int], form: forms.Form, progress: Progress) -> str:
        """Give it."""
        given = form.cleaned_data
        more = More(given["key"], given["ends_on"], given["reason"], given["move_later"], given["to_working_days"])
        count = extend_units(by=self.by, cycle=self.cycle, dossier_ids=keys, more=more)
        progress(len(keys), of=len(keys))
        day = date_vn(next_working_day(more.ends_on, work_calendar()) if more.to_working_days else more.ends_on)
        label = phase_label(more.key, self.cycle.council_mode)
        return f"Đã gia hạn “{label}” đến hết ngày {day} cho {number(count)} đơn vị."


def _own_days(ends: Mapping[PhaseKey, date], common: Mapping[PhaseKey, date]) -> dict[PhaseKey, date]:
    """The last days of a unit that are not those of the cycle."""
    return {key: day for key, day in ends.items() if day != common.get(key)}


def _days_left(ends: Mapping[PhaseKey, date], mode: str) -> str:
    today = clock.today()
    told = (f"{phase_label(key, mode)}: {date_vn(day)}" for key, day in ends.items() if day >= today)
    return "; ".join(told) or NOTHING
