"""Working days and deadlines: pure rules over a calendar given as two sets of dates. Weeks: ``measures.periods``.

Legal source: Bộ luật Dân sự 91/2015/QH13, Điều 147. “Ngày làm việc” leaves out weekends, holidays and days off in
lieu, and counts weekend days that are worked in exchange.
"""

from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
_SATURDAY = 5
# A calendar that says every day is off is a mistake; looking further than this for a working day is too.
_LONGEST_SEARCH = 3660


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Days that differ from Monday–Friday: weekdays off and weekend days worked."""

    off: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()


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
