"""Periods against the calendar of the domain notes, section 9."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from thanthien.core.calendar import WorkCalendar, due_weeks, is_working_day
from thanthien.measures.periods import (
    Period,
    PeriodKind,
    counts_until,
    data_cut_off,
    days_of_trend,
    period_of,
    periods_in,
)

TET_2026 = frozenset(date(2026, 2, day) for day in range(16, 21))
CALENDAR_2026 = WorkCalendar(
    off=TET_2026 | {date(2026, 1, 1), date(2026, 1, 2), date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 2)},
    work=frozenset({date(2026, 1, 10), date(2026, 8, 22)}),
)
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def keys(kind: PeriodKind, first: date, last: date) -> list[str]:
    return [period.key for period in periods_in(kind, first, last, CALENDAR_2026)]


@pytest.mark.parametrize(
    ("last", "days"),
    [
        (date(2026, 11, 28), [date(2026, 11, 15), date(2026, 11, 22), date(2026, 11, 28)]),
        (date(2026, 11, 29), [date(2026, 11, 15), date(2026, 11, 22), date(2026, 11, 29)]),
        (date(2026, 11, 30), [date(2026, 11, 22), date(2026, 11, 29), date(2026, 11, 30)]),
    ],
)
def test_trend_is_read_on_sundays_and_on_the_last_day(last: date, days: list[date]) -> None:
    assert days_of_trend(last, 3) == days


def test_weeks_of_2026_are_52_without_the_week_of_tet() -> None:
    weeks = keys("iso_week", *YEAR)
    assert (len(weeks), weeks[0], weeks[-1]) == (52, "2026-W01", "2026-W53")
    assert "2026-W08" not in weeks
    assert [week.number for week in due_weeks(2026, CALENDAR_2026)] == [int(key[-2:]) for key in weeks]


def test_a_week_belongs_to_the_span_of_its_thursday() -> None:
    assert keys("iso_week", date(2026, 6, 4), date(2026, 6, 11)) == ["2026-W23", "2026-W24"]
    assert keys("iso_week", date(2026, 6, 5), date(2026, 6, 10)) == []
    assert period_of("iso_week", date(2027, 1, 3)) == Period(
        date(2026, 12, 28), date(2027, 1, 3), "2026-W53", "iso_week"
    )


def test_months_and_quarters_count_only_whole() -> None:
    assert keys("month", date(2026, 4, 2), date(2026, 7, 31)) == ["2026-05", "2026-06", "2026-07"]
    assert keys("quarter", date(2026, 4, 2), date(2026, 12, 30)) == ["2026-Q3"]
    assert keys("quarter", *YEAR) == ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]


def test_working_days_follow_the_calendar() -> None:
    assert keys("working_day", date(2026, 8, 21), date(2026, 8, 24)) == ["2026-08-21", "2026-08-22", "2026-08-24"]
    assert keys("working_day", date(2026, 2, 14), date(2026, 2, 22)) == []


@pytest.mark.parametrize(
    ("kind", "day", "label"),
    [
        ("iso_week", date(2026, 4, 1), "tuần 14 (30/3–5/4)"),
        ("month", date(2026, 3, 9), "tháng 3/2026"),
        ("quarter", date(2026, 12, 31), "quý IV/2026"),
        ("working_day", date(2026, 11, 24), "24/11/2026"),
    ],
)
def test_labels_are_as_offices_write_them(kind: PeriodKind, day: date, label: str) -> None:
    assert period_of(kind, day).label == label


@pytest.mark.parametrize(
    ("last", "cut_off"),
    [
        (date(2026, 12, 31), date(2027, 1, 3)),  # a Thursday: its week is in the span and ends on Sunday
        (date(2025, 12, 31), date(2025, 12, 31)),  # a Wednesday: its week is not in the span
        (date(2028, 12, 31), date(2028, 12, 31)),  # a Sunday
    ],
)
def test_data_cut_off_is_the_sunday_of_the_last_week(last: date, cut_off: date) -> None:
    assert data_cut_off(last) == cut_off


def test_late_entries_count_to_the_second_working_day() -> None:
    assert counts_until(date(2026, 11, 22), 2, CALENDAR_2026) == date(2026, 11, 24)
    assert counts_until(date(2026, 2, 15), 2, CALENDAR_2026) == date(2026, 2, 24)  # Tết lies between
    assert counts_until(date(2026, 8, 30), 2, CALENDAR_2026) == date(2026, 9, 4)


@given(
    kind=st.sampled_from(["working_day", "iso_week", "month", "quarter"]),
    day=st.dates(date(2020, 1, 1), date(2035, 12, 31)),
)
def test_every_day_lies_in_exactly_one_period(kind: PeriodKind, day: date) -> None:
    period = period_of(kind, day)
    assert period.holds(day)
    assert period_of(kind, period.first) == period == period_of(kind, period.last)


@given(
    kind=st.sampled_from(["working_day", "iso_week", "month", "quarter"]),
    first=st.dates(date(2025, 12, 1), date(2026, 6, 30)),
    days=st.integers(0, 120),
    cut=st.integers(0, 120),
)
@example(kind="quarter", first=date(2025, 12, 1), days=395, cut=400)
@example(kind="iso_week", first=date(2026, 1, 1), days=365, cut=365)
def test_two_spans_side_by_side_share_no_period_and_lose_no_week(
    kind: PeriodKind, first: date, days: int, cut: int
) -> None:
    last = date.fromordinal(first.toordinal() + days + cut)
    middle = date.fromordinal(first.toordinal() + days)
    after = date.fromordinal(middle.toordinal() + 1)
    left, right, whole = keys(kind, first, middle), keys(kind, after, last), keys(kind, first, last)
    assert not set(left) & set(right)
    if kind in ("iso_week", "working_day"):
        assert left + right == whole


def test_a_week_is_due_only_with_a_working_day() -> None:
    for week in periods_in("iso_week", *YEAR, CALENDAR_2026):
        assert any(is_working_day(date.fromordinal(week.first.toordinal() + n), CALENDAR_2026) for n in range(7)), (
            week.key
        )
