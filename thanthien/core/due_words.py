"""How a last day is told of what waits: “hạn 25/05/2026”, past it “quá hạn 3 ngày làm việc (hạn 25/05/2026)”. Pure; no
Django. Everything that waits is told so: matters, duties, records.
"""

from __future__ import annotations

from datetime import date

from thanthien.core.calendar import ONE_DAY, WorkCalendar, working_days
from thanthien.core.formats import date_vn, number


def overdue_words(last_day: date, today: date, calendar: WorkCalendar) -> str:
    """“quá hạn 3 ngày làm việc”; without a number as long as no working day went by since; empty in time, of which the
    last day is a part."""
    if today <= last_day:
        return ""
    days = working_days(last_day + ONE_DAY, today, calendar)
    return f"quá hạn {number(days)} ngày làm việc" if days else "quá hạn"


def due_words(last_day: date, today: date, calendar: WorkCalendar) -> str:
    """The last day, and whether it is past."""
    due, overdue = f"hạn {date_vn(last_day)}", overdue_words(last_day, today, calendar)
    return f"{overdue} ({due})" if overdue else due
