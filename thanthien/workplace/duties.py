"""What of the room a unit owes: the checklist of the half year, and tests of thôn and tổ dân phố that are not too old.

Both stand on the page of the week: the checklist in the last weeks of its half and for some weeks after it, the tests
as soon as one of them grows old.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.urls import reverse

from thanthien.core.formats import date_vn, number
from thanthien.measures.duties import Duty, DutyQuestion, DutyState, State
from thanthien.measures.periods import Period, counted_on, over_on, period_of
from thanthien.measures.queries import accepted_late
from thanthien.measures.scope import Scope, Span
from thanthien.units.queries import units_read
from thanthien.workplace.checks import NO_PHOTOGRAPH, CheckedHalf
from thanthien.workplace.coverage import DIGITAL_RADIO, RADIO, RADIO_DAYS, test_counts
from thanthien.workplace.enums import ROOM
from thanthien.workplace.measures import ITEMS, SERVICE_CENTRE_ITEMS, SPACING
from thanthien.workplace.permissions import WRITERS
from thanthien.workplace.queries import (
    Hearing,
    UnitChecks,
    checks_by_half,
    hamlets_of,
    hearings_of,
    last_hearings,
    oldest_day,
)

AHEAD = timedelta(days=60)  # before the end of the half
AFTER = timedelta(days=28)  # after its last day for records
BEFORE = 30  # days before a test is too old for the figure, in which the next one is due


def _asked_on(question: DutyQuestion) -> date | None:
    """The day on which the week is looked at: today, of a week that is over its last day; None of one to come."""
    today = question.now.date()
    return min(today, question.period.last) if question.period.first <= today else None


def _years_half(question: DutyQuestion, half: Period) -> Span | None:
    """The days of the year that asks for a half; None where years are known and none does."""
    years = question.terms.each(half)
    if years:
        return years[0][0].span
    return None if question.terms.years else question.terms.span_of(half.first.year)


def _due_half(question: DutyQuestion, day: date) -> tuple[Period, Span] | None:
    """The half of which the week speaks, with the days of its year: the one that is over as long as its checklist is
    asked for, else the one that runs, in its last weeks."""
    running = period_of("half_year", day)
    before = period_of("half_year", running.first - timedelta(days=1))
    span = _years_half(question, before)
    if span is not None and day <= question.terms.last_day(before, question.calendar) + AFTER:
        return before, span
    span = _years_half(question, running)
    return (running, span) if span is not None and day > over_on(running, span.last) - AHEAD else None


def _check_states(question: DutyQuestion) -> Mapping[int, DutyState]:
    """By the figure's own rule of which checklist counts. Three statements, none outside of the weeks in which it is
    asked for."""
    day = _asked_on(question)
    asked = _due_half(question, day) if day else None
    if asked is None:
        return {}
    half, span = asked
    last_day = question.terms.last_day(half, question.calendar)
    found = {}
    for unit, checks in _checks(question, half, span).items():
        own = next((one for one in checks.halves if one.due.half == half), None)
        if own is not None:
            found[unit] = _state_of_half(own, late=question.now.date() > last_day, last_day=last_day)
    return found


def _scope(question: DutyQuestion, span: Span, as_of: date) -> Scope:
    """What the figure would be asked on a day, with what is known now."""
    units = units_read(question.units, question.reading)
    return Scope(
        units=question.units,
        span=span,
        as_of=as_of,
        calendar=question.calendar,
        known_at=question.now,
        starts={unit.pk: unit.valid_from for unit in units if unit.valid_from > span.first},
        ends={unit.pk: unit.valid_to for unit in units if unit.valid_to is not None and unit.valid_to < span.last},
        accepted=question.reading.once(
            ("accepted late", question.units, question.now), lambda: accepted_late(question.units, question.now)
        ),
    )


def _checks(question: DutyQuestion, half: Period, span: Span) -> Mapping[int, UnitChecks]:
    """What counts at the end of the half, with what is known now."""
    spacing = int(question.terms.setting(SERVICE_CENTRE_ITEMS.name_of("spacing"), half, SPACING))
    scope = _scope(question, span, over_on(half, span.last))
    return question.reading.once(
        ("workplace.halves", question.units, question.now, half, span, spacing),
        lambda: checks_by_half(scope, measure=ITEMS, spacing=spacing),
    )


def _state_of_half(half: CheckedHalf, *, late: bool, last_day: date) -> DutyState:
    label = half.due.half.label
    if half.counted is not None:
        return DutyState(State.DONE, f"{label}: đã có biên bản ngày {date_vn(half.counted.day)}", last_day)
    number_of_last, why = next(reversed(half.why_not.items()), (0, ""))
    words = f"{label}: {f'biên bản {why}' if why else 'chưa có biên bản'}"
    # A photograph can still be added; what is wrong otherwise takes a new checklist.
    url = reverse("workplace-checks-record", args=[number_of_last]) if why == NO_PHOTOGRAPH else ""
    return DutyState(State.LATE if late else State.DUE, words, last_day, url)


def _test_states(question: DutyQuestion) -> Mapping[int, DutyState]:
    """By the figure's own rule of which test counts. Three statements. Of units that have a list of thôn, tổ dân phố;
    of one that ended, as of its last day."""
    day = _asked_on(question)
    if day is None:
        return {}
    hamlets = hamlets_of(question.units, question.now, question.reading)
    counts = question.terms.setting(DIGITAL_RADIO.name_of("days"), question.period, RADIO_DAYS)
    most = max(int(counts) - BEFORE, 1)
    years = question.terms.each(question.period)
    span = years[0][0].span if years else question.terms.span_of(counted_on(question.period).year)
    scope = _scope(question, span, day)
    told = _hearings(question, most)
    found = {}
    for unit in question.units:
        last = min(day, question.ends.get(unit, day))
        places, oldest = hamlets.on(unit, last), oldest_day(last, most)
        own = [one for one in told.get(unit, []) if oldest <= one.day <= last and test_counts(one, unit, scope)]
        if places:
            found[unit] = _state_of_tests(question, last_hearings(own, places), len(places), most)
    return found


def _hearings(question: DutyQuestion, most: int) -> Mapping[int, list[Hearing]]:
    """The tests of all weeks of the look. One statement."""
    weeks = question.periods
    first, last = oldest_day(weeks[0].first, most), min(weeks[-1].last, question.now.date())
    if question.ends:
        first = min(first, oldest_day(min(question.ends.values()), most))
    return question.reading.once(
        ("workplace.hearings", question.units, question.now, first, last),
        lambda: hearings_of(question.units, question.now, first, last),
    )


def _state_of_tests(question: DutyQuestion, last: Mapping[int, Hearing], places: int, most: int) -> DutyState:
    silent = sum(not one.heard for one in last.values())
    words = f"{number(len(last))}/{number(places)} nơi được kiểm tra trong {most} ngày gần đây"
    if silent:
        words += f", {number(silent)} nơi không nghe được"
    state = question.state(done=len(last) == places, from_day=question.period.first)
    return DutyState(state, words, question.last_day)


CHECK_DUTY = Duty(
    key="workplace.centre_check",
    title="Biên bản kiểm tra nửa năm",
    measure=ITEMS,
    roles=frozenset(WRITERS),
    states=_check_states,
    door=lambda unit: reverse("workplace-checks-add"),
    room=ROOM.key,
    lasts=True,
)
RADIO_DUTY = Duty(
    key="workplace.radio_tests",
    title="Kiểm tra truyền thanh kỹ thuật số",
    measure=RADIO,
    roles=frozenset(WRITERS),
    states=_test_states,
    door=lambda unit: reverse("workplace-tests-add"),
    room=ROOM.key,
    lasts=True,
)
