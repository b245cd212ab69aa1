"""What the administrator's pages read: units with their figures, agencies by name, and the calendar of a year with what
its days off mean for deadlines and weekly duties."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, When

from thanthien.accounts.models import Membership
from thanthien.core import clock
from thanthien.core.calendar import WorkCalendar, is_working_day, working_days
from thanthien.core.enums import DayKind
from thanthien.core.formats import number
from thanthien.core.models import CalendarDay
from thanthien.core.text import fold, matches
from thanthien.evaluations.models import Dossier
from thanthien.evaluations.states import ENDED
from thanthien.measures.periods import Period, periods_in, whole_span
from thanthien.units.models import Agency, Boundary, Hamlet, RoomWord, Unit, UnitFigure
from thanthien.units.queries import meant_by_other_names, search_units
from thanthien.units.rooms import Room, all_rooms, next_turn

_SATURDAY = 5

# --- Units and agencies ---------------------------------------------------------------------------------------------


def listed_units(text: str, kind: str, *, ended: bool = False) -> QuerySet[Any]:
    """Today's units, or those that ended, with their latest figures (``area_km2``, ``population``, ``households``,
    ``as_of``, ``source``), ``hamlets_count`` (None: no list yet) and ``drawn``; found by a typed text, the best first
    (those that ended: by letters of their name). Two statements more when there is a text."""
    today = clock.today()
    units = Unit.objects.filter(valid_to__lt=today) if ended else Unit.objects.current(today)
    units = units.in_vietnamese_order()
    if ended:
        units = units.filter(folded__contains=fold(text))
        units = units.of_kind(kind) if kind else units
    elif text:
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


def agencies_named(text: str, *, ended: bool = False) -> QuerySet[Agency]:
    """Agencies of the city (or those that ended); for a typed text all whose name, short name or code it means, or the
    name of their unit."""
    today = clock.today()
    current = Agency.objects.filter(valid_to__lt=today) if ended else Agency.objects.current(today)
    current = current.in_list_order()
    if not text:
        return current if ended else current.of_city()
    others = meant_by_other_names(text)
    names = current.values_list("pk", "unit__code", "name", "label", "code")
    found = [pk for pk, unit, *words in names if unit in others or matches(text, " ".join(words))]
    return current.filter(pk__in=found)


@dataclass(frozen=True, slots=True)
class UnitStanding:
    """What still hangs on a unit: people who hold a role there from today on, dossiers that have no result yet."""

    unit: Unit
    people: int
    dossiers: int


def standing_of_units(units: QuerySet[Unit]) -> list[UnitStanding]:
    """The units in their order, with what hangs on them. Three statements."""
    found = list(units)
    ids = [unit.pk for unit in found]
    still = Q(valid_to__isnull=True) | Q(valid_to__gte=clock.today())
    held = Membership.objects.filter(still, agency__unit__in=ids).order_by().values("agency__unit")
    people = dict(held.annotate(count=Count("user", distinct=True)).values_list("agency__unit", "count"))
    running = Dossier.objects.filter(unit__in=ids).exclude(status__in=ENDED).order_by().values("unit")
    dossiers = dict(running.annotate(count=Count("pk")).values_list("unit", "count"))
    return [UnitStanding(unit, people.get(unit.pk, 0), dossiers.get(unit.pk, 0)) for unit in found]


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
    idle_weeks: list[Period]


def work_year(year: int) -> WorkYear:
    """The year view. One statement."""
    days = {row.date: row for row in CalendarDay.objects.all()}
    rules = WorkCalendar(
        off=frozenset(day for day, row in days.items() if row.kind == DayKind.OFF),
        work=frozenset(day for day, row in days.items() if row.kind == DayKind.WORK),
    )
    first, last = date(year, 1, 1), date(year, 12, 31)
    due = periods_in("iso_week", first, last, rules)
    return WorkYear(
        year=year,
        months=[_month(year, number, days, rules) for number in range(1, 13)],
        special=[row for day, row in days.items() if day.year == year],
        working_days=working_days(first, last, rules),
        due_weeks=len(due),
        idle_weeks=[week for week in whole_span("iso_week", first, last) if week not in due],
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


# --- Rooms of weekly life -------------------------------------------------------------------------------------------

_ACTS_SHOWN, _PLACES_NAMED = 50, 5


@dataclass(frozen=True, slots=True)
class RoomInUnits:
    """A room with how many of today's units use it, and in how many that is to change."""

    room: Room
    used: int
    units: int
    turning: int


def rooms_in_units() -> list[RoomInUnits]:
    """Every room. One statement."""
    today, units = clock.today(), list(Unit.objects.current())
    return [
        RoomInUnits(
            room,
            sum(unit.uses(room.key, today) for unit in units),
            len(units),
            sum(next_turn(unit.rooms, room.key, today) is not None for unit in units),
        )
        for room in all_rooms()
    ]


@dataclass(frozen=True, slots=True)
class SaidOfRoom:
    """One act: of which room, from when, of which units (few are named, of many the number), why."""

    said_at: datetime
    title: str
    on: bool
    first_day: date
    reason: str
    places: str


def said_of_rooms() -> list[SaidOfRoom]:
    """The latest acts, the last first. Two statements."""
    moments = RoomWord.objects.order_by("-said_at").values_list("said_at", flat=True).distinct()[:_ACTS_SHOWN]
    rows = RoomWord.objects.filter(said_at__in=list(moments)).select_related("unit")
    acts: dict[tuple[datetime, str], list[RoomWord]] = {}
    for row in rows.order_by("-said_at", "unit__sort_key", "pk"):
        acts.setdefault((row.said_at, row.room), []).append(row)
    titles = {room.key: room.title for room in all_rooms()}
    return [
        SaidOfRoom(at, titles.get(key, key), said[0].on, said[0].first_day, said[0].reason, _places(said))
        for (at, key), said in acts.items()
    ]


def _places(said: Sequence[RoomWord]) -> str:
    if len(said) > _PLACES_NAMED:
        return f"{number(len(said))} đơn vị"
    return ", ".join(one.unit.name for one in said)
