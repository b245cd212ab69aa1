"""How a last day is told."""

from datetime import date

import pytest

from thanthien.core.calendar import WorkCalendar
from thanthien.core.due_words import due_words, overdue_words

FRIDAY = date(2026, 5, 22)
MONDAY_OFF = WorkCalendar(off=frozenset({date(2026, 5, 25)}))


@pytest.mark.parametrize(
    ("today", "calendar", "told"),
    [
        pytest.param(date(2026, 5, 1), WorkCalendar(), "hạn 22/05/2026", id="before"),
        pytest.param(FRIDAY, WorkCalendar(), "hạn 22/05/2026", id="the last day"),
        pytest.param(date(2026, 5, 24), WorkCalendar(), "quá hạn (hạn 22/05/2026)", id="Sunday after"),
        pytest.param(date(2026, 5, 25), WorkCalendar(), "quá hạn 1 ngày làm việc (hạn 22/05/2026)", id="Monday after"),
        pytest.param(date(2026, 5, 25), MONDAY_OFF, "quá hạn (hạn 22/05/2026)", id="a day off"),
        pytest.param(date(2026, 5, 27), MONDAY_OFF, "quá hạn 2 ngày làm việc (hạn 22/05/2026)", id="days later"),
    ],
)
def test_last_day_is_told_with_the_working_days_since(today: date, calendar: WorkCalendar, told: str) -> None:
    assert due_words(FRIDAY, today, calendar) == told


def test_what_is_in_time_is_not_overdue() -> None:
    told = [overdue_words(FRIDAY, today, WorkCalendar()) for today in (FRIDAY, date(2026, 5, 25))]
    assert told == ["", "quá hạn 1 ngày làm việc"]
