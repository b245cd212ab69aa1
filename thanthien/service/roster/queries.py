"""Reading the roster: which shifts had somebody, for all units at once; one week of one unit, for its page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, Sum

from thanthien.accounts.models import User
from thanthien.accounts.positions import OF_UNIT
from thanthien.core import clock
from thanthien.core.calendar import ONE_DAY, WorkCalendar, is_working_day
from thanthien.core.formats import datetime_vn
from thanthien.core.queries import work_calendar
from thanthien.core.question import Question, ask, made_once
from thanthien.measures.figures import PeriodCount
from thanthien.measures.periods import Period, period_of, periods_in
from thanthien.measures.queries import accepted_late
from thanthien.measures.scope import Scope
from thanthien.measures.terms import known_terms
from thanthien.records.kinds import RecordKind
from thanthien.records.models import Record, RecordQuerySet
from thanthien.service.enums import ROOM
from thanthien.service.fast_days import HolidayRule, Regulation, days_in, plan
from thanthien.service.models import monday_of
from thanthien.service.queries import regulations_of
from thanthien.service.roster.enums import WEEKDAYS, Part, Shown
from thanthien.service.roster.models import ONCE, ShiftPerson, ShiftPresence, SupportShift
from thanthien.units.models import Unit

MEASURE = "service.support_shifts"
CAPPED = "ngày giải quyết nhanh không có ca, tuần tính nhiều nhất một ca"
PLANNED_LATE = "phân công ghi sau ngày trực"
_PUBLIC_WEEKS = 8
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Held:
    """A shift in which somebody of the roster was there, by the record that told it first; ``planned_late``: everybody
    who was there was put on the roster after its day."""

    id: int
    version: int
    day: date
    part: str
    told_at: datetime
    shown_by: str
    planned_late: bool

    def counts(self, limit: datetime, *, accepted: bool) -> bool:
        """Told before the limit, of a roster written by the day; or a body lets it count."""
        return accepted or (self.told_at < limit and not self.planned_late)


def rostered(known_at: datetime) -> RecordQuerySet:
    """What was told of people who were on the roster of that shift, as known at a moment, each with ``planned_late``:
    nobody wrote them there by the end of its day. A correction that names the person anew is as late as it is made."""
    same = {name: OuterRef(name) for name in ONCE}
    planned = SupportShift.objects.known_at(known_at).filter(**same)
    written = Q(version=1, told_at__date__lte=OuterRef("day")) | Q(made_at__date__lte=OuterRef("day"))
    by_the_day = SupportShift.objects.filter(written, made_at__lte=known_at, **same)
    rows = ShiftPresence.objects.known_at(known_at).filter(Exists(planned))
    found: RecordQuerySet = rows.annotate(planned_late=~Exists(by_the_day))
    return found


def planned_late(shift: SupportShift) -> bool:
    """Whether a person was put on the roster after the day of the shift; the same rule for a record in hand."""
    written = shift.told_at if shift.version == 1 else shift.made_at
    return written.astimezone(clock.ZONE).date() > shift.day


def shift_notes(kind: RecordKind, records: Sequence[Record]) -> Mapping[UUID, str]:
    """What stands beside shifts that were put on the roster after their day. No statement."""
    late = [one for one in records if isinstance(one, SupportShift) and planned_late(one)]
    return {
        one.key: f"Phân công ghi sau ngày trực, lúc {datetime_vn(one.made_at)}. Ca này chỉ được tính khi cơ quan thẩm "
        "định cho tính."
        for one in late
    }


@made_once
def held_shifts(
    units: Collection[int], known_at: datetime, first: date, last: date
) -> Question[Mapping[int, Sequence[Held]]]:
    """The shifts of each unit in which somebody was there, in order."""
    rows = rostered(known_at).between(first, last).filter(unit__in=units)
    rows = rows.order_by("unit_id", "day", "part", "planned_late", "told_at", "pk").distinct("unit_id", "day", "part")
    columns = ("unit_id", "pk", "version", "day", "part", "told_at", "shown_by", "planned_late")
    return Question(_held, rows.values_list(*columns))


def _held(rows: Iterable[tuple[Any, ...]]) -> Mapping[int, Sequence[Held]]:
    found: dict[int, list[Held]] = defaultdict(list)
    for unit, *told in rows:
        found[unit].append(Held(*told))
    return found


# --- What a week counts for ---


@dataclass(frozen=True, slots=True)
class SupportWeek:
    """A due week: its shifts that count (see :meth:`Held.counts`), and the fast days that fall into it."""

    week: Period
    shifts: tuple[Held, ...]
    fast_days: tuple[date, ...]
    limit: datetime

    @property
    def lacks_fast_day(self) -> bool:
        """There was a fast day, and nobody in a shift of that day."""
        return bool(self.fast_days) and not any(one.day in self.fast_days for one in self.shifts)

    @property
    def counted(self) -> PeriodCount:
        """How many shifts count: one at most where the fast day had nobody."""
        if self.lacks_fast_day and len(self.shifts) > 1:
            return PeriodCount(1, why=CAPPED)
        return PeriodCount(len(self.shifts))


def support_weeks(scope: Scope, rule: HolidayRule) -> Question[dict[int, list[SupportWeek]]]:
    """The due weeks of every unit. A fast day that was moved into another week falls into that one."""
    every = scope.due("iso_week")
    if not every:
        return Question(lambda: {unit: [] for unit in scope.units})
    decided = regulations_of(scope.units, scope.known, scope.last_day, scope.reading)
    held = held_shifts(scope.units, scope.known, every[0].first, scope.last_day)
    return Question(partial(_weeks, scope, rule), decided, held)


def _weeks(
    scope: Scope,
    rule: HolidayRule,
    decided: Mapping[int, Sequence[Regulation]],
    held: Mapping[int, Sequence[Held]],
) -> dict[int, list[SupportWeek]]:
    every = scope.due("iso_week")
    limits = {week.key: scope.counts_until(week) for week in every}
    planned = periods_in("iso_week", every[0].first - 7 * ONE_DAY, every[-1].last, scope.calendar)
    found = {}
    for unit, weeks in scope.due_by_unit("iso_week").items():
        days = plan(planned, decided.get(unit, []), rule, scope.calendar)
        shifts = _by_week(held.get(unit, ()))
        accepted = scope.accepted_of(MEASURE, unit)
        found[unit] = [
            SupportWeek(
                week,
                in_time(shifts.get(week.first, ()), limits[week.key], accepted=week.key in accepted),
                days_in(week, days, scope.ends.get(unit)),
                limits[week.key],
            )
            for week in weeks
        ]
    return found


def _by_week(shifts: Iterable[Held]) -> dict[date, list[Held]]:
    found: dict[date, list[Held]] = defaultdict(list)
    for one in shifts:
        found[monday_of(one.day)].append(one)
    return found


def in_time(shifts: Iterable[Held], limit: datetime, *, accepted: bool) -> tuple[Held, ...]:
    """Those that count for a week by themselves, or all once a body said so."""
    return tuple(one for one in shifts if one.counts(limit, accepted=accepted))


# --- One week of one unit ---


@dataclass(frozen=True, slots=True)
class OnShift:
    """A person on the roster as the week's page shows them: whether they were there, and whether it can be tapped."""

    shift: SupportShift
    name: str
    presence: ShiftPresence | None
    may_tap: bool


@dataclass(frozen=True, slots=True)
class ShiftOfDay:
    """One half of a day with its people."""

    part: Part
    people: tuple[OnShift, ...]


@dataclass(frozen=True, slots=True)
class RosterDay:
    """A day of the week: its halves; ``off``: offices don't work."""

    day: date
    off: bool
    parts: tuple[ShiftOfDay, ...]

    @property
    def weekday(self) -> str:
        """Its name."""
        return WEEKDAYS[self.day.weekday()]


def shifts_of(unit: int, week: Period) -> Question[list[SupportShift]]:
    """Who is on the roster of a week, in order."""
    order = list(Part.values)
    rows = SupportShift.objects.standing().between(week.first, week.last).filter(unit=unit)
    return Question(partial(sorted, key=lambda one: (one.day, order.index(one.part), one.pk)), rows)


def presences_of(unit: int, week: Period) -> Question[dict[tuple[Any, ...], ShiftPresence]]:
    """Who was there in a week, by shift and person."""
    rows = ShiftPresence.objects.standing().between(week.first, week.last).filter(unit=unit)
    return Question(lambda told: {key_of(row): row for row in told}, rows)


def key_of(row: Any) -> tuple[Any, ...]:
    """Shift and person, within a unit."""
    return row.day, row.part, row.organisation, row.post


def names_of(shifts: Iterable[SupportShift], user: User) -> Mapping[Any, str]:
    """The names of people on the roster, by the record's origin: for people of the unit alone. One statement."""
    own = user.unit_ids(*OF_UNIT)
    origins = [one.origin for one in shifts if one.unit_id in own]
    rows = ShiftPerson.objects.filter(origin__in=origins) if origins else ()
    return {row.origin: row.name for row in rows}


def roster_week(unit: Unit, week: Period, user: User, calendar: WorkCalendar, *, writes: bool) -> list[RosterDay]:
    """The roster of a week with what was told of it; Saturday and Sunday only where somebody is on them or offices
    work. Two statements."""
    shifts, there = ask(shifts_of(unit.pk, week), presences_of(unit.pk, week))
    names, today = names_of(shifts, user), clock.today()
    people: dict[tuple[date, str], list[OnShift]] = defaultdict(list)
    for one in shifts:
        presence = there.get(key_of(one))
        may_tap = writes and presence is None and one.day == today
        people[one.day, one.part].append(OnShift(one, names.get(one.origin, ""), presence, may_tap))
    found = []
    for number in range(7):
        day = week.first + number * ONE_DAY
        works = is_working_day(day, calendar)
        parts = tuple(ShiftOfDay(part, tuple(people.get((day, part), ()))) for part in Part)
        if works or day.weekday() < _SATURDAY or any(one.people for one in parts):
            found.append(RosterDay(day, not works, parts))
    return found


def unconfirmed(unit: int, week: Period) -> Question[list[SupportShift]]:
    """Who is on the roster of a week up to today without a word of having been there."""
    today = clock.today()
    return Question(
        lambda shifts, there: [one for one in shifts if one.day <= today and key_of(one) not in there],
        shifts_of(unit, week),
        presences_of(unit, week),
    )


# --- For everybody ---


@dataclass(frozen=True, slots=True)
class PublicWeek:
    """What anybody reads of a week: shifts in which somebody helped, and people helped."""

    label: str
    shifts: int
    served: int


def public_support(unit: Unit) -> list[PublicWeek]:
    """The last weeks in which somebody helped, the latest first, by the shifts that count in the figure: told in time,
    of a roster written by the day, or let count by a body. Five statements; none where the room is off."""
    if not unit.uses(ROOM.key):
        return []
    today = clock.today()
    first = monday_of(today) - 7 * (_PUBLIC_WEEKS - 1) * ONE_DAY
    rows = rostered(clock.now()).between(first, today).filter(unit=unit).order_by()
    halves = rows.values("day", "part").annotate(people=Count("pk"), helped=Sum("served"))
    counting = _counting(unit, first, today)
    weeks: dict[Period, list[int]] = defaultdict(list)
    for row in halves:
        if (row["day"], row["part"]) in counting:
            weeks[period_of("iso_week", row["day"])].append(row["helped"] or 0)
    return [PublicWeek(week.label, len(weeks[week]), sum(weeks[week])) for week in sorted(weeks, reverse=True)]


def _counting(unit: Unit, first: date, last: date) -> set[tuple[date, str]]:
    held = held_shifts([unit.pk], clock.now(), first, last).answer().get(unit.pk, [])
    accepted = {key for name, _, key in accepted_late([unit.pk]) if name == MEASURE}
    terms, calendar = known_terms(), work_calendar()
    weeks = {one: period_of("iso_week", one.day) for one in held}
    return {
        (one.day, one.part)
        for one, week in weeks.items()
        if one.counts(terms.limit(week, calendar), accepted=week.key in accepted)
    }


def by_hand(shifts: Sequence[Held]) -> int:
    """How many of the shifts rest on a signed sheet."""
    return sum(one.shown_by == Shown.SHEET for one in shifts)
