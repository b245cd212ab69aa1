"""Reads of the room, for all units at once: checklists by half year, breaches, tests of broadcasting, installs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, TypeAlias

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery

from thanthien.core.codes import parted
from thanthien.core.question import Question, made_once
from thanthien.core.reading import EACH_TIME, Reading
from thanthien.measures.periods import over_on, period_of
from thanthien.measures.scope import Scope
from thanthien.records.actions import Entry
from thanthien.records.models import AT_ONCE, Photograph, came_at
from thanthien.units.queries import hamlets_known
from thanthien.workplace.checks import Check, CheckedHalf, DueHalf, checked_halves
from thanthien.workplace.enums import Heard, Inspected, Origin, Smoke
from thanthien.workplace.kinds import CHECKS
from thanthien.workplace.models import AppHouseholds, CentreCheck, RadioTest, SmokingInspection

# --- Checklists -----------------------------------------------------------------------------------------------------


def check_with_more(entry: Entry) -> CentreCheck | None:
    """The standing checklist of the same half of the year whose place a new one takes, where it has more things. One
    statement."""
    half = period_of("half_year", entry.day)
    rows = CentreCheck.objects.standing().filter(unit=entry.unit).between(half.first, half.last)
    last: CentreCheck | None = rows.order_by("-day", "-pk").first()
    if last is None or last.day > entry.day or len(parted(last.items)) <= len(parted(entry.values["items"])):
        return None
    return last


Checks: TypeAlias = Mapping[int, Sequence[Check]]


@made_once
def checks_of(units: Collection[int], known_at: datetime, first: date, last: date) -> Question[Checks]:
    """The checklists of each unit, in the order of days, as known at a moment."""
    rows = CentreCheck.objects.known_at(known_at).between(first, last).filter(unit__in=units).order_by("day", "pk")
    pictures = Photograph.objects.filter(kind=CHECKS.key, origin=OuterRef("origin")).known_at(known_at)
    first_versions = CentreCheck.objects.filter(key=OuterRef("origin")).order_by()
    rows = rows.with_reached().annotate(
        pictures=ArraySubquery(pictures.order_by("pk").values("pk")),
        pictured=Subquery(pictures.order_by("added_at").values("added_at")[:1]),
        began=Subquery(first_versions.values("made_at")[:1]),
    )
    columns = (
        "unit_id", "pk", "version", "day", "items", "smoke", "told_at", "pictures", "entered_by_id", "pictured",
        "began", "reached_at",
    )  # fmt: skip
    return Question(_checks, rows.values_list(*columns))


def _checks(rows: Iterable[tuple[Any, ...]]) -> Checks:
    found: dict[int, list[Check]] = defaultdict(list)
    for unit, pk, version, day, items, smoke, told_at, shown, typist, pictured, began, reached in rows:
        there, smoke_free = frozenset(parted(items)), smoke == Smoke.FREE
        # What came with the checklist is as old as its word: a device may have had no signal.
        later = pictured if pictured is not None and pictured - began >= AT_ONCE else None
        came = came_at(told_at, reached)
        found[unit].append(Check(pk, version, day, there, smoke_free, told_at, tuple(shown), typist, later, came))
    return found


@dataclass(frozen=True, slots=True)
class UnitChecks:
    """The due halves of a unit with the checklist that counts of each, and all checklists there are."""

    halves: Sequence[CheckedHalf]
    told: Sequence[Check]

    def half_of(self, check: Check) -> CheckedHalf | None:
        """The due half of a checklist; None where it is of none."""
        return next((one for one in self.halves if one.due.holds(check)), None)


def checks_by_half(scope: Scope, *, measure: str, spacing: int) -> Question[dict[int, UnitChecks]]:
    """What counts of every unit of the scope."""
    told = checks_of(scope.units, scope.known, scope.span.first, scope.last_day)
    return Question(partial(halves_of, scope, measure=measure, spacing=spacing), told)


def halves_of(scope: Scope, told: Checks, *, measure: str, spacing: int) -> dict[int, UnitChecks]:
    """What counts of the checklists that were told."""
    found = {}
    for unit, halves in scope.due_by_unit("half_year").items():
        accepted = scope.accepted_of(measure, unit)
        due = [
            DueHalf(
                half, scope.counts_until(half), scope.span.first, over_on(half, scope.span.last), half.key in accepted
            )
            for half in halves
        ]
        own = told.get(unit, [])
        found[unit] = UnitChecks(checked_halves(due, own, spacing), own)
    return found


# --- Inspections ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a body found on a day."""

    id: int
    version: int
    day: date
    breach: bool
    document: str
    agency: str
    typist: int | None


def inspections_of(scope: Scope) -> Question[Mapping[int, Sequence[Inspection]]]:
    """The inspections of each unit in the span, in the order of days, as known then."""
    rows = SmokingInspection.objects.known_at(scope.known).between(scope.span.first, scope.state_day)
    columns = ("unit_id", "pk", "version", "day", "result", "document", "agency__name", "entered_by_id")
    return Question(_inspections, rows.filter(unit__in=scope.units).order_by("day", "pk").values_list(*columns))


def _inspections(rows: Iterable[tuple[Any, ...]]) -> Mapping[int, Sequence[Inspection]]:
    found: dict[int, list[Inspection]] = defaultdict(list)
    for unit, pk, version, day, result, *more in rows:
        found[unit].append(Inspection(pk, version, day, result == Inspected.BREACH, *more))
    return found


# --- Thôn, tổ dân phố -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hearing:
    """A test in one thôn or tổ dân phố. ``came_at``: when it came, where it was written on a device before."""

    id: int
    version: int
    hamlet: int
    name: str
    day: date
    heard: bool
    words: str
    told_at: datetime
    typist: int | None
    came_at: datetime | None = None


@made_once
def hearings_of(
    units: Collection[int], known_at: datetime, first: date, last: date
) -> Question[Mapping[int, list[Hearing]]]:
    """The tests of each unit, in the order of days, as known at a moment."""
    rows = RadioTest.objects.known_at(known_at).between(first, last).filter(unit__in=units)
    return Question(_hearings, rows.with_reached().select_related("hamlet").order_by("day", "pk"))


def _hearings(rows: Iterable[Any]) -> Mapping[int, list[Hearing]]:
    found: dict[int, list[Hearing]] = defaultdict(list)
    for row in rows:
        words = f"{row.hamlet.name}: {row.get_channel_display()} ({row.device}), {row.get_result_display()}"
        heard = row.result == Heard.HEARD
        found[row.unit_id].append(
            Hearing(
                row.pk, row.version, row.hamlet_id, row.hamlet.name, row.day, heard, words, row.told_at,
                row.entered_by_id, row.came_at,
            )
        )  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class Hamlets:
    """The thôn, tổ dân phố of units, by number, with first and last day."""

    spans: Mapping[int, Sequence[tuple[int, date, date | None]]]

    def on(self, unit: int, day: date) -> set[int]:
        """Those that a unit has on a day."""
        own = self.spans.get(unit, ())
        return {number for number, first, last in own if first <= day and (last is None or last >= day)}


def hamlets_of(units: Collection[int], known_at: datetime, reading: Reading = EACH_TIME) -> Question[Hamlets]:
    """The thôn, tổ dân phố of units as known at a moment."""
    rows = hamlets_known(units, known_at).values_list("unit_id", "id", "valid_from", "valid_to")
    return reading.keeping(("hamlets by number", frozenset(units), known_at), Question(_hamlets, rows))


def _hamlets(rows: Iterable[tuple[int, int, date, date | None]]) -> Hamlets:
    spans: dict[int, list[tuple[int, date, date | None]]] = defaultdict(list)
    for unit, number, first, last in rows:
        spans[unit].append((number, first, last))
    return Hamlets(spans)


def last_hearings(tests: Iterable[Hearing], hamlets: Collection[int]) -> dict[int, Hearing]:
    """The last test of each of these places, of those that had one."""
    return {one.hamlet: one for one in tests if one.hamlet in hamlets}


def oldest_day(day: date, most_days: int) -> date:
    """The first day on which a test is not older than so many days."""
    return day - timedelta(days=most_days)


# --- Households with the app ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Installs:
    """A row of numbers: of a whole unit, or of one thôn, tổ dân phố."""

    id: int
    version: int
    day: date
    hamlet: int | None
    name: str
    households: int
    installed: int
    source: str
    typist: int | None
    of_owner: bool


@made_once
def installs_of(
    units: Collection[int], known_at: datetime, first: date, last: date
) -> Question[Mapping[int, Sequence[Installs]]]:
    """The rows of each unit, in the order of days, as known at a moment."""
    rows = AppHouseholds.objects.known_at(known_at).between(first, last).filter(unit__in=units)
    columns = (
        "unit_id", "pk", "version", "day", "hamlet_id", "hamlet__name", "households", "installed", "source",
        "entered_by_id", "origin_of_numbers",
    )  # fmt: skip
    return Question(_installs, rows.order_by("day", "pk").values_list(*columns))


def _installs(rows: Iterable[tuple[Any, ...]]) -> Mapping[int, Sequence[Installs]]:
    found: dict[int, list[Installs]] = defaultdict(list)
    for unit, *told, origin in rows:
        told.append(origin == Origin.OWNER)
        found[unit].append(Installs(*told))
    return found


def last_import(rows: Sequence[Installs], hamlets_on: Callable[[date], Collection[int]]) -> list[Installs]:
    """The rows that make the figure: of the owner's latest day of which there is a number of the whole unit, or one of
    every thôn, tổ dân phố that there was on it. None where no day has either."""
    for day in sorted({one.day for one in rows if one.of_owner}, reverse=True):
        of_day = [one for one in rows if one.of_owner and one.day == day]
        whole = [one for one in of_day if one.hamlet is None]
        if whole:
            return whole
        there = set(hamlets_on(day))
        if there and there <= {one.hamlet for one in of_day}:
            return [one for one in of_day if one.hamlet in there]
    return []
