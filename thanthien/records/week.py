"""The week of a unit: every registered duty with its state and its numbers, and what of it waits for a person."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from django import forms
from django.http import QueryDict
from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.queries import work_calendar
from thanthien.core.reading import Reading
from thanthien.measures.duties import (
    Duty,
    DutyQuestion,
    DutyState,
    State,
    Worth,
    all_duties,
    duties_of,
    open_periods,
    worth_of,
)
from thanthien.measures.periods import Period, period_of
from thanthien.measures.terms import known_terms
from thanthien.notices.work import Work
from thanthien.records.queries import units_to_tell_of
from thanthien.units.models import Unit
from thanthien.units.queries import units_known


@dataclass(frozen=True, slots=True)
class DutyOfWeek:
    """A duty on the week's page. ``mine``: the reader may do it. ``form``: its numbers, where there are any to type.
    ``closed``: its last day is past, so that nothing is typed here any more; the register still takes it, as late."""

    duty: Duty
    state: DutyState
    url: str
    mine: bool
    form: forms.BaseForm | None = None
    worth: Worth | None = None
    closed: bool = False

    @property
    def at_button(self) -> bool:
        """Its numbers wait for the button."""
        return self.duty.numbers is not None and self.duty.numbers.at_button


def _questions(duty: Duty, units: Collection[Unit], reading: Reading) -> Iterator[DutyQuestion]:
    """One for each period of the duty that is open, of the units that there are in it."""
    calendar, today = reading.once("calendar", work_calendar), reading.now.date()
    periods = tuple(
        period for period in open_periods(duty.period, reading.now, calendar) if period.last >= today or not duty.lasts
    )
    for period in periods:
        if question := question_of(duty, period, periods, units, reading):
            yield question


def question_of(
    duty: Duty, period: Period, beside: tuple[Period, ...], units: Collection[Unit], reading: Reading
) -> DutyQuestion | None:
    """How the duty stands for a period in those of the units that are there in it and owe it; None where none does.
    ``beside``: the periods of which the look asks."""
    today = reading.now.date()
    there = [unit for unit in units if is_there(unit, period) and duty.is_owed(unit, period, today)]
    if not there:
        return None
    calendar = reading.once("calendar", work_calendar)
    asked = frozenset(unit.pk for unit in there)
    return DutyQuestion(asked, period, reading.now, calendar, known_terms(reading), reading, beside, ends_of(there))


def is_there(unit: Unit, period: Period) -> bool:
    """Whether the unit is there on a day of the period."""
    return period.meets(unit.valid_from, unit.valid_to)


def ends_of(units: Iterable[Unit]) -> dict[int, date]:
    """The last day of those that have one."""
    return {unit.pk: unit.valid_to for unit in units if unit.valid_to is not None}


def own_units(user: User) -> list[Unit]:
    """The units in whose week the person has a part, also one that ended while its last week may be told in time. One
    statement, two more where one has ended."""
    return units_to_tell_of(user, "iso_week")


def week_of_unit(unit: Unit, week: Period, user: User, data: QueryDict | None = None) -> list[DutyOfWeek]:
    """Every weekly duty of the unit, what is late first, with its numbers for those whose work it is. The number of
    statements grows with the duties that are registered, not with what was told."""
    now, calendar = clock.now(), work_calendar()
    weekly = [duty for duty in all_duties() if duty.period == "iso_week" and duty.is_owed(unit, week, clock.today())]
    question = DutyQuestion(frozenset({unit.pk}), week, now, calendar, known_terms(), ends=ends_of([unit]))
    worth = worth_of([unit.pk], [duty.measure for duty in weekly]).get(unit.pk, {})
    roles = {hat.role for hat in user.hats if hat.unit_id == unit.pk}
    found = []
    for duty in weekly:
        state = duty.stands(question).get(unit.pk)
        if state is None and not (data and any(name.startswith(f"{duty.prefix}-") for name in data)):
            continue
        # What was typed for a duty that is owed no more is told, never dropped: its form says so.
        state = state or DutyState(State.FREE, "không còn gì phải ghi", question.last_day)
        mine, closed = bool(duty.roles & roles), state.is_over(now.date())
        form = duty.numbers.form(unit, week, user, data) if mine and not closed and duty.numbers else None
        url = state.url or duty.door(unit)
        found.append(DutyOfWeek(duty, state, url, mine, form, worth.get(duty.measure), closed))
    return sorted(found, key=_urgency)


@dataclass(frozen=True, slots=True)
class DutyOfUnit:
    """A duty of one period as it stands in a unit, whoever's work it is. ``mine``: the reader may do it at ``url``."""

    duty: Duty
    period: Period
    state: DutyState
    url: str
    mine: bool
    worth: Worth | None = None


def duties_now(user: User, reading: Reading | None = None) -> list[tuple[Unit, list[DutyOfUnit]]]:
    """“Việc tuần này” of each of the person's units: every duty of the running period, and what still waits of the one
    before; what is late first, what is done last. The number of statements doesn't grow with units. ``reading``: the
    look of which this is a part."""
    units, reading = {unit.pk: unit for unit in own_units(user)}, reading or Reading()
    units_known(units.values(), reading)
    today = reading.now.date()
    duties = list(all_duties())
    worth = worth_of(units.keys(), [duty.measure for duty in duties])
    found: dict[int, list[DutyOfUnit]] = {pk: [] for pk in units}
    for duty in duties:
        doers = user.unit_ids(*duty.roles)
        for question in _questions(duty, units.values(), reading):
            for pk, state in duty.stands(question).items():
                if question.period.last >= today or state.waits:
                    url = state.url or door_to(duty, units[pk], question.period)
                    points = worth.get(pk, {}).get(duty.measure)
                    one = DutyOfUnit(duty, question.period, state, url, pk in doers, points)
                    found[pk].append(one)
    return [(unit, sorted(found[pk], key=_urgency)) for pk, unit in units.items()]


def _urgency(one: DutyOfUnit | DutyOfWeek) -> tuple[int, date, str]:
    return _ORDER.index(one.state.state), one.state.last_day, one.duty.title


_ORDER = (State.LATE, State.DUE, State.COMING, State.ENOUGH, State.DONE, State.FREE)


# --- What waits for a person ---

WEEK_OF_UNIT = "unit_week"  # what a notice about a weekly duty is about


def duties_to_do(user: User) -> list[Work]:
    """The duties of the person's units that are due, late or coming, of the running period and the one before. The
    number of statements doesn't grow with units."""
    roles = {hat.role for hat in user.hats}
    duties = duties_of(roles)
    if not duties:
        return []
    units = {unit.pk: unit for unit in own_units(user)}
    worth, reading = worth_of(units.keys(), [duty.measure for duty in duties]), Reading()
    found = [(duty, work) for duty in duties for work in _waiting(duty, user, units, reading)]
    return [replace(work, worth=worth.get(unit, {}).get(duty.measure)) for duty, (unit, work) in found]


def _waiting(duty: Duty, user: User, units: dict[int, Unit], reading: Reading) -> Iterator[tuple[int, Work]]:
    of_role = user.unit_ids(*duty.roles)
    for question in _questions(duty, [unit for pk, unit in units.items() if pk in of_role], reading):
        for unit, state in duty.stands(question).items():
            if state.waits:
                yield unit, _work(duty, units[unit], question.period, state)


def _work(duty: Duty, unit: Unit, period: Period, state: DutyState) -> Work:
    return Work(
        key=f"duty:{duty.key}:{unit.pk}:{period.key}",
        title=duty.title,
        what=f"{unit.name}, {period.label}: {state.told if state.by_year else state.words}",
        url=state.url or door_to(duty, unit, period),
        due=state.last_day,
        about=(WEEK_OF_UNIT, unit.pk) if state.state is State.DUE else None,
        weekly=duty.period == "iso_week",
    )


def visible_weeks(user: User, units: Iterable[int]) -> set[int]:
    """The units, by number, of whose week a notice may still tell the person. No statement beside their roles."""
    return set(units) & user.unit_ids()


def door_to(duty: Duty, unit: Unit, period: Period) -> str:
    """Where the duty of a period is done: on the week's page, where it has numbers there."""
    return reverse("week-of", args=[unit.code, period.key]) if duty.numbers else duty.door(unit)


# --- Whose week is their own place's ---

_own_weeks: list[tuple[Callable[[User], bool], str]] = []


def register_own_week(whose: Callable[[User], bool], route: str) -> None:
    """Tell where people do their week who have no part in a unit's: reporters of one place on a page of their own."""
    _own_weeks.append((whose, route))


def own_week_of(user: User) -> str | None:
    """The name of the page on which the person's own week is done; None for who has none."""
    return next((route for whose, route in _own_weeks if whose(user)), None)


def weeks_of(unit: Unit, now: datetime) -> list[Period]:
    """Those of the weeks to choose in which the unit is there; of one that ended its last week, however long ago."""
    weeks = weeks_to_choose(now)
    return [week for week in weeks if is_there(unit, week)] or [period_of("iso_week", unit.valid_to or weeks[0].last)]


def weeks_to_choose(now: datetime) -> list[Period]:
    """The running week and the one before, the running one first."""
    running = period_of("iso_week", now.date())
    return [running, period_of("iso_week", running.first.fromordinal(running.first.toordinal() - 1))]
