"""What is typed about more time: the commune's request, and the answer to several of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django import forms

from thanthien.core import clock
from thanthien.core.day_field import DayField
from thanthien.core.formats import date_vn, number
from thanthien.core.long_text import LongText
from thanthien.core.queries import city_calendar
from thanthien.core.tables.filters import ALL
from thanthien.evaluations.actions.cycles import More, is_far
from thanthien.evaluations.enums import ExtensionOutcome
from thanthien.evaluations.forms.cycles import NEEDED
from thanthien.evaluations.forms.lists import UnitNameFilter
from thanthien.evaluations.forms.off_days import GivesTime, ends_off, wished_off
from thanthien.evaluations.models import Cycle, Dossier
from thanthien.evaluations.models.cycle import latest_end
from thanthien.evaluations.modes import phase_label
from thanthien.evaluations.notices import COMMUNE_PHASES
from thanthien.evaluations.phase_days import OffDay
from thanthien.evaluations.queries.facts import deadlines_of
from thanthien.evaluations.workflow import PHASE_LABELS, STEPS, PhaseKey

WAITING = "cho"
_SHOWN = 5  # groups of units whose days move alike


class AskExtensionForm(forms.Form):
    """Which phase, until when, why."""

    key = forms.TypedChoiceField(label="Giai đoạn", coerce=PhaseKey, error_messages=NEEDED)
    wished_on = DayField(label="Đề nghị gia hạn đến hết ngày")
    reason = LongText(
        label="Lý do", rows=3, max_length=2000,
        help_text="Cơ quan thường trực đọc nguyên văn.",
        error_messages={"required": "Cần ghi lý do đề nghị gia hạn."},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, dossier: Dossier) -> None:
        super().__init__(data)
        ends = deadlines_of(dossier.cycle, [dossier.unit_id])[dossier.unit_id]
        self.fields["key"].choices = [  # type: ignore[attr-defined]
            (key.value, f"{PHASE_LABELS[key]} (hiện đến hết {date_vn(ends[key])})")
            for key in PhaseKey
            if key in COMMUNE_PHASES and key in ends and _still_ahead(key, dossier)
        ]


def _still_ahead(key: PhaseKey, dossier: Dossier) -> bool:
    """Does the dossier still need days of the phase?"""
    if key == PhaseKey.REGISTRATION:
        return dossier.status in STEPS["register"].sources
    reviewing = dossier.status in STEPS["request_review"].sources
    return reviewing if key == PhaseKey.REVIEW else not reviewing


def _move_later() -> forms.BooleanField:
    return forms.BooleanField(
        label="Dời các giai đoạn sau của đơn vị cùng số ngày", required=False, initial=True,
        help_text="Bỏ chọn: chỉ dời giai đoạn sẽ kết thúc trước hạn mới.",
    )  # fmt: skip


def _reason(missing: str) -> forms.CharField:
    """Why, for units to read. ``missing``: the sentence where nothing is typed."""
    return LongText(
        label="Lý do", rows=3, max_length=2000,
        help_text="Đơn vị đọc nguyên văn; gia hạn được ghi trong nhật ký gia hạn của kỳ.",
        error_messages={"required": missing},
    )  # fmt: skip


class AnswerExtensionsForm(GivesTime):
    """Granted or refused, for all chosen requests."""

    outcome = forms.ChoiceField(
        label="Trả lời", choices=ExtensionOutcome.choices, widget=forms.RadioSelect,
        initial=ExtensionOutcome.GRANTED, error_messages=NEEDED,
    )  # fmt: skip
    ends_on = DayField(
        label="Gia hạn đến hết ngày", required=False,
        help_text="Để trống: mỗi đơn vị được gia hạn đến ngày đã đề nghị. Ví dụ: 05/12/2026.",
    )  # fmt: skip
    move_later = _move_later()
    reason = _reason("Cần ghi lý do.")

    def __init__(self, *args: Any, wished: Collection[tuple[PhaseKey, date]] = (), **options: Any) -> None:
        """``wished``: what is asked for, phase and day."""
        super().__init__(*args, **options)
        self.wished = wished

    def ends_given(self, data: Mapping[str, Any]) -> list[OffDay]:
        """The days asked for, or the one typed instead; of what is refused none."""
        if data.get("outcome") != ExtensionOutcome.GRANTED:
            return []
        typed = data.get("ends_on")
        return wished_off((key, typed or day) for key, day in self.wished)


class ExtendUnitsForm(GivesTime):
    """A later last day of one phase, for chosen units. Where later phases move by it, the new days are shown once, to
    be ticked as seen."""

    needed_at_times = GivesTime.needed_at_times | {"new_days"}

    key = forms.TypedChoiceField(label="Giai đoạn", coerce=PhaseKey, error_messages=NEEDED)
    ends_on = DayField(label="Gia hạn đến hết ngày")
    move_later = _move_later()
    reason = _reason("Cần ghi lý do gia hạn.")
    new_days = forms.Field(label="Hạn mới của các giai đoạn sau", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, cycle: Cycle, units: Collection[int], **options: Any) -> None:
        """``units``: the numbers of those that get more time."""
        super().__init__(*args, **options)
        self.cycle, self.units = cycle, units
        if not self.is_bound:
            del self.fields["new_days"]
        phases = [(phase.key, phase.label) for phase in cycle.phases.all()]
        self.fields["key"].choices = phases  # type: ignore[attr-defined]
        running = (phase.key for phase in cycle.phases.all() if phase.ends_on >= clock.today())
        self.fields["key"].initial = next(running, None)

    def ends_given(self, data: Mapping[str, Any]) -> list[OffDay]:
        """The day that was typed, and those to which later phases move where a unit has no other days of its own."""
        return ends_off(data, latest_end(self.cycle.phases.all(), self.cycle.extensions.all(), None))

    def clean(self) -> dict[str, Any]:
        """Ask for the new days once all else is in order."""
        data = super().clean()
        told = "" if self.errors else self._moved(data)
        if not told:
            self.fields.pop("new_days", None)
        else:
            self.fields["new_days"].widget.choices = [(told, told)]
            if told not in (data.get("new_days") or ()):
                self.add_error("new_days", "Cần xem các hạn mới dưới đây và đánh dấu, rồi gia hạn.")
        return data

    def _moved(self, data: Mapping[str, Any]) -> str:
        """“Thẩm định: 16/03/2026; Hội đồng: …”, units with other days apart; empty where no later phase moves."""
        more = More(data["key"], data["ends_on"], "", data["move_later"], data["to_working_days"])
        if is_far(more.ends_on):
            return ""
        calendar = city_calendar().work
        every = deadlines_of(self.cycle, self.units).values()
        new = [more.ends({str(key): day for key, day in ends.items()}, calendar) for ends in every]
        moved = Counter(
            _told({key: day for key, day in ends.items() if key != more.key}, self.cycle.council_mode) for ends in new
        )
        if not any(moved):
            return ""
        if len(moved) == 1:
            return next(iter(moved))
        shown = moved.most_common(_SHOWN)
        told = [f"{number(count)} đơn vị: {days or 'không giai đoạn nào dời'}" for days, count in shown]
        rest = sum(moved.values()) - sum(count for _, count in shown)
        return ". ".join([*told, *([f"{number(rest)} đơn vị khác dời theo hạn riêng"] if rest else [])])


def _told(ends: Mapping[PhaseKey, date], mode: str) -> str:
    return "; ".join(f"{phase_label(key, mode)}: {date_vn(day)}" for key, day in ends.items())


class RequestsFilter(UnitNameFilter):
    """Conditions on the requests for more time of a cycle."""

    trang_thai = forms.ChoiceField(
        label="Trạng thái", required=False, choices=[ALL, (WAITING, "Chờ trả lời"), *ExtensionOutcome.choices]
    )
