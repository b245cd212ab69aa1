"""Reading the fast day of many units at once: what was decided, on which day it falls, what was told of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any, TypeAlias
from uuid import UUID

from django.conf import settings

from thanthien.core import clock
from thanthien.core.codes import parted
from thanthien.core.question import Question, made_once
from thanthien.core.reading import EACH_TIME, Reading
from thanthien.measures.periods import Period, period_of
from thanthien.measures.scope import Scope
from thanthien.measures.terms import Terms
from thanthien.service.enums import Origin
from thanthien.service.fast_days import HolidayRule, Planned, Regulation, plan
from thanthien.service.models import FastDay, FastDayDecision, monday_of
from thanthien.service.procedures import certifications

WEEKS = "service.fast_day_weeks"
HOLIDAY_RULE = f"{WEEKS}.holiday_rule"


def city_rule() -> HolidayRule:
    """What the installation says of a fast day on a day off, where the year says nothing."""
    return HolidayRule(settings.FAST_DAY_HOLIDAY_RULE)


def rule_of(terms: Terms) -> Callable[[Period], HolidayRule]:
    """The rule of each week: what figures of its year go by, so that pages and figures name the same day."""
    return lambda week: HolidayRule(str(terms.setting(HOLIDAY_RULE, week, city_rule())))


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision as figures need it."""

    id: int
    version: int
    regulation: Regulation
    published_on: date | None
    told_at: datetime


@dataclass(frozen=True, slots=True)
class Number:
    """What was told of one fast day: of one procedure, or (``procedure`` empty) of the whole list."""

    id: int
    version: int
    day: date
    procedure: str
    received: int
    returned: int
    origin: str
    told_at: datetime
    typist: int | None = None


def decisions_of(
    units: Collection[int], known_at: datetime, until: date, reading: Reading = EACH_TIME
) -> Question[dict[int, list[Decided]]]:
    """The decisions of each unit signed by a day and known at a moment, in the order of signing; one that was withdrawn
    after the day still held on it."""
    return Question(partial(_decided, known_at, until), versions_asked(units, known_at, reading))


def _decided(known_at: datetime, until: date, rows: Iterable[FastDayDecision]) -> dict[int, list[Decided]]:
    found: dict[int, list[Decided]] = defaultdict(list)
    for row in sorted((row for row in rows if row.day <= until), key=lambda one: (one.day, one.pk)):
        withdrawn_later = row.end_reason and row.ended_at and row.ended_at >= clock.end_of(until)
        if row.ended_at is None or row.ended_at > known_at or withdrawn_later:
            found[row.unit_id].append(Decided(row.pk, row.version, regulation(row), row.published_on, row.told_at))
    return found


def versions_asked(
    units: Collection[int], known_at: datetime, reading: Reading = EACH_TIME
) -> Question[list[FastDayDecision]]:
    """Every version of the decisions of units, as far as a moment knew them, in the order in which they were made."""
    return reading.keeping(("decisions on the fast day", frozenset(units), known_at), _versions(units, known_at))


@made_once
def _versions(units: Collection[int], known_at: datetime) -> Question[list[FastDayDecision]]:
    return Question(list, FastDayDecision.objects.filter(unit__in=units, made_at__lte=known_at).order_by("pk"))


def regulations_of(
    units: Collection[int], known_at: datetime, until: date, reading: Reading = EACH_TIME
) -> Question[dict[int, list[Regulation]]]:
    """By what the weeks of each unit go, as :func:`regulations_in` says."""
    versions = versions_asked(units, known_at, reading)
    return Question(partial(regulations_in, known_at=known_at, until=until), versions)


def regulations_in(rows: Iterable[FastDayDecision], known_at: datetime, until: date) -> dict[int, list[Regulation]]:
    """By what the weeks of each unit go: the decisions signed by a day, each version for the weeks in which it was
    known. What is entered, corrected or withdrawn afterwards changes no week that was over."""
    of_unit: dict[int, list[FastDayDecision]] = defaultdict(list)
    for row in rows:
        if row.day <= until:
            of_unit[row.unit_id].append(row)
    return {unit: in_their_weeks(versions, known_at) for unit, versions in of_unit.items()}


def in_their_weeks(rows: Iterable[FastDayDecision], known_at: datetime) -> list[Regulation]:
    """By what the weeks of one unit go, by all versions of its decisions."""
    chains: dict[UUID, list[FastDayDecision]] = defaultdict(list)
    for row in rows:
        chains[row.origin].append(row)
    return [one for chain in chains.values() for one in _one_after_another(chain, known_at)]


def _one_after_another(versions: Sequence[FastDayDecision], known_at: datetime) -> list[Regulation]:
    """The versions of one decision: what a correction says otherwise holds from the week of the correction, and from
    the week of its withdrawal on nothing does."""
    found: list[Regulation] = []
    for row in versions:
        says = replace(regulation(row), since=_week_of(row.made_at if found else row.told_at))
        if found and _day_and_list(found[-1]) == _day_and_list(says):
            found[-1] = replace(says, since=found[-1].since)
            continue
        if found:
            found[-1] = replace(found[-1], replaced=says.since)
        found.append(says)
    withdrawn = versions[-1].ended_at
    if withdrawn is not None and withdrawn <= known_at:
        found[-1] = replace(found[-1], replaced=_week_of(withdrawn))
    return found


def _day_and_list(one: Regulation) -> tuple[date, int, frozenset[str]]:
    return one.effective, one.weekday, one.procedures


def regulation(row: FastDayDecision) -> Regulation:
    """By what a decision has its unit's weeks go."""
    return Regulation(row.day, row.effective_monday, row.weekday, frozenset(parted(row.procedures)), row.number)


def _week_of(moment: datetime) -> date:
    return monday_of(moment.astimezone(clock.ZONE).date())


Numbers: TypeAlias = Mapping[int, Mapping[date, Sequence[Number]]]  # by unit and day


def numbers_of(
    units: Collection[int], known_at: datetime, first: date, last: date, reading: Reading = EACH_TIME
) -> Question[Numbers]:
    """The numbers of each unit by day, as known at a moment; within one look those of a year are read once, of which
    each question takes its own."""
    year = first.isocalendar().year
    span = (first, last) if reading is EACH_TIME else (date.fromisocalendar(year, 1, 1), date.max)
    return Question(
        lambda numbers: {
            unit: {day: told for day, told in of_unit.items() if first <= day <= last}
            for unit, of_unit in numbers.items()
        },
        reading.keeping(("fast days", frozenset(units), known_at, year), _every_number(units, known_at, *span)),
    )


@made_once
def _every_number(units: Collection[int], known_at: datetime, first: date, last: date) -> Question[Numbers]:
    rows = FastDay.objects.known_at(known_at).between(first, last).filter(unit__in=units).order_by("day", "pk")
    fields = (
        "id", "version", "day", "procedure", "received", "returned", "origin_of_numbers", "told_at", "entered_by_id",
    )  # fmt: skip
    return Question(_numbers, rows.values_list("unit_id", *fields))


def _numbers(rows: Iterable[tuple[Any, ...]]) -> Numbers:
    found: dict[int, dict[date, list[Number]]] = defaultdict(lambda: defaultdict(list))
    for unit, *told in rows:
        found[unit][told[2]].append(Number(*told))
    return found


# --- One day ---


@dataclass(frozen=True, slots=True)
class DaySum:
    """What a fast day counts for: of one source only. ``difference``: what the whole list says beyond the sum of single
    procedures. ``certified`` is chứng thực, received and returned, told apart."""

    received: int
    returned: int
    rows: tuple[Number, ...]
    single: bool
    difference: int = 0
    certified: tuple[int, int] = (0, 0)


def day_sum(numbers: Iterable[Number], procedures: frozenset[str]) -> DaySum:
    """The one source of a day: an extract of the procedures system, else the single procedures of the decided list,
    else the number of the whole list. They are never added."""
    told, apart = list(numbers), certifications()
    certified = [one for one in told if one.procedure in apart]
    single = [one for one in told if one.procedure in procedures and one.procedure not in apart]
    whole = [one for one in told if not one.procedure]
    extract = [[one for one in rows if one.origin == Origin.SYSTEM] for rows in (single, whole)]
    chosen = next((rows for rows in (*extract, single, whole) if rows), [])
    received = sum(one.received for one in chosen)
    by_procedure = bool(chosen and chosen[0].procedure)
    counted_whole = next((one for one in whole if one not in chosen), None)
    return DaySum(
        received=received,
        returned=sum(one.returned for one in chosen),
        rows=tuple(chosen),
        single=by_procedure,
        difference=counted_whole.received - received if counted_whole else 0,
        certified=(sum(one.received for one in certified), sum(one.returned for one in certified)),
    )


# --- The weeks of a scope ---


@dataclass(frozen=True, slots=True)
class HeldWeek:
    """A due week with its fast day and what was told of it: in all, and in time (before ``limit``)."""

    planned: Planned
    in_time: tuple[Number, ...]
    for_share: tuple[Number, ...]
    told: tuple[Number, ...]
    limit: datetime

    @property
    def held(self) -> bool:
        """Something was told of the day in time, 0 included."""
        return bool(self.in_time)


def weeks_of(scope: Scope, rule: HolidayRule, *, measure: str) -> Question[dict[int, list[HeldWeek]]]:
    """The due weeks of every unit: those of the span that are over, but for weeks that the rule skips and days that
    lie beyond the last day that counts or the unit's own."""
    every = scope.due("iso_week")
    if not every:
        return Question(lambda: {unit: [] for unit in scope.units})
    decided = regulations_of(scope.units, scope.known, scope.last_day, scope.reading)
    numbers = numbers_of(scope.units, scope.known, every[0].first, scope.last_day, scope.reading)
    return Question(partial(_weeks, scope, rule, measure), decided, numbers)


def _weeks(
    scope: Scope, rule: HolidayRule, measure: str, decided: Mapping[int, Sequence[Regulation]], numbers: Numbers
) -> dict[int, list[HeldWeek]]:
    limits = {week.key: scope.counts_until(week) for week in scope.due("iso_week")}
    found = {}
    for unit, weeks in scope.due_by_unit("iso_week").items():
        planned = plan(weeks, decided.get(unit, []), rule, scope.calendar)
        last = scope.until(scope.last_day, unit)
        due = [one for one in planned if not one.skipped and (one.day is None or one.day <= last)]
        of_unit = numbers.get(unit, {})
        accepted = scope.accepted_of(measure, unit)
        found[unit] = [_held(one, of_unit, limits, scope, accepted) for one in due]
    return found


def _held(
    planned: Planned,
    numbers: Mapping[date, Sequence[Number]],
    limits: Mapping[str, datetime],
    scope: Scope,
    accepted: Collection[str],
) -> HeldWeek:
    told, limit = tuple(numbers.get(planned.day, ())) if planned.day else (), limits[planned.week.key]
    if planned.week.key in accepted:
        return HeldWeek(planned, told, told, told, limit)
    in_time = told_in_time(told, limit, accepted=False)
    share = tuple(one for one in told if one in in_time or one.told_at < limit_of_share(one, limit, scope))
    return HeldWeek(planned, in_time, share, told, limit)


def told_in_time(told: Iterable[Number], limit: datetime, *, accepted: bool) -> tuple[Number, ...]:
    """What counts for a week by itself, or all once a body said so: the one rule of figures and public calendar."""
    return tuple(one for one in told if accepted or one.told_at < limit)


def limit_of_share(number: Number, limit: datetime, scope: Scope) -> datetime:
    """From when on a number is late for the share: an extract of the procedures system comes once a month and goes by
    the late rule of its month, all else by that of its week."""
    return scope.counts_until(period_of("month", number.day)) if number.origin == Origin.SYSTEM else limit
