"""What people type about receptions: the calendar of a month at once, a session, an answer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.calendar import is_working_day
from thanthien.core.day_field import DayField
from thanthien.core.formats import date_vn
from thanthien.core.long_text import LineText
from thanthien.core.queries import work_calendar
from thanthien.engagement.enums import Head, Meeting
from thanthien.engagement.kinds import PLANS
from thanthien.engagement.reception_records import Promise
from thanthien.measures.periods import Period, period_of
from thanthien.records.actions import Entry
from thanthien.records.forms import CorrectionForm, RecordForm
from thanthien.records.queries import Place, places

_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def next_month() -> Period:
    """The month whose calendar is to be made next."""
    return period_of("month", period_of("month", clock.today()).last + timedelta(days=1))


def month_named(text: str) -> Period | None:
    """The month of a key such as 2026-07; None for any other text, and for a year far away."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return period_of("month", first) if abs(first.year - clock.today().year) <= 1 else None


def day_named(text: str) -> date | None:
    """The day of an address such as 2026-07-01; None for any other text."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


class MonthForm(forms.Form):
    """The sessions of one head in one month: tick the days, say hours and place once."""

    place = forms.ChoiceField(label="Đơn vị")
    head = forms.ChoiceField(label="Của ai", choices=Head.choices, widget=forms.RadioSelect)
    meeting = forms.ChoiceField(
        label="Hình thức", choices=Meeting.choices, widget=forms.RadioSelect, initial=Meeting.RECEPTION
    )
    days = forms.MultipleChoiceField(
        label="Ngày trong tháng",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cần chọn ít nhất một ngày."},
    )
    hours = LineText(label="Giờ", max_length=40, help_text="Ví dụ: 8 giờ đến 11 giờ")
    venue = LineText(label="Địa điểm", max_length=120)

    def __init__(self, user: User, month: Period, *args: Any) -> None:
        super().__init__(*args)
        self._places = {place.value: place for place in places(PLANS, user)}
        asked: Any = self.fields
        asked["place"].choices = [(value, place.label(with_unit=True)) for value, place in self._places.items()]
        if len(self._places) == 1:
            asked["place"].widget = forms.HiddenInput()
            self.initial["place"] = next(iter(self._places))
        asked["days"].choices = [(day.isoformat(), _day_words(day)) for day in working_days_of(month)]

    def entries(self) -> list[Entry]:
        """One for each day, made public today. Ask only when what was typed is in order."""
        typed = dict(self.cleaned_data)
        place: Place = self._places[typed.pop("place")]
        days = [date.fromisoformat(day) for day in typed.pop("days")]
        return [Entry(place.unit, clock.today(), {**typed, "planned_on": day}) for day in days]


def working_days_of(month: Period) -> list[date]:
    """The days of a month on which offices work and that have not passed."""
    calendar, first = work_calendar(), max(month.first, clock.today())
    days = (first + timedelta(days=number) for number in range((month.last - first).days + 1))
    return [day for day in days if is_working_day(day, calendar)]


def _day_words(day: date) -> str:
    return f"{_WEEKDAYS[day.weekday()]}, {date_vn(day)}"


class PlanForm(RecordForm):
    """One session of the calendar."""

    day = DayField(label="Ngày công khai lịch")


class PlanCorrection(CorrectionForm):
    """The same, told otherwise."""

    day = DayField(label="Ngày công khai lịch")


class PromiseForm(RecordForm):
    """What was promised; the answer comes on a page of its own."""

    day = DayField(label="Ngày tiếp, đối thoại")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("answered_on", "answer"):
            del self.fields[name]


class PromiseCorrection(CorrectionForm):
    """A promise with its answer, told otherwise."""

    day = DayField(label="Ngày tiếp, đối thoại")


class AnswerForm(forms.Form):
    """The answer to a promise."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    answered_on = DayField(label="Ngày trả lời")
    answer = LineText(
        label="Trả lời thế nào", max_length=300, help_text="Ghi gọn kết quả hoặc số, ngày văn bản trả lời"
    )
    public = forms.BooleanField(label="Công khai được: đăng lên trang của đơn vị", required=False)

    def __init__(self, promise: Promise, data: QueryDict | None) -> None:
        told = {"version": promise.version, "answered_on": clock.today(), "public": promise.public}
        super().__init__(data, initial=told)
        self._promise = promise

    def entry(self) -> Entry:
        """The promise with its answer."""
        typed, promise = dict(self.cleaned_data), self._promise
        del typed["version"]
        values = {name: getattr(promise, name) for name in ("head", "subject", "due_on")} | typed
        return Entry(promise.unit, promise.day, values)
