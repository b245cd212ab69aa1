"""Reads of the core."""

from thanthien.core.calendar import CityCalendar, WorkCalendar, names_new_year, names_tet
from thanthien.core.enums import DayKind
from thanthien.core.models import CalendarDay


def work_calendar() -> WorkCalendar:
    """The calendar as it stands, in one query; keep it for the length of a request or a command."""
    rows = list(CalendarDay.objects.values_list("date", "kind"))
    return WorkCalendar(
        off=frozenset(day for day, kind in rows if kind == DayKind.OFF),
        work=frozenset(day for day, kind in rows if kind == DayKind.WORK),
    )


def city_calendar() -> CityCalendar:
    """The same with Tết, which is known by the names of its days. One statement."""
    rows = list(CalendarDay.objects.values_list("date", "kind", "name"))
    off = {day: name for day, kind, name in rows if kind == DayKind.OFF}
    work = WorkCalendar(frozenset(off), frozenset(day for day, kind, _ in rows if kind == DayKind.WORK))
    tet = frozenset(day for day, name in off.items() if names_tet(name))
    return CityCalendar(work, tet, frozenset(day for day in tet if names_new_year(off[day])))
