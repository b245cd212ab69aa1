"""Working-day deadlines of the procedure, from the calendar as it stands (BLDS 147)."""

from __future__ import annotations

from datetime import date, timedelta

from thanthien.core import clock
from thanthien.core.calendar import add_working_days, working_days
from thanthien.core.queries import work_calendar


def due_in_working_days(count: int) -> date:
    """The last day of a period of so many working days that begins with something done today."""
    return add_working_days(clock.today(), count, work_calendar())


def working_days_since(day: date) -> int:
    """Working days after ``day`` up to and with today: how long a clock stood still."""
    return working_days(day + timedelta(days=1), clock.today(), work_calendar())
