"""Periods against the calendar of the domain notes, section 9."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.core.test_calendar import CALENDAR, PACKAGE_CALENDAR
from thanthien.core import clock
from thanthien.core.calendar import ONE_DAY, WorkCalendar, is_working_day, working_days
from thanthien.measures.periods import (
    Period,
    PeriodKind,
    counts_until,
    data_cut_off,
    days_of_trend,
    due_periods,
    period_of,
    periods_in,
    whole_span,
)
from thanthien.measures.scope import Scope, Span
from thanthien.measures.terms import Terms, YearTerms

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


def _year(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


def _days_by_week(year: int, calendar: WorkCalendar) -> dict[int, int]:
    weeks = whole_span("iso_week", *_year(year))
    return {int(week.key[-2:]): working_days(week.first, week.last, calendar) for week in weeks}


@pytest.mark.parametrize(
    ("year", "weeks", "days", "empty", "short"),
    [
        (2026, 53, 252, [8], {1: 4, 18: 2, 36: 2, 48: 4, 53: 4}),
        (2027, 52, 249, [], {5: 3, 6: 2, 15: 4, 17: 4, 18: 4, 35: 3, 47: 4}),
        (2028, 52, 248, [4], {1: 4, 14: 4, 18: 3, 35: 4, 36: 4, 47: 4}),
        (2029, 52, 248, [7], {1: 4, 17: 4, 18: 3, 36: 3, 48: 4}),
        (2030, 52, 248, [], {1: 4, 5: 3, 6: 2, 15: 4, 18: 3, 36: 3, 48: 4}),
    ],
)
def test_weeks_of_a_year_agree_with_the_package(
    year: int, weeks: int, days: int, empty: list[int], short: dict[int, int]
) -> None:
    counted = _days_by_week(year, PACKAGE_CALENDAR)
    assert len(counted) == weeks
    assert sum(counted.values()) == days
    assert [number for number, count in counted.items() if count == 0] == empty
    assert {number: count for number, count in counted.items() if 0 < count < 5} == short


def test_new_year_swap_of_2026_moves_a_day_between_two_weeks() -> None:
    counted = _days_by_week(2026, CALENDAR)
    assert (counted[1], counted[2], counted[34]) == (3, 6, 6)
    assert sum(counted.values()) == 252


@pytest.mark.parametrize(("year", "due"), [(2026, 52), (2027, 52), (2028, 51), (2029, 51), (2030, 52)])
def test_due_weeks_leave_out_the_week_of_tet(year: int, due: int) -> None:
    assert len(periods_in("iso_week", *_year(year), CALENDAR)) == due


@pytest.mark.parametrize(
    ("day", "key"),
    [
        (date(2025, 12, 29), "2026-W01"),
        (date(2026, 1, 1), "2026-W01"),
        (date(2027, 1, 3), "2026-W53"),
        (date(2027, 1, 4), "2027-W01"),
        (date(2024, 12, 30), "2025-W01"),
    ],
)
def test_week_belongs_to_the_year_of_its_thursday(day: date, key: str) -> None:
    week = period_of("iso_week", day)
    assert (week.key, week.holds(day), (week.last - week.first).days) == (key, True, 6)


def test_whole_span_keeps_what_is_not_due() -> None:
    february = (date(2026, 2, 9), date(2026, 3, 1))
    assert [week.key for week in whole_span("iso_week", *february)] == ["2026-W07", "2026-W08", "2026-W09"]
    assert keys("iso_week", *february) == ["2026-W07", "2026-W09"]
    assert [month.key for month in whole_span("month", date(2026, 1, 2), date(2026, 3, 31))] == ["2026-02", "2026-03"]


@pytest.mark.parametrize(
    ("kind", "as_of", "start", "due"),
    [
        ("iso_week", date(2026, 4, 12), date(2026, 1, 1), ["2026-W14", "2026-W15"]),  # a Sunday: that week is over
        ("iso_week", date(2026, 4, 11), date(2026, 1, 1), ["2026-W14"]),
        ("iso_week", date(2026, 4, 12), date(2026, 4, 5), ["2026-W14", "2026-W15"]),  # from the week of that day on
        ("iso_week", date(2026, 4, 12), date(2026, 4, 6), ["2026-W15"]),
        ("month", date(2026, 4, 30), date(2026, 4, 1), ["2026-04"]),
        ("month", date(2026, 4, 29), date(2026, 4, 1), []),
        ("month", date(2026, 4, 30), date(2026, 4, 2), []),  # months only whole
    ],
)
def test_due_is_what_is_over_and_began_with_the_unit(
    kind: PeriodKind, as_of: date, start: date, due: list[str]
) -> None:
    span = (date(2026, 4, 1), date(2026, 5, 31))
    assert [one.key for one in due_periods(kind, *span, CALENDAR_2026, as_of=as_of, start=start)] == due


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


def test_half_a_year_counts_from_ninety_days_within_the_span() -> None:
    assert keys("half_year", *YEAR) == ["2026-H1", "2026-H2"]
    assert keys("half_year", date(2026, 4, 2), date(2026, 9, 28)) == ["2026-H1", "2026-H2"]
    assert keys("half_year", date(2026, 4, 3), date(2026, 9, 27)) == []


@pytest.mark.parametrize(
    ("start", "end", "as_of", "due"),
    [
        (date(2026, 1, 1), None, date(2026, 6, 29), []),
        (date(2026, 1, 1), None, date(2026, 6, 30), ["2026-H1"]),
        (date(2026, 1, 1), None, date(2026, 11, 30), ["2026-H1", "2026-H2"]),  # over with the span
        (date(2026, 4, 2), None, date(2026, 12, 31), ["2026-H1", "2026-H2"]),
        (date(2026, 4, 3), None, date(2026, 12, 31), ["2026-H2"]),
        (date(2026, 9, 3), None, date(2026, 12, 31), []),  # 89 days to the end of the span
        (date(2026, 1, 1), date(2026, 3, 31), date(2026, 12, 31), ["2026-H1"]),
        (date(2026, 1, 1), date(2026, 3, 30), date(2026, 12, 31), []),
    ],
)
def test_half_a_year_is_due_to_who_was_there_ninety_days(
    start: date, end: date | None, as_of: date, due: list[str]
) -> None:
    span = (date(2026, 1, 1), date(2026, 11, 30))
    found = due_periods("half_year", *span, CALENDAR_2026, as_of=as_of, start=start, end=end)
    assert [one.key for one in found] == due


@pytest.mark.parametrize(
    ("last", "key", "over", "until"),
    [
        (date(2026, 12, 31), "2026-H1", date(2026, 6, 30), date(2026, 7, 2)),
        (date(2026, 11, 30), "2026-H1", date(2026, 6, 30), date(2026, 7, 2)),
        (date(2026, 11, 30), "2026-H2", date(2026, 11, 30), date(2026, 12, 2)),  # the span ends inside
        (date(2026, 12, 31), "2026-H2", date(2026, 12, 31), date(2027, 1, 4)),
    ],
)
def test_half_a_year_is_due_on_the_day_from_which_its_limit_is_counted(
    last: date, key: str, over: date, until: date
) -> None:
    span = Span(date(2026, 1, 1), last)

    def due(as_of: date) -> dict[str, Period]:
        found = Scope(frozenset({1}), span, as_of, CALENDAR_2026).due("half_year")
        return {one.key: one for one in found}

    assert [key in due(over - ONE_DAY), key in due(over)] == [False, True]
    period, scope = due(over)[key], Scope(frozenset({1}), span, over, CALENDAR_2026)
    limits = (scope.counts_until(period), Terms([YearTerms(span)]).limit(period, CALENDAR_2026))
    assert limits == (clock.end_of(until), clock.end_of(until))


def test_working_days_follow_the_calendar() -> None:
    assert keys("working_day", date(2026, 8, 21), date(2026, 8, 24)) == ["2026-08-21", "2026-08-22", "2026-08-24"]
    assert keys("working_day", date(2026, 2, 14), date(2026, 2, 22)) == []


@pytest.mark.parametrize(
    ("kind", "day", "label"),
    [
        ("iso_week", date(2026, 4, 1), "tuần 14 (30/3–5/4)"),
        ("month", date(2026, 3, 9), "tháng 3/2026"),
        ("quarter", date(2026, 12, 31), "quý IV/2026"),
        ("half_year", date(2026, 6, 30), "nửa đầu năm 2026"),
        ("half_year", date(2026, 7, 1), "nửa cuối năm 2026"),
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
    kind=st.sampled_from(["working_day", "iso_week", "month", "quarter", "half_year"]),
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
