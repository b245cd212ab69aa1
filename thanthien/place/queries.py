"""What the administrator's pages read: units with their figures, agencies by name, and the calendar of a year with what
its days off mean for deadlines and weekly duties."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, QuerySet, Subquery, When

from thanthien.core import clock
from thanthien.core.calendar import Week, WorkCalendar, due_weeks, is_working_day, weeks_of, working_days
from thanthien.core.enums import DayKind
from thanthien.core.models import CalendarDay
from thanthien.core.text import matches
from thanthien.units.models import Agency, Boundary, Hamlet, Unit, UnitFigure
from thanthien.units.queries import search_units

_SATURDAY = 5

# --- Units and agencies ---------------------------------------------------------------------------------------------


def listed_units(text: str, kind: str) -> QuerySet[Any]:
    """Today's units with their latest figures (``area_km2``, ``population``, ``households``, ``as_of``, ``source``),
    ``hamlets_count`` (None: no list yet) and ``drawn``; found by a typed text, the best first. One statement more when
    there is a text."""
    units = Unit.objects.current().in_vietnamese_order()
    if text:
        found = [unit.pk for unit in search_units(text, kind or None)]
        best_first = Case(*(When(pk=pk, then=place) for place, pk in enumerate(found)), default=len(found))
        units = units.filter(pk__in=found).order_by(best_first, "pk")
    elif kind:
        units = units.of_kind(kind)
    latest = UnitFigure.objects.filter(unit=OuterRef("pk"), as_of__lte=clock.today()).order_by("-as_of")
    figures = {name: Subquery(latest.values(name)[:1]) for name in _FIGURES}
    hamlets = Hamlet.objects.current().filter(unit=OuterRef("pk")).order_by().values("unit")
    return units.annotate(
        **figures,
        hamlets_count=Subquery(hamlets.annotate(count=Count("pk")).values("count"), output_field=IntegerField()),
        drawn=Exists(Boundary.objects.filter(unit=OuterRef("pk"))),
    )


_FIGURES = ("area_km2", "population", "households", "as_of", "source")


def agencies_named(text: str) -> QuerySet[Agency]:
    """Agencies of the city; for a typed text all whose name, short name or code it means, those of the units too."""
    current = Agency.objects.current().in_list_order()
    if not text:
        return current.of_city()
    names = current.values_list("pk", "name", "label", "code")
    return current.filter(pk__in=[pk for pk, *words in names if matches(text, " ".join(words))])


# --- Calendar -------------------------------------------------------------------------------------------------------


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
