"""The weekly duty of the fast day: how it stands, and its numbers on the week's page."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.calendar import WorkCalendar
from thanthien.core.formats import date_vn, number
from thanthien.core.long_text import LongText
from thanthien.core.question import Question, all_of
from thanthien.measures.duties import Duty, DutyQuestion, DutyState, State, WeekNumbers
from thanthien.measures.periods import Period, periods_in
from thanthien.measures.queries import acceptances_asked
from thanthien.measures.terms import Terms
from thanthien.records.actions import Entry, correct, enter
from thanthien.records.enums import Through
from thanthien.service.enums import ROOM, Origin
from thanthien.service.fast_days import Planned, Regulation, plan
from thanthien.service.kinds import DAYS
from thanthien.service.models import FastDay
from thanthien.service.permissions import WRITERS
from thanthien.service.procedures import certifications
from thanthien.service.queries import WEEKS, Number, day_sum, numbers_of, regulations_of, rule_of, told_in_time
from thanthien.units.models import Unit

KEY = "service.fast_day"
_REASON = "Sửa ngay trong ngày trên trang việc tuần này"
_LOOK_BACK = timedelta(days=21)  # further than the longest holiday moves a fast day
_NO_DECISION = "chưa có quyết định về ngày giải quyết nhanh"


def _asks(question: DutyQuestion) -> Question[Any]:
    """A fast day may be moved out of its week, so that numbers of later days are read, too."""
    regulations = regulations_asked(question)
    numbers = numbers_of(question.units, question.now, question.periods[0].first, date.max)
    return all_of(regulations, numbers, acceptances_asked(question.units, question.now))


def regulations_asked(question: DutyQuestion) -> Question[dict[int, list[Regulation]]]:
    """By what the weeks of each unit go today."""
    return regulations_of(question.units, question.now, question.now.date())


def planned_week(
    units: Collection[int], week: Period, decided: Mapping[int, Sequence[Regulation]], calendar: WorkCalendar,
    terms: Terms,
) -> dict[int, Planned]:  # fmt: skip
    """The fast day of a week in each unit that owes one, without a day where no decision holds; a unit whose week is
    skipped by the rule of the year is left out."""
    around = planned_around(units, week, decided, calendar, terms)
    own = {unit: next(one for one in planned if one.week == week) for unit, planned in around.items()}
    return {unit: planned for unit, planned in own.items() if not planned.skipped}


def planned_around(
    units: Collection[int], week: Period, decided: Mapping[int, Sequence[Regulation]], calendar: WorkCalendar,
    terms: Terms,
) -> dict[int, list[Planned]]:  # fmt: skip
    """The fast days of a week and of those around it: the day of one before may be moved into it, and its own goes past
    the usual day of the next. Nothing of a week without a working day."""
    first, last = week.first - _LOOK_BACK, week.last + timedelta(days=7)
    weeks = periods_in("iso_week", first, last, calendar)
    if week not in weeks:
        return {}
    return {unit: plan(weeks, decided.get(unit, []), rule_of(terms), calendar) for unit in units}


def _says(question: DutyQuestion, answer: Any) -> Mapping[int, DutyState]:
    regulations, told, accepted = answer
    weeks = planned_week(question.units, question.period, regulations, question.calendar, question.terms)
    add = reverse("service-decisions-add")
    found = {}
    for unit, planned in weeks.items():
        if planned.day is not None and planned.day > question.ends.get(unit, planned.day):
            continue  # the unit has ended by then
        if planned.day is None or planned.regulation is None:
            state = question.state(done=False, from_day=question.period.first)
            found[unit] = DutyState(state, _NO_DECISION, question.last_day, add)
        else:
            numbers = told.get(unit, {}).get(planned.day, ())
            let_count = (WEEKS, unit, question.period.key) in accepted
            found[unit] = _state_of(question, planned.day, planned.regulation, numbers, let_count=let_count)
    return found


def _state_of(
    question: DutyQuestion, day: date, regulation: Regulation, numbers: Sequence[Number], *, let_count: bool
) -> DutyState:
    """Done once the decided list was told. Chứng thực and procedures off the list tell nothing of it, but the day was
    held: once the time is over they are enough. What of it all came in time is the figure's own rule, whatever source
    the share takes its numbers from."""
    limit = question.terms.limit(question.period, question.calendar)
    in_time = bool(told_in_time(numbers, limit, accepted=let_count))
    of_list = bool(day_sum(numbers, regulation.procedures).rows)
    over = question.now >= limit
    state = question.state(done=of_list, enough=in_time and over, from_day=day)
    too_late = of_list and not in_time
    words = _UNTOLD.get(state, _LACKING) if not numbers else _told_words(numbers, regulation, of_list=of_list)
    words += ", ghi quá hạn" if numbers and over and not in_time else ""
    return DutyState(state, f"ngày {date_vn(day)}: {words}", question.last_day, too_late=too_late)


_LACKING = "chưa ghi số liệu"
_UNTOLD = {State.COMING: "chưa đến ngày"}


def _told_words(numbers: Sequence[Number], regulation: Regulation, *, of_list: bool) -> str:
    """Which numbers of the day are taken: of single procedures, of the whole list, or none of the list yet."""
    if not of_list:
        return "mới ghi chứng thực, thủ tục ngoài danh mục; chưa ghi số liệu của danh mục"
    single = {one.procedure for one in numbers if one.procedure in regulation.procedures - certifications()}
    return f"đã ghi số liệu của {number(len(single))} thủ tục trong danh mục" if single else "đã ghi số liệu"


# --- Its numbers on the week's page ---


class FastDayNumbers(forms.Form):
    """Received and returned of the whole list, or the word that there was nothing."""

    record = forms.IntegerField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    received = forms.IntegerField(label="Số hồ sơ nhận", min_value=0, max_value=32767)
    returned = forms.IntegerField(label="Số trả trong ngày", min_value=0, max_value=32767)
    nothing = forms.BooleanField(label="Không có hồ sơ nào", required=False)
    reason = LongText(label="Lý do sửa số đã ghi từ hôm trước", max_length=500, rows=2)
    needed_at_times = ("received", "returned")

    def __init__(self, unit: Unit, day: date, stored: FastDay | None, data: QueryDict | None) -> None:
        self.unit, self.day = unit, day
        self.hint = (
            f"Ngày {date_vn(day)}: số chung của cả danh mục, không kể chứng thực. Đơn vị ghi từng thủ tục thì ghi ở sổ "
            "ghi chi tiết và để trống phần này: có số của từng thủ tục thì lấy số đó, chứng thực tính riêng."
        )
        initial: dict[str, Any] = {}
        if stored is not None:
            initial = {name: getattr(stored, name) for name in ("version", "received", "returned", "nothing")}
            initial["record"] = stored.pk
        super().__init__(data, prefix=KEY.replace(".", "-"), initial=initial, use_required_attribute=False)
        if stored is None or stored.made_at.astimezone(clock.ZONE).date() == clock.today():
            del self.fields["reason"]

    def has_changed(self) -> bool:
        """A reason alone mends nothing."""
        return bool(set(self.changed_data) - {"reason"})

    def clean(self) -> dict[str, Any]:
        """“Không có hồ sơ nào” needs no number beside it."""
        typed = dict(super().clean() or {})
        if typed.get("nothing"):
            for name in ("received", "returned"):
                if not self.data.get(self.add_prefix(name), "").strip():
                    self.errors.pop(name, None)
                    typed[name] = 0
        return typed


@dataclass(frozen=True, slots=True)
class _Told:
    """The fast day of a unit's week, and what stands of it."""

    day: date | None
    rows: Sequence[FastDay]


def _asks_of_form(question: DutyQuestion) -> Question[_Told]:
    [unit] = question.units
    week = question.period

    def read(regulations: Mapping[int, Sequence[Regulation]], rows: Iterable[FastDay]) -> _Told:
        planned = planned_week([unit], week, regulations, question.calendar, question.terms).get(unit)
        day = planned.day if planned else None
        return _Told(day, [row for row in rows if row.day == day])

    standing = FastDay.objects.standing().filter(unit=unit, day__gte=week.first)
    return Question(read, regulations_asked(question), standing)


def _form(unit: Unit, period: Period, data: QueryDict | None, told: _Told) -> forms.BaseForm | None:
    """None before the day, without a decision, and where single procedures were told."""
    if told.day is None or told.day > clock.today():
        return None
    if any(row.procedure or row.origin_of_numbers == Origin.SYSTEM for row in told.rows):
        return None
    return FastDayNumbers(unit, told.day, told.rows[0] if told.rows else None, data)


def _save(form: FastDayNumbers, by: User) -> str:
    """Enter the day's number, or correct the one that stands: on the day on which it was told for the usual reason,
    later for the one that the person gives."""
    typed = form.cleaned_data
    values = {name: typed[name] for name in ("received", "returned", "nothing")}
    entry = Entry(form.unit, form.day, values, through=Through.FRIDAY)
    if typed["record"]:
        reason = typed.get("reason") or _REASON
        correct(DAYS, entry, record_id=typed["record"], version=typed["version"] or 0, reason=reason, by=by)
    else:
        enter(DAYS, entry, by=by)
    return ""


FAST_DAY_DUTY = Duty(
    key=KEY,
    title="Ngày giải quyết nhanh",
    measure=WEEKS,
    roles=frozenset(WRITERS),
    asks=_asks,
    says=_says,
    door=lambda unit: reverse("service-days-add"),
    numbers=WeekNumbers(_asks_of_form, _form, _save),
    room=ROOM.key,
    asks_alike=True,
)
