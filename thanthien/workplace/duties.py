"""What of the room a unit owes: the checklist of the half year, and tests of thôn and tổ dân phố that are not too old.

Both stand on the page of the week: the checklist in the last weeks of its half and for some weeks after it, the tests
as soon as one of them grows old.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from thanthien.core.formats import date_vn, number
from thanthien.core.question import Question
from thanthien.measures.duties import Duty, DutyQuestion, DutyState, State
from thanthien.measures.periods import Period, counts_until, over_on, period_of
from thanthien.measures.queries import Accepted, acceptances_asked
from thanthien.measures.scope import Span
from thanthien.workplace.checks import NO_PHOTOGRAPH, CheckedHalf
from thanthien.workplace.coverage import DIGITAL_RADIO, RADIO, test_counts
from thanthien.workplace.enums import ROOM
from thanthien.workplace.measures import ITEMS, SERVICE_CENTRE_ITEMS
from thanthien.workplace.permissions import WRITERS
from thanthien.workplace.queries import (
    Hamlets,
    Hearing,
    checks_of,
    halves_of,
    hamlets_of,
    hearings_of,
    last_hearings,
    oldest_day,
)

AHEAD = timedelta(days=60)  # before the end of the half
AFTER = timedelta(days=28)  # after its last day for records
BEFORE = 30  # days before a test is too old for the figure, in which the next one is due, as long as the year runs


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


@dataclass(frozen=True, slots=True)
class _Figures:
    """What the figures of the room go by: what bodies let count, the records."""

    accepted: Accepted
    told: Any
    hamlets: Hamlets = field(default_factory=lambda: Hamlets({}))


def _figures(question: DutyQuestion, *asked: Question[Any]) -> Question[_Figures]:
    return Question(_Figures, acceptances_asked(question.units, question.now), *asked)


# --- The checklist ---


def _asked_of(question: DutyQuestion, week: Period) -> tuple[Period, Span] | None:
    day = question.looked_on(week)
    return _due_half(question, day) if day else None


def _asks_for_checks(question: DutyQuestion) -> Question[_Figures] | None:
    """None outside of the weeks in which a checklist is asked for."""
    due = [one for week in question.periods if (one := _asked_of(question, week))]
    if not due:
        return None
    first = min(span.first for _, span in due)
    last = max(over_on(half, span.last) for half, span in due)
    return _figures(question, checks_of(question.units, question.now, first, last))


def _says_of_checks(question: DutyQuestion, figures: _Figures) -> Mapping[int, DutyState]:
    """By the figure's own rule of which checklist counts."""
    asked = _asked_of(question, question.period)
    if asked is None:
        return {}
    half, span = asked
    last_day = question.terms.last_day(half, question.calendar)
    scope = question.scope(span, over_on(half, span.last), figures.accepted)
    told = {unit: [one for one in own if span.first <= one.day <= scope.last_day] for unit, own in figures.told.items()}
    spacing = SERVICE_CENTRE_ITEMS.whole_by(question.terms, half, "spacing")
    found = {}
    for unit, checks in halves_of(scope, told, measure=ITEMS, spacing=spacing).items():
        own = next((one for one in checks.halves if one.due.half == half), None)
        if own is not None:
            found[unit] = _state_of_half(own, late=question.now.date() > last_day, last_day=last_day)
    return found


def _state_of_half(half: CheckedHalf, *, late: bool, last_day: date) -> DutyState:
    label = half.due.half.label
    if half.counted is not None:
        return DutyState(State.DONE, f"{label}: đã có biên bản ngày {date_vn(half.counted.day)}", last_day)
    number_of_last, why = next(reversed(half.why_not.items()), (0, ""))
    words = f"{label}: {f'biên bản {why}' if why else 'chưa có biên bản'}"
    # A photograph can still be added; what is wrong otherwise takes a new checklist.
    url = reverse("workplace-checks-record", args=[number_of_last]) if why == NO_PHOTOGRAPH else ""
    return DutyState(State.LATE if late else State.DUE, words, last_day, url)


# --- Tests of broadcasting ---


def _asks_for_tests(question: DutyQuestion) -> Question[_Figures] | None:
    """None of weeks to come."""
    days = [day for week in question.periods if (day := question.looked_on(week))]
    if not days:
        return None
    ends = [min(day, *question.ends.values()) if question.ends else day for day in days]
    # The year may end within the week.
    oldest = oldest_day(min(ends), max(_days_of_test(question, week) for week in question.periods)) - timedelta(days=6)
    tests = hearings_of(question.units, question.now, oldest, max(days))
    return _figures(question, tests, hamlets_of(question.units, question.now))


def _days_of_test(question: DutyQuestion, week: Period) -> int:
    """For how many days a test counts."""
    return DIGITAL_RADIO.whole_by(question.terms, week, "days")


def _says_of_tests(question: DutyQuestion, figures: _Figures) -> Mapping[int, DutyState]:
    """By the figure's own rule of which test counts. The figure is read on the last day of the year: no week is owed a
    test, and what lacks one is late when the year is over. Of units that have a list of thôn, tổ dân phố; of one that
    ended, as of its last day."""
    day = question.looked_on(question.period)
    if day is None:
        return {}
    days = _days_of_test(question, question.period)
    span = question.terms.span_holding(question.period)
    scope = question.scope(span, day, figures.accepted)
    found = {}
    for unit in question.units:
        closes = question.until(span.last, unit)
        last_day = counts_until(closes, span.late_days, question.calendar)
        over = question.now.date() > last_day
        on, most = min(day, closes), days if over else max(days - BEFORE, 1)
        places, oldest = figures.hamlets.on(unit, on), oldest_day(on, most)
        told = figures.told.get(unit, [])
        own = [one for one in told if oldest <= one.day <= on and test_counts(one, unit, scope)]
        if places:
            last = last_hearings(own, places)
            waiting = State.LATE if over else State.DUE
            words = _tested(last, len(places)) + (f"{most} ngày đến {date_vn(on)}" if over else f"{most} ngày gần đây")
            found[unit] = DutyState(State.DONE if len(last) == len(places) else waiting, words, last_day)
    return found


def _tested(last: Mapping[int, Hearing], places: int) -> str:
    silent = sum(not one.heard for one in last.values())
    unheard = f", {number(silent)} nơi không nghe được," if silent else ""
    return f"{number(len(last))}/{number(places)} nơi được kiểm tra{unheard} trong "


CHECK_DUTY = Duty(
    key="workplace.centre_check",
    title="Biên bản kiểm tra nửa năm",
    measure=ITEMS,
    roles=frozenset(WRITERS),
    asks=_asks_for_checks,
    says=_says_of_checks,
    door=lambda unit: reverse("workplace-checks-add"),
    room=ROOM.key,
    lasts=True,
)
RADIO_DUTY = Duty(
    key="workplace.radio_tests",
    title="Kiểm tra truyền thanh kỹ thuật số",
    measure=RADIO,
    roles=frozenset(WRITERS),
    asks=_asks_for_tests,
    says=_says_of_tests,
    door=lambda unit: reverse("workplace-tests-add"),
    room=ROOM.key,
    lasts=True,
)
