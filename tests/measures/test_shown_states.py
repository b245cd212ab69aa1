"""What of a duty stands in its tag: due in its last seven days, coming before them."""

from datetime import date, datetime

import pytest

from thanthien.core import clock
from thanthien.core.calendar import WorkCalendar
from thanthien.measures.duties import DutyQuestion, DutyState, State
from thanthien.measures.periods import PeriodKind, period_of

TUESDAY = date(2026, 12, 1)


def shown(state: DutyState, kind: PeriodKind = "iso_week") -> State:
    now = datetime(2026, 12, 1, 8, tzinfo=clock.ZONE)
    return DutyQuestion(frozenset(), period_of(kind, TUESDAY), now, WorkCalendar()).shown(state)


@pytest.mark.parametrize(
    ("last_day", "state"),
    [
        pytest.param(date(2026, 12, 6), State.DUE, id="this week"),
        pytest.param(date(2026, 12, 7), State.DUE, id="first of its last seven days"),
        pytest.param(date(2027, 1, 5), State.COMING, id="in a month"),
    ],
)
@pytest.mark.parametrize("kind", ["iso_week", "quarter"])
def test_what_is_due_later_is_coming_until_its_last_seven_days(last_day: date, state: State, kind: PeriodKind) -> None:
    # A week may be told until Tuesday of the next one.
    assert shown(DutyState(State.DUE, "chưa ghi", last_day), kind) is state


@pytest.mark.parametrize("state", [State.DONE, State.LATE, State.ENOUGH, State.FREE])
def test_other_states_are_shown_as_they_count(state: State) -> None:
    assert shown(DutyState(state, "chưa ghi", date(2027, 1, 5))) is state
    assert shown(DutyState(State.DONE, "ghi muộn", date(2027, 1, 5), too_late=True)) is State.LATE


def test_duty_of_a_week_is_due_in_its_week() -> None:
    now = datetime(2026, 11, 30, 8, tzinfo=clock.ZONE)
    week = DutyQuestion(frozenset(), period_of("iso_week", now.date()), now, WorkCalendar())
    assert week.shown(DutyState(State.DUE, "0/12 thôn đã báo cáo", week.last_day)) is State.DUE
