"""Reading receptions of many units at once: what the calendar promised, what was held, what was promised there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from thanthien.core import clock
from thanthien.core.question import Question, made_once
from thanthien.engagement.enums import Head, Presided
from thanthien.engagement.reception_records import PlannedReception, Promise, Reception
from thanthien.engagement.receptions import Frequency, HeadSum, MonthOf, Published, published_number
from thanthien.measures.periods import Period, period_of
from thanthien.measures.scope import Scope


@dataclass(frozen=True, slots=True)
class Session:
    """A session that was held, as figures need it."""

    id: int
    version: int
    day: date
    presided: str
    told_at: datetime


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """A version of a day of the calendar, with the number of its row."""

    id: int
    version: int
    published: Published


ByHead = Mapping[tuple[int, str], list[PlanVersion]]
Sessions = Mapping[tuple[int, str], list[Session]]


@made_once
def plans_between(units: Collection[int], first: date, last: date, known_at: datetime) -> Question[ByHead]:
    """Every version of the days of the calendar from first to last, by unit and head, as far as a moment knew them."""
    rows = PlannedReception.objects.filter(unit__in=units, planned_on__range=(first, last), made_at__lte=known_at)
    fields = ("unit_id", "head", "pk", "version", "origin", "planned_on", "made_at", "ended_at")
    return Question(partial(_plans, known_at), rows.order_by("pk").values_list(*fields))


def _plans(known_at: datetime, rows: Iterable[tuple[Any, ...]]) -> ByHead:
    found: dict[tuple[int, str], list[PlanVersion]] = defaultdict(list)
    for unit, head, number, version, chain, day, made, ended in rows:
        over = clock_day(ended) if ended is not None and ended <= known_at else None
        found[unit, head].append(PlanVersion(number, version, Published(chain, version, day, clock_day(made), over)))
    return found


@made_once
def sessions_between(units: Collection[int], first: date, last: date, known_at: datetime) -> Question[Sessions]:
    """The sessions held from first to last, by unit and head, as known at a moment."""
    rows = Reception.objects.known_at(known_at).between(first, last).filter(unit__in=units).order_by("day", "pk")
    fields = ("unit_id", "head", "pk", "version", "day", "presided", "told_at")
    return Question(_sessions, rows.values_list(*fields))


def _sessions(rows: Iterable[tuple[Any, ...]]) -> Sessions:
    found: dict[tuple[int, str], list[Session]] = defaultdict(list)
    for unit, head, *told in rows:
        found[unit, head].append(Session(*told))
    return found


def clock_day(moment: datetime) -> date:
    """The day of a moment here."""
    return moment.astimezone(clock.ZONE).date()


# --- What counts ---


@dataclass(frozen=True, slots=True)
class Asked:
    """What the city asks: how often each head receives, how much of it may be delegated."""

    frequency: Mapping[str, Frequency]
    share: Decimal


@dataclass(frozen=True, slots=True)
class Counted:
    """What counts for one unit: the sum of each head, and the records behind it."""

    heads: Mapping[str, HeadSum]
    sessions: tuple[Session, ...]
    plans: tuple[PlanVersion, ...]


def counted_of(scope: Scope, asked: Asked, *, measure: str) -> Question[dict[int, Counted]]:
    """The due months of every unit, by head: those of the span that are over and whole; of weekly sessions also days of
    the first and last week that lie outside."""
    every = scope.due("month")
    if not every:
        return Question(dict)
    days = days_of(every)
    plans, held = (ask(scope.units, *days, scope.known) for ask in (plans_between, sessions_between))
    return Question(partial(_counted, scope, asked, measure), plans, held)


def _counted(scope: Scope, asked: Asked, measure: str, plans: ByHead, held: Sessions) -> dict[int, Counted]:
    limits = {month.key: scope.counts_until(month) for month in scope.due("month")}
    found = {}
    for unit, months in scope.due_by_unit("month").items():
        accepted = scope.accepted_of(measure, unit)
        in_time = {
            head: [
                one
                for one in held.get((unit, head), ())
                if _counts(one, month_of(months, one.day, asked.frequency[head]), limits, accepted)
            ]
            for head in Head.values
        }
        promised = {
            head: [
                one
                for one in plans.get((unit, head), ())
                if one.published.was_seen and month_of(months, one.published.day, asked.frequency[head])
            ]
            for head in Head.values
        }
        sums = {
            head: HeadSum(
                [_month(month, promised[head], in_time[head], asked.frequency[head], scope) for month in months],
                asked.share,
            )
            for head in Head.values
        }
        rows = (one for head in Head.values for one in in_time[head])
        found[unit] = Counted(sums, tuple(rows), tuple(one for head in Head.values for one in promised[head]))
    return found


def days_of(months: Collection[Period]) -> tuple[date, date]:
    """The first and last day whose sessions may belong to months: whole weeks."""
    first, last = min(one.first for one in months), max(one.last for one in months)
    return period_of("iso_week", first).first, period_of("iso_week", last).last


def month_of(months: Iterable[Period], day: date, frequency: Frequency) -> Period | None:
    """The one of the months to which a session of a day belongs."""
    counted_on = frequency.counts_on(day)
    return next((month for month in months if month.holds(counted_on)), None)


def told_of(scope: Scope, asked: Asked) -> dict[int, list[tuple[datetime, datetime]]]:
    """Of every unit when each session of its due months was told, and until when it counts. One statement."""
    every = scope.due("month")
    if not every:
        return {}
    held = sessions_between(scope.units, *days_of(every), scope.known).answer()
    limits = {month.key: scope.counts_until(month) for month in every}
    due, found = scope.due_by_unit("month"), defaultdict(list)
    for (unit, head), sessions in held.items():
        for one in sessions:
            if month := month_of(due[unit], one.day, asked.frequency[head]):
                found[unit].append((one.told_at, limits[month.key]))
    return found


def _counts(one: Session, month: Period | None, limits: Mapping[str, datetime], accepted: frozenset[str]) -> bool:
    return month is not None and (one.told_at < limits[month.key] or month.key in accepted)


def _month(
    month: Period, plans: Collection[PlanVersion], held: Collection[Session], frequency: Frequency, scope: Scope
) -> MonthOf:
    """Of one day one session; on a day on which the head received, too, nothing was delegated."""
    of_month = [one for one in held if month.holds(frequency.counts_on(one.day))]
    own = {one.day for one in of_month if one.presided != Presided.DELEGATED}
    delegated = {one.day for one in of_month} - own
    promised = (one.published for one in plans)
    published = published_number(one for one in promised if month.holds(frequency.counts_on(one.day)))
    return MonthOf(month, frequency.in_month(month, scope.calendar), published, len(own), len(delegated))


# --- What is open ---


@dataclass(frozen=True, slots=True)
class InCalendar:
    """A session that stands in the calendar; ``results``: the days on which it was held, or one in its place, each with
    the moment of telling."""

    head: str
    day: date
    meeting: str
    results: tuple[tuple[date, datetime], ...] = ()

    @property
    def told(self) -> bool:
        """Its result is there."""
        return bool(self.results)


def calendar_between(units: Collection[int], first: date, last: date) -> Question[dict[int, list[InCalendar]]]:
    """The sessions that stand in the calendar from first to last, by unit, in order of days. A session that was held in
    the place of another day settles that day alone."""
    plans = PlannedReception.objects.standing().filter(unit__in=units, planned_on__range=(first, last))
    planned = plans.order_by("planned_on", "head", "pk").values_list("unit_id", "head", "planned_on", "meeting")
    days = Q(day__range=(first, last), instead_of__isnull=True) | Q(instead_of__range=(first, last))
    held = Reception.objects.standing().filter(days, unit__in=units).order_by()
    settled = held.values_list("unit_id", "head", Coalesce("instead_of", "day"), "day", "told_at")
    return Question(_in_calendar, planned, settled)


def _in_calendar(
    planned: Iterable[tuple[int, str, date, str]], settled: Iterable[tuple[int, str, date, date, datetime]]
) -> dict[int, list[InCalendar]]:
    results: dict[tuple[int, str, date], list[tuple[date, datetime]]] = defaultdict(list)
    for unit, head, day, held_on, told_at in settled:
        results[unit, head, day].append((held_on, told_at))
    found: dict[int, list[InCalendar]] = defaultdict(list)
    for unit, head, day, meeting in planned:
        found[unit].append(InCalendar(head, day, meeting, tuple(results.get((unit, head, day), ()))))
    return found


@dataclass(frozen=True, slots=True)
class Owed:
    """An answer that was promised by a day: not given yet, or given after it."""

    due_on: date
    answered: bool


def answers_owed(units: Collection[int], first: date, last: date) -> Question[dict[int, list[Owed]]]:
    """By unit the promises without an answer that are due up to the last day, and those due since the first that were
    answered too late."""
    late = Q(due_on__gte=first, answered_on__gt=F("due_on"))
    rows = Promise.objects.standing().filter(Q(answered_on__isnull=True) | late, unit__in=units, due_on__lte=last)
    return Question(_owed, rows.order_by("due_on", "pk").values_list("unit_id", "due_on", "answered_on"))


def _owed(rows: Iterable[tuple[int, date, date | None]]) -> dict[int, list[Owed]]:
    found: dict[int, list[Owed]] = defaultdict(list)
    for unit, due, answered in rows:
        found[unit].append(Owed(due, answered is not None))
    return found
