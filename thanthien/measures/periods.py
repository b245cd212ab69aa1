"""Periods by which duties and figures count: working days, ISO weeks, months, quarters, halves of a year. Pure; no
Django.

A week belongs, whole, to the span in which its Thursday lies; a month or a quarter only if it lies wholly inside; half
a year if so many of its days do that something could be done in it (:data:`DAYS_OF_HALF`); a week without a working day
is no period at all. (Domain notes, section 9; Bộ luật Dân sự 91/2015/QH13, Điều 147–148.)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from thanthien.core.calendar import ONE_DAY, WorkCalendar, add_working_days, is_working_day, year_named

PeriodKind: TypeAlias = Literal["working_day", "iso_week", "month", "quarter", "half_year"]
NOUNS: dict[PeriodKind, str] = {
    "working_day": "ngày làm việc", "iso_week": "tuần", "month": "tháng", "quarter": "quý", "half_year": "nửa năm"
}  # fmt: skip
_THURSDAY = 3
_MONTHS_OF_QUARTER, _MONTHS_OF_HALF = 3, 6
DAYS_OF_HALF = 90  # of half a year, within the span and the life of a unit
_DECEMBER = 12


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One period, both days included. ``key`` is its stable name: 2026-W08, 2026-03, 2026-Q1, 2026-H1,
    2026-11-24."""

    first: date
    last: date
    key: str
    kind: PeriodKind

    @property
    def label(self) -> str:
        """“tuần 14 (30/3–5/4)”, “tháng 3/2026”, “quý I/2026”, “nửa đầu năm 2026”,
        “24/11/2026”."""
        match self.kind:
            case "iso_week":
                return f"tuần {int(self.key[-2:])} ({_short(self.first)}–{_short(self.last)})"
            case "month":
                return f"tháng {self.first.month}/{self.first.year}"
            case "quarter":
                return f"quý {_ROMAN[(self.first.month - 1) // _MONTHS_OF_QUARTER]}/{self.first.year}"
            case "half_year":
                return f"nửa {'đầu' if self.first.month == 1 else 'cuối'} năm {self.first.year}"
            case _:
                return f"{self.first:%d/%m/%Y}"

    def holds(self, day: date) -> bool:
        """Whether the day lies in the period."""
        return self.first <= day <= self.last

    def meets(self, first: date, last: date | None) -> bool:
        """Whether what holds from a first day to a last one (None: until further notice) holds on one of its days."""
        return first <= self.last and (last is None or self.first <= last)


_ROMAN = ("I", "II", "III", "IV")


def _short(day: date) -> str:
    return f"{day.day}/{day.month}"


def period_of(kind: PeriodKind, day: date) -> Period:
    """The period of this kind in which the day lies."""
    match kind:
        case "iso_week":
            year, number, _ = day.isocalendar()
            monday = date.fromisocalendar(year, number, 1)
            return Period(monday, monday + 6 * ONE_DAY, f"{year}-W{number:02d}", kind)
        case "month":
            return _months(day.replace(day=1), 1, f"{day:%Y-%m}", kind)
        case "quarter":
            place = (day.month - 1) // _MONTHS_OF_QUARTER
            first = date(day.year, place * _MONTHS_OF_QUARTER + 1, 1)
            return _months(first, _MONTHS_OF_QUARTER, f"{day.year}-Q{place + 1}", kind)
        case "half_year":
            place = (day.month - 1) // _MONTHS_OF_HALF
            first = date(day.year, place * _MONTHS_OF_HALF + 1, 1)
            return _months(first, _MONTHS_OF_HALF, f"{day.year}-H{place + 1}", kind)
        case _:
            return Period(day, day, day.isoformat(), kind)


def week_named(key: str) -> Period | None:
    """The week of a key such as 2026-W14; None for any other text, and for a week of a year far away."""
    name, _, number = key.partition("-W")
    year = year_named(name)
    try:
        return None if year is None else period_of("iso_week", date.fromisocalendar(year, int(number), 1))
    except ValueError:
        return None


def _months(first: date, count: int, key: str, kind: PeriodKind) -> Period:
    month = first.month + count
    after = date(first.year + 1, month - _DECEMBER, 1) if month > _DECEMBER else date(first.year, month, 1)
    return Period(first, after - ONE_DAY, key, kind)


def periods_in(kind: PeriodKind, first: date, last: date, calendar: WorkCalendar) -> tuple[Period, ...]:
    """The periods that belong to a span of days (both included), in order."""
    return tuple(period for period in touching(kind, first, last) if _belongs(period, first, last, calendar))


def whole_span(kind: PeriodKind, first: date, last: date) -> tuple[Period, ...]:
    """The same with those that hold no working day: what a picture of the whole span shows (52 or 53 weeks)."""
    return tuple(period for period in touching(kind, first, last) if lies_in(period, first, last))


def touching(kind: PeriodKind, first: date, last: date) -> Iterator[Period]:
    """The periods of which at least a day lies between two days, in order."""
    day = first
    while day <= last:
        period = period_of(kind, day)
        yield period
        day = period.last + ONE_DAY


def _belongs(period: Period, first: date, last: date, calendar: WorkCalendar) -> bool:
    if period.kind == "working_day":
        return is_working_day(period.first, calendar)
    days = (period.first + n * ONE_DAY for n in range(7))
    if period.kind == "iso_week" and not any(is_working_day(day, calendar) for day in days):
        return False
    return lies_in(period, first, last)


def lies_in(period: Period, first: date, last: date) -> bool:
    """Whether the period belongs to a span of days, both included."""
    if period.kind == "iso_week":
        return first <= counted_on(period) <= last
    if period.kind == "half_year":
        return _days_in(period, first, last) >= DAYS_OF_HALF
    return first <= period.first and period.last <= last


def _days_in(period: Period, first: date, last: date) -> int:
    """How many days of the period lie between two days, both included."""
    return (min(period.last, last) - max(period.first, first)).days + 1


def due_periods(
    kind: PeriodKind, first: date, last: date, calendar: WorkCalendar, *,
    as_of: date, start: date, end: date | None = None,
) -> tuple[Period, ...]:  # fmt: skip
    """The periods of a span that are over by the end of ``as_of``, for a unit that began on ``start`` and, where told,
    ended on ``end``: from the week of its first day to that of its last; days, months and quarters only
    whole; half a year with enough days within both, over where the span ends."""
    there = Period(max(start, first), min(end or last, last), "", kind)
    return tuple(
        period
        for period in periods_in(kind, first, last, calendar)
        if over_on(period, last) <= as_of and _there_in(period, there)
    )


def counted_on(period: Period) -> date:
    """The day by which a period belongs to a span, a year or a month: of a week its Thursday, of others the last."""
    return period.first + _THURSDAY * ONE_DAY if period.kind == "iso_week" else period.last


def over_on(period: Period, last: date) -> date:
    """The day on which a period is over, from which its limit is counted: half a year at the latest with the span that
    ends on ``last``, of which it may hold a part."""
    return min(period.last, last) if period.kind == "half_year" else period.last


def _there_in(period: Period, there: Period) -> bool:
    if period.kind == "iso_week":
        return period.meets(there.first, there.last)
    if period.kind == "half_year":
        return _days_in(period, there.first, there.last) >= DAYS_OF_HALF
    return there.first <= period.first and period.last <= there.last


def days_of_trend(last: date, weeks: int = 8) -> list[date]:
    """The days at which a trend by weeks is read, the oldest first: the Sundays before ``last``, then ``last``."""
    sunday = last - (last.isoweekday() % 7 or 7) * ONE_DAY
    return [*(sunday - 7 * n * ONE_DAY for n in reversed(range(weeks - 1))), last]


def data_cut_off(last: date) -> date:
    """The last day whose records belong to a span that ends on ``last``: the Sunday of its last week where that week
    ends later (the period of 2026 ends on 31/12, its week 53 on 3/1/2027)."""
    week = period_of("iso_week", last)
    return week.last if counted_on(week) <= last else last


def counts_until(over: date, working_days: int, calendar: WorkCalendar) -> date:
    """The last day, to its 24:00, on which a record of a period may be made and still counts by itself. ``over``: the
    day on which the period is over (:func:`over_on`)."""
    return add_working_days(over, working_days, calendar) if working_days else over
