"""Reads of the core."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from thanthien.core.calendar import CityCalendar, WorkCalendar, names_new_year, names_tet
from thanthien.core.enums import DayKind
from thanthien.core.models import CalendarDay
from thanthien.core.prepared import Prepared
from thanthien.core.question import Question


def work_calendar() -> WorkCalendar:
    """The calendar as it stands, in one query; keep it for the length of a request or a command."""
    rows = _DAYS()
    return WorkCalendar(
        off=frozenset(day for day, kind in rows if kind == DayKind.OFF),
        work=frozenset(day for day, kind in rows if kind == DayKind.WORK),
    )


_DAYS = Prepared(lambda: CalendarDay.objects.order_by().values_list("date", "kind"))


def city_calendar() -> CityCalendar:
    """The same with Tết, which is known by the names of its days. One statement."""
    return calendar_asked().answer()


def calendar_asked() -> Question[CityCalendar]:
    """The question for it."""
    return Question(_city_calendar, CalendarDay.objects.values_list("date", "kind", "name"))


def _city_calendar(rows: Collection[tuple[date, str, str]]) -> CityCalendar:
    off = {day: name for day, kind, name in rows if kind == DayKind.OFF}
    work = WorkCalendar(frozenset(off), frozenset(day for day, kind, _ in rows if kind == DayKind.WORK))
    tet = frozenset(day for day, name in off.items() if names_tet(name))
    return CityCalendar(work, tet, frozenset(day for day in tet if names_new_year(off[day])))
