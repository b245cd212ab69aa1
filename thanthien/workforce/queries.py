"""Reading the staff of many units at once: who stood on the roll, which courses there were, what was confirmed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any, TypeAlias
from uuid import UUID

from django.db.models import CharField, Max, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from thanthien.core.prepared import Given, Prepared
from thanthien.core.question import Question, made_once
from thanthien.core.reading import EACH_TIME, Reading
from thanthien.records.models import Record, RecordQuerySet
from thanthien.units.models import Unit
from thanthien.workforce.models import (
    Commendation,
    Commitment,
    Course,
    Rating,
    Sanction,
    StaffCount,
    StaffEntry,
    StaffName,
    Statement,
)
from thanthien.workforce.numbers import numbers_in
from thanthien.workforce.trained import Counted, Learned, OnRoll, Told

NAME_GONE = "đã xóa họ tên"
_TOLD = ("told_at", "made_at", "entered_by_id")  # of Told, in its order


# --- Names ---


def names_of(origins: Collection[UUID]) -> dict[UUID, str]:
    """The names that are still kept, by the key of the first record of each entry. One statement."""
    return dict(StaffName.objects.filter(origin__in=origins).values_list("origin", "name"))


def with_person(rows: RecordQuerySet) -> RecordQuerySet:
    """Entries of the roll with the ``person`` whose they are, in the same statement."""
    name = StaffName.objects.filter(origin=OuterRef("origin")).values("name")[:1]
    found: RecordQuerySet = rows.annotate(person=Coalesce(Subquery(name), Value(NAME_GONE), output_field=CharField()))
    return found


def names_by_key(keys: Collection[UUID]) -> dict[UUID, str]:
    """Of entries of the roll, by their own keys, whose they are; :data:`NAME_GONE` where the name is kept no more. One
    statement."""
    return dict(with_person(StaffEntry.objects.filter(key__in=keys)).order_by().values_list("key", "person"))


def people_of(unit: Unit) -> list[tuple[str, str]]:
    """Number and words of everybody on a unit's roll, for a form of those who keep it. One statement."""
    rows = with_person(StaffEntry.objects.standing().filter(unit=unit)).order_by("number")
    return [(str(one.number), _words_of(one)) for one in rows]


def _words_of(one: Any) -> str:
    left = f" (thôi từ {one.left_on:%d/%m/%Y})" if one.left_on else ""
    return f"{one.number}. {one.person}, {one.post}{left}"


def next_number(unit: Unit) -> int:
    """The first number that nobody of the unit was ever given. One statement."""
    last = StaffEntry.objects.filter(unit=unit).aggregate(last=Max("number"))["last"]
    return int(last or 0) + 1


# --- The roll and what was learned ---


Roll: TypeAlias = Mapping[int, Sequence[OnRoll]]


def roll_of(units: Collection[int], known_at: datetime, reading: Reading = EACH_TIME) -> Question[Roll]:
    """The roll of each unit as known at a moment, by number; entries that were withdrawn by then are marked."""
    rows = _entries(StaffEntry.objects.filter(unit__in=units, made_at__lte=known_at))
    return reading.keeping(_name_of(units, known_at), Question(partial(_roll, known_at), rows))


def roll_of_one(unit: int, reading: Reading) -> Question[Roll]:
    """The same of one unit at the moment of a look, by a statement that is written once."""
    known_at = reading.now
    rows = _ROLL_OF_ONE.asked(unit=unit, known_at=known_at)
    return reading.keeping(_name_of([unit], known_at), Question(partial(_roll, known_at), rows))


def _name_of(units: Collection[int], known_at: datetime) -> tuple[str, frozenset[int], datetime]:
    return "workforce.roll", frozenset(units), known_at


def _entries(rows: QuerySet[StaffEntry]) -> QuerySet[StaffEntry, tuple[Any, ...]]:
    fields = ("unit", "pk", "version", "number", "day", "left_on", "ended_at", "end_reason", *_TOLD)
    return rows.order_by("unit", "number", "pk").values_list(*fields)


_ROLL_OF_ONE = Prepared(lambda: _entries(StaffEntry.objects.filter(unit=Given("unit"), made_at__lte=Given("known_at"))))


def _roll(known_at: datetime, rows: Iterable[tuple[Any, ...]]) -> Roll:
    found: dict[int, list[OnRoll]] = defaultdict(list)
    for unit, pk, version, number, first, left_on, ended_at, end_reason, *told in rows:
        over = ended_at is not None and ended_at <= known_at
        if not over or end_reason:
            found[unit].append(OnRoll(pk, version, number, first, left_on, Told(*told), withdrawn=over))
    return found


Courses: TypeAlias = Mapping[int, Sequence[Learned]]


@made_once
def courses_of(units: Collection[int], known_at: datetime, first: date, last: date) -> Question[Courses]:
    """The courses of each unit that ended between two days, as known at a moment."""
    fields = ("unit", "pk", "version", "day", "title", "hours", "attendees", *_TOLD)
    return Question(_courses, _known(Course, units, known_at, first, last, fields))


def _courses(rows: Iterable[tuple[Any, ...]]) -> Courses:
    found: dict[int, list[Learned]] = defaultdict(list)
    for unit, pk, version, day, title, hours, attendees, *told in rows:
        found[unit].append(Learned(pk, version, day, title, hours, numbers_in(attendees), Told(*told)))
    return found


@made_once
def counts_of(units: Collection[int], known_at: datetime, until: date) -> Question[dict[int, Counted]]:
    """The last count of each unit by a day, as known at a moment."""
    rows = _known(StaffCount, units, known_at, date.min, until, ("unit", "pk", "version", "day", "people", *_TOLD))
    return Question(_counts, rows)


def _counts(rows: Iterable[tuple[Any, ...]]) -> dict[int, Counted]:
    return {unit: Counted(pk, version, day, people, Told(*told)) for unit, pk, version, day, people, *told in rows}


# --- Discipline ---


@dataclass(frozen=True, slots=True)
class Case:
    """One case of discipline. ``decision``: day and number of what decided it; ``by_office``: the standing office told
    it; ``withdrawn``: it was taken back; ``repeated``: the office told the same decision, and its case counts."""

    id: int
    version: int
    day: date
    administrative: str
    party: str
    decision: tuple[date, str]
    by_office: bool
    withdrawn: bool
    repeated: bool = False

    @property
    def stands(self) -> bool:
        """Whether it is a case of its own."""
        return not (self.withdrawn or self.repeated)


@made_once
def cases_of(units: Collection[int], known_at: datetime, first: date, last: date) -> Question[dict[int, list[Case]]]:
    """The cases of each unit by the days of their violations, as known at a moment, those taken back too. Of
    one decision that the unit and the standing office told, the office's case counts."""
    rows = Sanction.objects.between(first, last).filter(unit__in=units, made_at__lte=known_at).order_by("day", "pk")
    fields = (
        "unit", "pk", "version", "day", "administrative", "party", "decided_on", "document", "agency__unit", "ended_at",
        "end_reason",
    )  # fmt: skip
    return Question(partial(_cases, known_at), rows.values_list(*fields))


def _cases(known_at: datetime, rows: Iterable[tuple[Any, ...]]) -> dict[int, list[Case]]:
    found: dict[int, list[Case]] = defaultdict(list)
    for unit, pk, version, day, administrative, party, decided_on, document, agency_unit, ended_at, end_reason in rows:
        over = ended_at is not None and ended_at <= known_at
        if not over or end_reason:
            decision = decided_on, "".join(document.casefold().split())
            found[unit].append(Case(pk, version, day, administrative, party, decision, agency_unit != unit, over))
    return {unit: _each_decision_once(cases) for unit, cases in found.items()}


def _each_decision_once(cases: list[Case]) -> list[Case]:
    """Marks what repeats a decision of which a case of the standing office stands."""
    by_office: dict[tuple[date, str], int] = {}
    for one in cases:
        if one.by_office and not one.withdrawn:
            by_office.setdefault(one.decision, one.id)
    return [replace(one, repeated=not one.withdrawn and by_office.get(one.decision, one.id) != one.id) for one in cases]


@dataclass(frozen=True, slots=True)
class Stated:
    """The word of the Chủ tịch: so many cases until this day."""

    id: int
    version: int
    day: date
    cases: int


@made_once
def statements_of(units: Collection[int], known_at: datetime, first: date, last: date) -> Question[dict[int, Stated]]:
    """The last statement of each unit between two days, as known at a moment."""
    rows = _known(Statement, units, known_at, first, last, ("unit", "pk", "version", "day", "cases"))
    return Question(lambda told: {unit: Stated(*stated) for unit, *stated in told}, rows)


def _known(
    model: type[Record], units: Collection[int], known_at: datetime, first: date, last: date, fields: tuple[str, ...]
) -> QuerySet[Any, tuple[Any, ...]]:
    """Records as known at a moment, in the order of days."""
    rows: RecordQuerySet = model.objects.known_at(known_at).between(first, last).filter(unit__in=units)
    return rows.order_by("day", "pk").values_list(*fields)


# --- What only counts ---


@dataclass(frozen=True, slots=True)
class Rated:
    """The yearly ratings of a unit."""

    year: int
    rated: int
    good: int
    document: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What is told beside the figures of a unit this year: who signed the commitment (numbers on the roll), people who
    were praised, and the last ratings."""

    signed: frozenset[int] = frozenset()
    praised: int = 0
    rated: Rated | None = None


def beside_of(units: Collection[int], known_at: datetime, first: date, last: date) -> dict[int, Beside]:
    """Of each unit. Three statements."""
    signed = signed_of(units, known_at, first, last)
    praised: dict[int, int] = defaultdict(int)
    for unit, people in _known(Commendation, units, known_at, first, last, ("unit", "people")):
        praised[unit] += people
    rated = _ratings(units, known_at, last)
    return {unit: Beside(signed[unit], praised[unit], rated.get(unit)) for unit in units}


def signed_of(units: Collection[int], known_at: datetime, first: date, last: date) -> dict[int, frozenset[int]]:
    """Who of each unit signed the commitment between two days: numbers on the roll. One statement."""
    signed: dict[int, frozenset[int]] = dict.fromkeys(units, frozenset())
    for unit, signers in _known(Commitment, units, known_at, first, last, ("unit", "signers")):
        signed[unit] |= numbers_in(signers)
    return signed


def _ratings(units: Collection[int], known_at: datetime, last: date) -> dict[int, Rated]:
    fields = ("unit", "year", "excellent", "good", "fair", "failed", "document")
    found: dict[int, Rated] = {}
    for unit, year, excellent, good, fair, failed, document in _known(Rating, units, known_at, date.min, last, fields):
        if unit not in found or found[unit].year <= year:
            found[unit] = Rated(year, excellent + good + fair + failed, excellent + good, document)
    return found


def to_sign(unit: int, day: date) -> list[tuple[int, str, str]]:
    """Number, name and post of who stands on a unit's roll on a day, for a sheet to be signed. One statement."""
    rows = with_person(StaffEntry.objects.standing().filter(unit=unit, day__lte=day)).order_by("number")
    there = [one for one in rows if one.left_on is None or one.left_on > day]
    return [(one.number, "" if one.person == NAME_GONE else one.person, one.post) for one in there]
