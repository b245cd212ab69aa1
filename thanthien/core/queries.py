"""Reads of the core."""

from thanthien.core.calendar import WorkCalendar
from thanthien.core.enums import DayKind
from thanthien.core.models import CalendarDay


def work_calendar() -> WorkCalendar:
    """The calendar as it stands, in one query; keep it for the length of a request or a command."""
    rows = list(CalendarDay.objects.values_list("date", "kind"))
    return WorkCalendar(
        off=frozenset(day for day, kind in rows if kind == DayKind.OFF),
        work=frozenset(day for day, kind in rows if kind == DayKind.WORK),
    )
