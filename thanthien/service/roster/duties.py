"""The weekly duty of the roster: how many shifts had somebody, and who was there by the signed sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.core.formats import number
from thanthien.core.question import Question, all_of
from thanthien.measures.duties import Duty, DutyQuestion, DutyState, State, WeekNumbers
from thanthien.measures.periods import Period, periods_in
from thanthien.measures.queries import acceptances_asked
from thanthien.records.enums import Through
from thanthien.service.duties import planned_around, regulations_asked
from thanthien.service.enums import ROOM
from thanthien.service.fast_days import days_in
from thanthien.service.permissions import WRITERS
from thanthien.service.roster.actions import sign_sheet
from thanthien.service.roster.forms import SheetForm
from thanthien.service.roster.models import SupportShift
from thanthien.service.roster.queries import MEASURE, PLANNED_LATE, Held, SupportWeek, held_shifts, in_time, unconfirmed
from thanthien.units.models import Unit

KEY = "service.support"
_ENOUGH = 2  # shifts, where no year says how many


def _asks(question: DutyQuestion) -> Question[Any]:
    first, last = question.periods[0].first, question.periods[-1].last
    held = held_shifts(question.units, question.now, first, last)
    return all_of(held, regulations_asked(question), acceptances_asked(question.units, question.now))


def _says(question: DutyQuestion, answer: Any) -> Mapping[int, DutyState]:
    week = question.period
    if not periods_in("iso_week", week.first, week.last, question.calendar):
        return {}
    held, regulations, accepted = answer
    planned = planned_around(question.units, week, regulations, question.calendar, question.terms)
    found = {}
    for unit in question.units:
        fast_days = days_in(week, planned.get(unit, ()), question.ends.get(unit))
        let_count = (MEASURE, unit, week.key) in accepted
        found[unit] = _state(question, held.get(unit, ()), fast_days, let_count=let_count)
    return found


def _state(question: DutyQuestion, held: Sequence[Held], fast_days: tuple[date, ...], *, let_count: bool) -> DutyState:
    week, limit = question.period, question.terms.limit(question.period, question.calendar)
    of_week = [one for one in held if week.holds(one.day)]
    told = SupportWeek(week, in_time(of_week, limit, accepted=let_count), fast_days, limit)
    rule = question.terms.needed(MEASURE, week)
    needed = rule.at_least if rule else _ENOUGH
    state = question.state(done=told.counted.records >= needed, from_day=week.first)
    words = f"{number(len(told.shifts))} ca có người hỗ trợ"
    left_out = [one for one in of_week if one not in told.shifts]
    if late := sum(one.told_at >= limit for one in left_out):
        words += f", {number(late)} ca ghi quá hạn"
    if unplanned := len(left_out) - late:
        words += f", {number(unplanned)} ca {PLANNED_LATE}"
    return DutyState(state, words + _lacking(told, state, needed), question.last_day)


def _lacking(told: SupportWeek, state: State, needed: int) -> str:
    if state is State.DONE:
        return ""
    missing = [f"còn thiếu {number(needed - len(told.shifts))} ca"] if len(told.shifts) < needed else []
    if told.lacks_fast_day:
        missing.append("chưa có ca vào ngày giải quyết nhanh")
    return f"; {', '.join(missing)}" if missing else ""


# --- On the week's page ---


def _asks_of_form(question: DutyQuestion) -> Question[list[SupportShift]]:
    [unit] = question.units
    return unconfirmed(unit, question.period)


def _form(unit: Unit, week: Period, data: QueryDict | None, waiting: list[SupportShift]) -> forms.BaseForm | None:
    """None where everybody on the roster so far is known to have been there."""
    return SheetForm(waiting, data, prefix=KEY.replace(".", "-"), numbers=False) if waiting else None


def _save(form: SheetForm, by: User) -> str:
    made = sign_sheet(form.chosen, sheet=form.cleaned_data["sheet"], served={}, by=by, through=Through.FRIDAY)
    return f"đã ghi {number(len(made))} người có mặt"


SUPPORT_DUTY = Duty(
    key=KEY,
    title="Trực hỗ trợ tại Trung tâm",
    measure=MEASURE,
    roles=frozenset(WRITERS),
    asks=_asks,
    says=_says,
    door=lambda unit: reverse("service-roster"),
    numbers=WeekNumbers(_asks_of_form, _form, _save, at_button=True),
    room=ROOM.key,
    asks_alike=True,
)
