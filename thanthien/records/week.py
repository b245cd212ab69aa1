"""The week of a unit: every registered duty with its state and its numbers, and what of it waits for a person."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django import forms
from django.http import QueryDict
from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.accounts.positions import SIGNERS
from thanthien.core.calendar import CityCalendar
from thanthien.core.queries import calendar_asked, work_calendar
from thanthien.core.question import Question, ask
from thanthien.core.reading import EACH_TIME, Reading
from thanthien.measures.duties import (
    Duty,
    DutyQuestion,
    DutyState,
    Put,
    State,
    States,
    Worth,
    all_duties,
    duties_of,
    open_periods,
    standings_of,
    worth_of,
)
from thanthien.measures.periods import Period, period_of
from thanthien.measures.terms import known_terms
from thanthien.notices.work import Work
from thanthien.records.queries import still_told, units_of
from thanthien.units.models import Unit
from thanthien.units.queries import units_known


@dataclass(frozen=True, slots=True)
class DutyOfWeek:
    """A duty on the week's page. ``shown``: the state in its tag. ``mine``: the reader may do it. ``form``: its
    numbers, where there are any to type. ``closed``: its last day is past, so that nothing is typed here any more; the
    register still takes it, as late."""

    duty: Duty
    state: DutyState
    shown: State
    url: str
    mine: bool
    form: forms.BaseForm | None = None
    worth: Worth | None = None
    closed: bool = False

    @property
    def at_button(self) -> bool:
        """Its numbers wait for the button."""
        return self.duty.numbers is not None and self.duty.numbers.at_button


def _put(duties: Iterable[Duty], units: Collection[Unit], reading: Reading) -> list[tuple[Duty, DutyQuestion]]:
    """Each of the duties with a question for each of its periods that is open, of the units that there are in it; what
    lasts is asked of each unit once, in the last of them in which it is there."""
    calendar = reading.once("calendar", work_calendar)
    found = []
    for duty in duties:
        periods = open_periods(duty.period, reading.now, calendar)
        there = {period: [unit for unit in units if is_there(unit, period)] for period in periods}
        if duty.lasts:
            last = {unit.pk: period for period in periods for unit in there[period]}
            there = {period: [unit for unit in there[period] if last[unit.pk] == period] for period in periods}
        beside = tuple(period for period in periods if there[period])
        asked = (question_of(duty, period, beside, there[period], reading) for period in beside)
        found += [(duty, question) for question in asked if question is not None]
    return found


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
    return DutyQuestion(
        asked, period, reading.now, calendar, known_terms(reading), reading, beside, ends_of(there), starts_of(there)
    )


def is_there(unit: Unit, period: Period) -> bool:
    """Whether the unit is there on a day of the period."""
    return period.meets(unit.valid_from, unit.valid_to)


def ends_of(units: Iterable[Unit]) -> dict[int, date]:
    """The last day of those that have one."""
    return {unit.pk: unit.valid_to for unit in units if unit.valid_to is not None}


def starts_of(units: Iterable[Unit]) -> dict[int, date]:
    """The first day of each."""
    return {unit.pk: unit.valid_from for unit in units}


def own_units(user: User, reading: Reading = EACH_TIME) -> list[Unit]:
    """The units in whose week the person has a part, also one that ended while its last week may be told in time. One
    statement, two more where one has ended."""
    return still_told(reading.once("units of the person", units_of(user).answer), "iso_week", reading)


def week_asked(user: User, reading: Reading) -> Question[None]:
    """What :func:`duties_now` reads first, for a page that asks for it with other things."""

    def read(units: list[Unit], calendar: CityCalendar) -> None:
        reading.know("units of the person", units)
        reading.know("calendar", calendar.work)

    return Question(read, units_of(user), calendar_asked())


def week_of_unit(unit: Unit, week: Period, user: User, data: QueryDict | None = None) -> list[DutyOfWeek]:
    """Every weekly duty of the unit, what is late first, with its numbers for those whose work it is. Three statements,
    whatever duties are registered and whatever was told."""
    reading = Reading()
    units_known([unit], reading)
    weekly = [duty for duty in all_duties() if duty.period == "iso_week"]
    put = [(duty, one) for duty in weekly if (one := question_of(duty, week, (week,), [unit], reading))]
    roles = {hat.role for hat in user.hats if hat.unit_id == unit.pk}
    numbers = {duty.key: duty.numbers for duty, _ in put if duty.numbers and duty.roles & roles}
    asked = {duty.key: numbers[duty.key].asks(one) for duty, one in put if duty.key in numbers}
    worth, states, *told = ask(
        worth_of([unit.pk], [duty.measure for duty, _ in put]),
        standings_of(put),
        *(one or Question(lambda: None) for one in asked.values()),
    )
    answers = dict(zip(asked, told, strict=True))
    found = []
    for (duty, question), stands in zip(put, states, strict=True):
        state = stands.get(unit.pk)
        if state is None and not (data and any(name.startswith(f"{duty.prefix}-") for name in data)):
            continue
        # What was typed for a duty that is owed no more is told, never dropped: its form says so.
        state = state or DutyState(State.FREE, "không còn gì phải ghi", question.last_day)
        closed, typed = state.is_over(reading.now.date()), numbers.get(duty.key)
        form = typed.form(unit, week, data, answers[duty.key]) if typed and not closed else None
        points, url = worth.get(unit.pk, {}).get(duty.measure), state.url or duty.door(unit)
        found.append(
            DutyOfWeek(duty, state, question.shown(state), url, bool(duty.roles & roles), form, points, closed)
        )
    return sorted(found, key=_urgency)


@dataclass(frozen=True, slots=True)
class DutyOfUnit:
    """A duty of one period as it stands in a unit, whoever's work it is. ``shown``: the state in its tag. ``mine``: the
    reader may do it at ``url``."""

    duty: Duty
    period: Period
    state: DutyState
    shown: State
    url: str
    mine: bool
    worth: Worth | None = None

    @property
    def waits_now(self) -> bool:
        """Whether it stands open on the page: it is late or due. What is to come or done is folded."""
        return self.shown in (State.LATE, State.DUE)

    @property
    def told(self) -> str:
        """How it stands, with its period and last day."""
        return self.state.told_of(self.period.label)


def duties_now(user: User, reading: Reading | None = None) -> list[tuple[Unit, list[DutyOfUnit]]]:
    """“Việc tuần này” of each of the person's units: every duty of the running period, and what still waits of the one
    before; what is late first, what is done last. The number of statements doesn't grow with units. ``reading``: the
    look of which this is a part."""
    reading = reading or Reading()
    units = {unit.pk: unit for unit in own_units(user, reading)}
    units_known(units.values(), reading)
    duties, today = list(all_duties()), reading.now.date()
    put = _put(duties, units.values(), reading)
    worth, states = ask(worth_of(units.keys(), [duty.measure for duty in duties]), standings_of(put))
    found: dict[int, list[DutyOfUnit]] = {pk: [] for pk in units}
    for (duty, question), stands in _told_once(put, states):
        for pk, state in stands.items():
            if question.period.last >= today or state.waits:
                url = state.url or door_to(duty, units[pk], question.period)
                mine, points = pk in user.unit_ids(*duty.roles), worth.get(pk, {}).get(duty.measure)
                shown = question.shown(state)
                found[pk].append(DutyOfUnit(duty, question.period, state, shown, url, mine, points))
    return [(unit, sorted(found[pk], key=_urgency)) for pk, unit in units.items()]


def _told_once(put: Sequence[Put], states: Sequence[States]) -> Iterator[tuple[Put, States]]:
    """Each duty with how it stands; a unit is left out of a period in which nothing waits but what an earlier period of
    the same look tells."""
    waiting: dict[tuple[str, int], date] = {}
    for (duty, question), stands in zip(put, states, strict=True):
        own = {pk: state for pk, state in stands.items() if not _is_told_before(state, waiting.get((duty.key, pk)))}
        for pk, state in stands.items():
            if state.waits:
                waiting.setdefault((duty.key, pk), question.period.first)
        yield (duty, question), own


def _is_told_before(state: DutyState, since: date | None) -> bool:
    return state.waits_since is not None and since is not None and since <= state.waits_since


def _urgency(one: DutyOfUnit | DutyOfWeek) -> tuple[int, date, str]:
    return _ORDER.index(one.shown), one.state.last_day, one.duty.title


_ORDER = (State.LATE, State.DUE, State.COMING, State.ENOUGH, State.DONE, State.FREE)


# --- What waits for a person ---

WEEK_OF_UNIT = "unit_week"  # what a notice about a weekly duty is about


def duties_to_do(user: User) -> list[Work]:
    """The duties of the person's units that are due, late or coming, of the running period and the one before. The
    number of statements doesn't grow with units."""
    duties = duties_of({hat.role for hat in user.hats})
    if not duties:
        return []
    reading = Reading()
    units = {unit.pk: unit for unit in own_units(user, reading)}
    units_known(units.values(), reading)
    doers = [(duty, user.unit_ids(*duty.roles)) for duty in duties]
    put = [
        one for duty, pks in doers for one in _put([duty], [unit for pk, unit in units.items() if pk in pks], reading)
    ]
    worth, states = ask(worth_of(units.keys(), [duty.measure for duty in duties]), standings_of(put))
    return [
        _work(duty, units[pk], question.period, state, worth.get(pk, {}).get(duty.measure))
        for (duty, question), stands in _told_once(put, states)
        for pk, state in stands.items()
        if state.waits
    ]


def _work(duty: Duty, unit: Unit, period: Period, state: DutyState, worth: Worth | None) -> Work:
    return Work(
        key=f"duty:{duty.key}:{unit.pk}:{period.key}",
        title=duty.title,
        what=f"{unit.name}, {state.told_of(period.label, with_day=False)}",
        url=state.url or door_to(duty, unit, period),
        due=state.last_day,
        about=(WEEK_OF_UNIT, unit.pk) if state.state is State.DUE else None,
        weekly=duty.period == "iso_week",
        worth=worth,
        personal=duty.roles <= SIGNERS,
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
