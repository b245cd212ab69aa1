"""What people type in the weekly channel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django import forms

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.acting.forms import SeenForm
from thanthien.core.formats import date_vn, weekday_vn
from thanthien.core.long_text import LineText
from thanthien.grassroots.enums import WAYS_FOR_OTHERS, How
from thanthien.grassroots.models import MISSING
from thanthien.grassroots.permissions import ENTER_FOR_OTHERS, REPORTERS, keeps_own_weeks
from thanthien.measures.periods import Period, period_of
from thanthien.records.actions import Entry
from thanthien.records.forms import CorrectionForm, RecordForm
from thanthien.records.kinds import RecordKind
from thanthien.records.models import Record
from thanthien.records.queries import Place
from thanthien.units.models import Hamlet, Unit

_OWN = ("who", "contact")
_OF_OTHERS = ("how", "told_by")
# What the person came to write stands before where it is.
_FIRST = ("version", "place", "day", "nothing", "text", "topic")
_LAST = (*_OWN, "wrong", "reason")


WRITTEN_WRONG = "Ghi nhầm"  # why most reports are mended on the day of writing; offered, never said for somebody
_DAYS_BACK = 14


class DayChoice(forms.TypedChoiceField):
    """A day picked from a list, which a phone shows in large letters: the last two weeks, and the week of ``about``."""

    def __init__(self, about: date, **options: Any) -> None:
        today = clock.today()
        near = {today - timedelta(days=back) for back in range(_DAYS_BACK)}
        week = period_of("iso_week", about)
        days = near | {one for one in (week.first + timedelta(days=n) for n in range(7)) if one <= today} | {about}
        choices = [(date_vn(day), _day_words(day, today)) for day in sorted(days, reverse=True)]
        super().__init__(choices=choices, coerce=_day_of, **options)
        # A form that was kept on a device offers the days as they are when it is filled in.
        self.widget.attrs["data-days-back"] = _DAYS_BACK

    def prepare_value(self, value: Any) -> Any:
        """As a choice names it."""
        return date_vn(value) if isinstance(value, date) else value


def _day_words(day: date, today: date) -> str:
    near = {today: "Hôm nay", today - timedelta(days=1): "Hôm qua"}
    return f"{near[day]}, {date_vn(day)}" if day in near else weekday_vn(day)


def _day_of(value: str) -> date:
    day, month, year = (int(part) for part in value.split("/"))
    return date(year, month, day)


class _ReportFields(RecordForm):
    """An opinion or “không phát sinh”; how and by whom it was told is asked only of people who enter for others."""

    needed_at_times: tuple[str, ...] = ("topic", "text")  # unless nothing came up

    def __init__(self, kind: RecordKind, user: User, *args: Any, **options: Any) -> None:
        super().__init__(kind, user, *args, **options)
        if not user.has_role(*ENTER_FOR_OTHERS):
            for name in _OF_OTHERS:
                del self.fields[name]
        self.fields["address"].widget = forms.TextInput(attrs={"maxlength": 200})  # a line, not a text
        if keeps_own_weeks(user):
            self._ask_a_reporter()
        between = (name for name in self.fields if name not in _LAST)
        self.order_fields([*_FIRST, *between, *_LAST])

    def _ask_a_reporter(self) -> None:
        """They come by the door of an opinion: no box for its opposite, what is needed is marked, the day is picked."""
        if self.initial.get("nothing"):
            self.fields["nothing"].label = "Không có ý kiến nào (không phát sinh)"
        else:
            del self.fields["nothing"]
            for name in self.needed_at_times:
                self.fields[name].required = True
                self.fields[name].error_messages["required"] = MISSING
        for name in self.needed_at_times:
            self.fields[name].label = f"{self.fields[name].label} (bắt buộc)"
        self.fields["day"] = DayChoice(self.initial["day"], label="Ngày")

    def clean(self) -> dict[str, Any]:
        """Reports entered for somebody name them."""
        typed = super().clean() or self.cleaned_data
        if typed.get("how") in WAYS_FOR_OTHERS and not typed.get("told_by"):
            self.add_error("told_by", "Cần ghi tên người báo cáo khi ghi thay cho họ.")
        return typed


class ReportForm(_ReportFields):
    """A report as it is entered. Who had the opinion is kept apart."""

    def __init__(self, kind: RecordKind, user: User, *args: Any, **options: Any) -> None:
        super().__init__(kind, user, *args, **options)
        offices = {hat.agency_name for hat in user.hats_of(*REPORTERS, *ENTER_FOR_OTHERS)}
        whose = next(iter(offices)) if len(offices) == 1 else "cơ quan ghi"
        self.fields[
            "who"
        ].help_text = (
            f"Chỉ ghi khi người đó muốn được trả lời. Chỉ người của {whose} xem được, xóa được bất cứ lúc nào."
        )

    who = LineText(
        label="Người có ý kiến",
        max_length=120,
        required=False,
    )
    contact = LineText(label="Cách liên hệ", max_length=120, required=False)


class QuietForm(RecordForm):
    """“Không phát sinh” of a place on a day, said at a touch on a device without a signal."""

    def __init__(self, kind: RecordKind, user: User, *args: Any, **options: Any) -> None:
        super().__init__(kind, user, *args, **options)
        for name in kind.fields:
            del self.fields[name]
        self.fields["day"] = DayChoice(self.initial["day"], label="Ngày")

    def entry(self) -> Entry:
        """Nothing came up."""
        return replace(super().entry(), values={"nothing": True})


class PersonForm(SeenForm):
    """Whose opinion it was, as it stands, to be told otherwise."""

    name = LineText(label="Người có ý kiến", max_length=120)
    contact = LineText(label="Cách liên hệ", max_length=120, required=False)


class ReportCorrection(_ReportFields, CorrectionForm):
    """A report as it stands, to be told otherwise; the reason comes last. Who mends on the day of writing may give the
    usual reason by a tick; none is given in their name."""

    wrong = forms.BooleanField(label=f"Lý do sửa: {WRITTEN_WRONG.lower()}", required=False)

    def __init__(self, kind: RecordKind, user: User, record: Record, *args: Any) -> None:
        super().__init__(kind, user, record, *args)
        reason = self.fields["reason"]
        reason.error_messages["required"] = MISSING
        own = keeps_own_weeks(user)
        if own:
            reason.label = "Lý do sửa (bắt buộc)"
        if own and record.entered_by_id == user.pk and clock.today() == record.made_at.astimezone(clock.ZONE).date():
            reason.label, reason.required = "Lý do khác (bắt buộc nếu không đánh dấu ô trên)", False
            self.fields["wrong"].help_text = "Bắt buộc: đánh dấu ô này, hoặc ghi lý do khác ở ô dưới."
            self.needed_at_times = (*self.needed_at_times, "reason")
        else:
            del self.fields["wrong"]

    def clean(self) -> dict[str, Any]:
        """One of tick and text is needed; a text says more than the tick."""
        typed = super().clean()
        if "wrong" in self.fields and not typed.get("reason") and "reason" not in self.errors:
            if typed.get("wrong"):
                typed["reason"] = WRITTEN_WRONG
            else:
                self.add_error("reason", "Cần đánh dấu “Ghi nhầm” hoặc ghi lý do khác.")
        return typed


class WeekForm(forms.Form):
    """One place in one week, at a touch: nothing is typed."""

    place = forms.ChoiceField()
    week = forms.ChoiceField()

    def __init__(self, data: Any, places: Iterable[Place], weeks: Iterable[Period]) -> None:
        super().__init__(data)
        self._places = {place.value: place for place in places}
        self._weeks = {week.key: week for week in weeks}
        self._offer("place", self._places)
        self._offer("week", self._weeks)

    def _offer(self, name: str, values: Iterable[str]) -> None:
        field: Any = self.fields[name]
        field.choices = [(value, value) for value in values]

    def chosen(self) -> tuple[Place, Period]:
        """Place and week. Ask only when the form is in order."""
        return self._places[self.cleaned_data["place"]], self._weeks[self.cleaned_data["week"]]


class TickForm(forms.Form):
    """Which thôn, tổ dân phố were heard by phone or at a meeting, without anything to report."""

    hamlets = forms.ModelMultipleChoiceField(
        queryset=Hamlet.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    how = forms.ChoiceField(
        label="Cách nghe", choices=[(how.value, how.label) for how in WAYS_FOR_OTHERS], widget=forms.RadioSelect,
        initial=How.PHONE.value,
    )  # fmt: skip

    def __init__(self, data: Any, unit: Unit, silent: Sequence[Hamlet]) -> None:
        super().__init__(data)
        field: Any = self.fields["hamlets"]
        field.label = f"{unit.hamlets_label.capitalize()} đã nghe, không phát sinh"
        field.error_messages["required"] = f"Cần chọn ít nhất một {unit.hamlets_label}."
        field.queryset = Hamlet.objects.filter(pk__in=[one.pk for one in silent]).in_vietnamese_order()
