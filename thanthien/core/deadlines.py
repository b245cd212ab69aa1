"""Working-day deadlines of the procedure, from the calendar as it stands (BLDS 147), and when a later one counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from thanthien.core import clock
from thanthien.core.calendar import add_working_days, working_days
from thanthien.core.queries import work_calendar


@dataclass(frozen=True, slots=True)
class Extension:
    """Who asked was told on a day that it takes longer, and the platform heard of it on another: an extension that is
    typed once the time was missed is no extension, whatever day it names."""

    told_on: date
    heard_on: date

    def counts_by(self, last: date) -> bool:
        """Whether both were by the last day."""
        return max(self.told_on, self.heard_on) <= last


def due_in_working_days(count: int) -> date:
    """The last day of a period of so many working days that begins with something done today."""
    return add_working_days(clock.today(), count, work_calendar())


def working_days_since(day: date) -> int:
    """Working days after ``day`` up to and with today: how long a clock stood still."""
    return working_days(day + timedelta(days=1), clock.today(), work_calendar())
