"""The fast day of each week by the holidays of 2026 (domain notes, section 9): 1–2/1, Tết 16–20/2, 31/8–2/9 off;
Saturdays 10/1 and 22/8 worked in exchange."""

from datetime import date, timedelta

import pytest

from thanthien.core.calendar import WorkCalendar
from thanthien.measures.periods import periods_in
from thanthien.service.fast_days import HolidayRule, Regulation, in_force, plan

TET = frozenset(date(2026, 2, 16) + timedelta(days=number) for number in range(5))
OFF = frozenset({date(2026, 1, 1), date(2026, 1, 2), date(2027, 1, 1), *TET}) | frozenset(
    {date(2026, 4, 27), date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 2), date(2026, 11, 24)}
)
CALENDAR = WorkCalendar(OFF, frozenset({date(2026, 1, 10), date(2026, 8, 22)}))
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = range(5)
SKIP, NEXT, SAME_WEEK = HolidayRule.SKIP, HolidayRule.NEXT, HolidayRule.SAME_WEEK
ALWAYS = date(2025, 1, 6)


def regulation(weekday: int, effective: date = ALWAYS) -> Regulation:
    return Regulation(effective, effective, weekday, frozenset())


def planned(weekday: int, rule: HolidayRule) -> dict[str, date | None]:
    weeks = periods_in("iso_week", date(2026, 1, 1), date(2026, 12, 31), CALENDAR)
    return {one.week.key: one.day for one in plan(weeks, [regulation(weekday)], rule, CALENDAR)}


@pytest.mark.parametrize(
    ("weekday", "skipped"),
    [
        (MONDAY, ["2026-W18", "2026-W36"]),
        (TUESDAY, ["2026-W36", "2026-W48"]),
        (WEDNESDAY, ["2026-W36"]),
        (THURSDAY, ["2026-W01"]),
        (FRIDAY, ["2026-W01", "2026-W53"]),
    ],
)
def test_skipped_weeks_of_2026_are_those_whose_day_is_off(weekday: int, skipped: list[str]) -> None:
    days = planned(weekday, SKIP)
    assert [week for week, day in days.items() if day is None] == skipped
    assert len(days) == 52  # 53 weeks less week 8, which has no working day


@pytest.mark.parametrize(
    ("weekday", "rule", "week", "day"),
    [
        (MONDAY, NEXT, "2026-W36", date(2026, 9, 3)),
        (MONDAY, SAME_WEEK, "2026-W36", date(2026, 9, 3)),
        (FRIDAY, NEXT, "2026-W01", date(2026, 1, 5)),
        (FRIDAY, SAME_WEEK, "2026-W01", date(2025, 12, 31)),
        (FRIDAY, NEXT, "2026-W53", date(2027, 1, 4)),
        (FRIDAY, SAME_WEEK, "2026-W53", date(2026, 12, 31)),
        (FRIDAY, SAME_WEEK, "2026-W02", date(2026, 1, 9)),  # the worked Saturday moves nothing
        (FRIDAY, NEXT, "2026-W34", date(2026, 8, 21)),
        (TUESDAY, NEXT, "2026-W48", date(2026, 11, 25)),
    ],
)
def test_moved_day_belongs_to_the_week_it_came_from(weekday: int, rule: HolidayRule, week: str, day: date) -> None:
    assert planned(weekday, rule)[week] == day


def test_worked_saturday_takes_a_day_moved_inside_its_week() -> None:
    calendar = WorkCalendar(frozenset({date(2026, 8, 21)}), CALENDAR.work)
    weeks = periods_in("iso_week", date(2026, 8, 17), date(2026, 8, 23), calendar)
    assert [one.day for one in plan(weeks, [regulation(FRIDAY)], SAME_WEEK, calendar)] == [date(2026, 8, 22)]


def test_another_weekday_holds_from_its_week_on() -> None:
    weeks = periods_in("iso_week", date(2026, 3, 2), date(2026, 3, 22), CALENDAR)
    later = regulation(FRIDAY, date(2026, 3, 9))
    days = [one.day for one in plan(weeks, [later, regulation(MONDAY)], SKIP, CALENDAR)]
    assert days == [date(2026, 3, 2), date(2026, 3, 13), date(2026, 3, 20)]


def test_no_day_counts_for_two_weeks() -> None:
    """Friday 2/1 is moved to Monday 5/1, which has become the fast day of its own week: it goes on to Tuesday."""
    weeks = periods_in("iso_week", date(2026, 1, 1), date(2026, 1, 11), CALENDAR)
    changed = [regulation(FRIDAY), regulation(MONDAY, date(2026, 1, 5))]
    assert [one.day for one in plan(weeks, changed, NEXT, CALENDAR)] == [date(2026, 1, 6), date(2026, 1, 5)]


def test_week_before_any_decision_has_no_day_and_is_not_skipped() -> None:
    weeks = periods_in("iso_week", date(2026, 3, 2), date(2026, 3, 15), CALENDAR)
    found = plan(weeks, [regulation(MONDAY, date(2026, 3, 9))], SKIP, CALENDAR)
    assert [(one.day, one.skipped) for one in found] == [(None, False), (date(2026, 3, 9), False)]


def test_later_of_two_decisions_of_one_week_holds() -> None:
    first, second = (
        regulation(MONDAY, date(2026, 3, 9)),
        Regulation(date(2026, 3, 11), date(2026, 3, 9), FRIDAY, frozenset()),
    )
    assert in_force([second, first], date(2026, 3, 12)) == second
