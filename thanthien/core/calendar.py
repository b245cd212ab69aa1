"""Working days and deadlines: pure rules over a calendar given as two sets of dates. Weeks: ``measures.periods``.

Legal source: Bộ luật Dân sự 91/2015/QH13, Điều 147. “Ngày làm việc” leaves out weekends, holidays and days off in
lieu, and counts weekend days that are worked in exchange.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
# The years that there can be a cycle of, and the days that a record or a role can bear: others are slips of a digit.
FIRST_YEAR, LAST_YEAR = 2000, 2200
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
_SATURDAY = 5
# A calendar that says every day is off is a mistake; looking further than this for a working day is too.
_LONGEST_SEARCH = 3660


def year_named(text: str) -> int | None:
    """The year of a text such as “2026”, as an address has it; None for any other text, and for a year far away."""
    known = len(text) == 4 and text.isascii() and text.isdigit() and FIRST_YEAR <= int(text) <= LAST_YEAR
    return int(text) if known else None


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Days that differ from Monday–Friday: weekdays off and weekend days worked."""

    off: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()

    def off_on(self, day: date) -> WorkCalendar:
        """The same with this day off."""
        return WorkCalendar(self.off | {day}, self.work - {day})

    def worked_on(self, day: date) -> WorkCalendar:
        """The same with this day worked in exchange."""
        return WorkCalendar(self.off - {day}, self.work | {day})

    def usual_on(self, day: date) -> WorkCalendar:
        """The same with this day as the week has it."""
        return WorkCalendar(self.off - {day}, self.work - {day})

    @property
    def mark(self) -> str:
        """Another one for every other calendar: what was told by one calendar is not confirmed by another."""
        told = [*(f"-{day}" for day in sorted(self.off)), *(f"+{day}" for day in sorted(self.work))]
        return hashlib.sha256(" ".join(told).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class CityCalendar:
    """The same with what its days are called: ``tet`` are the days off that bear the name of Tết Nguyên đán,
    ``new_years`` of them those that are called so and nothing else: mùng một."""

    work: WorkCalendar = WorkCalendar()
    tet: frozenset[date] = frozenset()
    new_years: frozenset[date] = frozenset()

    def tet_of(self, year: int) -> tuple[date, date] | None:
        """First and last day of the Tết of a year, with the days off that touch it; None when it isn't stated yet."""
        named = [day for day in self.tet if day.year == year]
        if not named:
            return None
        first, last = min(named), max(named)
        while not is_working_day(first - ONE_DAY, self.work):
            first -= ONE_DAY
        while not is_working_day(last + ONE_DAY, self.work):
            last += ONE_DAY
        return first, last

    def new_year_of(self, year: int) -> tuple[date, date] | None:
        """Mùng một of a year, as first and last day; where no day is called so, the whole Tết. None when it isn't
        stated yet."""
        named = [day for day in self.new_years if day.year == year]
        return (min(named), min(named)) if named else self.tet_of(year)

    def in_tet(self, day: date) -> bool:
        """Whether a day lies in the Tết of its year."""
        tet = self.tet_of(day.year)
        return tet is not None and tet[0] <= day <= tet[1]


def names_tet(name: str) -> bool:
    """Whether a day off of this name belongs to Tết Nguyên đán; Tết Dương lịch is another feast."""
    said = name.casefold()
    return "tết" in said and "dương lịch" not in said


def names_new_year(name: str) -> bool:
    """Whether a day off of this name is mùng một Tết."""
    return name.strip().casefold() in {"tết nguyên đán", "mùng một tết nguyên đán", "mùng 1 tết nguyên đán"}


def is_working_day(day: date, calendar: WorkCalendar) -> bool:
    """Whether offices work on a day; a day worked in exchange wins over the weekend."""
    if day in calendar.work:
        return True
    return day.weekday() < _SATURDAY and day not in calendar.off


def next_working_day(day: date, calendar: WorkCalendar) -> date:
    """The day itself if offices work on it, else the first working day after it."""
    for offset in range(_LONGEST_SEARCH):
        if is_working_day(candidate := day + offset * ONE_DAY, calendar):
            return candidate
    raise ValueError(f"The calendar has no working day after {day}.")


def add_working_days(start: date, count: int, calendar: WorkCalendar) -> date:
    """The last day, to its 24:00, of a period of `count` ≥ 1 working days after an event on `start`.

    The day of the event is not counted (Điều 147). `clock.end_of(day)` gives the moment.
    """
    if count < 1:
        raise ValueError("A period has at least one day.")
    day = start
    for _ in range(count):
        day = next_working_day(day + ONE_DAY, calendar)
    return day


def working_days(first: date, last: date, calendar: WorkCalendar) -> int:
    """Number of working days from `first` to `last`, both included."""
    return sum(is_working_day(first + n * ONE_DAY, calendar) for n in range((last - first).days + 1))
