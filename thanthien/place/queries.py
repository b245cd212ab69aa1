"""The calendar of a year as the administrator sees it, with what its days off mean for deadlines and weekly duties."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

from thanthien.core.calendar import Week, WorkCalendar, due_weeks, is_working_day, weeks_of, working_days
from thanthien.core.enums import DayKind
from thanthien.core.models import CalendarDay

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class YearDay:
    """A day in the year view: `shape` is work, weekend, off or extra; `name` says why it differs."""

    number: int
    shape: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    """A month as weeks from Monday on; None where a day belongs to another month."""

    number: int
    weeks: list[list[YearDay | None]]
    working_days: int


@dataclass(frozen=True, slots=True)
class WorkYear:
    """A year with everything the page shows."""

    year: int
    months: list[Month]
    special: list[CalendarDay]
    working_days: int
    due_weeks: int
    idle_weeks: list[Week]


def work_year(year: int) -> WorkYear:
    """The year view. One statement."""
    days = {row.date: row for row in CalendarDay.objects.all()}
    rules = WorkCalendar(
        off=frozenset(day for day, row in days.items() if row.kind == DayKind.OFF),
        work=frozenset(day for day, row in days.items() if row.kind == DayKind.WORK),
    )
    due = due_weeks(year, rules)
    return WorkYear(
        year=year,
        months=[_month(year, number, days, rules) for number in range(1, 13)],
        special=[row for day, row in days.items() if day.year == year],
        working_days=working_days(date(year, 1, 1), date(year, 12, 31), rules),
        due_weeks=len(due),
        idle_weeks=[week for week in weeks_of(year) if week not in due],
    )


def _month(year: int, number: int, days: dict[date, CalendarDay], rules: WorkCalendar) -> Month:
    weeks = [
        [_day(day, days, rules) if day.month == number else None for day in week]
        for week in calendar.Calendar().monthdatescalendar(year, number)
    ]
    last = calendar.monthrange(year, number)[1]
    return Month(number, weeks, working_days(date(year, number, 1), date(year, number, last), rules))


def _day(day: date, days: dict[date, CalendarDay], rules: WorkCalendar) -> YearDay:
    row = days.get(day)
    if is_working_day(day, rules):
        return YearDay(day.day, "extra" if row else "work", row.name if row else "")
    if row is not None:
        return YearDay(day.day, "off", row.name)
    return YearDay(day.day, "weekend")
