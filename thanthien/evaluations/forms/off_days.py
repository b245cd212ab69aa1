"""Last days that are no working days: a form that gives more time asks what is meant before it does so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms

from thanthien.core.queries import city_calendar
from thanthien.evaluations.actions.cycles import More, is_far
from thanthien.evaluations.phase_days import OffDay, days_off
from thanthien.evaluations.workflow import PhaseKey

MOVE, KEEP = "chuyen", "giu"


class GivesTime(forms.Form):
    """A form with a last day, ``ends_on``. Where that day or one that follows from it is off, it is refused once, with
    the choice to move such days to the next working day or to keep them; nobody else sees the choice."""

    needed_at_times = frozenset({"off_day"})
    off_day = forms.ChoiceField(
        label="Ngày cuối là ngày nghỉ", required=False, widget=forms.RadioSelect,
        choices=[
            (MOVE, "Chuyển sang ngày làm việc tiếp theo; các giai đoạn sau theo đúng thứ tự"),
            (KEEP, "Giữ đúng ngày đã nhập"),
        ],
        error_messages={"invalid_choice": "Cần chọn trong danh sách."},
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.order_fields([name for name in self.fields if name != "off_day"])
        if not self.is_bound:
            del self.fields["off_day"]

    def ends_given(self, data: Mapping[str, Any]) -> list[OffDay]:
        """The last days among those given that are off. Asked of what was typed in order."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        """Ask once; then say what was chosen as ``to_working_days``."""
        data = super().clean() or self.cleaned_data
        chosen, off = data.pop("off_day", ""), self.ends_given(data)
        data["to_working_days"] = bool(off) and chosen == MOVE
        if not off:
            self.fields.pop("off_day", None)
        elif not chosen and "off_day" not in self.errors:
            self.add_error("off_day", f"{'; '.join(_told(off))}. Cần chọn cách ghi.")
        return data


def ends_off(data: Mapping[str, Any], ends: Mapping[str, date]) -> list[OffDay]:
    """The days off among those that a phase's new last day gives, where these hold now."""
    key, day = data.get("key"), data.get("ends_on")
    if not key or day is None or is_far(day):
        return []
    calendar = city_calendar()
    more = More(key, day, "", move_later=bool(data.get("move_later")))
    return days_off(more.ends(ends, calendar.work), calendar)


def _told(off: list[OffDay]) -> list[str]:
    shown = [one.sentence for one in off[:4]]
    return shown if len(off) <= len(shown) else [*shown, f"và {len(off) - len(shown)} giai đoạn khác"]


def wished_off(days: Iterable[tuple[PhaseKey, date]]) -> list[OffDay]:
    """Of days that were asked for, each with its phase, those that are off."""
    calendar = city_calendar()
    return [one for key, day in sorted(set(days)) if not is_far(day) for one in days_off({key: day}, calendar)]
