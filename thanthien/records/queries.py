"""Reading records: of a list, of a chain of corrections, and counted per period for all units at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeAlias
from uuid import UUID

from django.db import connection
from django.db.models import CharField, Count, Exists, Field, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.calendar import WorkCalendar
from thanthien.core.queries import work_calendar
from thanthien.core.question import Question, Statement, made_once
from thanthien.core.reading import EACH_TIME, Reading
from thanthien.measures.figures import Absent, Basis, Finding, PeriodCount, PerPeriod, RecordLine
from thanthien.measures.periods import Period, PeriodKind, period_of
from thanthien.measures.registry import Reads
from thanthien.measures.scope import Scope
from thanthien.measures.terms import Terms, known_terms
from thanthien.records.kinds import RecordKind
from thanthien.records.marks import COLUMNS, Came, mark_lines, with_coming
from thanthien.records.models import Photograph, PhotographQuerySet, Record, RecordQuerySet
from thanthien.units.models import Hamlet, Unit
from thanthien.units.queries import hamlet_name, hamlets_known, unit_name

HamletSpan: TypeAlias = tuple[int, date, date | None]  # unit, first and last day
NO_PERIOD = "Chưa có kỳ nào đến hạn."


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person may enter records: a unit, or one of its thôn, tổ dân phố."""

    unit: Unit
    hamlet: Hamlet | None = None

    @property
    def value(self) -> str:
        """The place in a form."""
        return f"{self.unit.pk}:{self.hamlet.pk if self.hamlet else ''}"

    def label(self, *, with_unit: bool) -> str:
        """The place for a person; with the unit's name where there are several."""
        if self.hamlet is None:
            return self.unit.name
        return f"{self.hamlet.name}, {self.unit.name}" if with_unit else self.hamlet.name


def place_words(value: str) -> str:
    """The place of a form's code, for anybody; empty for none. Two statements."""
    unit, _, hamlet = value.partition(":")
    return ", ".join(filter(None, [hamlet_name(hamlet), unit_name(unit)]))


def units_to_tell_of(user: User, kind: PeriodKind) -> list[Unit]:
    """Those of the person's roles in which records may be made now. One statement, two more where one has ended."""
    return still_told(units_of(user).answer(), kind)


def units_of(user: User) -> Question[list[Unit]]:
    """The units of the person's roles, also those that ended."""
    rows = Unit.objects.filter(pk__in=user.unit_ids(), valid_from__lte=clock.today())
    return Question(list, rows.in_vietnamese_order())


def still_told(units: list[Unit], kind: PeriodKind, reading: Reading = EACH_TIME) -> list[Unit]:
    """Those of the units that there are, and those that ended, as long as the period of their last day may be told in
    time. No statement, two where a unit has ended."""
    today = clock.today()
    if not any(unit.valid_to and unit.valid_to < today for unit in units):
        return units
    calendar, terms = reading.once("calendar", work_calendar), known_terms(reading)
    return [
        unit
        for unit in units
        if unit.valid_to is None or terms.last_day(period_of(kind, unit.valid_to), calendar) >= today
    ]


def places(kind: RecordKind, user: User) -> list[Place]:
    """Where the person may enter such records now. Two statements beside those of the person's roles, four where a unit
    has ended; of a kind told of any unit, one."""
    if kind.everywhere is not None and kind.everywhere(user):
        every = (Place(unit) for unit in Unit.objects.current().in_vietnamese_order())
        return [place for place in every if kind.enters_as(user, place.unit, None)]
    units = units_to_tell_of(user, kind.period)
    hamlets: dict[int, list[Hamlet]] = {}
    for hamlet in Hamlet.objects.current().filter(unit__in=units).in_vietnamese_order():
        hamlets.setdefault(hamlet.unit_id, []).append(hamlet)
    wanted = [Place(unit, hamlet) for unit in units for hamlet in (None, *hamlets.get(unit.pk, []))]
    return [place for place in wanted if kind.enters_as(user, place.unit, place.hamlet)]


def readable(kind: RecordKind, user: User) -> RecordQuerySet:
    """The records that the person reads, with the names that pages show, the latest first."""
    found: RecordQuerySet = kind.model.objects.filter(kind.readers(user)).with_names().newest_first()
    return found


def chain(kind: RecordKind, record: Record, user: User) -> list[Record]:
    """A record with all that it corrects and that corrected it, the first one first; of them what the person reads (a
    correction may have moved it to a place that is not theirs)."""
    rows = readable(kind, user).filter(origin=record.origin).select_related("ended_by")
    return list(rows.order_by("version"))


def late_in_words(kind: RecordKind, record: Record, calendar: WorkCalendar, terms: Terms) -> str:
    """That the record was told after its time, by the terms of its year; of several years that hold its day and concern
    its unit, for which it is late. Empty where it came in time."""
    if not kind.late_rule:
        return ""
    years = [one for one in terms.each(period_told_in(kind, record, terms)) if one[0].concerns(record.unit_id)]
    late = [year.title for year, own in years if _is_late(kind, record, calendar, own)]
    if 0 < len(late) < len(years):
        return f"ghi quá hạn của {', '.join(late)}"
    return "ghi quá hạn" if late or (not years and _is_late(kind, record, calendar, Terms())) else ""


def period_told_in(kind: RecordKind, record: Record, terms: Terms) -> Period:
    """The period whose late rule a record follows."""
    return period_of(kind.period, kind.counted_day(record, terms) if kind.counted_day else record.day)


def _is_late(kind: RecordKind, record: Record, calendar: WorkCalendar, terms: Terms) -> bool:
    return record.told_at >= terms.limit(period_told_in(kind, record, terms), calendar)


# --- Photographs ---


def photographed(kind: RecordKind, moment: datetime) -> Exists:
    """A condition on records of a kind: they carried a photograph as known at a moment."""
    rows = Photograph.objects.filter(kind=kind.key).known_at(moment)
    return Exists(rows.filter(origin=OuterRef("origin")))


def photographs_known(kind: RecordKind, rows: RecordQuerySet, moment: datetime) -> Question[dict[UUID, list[int]]]:
    """By the origin of each of these records the numbers of the photographs that it carried as known at a moment, for a
    figure and its fingerprint."""
    known = Photograph.objects.filter(kind=kind.key, origin__in=rows.order_by().values("origin")).known_at(moment)
    return Question(_by_origin, known.order_by("pk").values_list("origin", "pk"))


def _by_origin(rows: Iterable[tuple[UUID, int]]) -> dict[UUID, list[int]]:
    found: dict[UUID, list[int]] = {}
    for origin, number in rows:
        found.setdefault(origin, []).append(number)
    return found


def with_photograph_count(kind: RecordKind, rows: RecordQuerySet) -> RecordQuerySet:
    """Each record with ``photograph_count``: how many it carries now."""
    own = Photograph.objects.filter(kind=kind.key, origin=OuterRef("origin")).shown().order_by().values("origin")
    counted = Coalesce(Subquery(own.annotate(number=Count("pk")).values("number")), 0)
    found: RecordQuerySet = rows.annotate(photograph_count=counted)
    return found


def photographs_of(kind: RecordKind, record: Record, user: User) -> list[Photograph]:
    """The photographs of a record, with those that were taken away, as far as the person reads its latest version (a
    correction may have moved it to a place that is not theirs). One statement."""
    chain_of_record = kind.model.objects.filter(origin=record.origin).order_by("-version").values("pk")[:1]
    read = kind.model.objects.filter(kind.readers(user), pk__in=chain_of_record)
    rows = Photograph.objects.filter(Exists(read), kind=kind.key, origin=record.origin)
    return list(rows.select_related("added_by", "taken_by").order_by("added_at", "pk"))


def public_photographs(kind: RecordKind) -> PhotographQuerySet:
    """Those that anybody sees: of standing records with a public face, and only where the people in them let it."""
    if kind.photographs is None or kind.photographs.public is None:
        return Photograph.objects.none()
    open_records = kind.photographs.public(kind.model.objects.standing())
    return Photograph.objects.for_everybody().filter(kind=kind.key, origin__in=open_records.order_by().values("origin"))


# --- Counting -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tally:
    """What counts in one period of one unit: how many records, of how many thôn, tổ dân phố that there were on its last
    day, and the sums asked for."""

    records: int
    hamlets: int
    sums: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitTally:
    """What counts for one unit, by the keys of periods; ``fingerprint`` names the records."""

    periods: Mapping[str, Tally] = field(default_factory=dict)
    fingerprint: str = ""
    records: int = 0


def tally(
    kind: RecordKind, scope: Scope, *, measure: str, rows: RecordQuerySet | None = None, sums: Sequence[str] = ()
) -> Question[dict[int, UnitTally]]:
    """What counts of all units of the scope, in one statement: records of its due periods as known then, told in time
    or accepted by a body for this ``measure``. ``rows`` narrows the records, ``sums`` are numbers to add up."""
    periods = scope.due(kind.period)
    if not periods or not scope.units:
        return Question(dict)
    return Question(_tallied, _counting(kind, scope, periods, measure, rows, tuple(sums)))


def _tallied(rows: Iterable[Sequence[Any]]) -> dict[int, UnitTally]:
    found: dict[int, dict[str, Tally]] = {}
    whole: dict[int, tuple[str, int]] = {}
    for unit, key, records, hamlets, fingerprint, *added in rows:
        if key is None:
            whole[unit] = fingerprint, records
        else:
            found.setdefault(unit, {})[key] = Tally(records, hamlets, tuple(int(one or 0) for one in added))
    return {unit: UnitTally(found[unit], *whole[unit]) for unit in whole}


# A fingerprint is made by measures.figures.fingerprint; a test compares the two.
_COUNT = """
WITH due AS (
  SELECT * FROM unnest(%s::text[], %s::date[], %s::date[], %s::timestamptz[]) AS p (key, first, last, until)
),
accepted AS (SELECT * FROM unnest(%s::bigint[], %s::text[]) AS a (unit, key))
SELECT r.unit_id, due.key, count(*), count(DISTINCT h.id),
  encode(sha256(convert_to(string_agg(r.line, E'\\n' ORDER BY r.line COLLATE "C"), 'UTF8')), 'hex'){sums}
FROM (SELECT s.*, %s || ':' || s.id || ':' || s.version AS line FROM ({rows}) AS s) AS r
JOIN due ON r.day BETWEEN due.first AND due.last
LEFT JOIN {bounds} AS b ON b.unit = r.unit_id
LEFT JOIN accepted AS a ON a.unit = r.unit_id AND a.key = due.key
LEFT JOIN ({hamlets}) AS h ON h.id = r.hamlet_id AND h.valid_from <= due.last
  AND (h.valid_to IS NULL OR h.valid_to >= due.last)
WHERE (r.told_at < due.until OR a.unit IS NOT NULL) AND (b.first IS NULL OR b.first <= due.{begins})
  AND (b.last IS NULL OR b.last >= due.{ends})
GROUP BY GROUPING SETS ((r.unit_id, due.key), (r.unit_id))
"""


def _counting(
    kind: RecordKind, scope: Scope, periods: Sequence[Period], measure: str, rows: RecordQuerySet | None,
    sums: tuple[str, ...],
) -> Statement:  # fmt: skip
    records = kind.model.objects.all() if rows is None else rows
    known = records.known_at(scope.known).filter(unit__in=scope.units, day__lte=scope.last_day).order_by()
    inner, given = known.values(
        "id", "version", "unit_id", "hamlet_id", "day", "told_at", *sums
    ).query.sql_with_params()
    there = hamlets_known(scope.units, scope.known).values("id", "valid_from", "valid_to")
    hamlets, known_then = there.query.sql_with_params()
    statement = _COUNT.format(
        rows=inner,
        sums="".join(f", sum(r.{connection.ops.quote_name(name)})" for name in sums),
        bounds="(SELECT * FROM unnest(%s::bigint[], %s::date[], %s::date[]) AS b (unit, first, last))",
        hamlets=hamlets,
        begins="last" if kind.period == "iso_week" else "first",
        ends="first" if kind.period == "iso_week" else "last",
    )
    accepted = [(unit, key) for name, unit, key in scope.accepted if name == measure]
    due = [(one.key, one.first, one.last, scope.counts_until(one)) for one in periods]
    columns = [*map(list, zip(*due, strict=True)), [unit for unit, _ in accepted], [key for _, key in accepted]]
    kinds: list[Field[Any, Any]] = [IntegerField(), CharField(), IntegerField(), IntegerField(), CharField()]
    kinds += [IntegerField() for _ in sums]
    return Statement(statement, [*columns, kind.key, *given, *scope.bounds(), *known_then], kinds)


def period_findings(
    kind: RecordKind, scope: Scope, *, measure: str, rows: RecordQuerySet | None = None, coverage: bool = False
) -> Question[dict[int, Finding]]:
    """The finding of every unit: records in each due period, 0 where there is none. With ``coverage`` also how many
    thôn, tổ dân phố reported of how many there were on the period's last day."""
    spans = hamlet_spans(scope.units, scope.known, scope.reading) if coverage else Question(Counter[HamletSpan])

    def read(counted: Mapping[int, UnitTally], hamlets: Mapping[HamletSpan, int]) -> dict[int, Finding]:
        valid = hamlets_in(hamlets, scope.due(kind.period))
        return {
            unit: _finding(counted.get(unit, UnitTally()), due, valid.get(unit, {}) if coverage else None)
            for unit, due in scope.due_by_unit(kind.period).items()
        }

    return Question(read, tally(kind, scope, measure=measure, rows=rows), spans)


def _finding(counted: UnitTally, due: Iterable[Period], valid: Mapping[str, int] | None) -> Finding:
    none = Tally(0, 0)
    counts = {}
    for period in due:
        one = counted.periods.get(period.key, none)
        heard = (one.hamlets, valid.get(period.key, 0)) if valid is not None else (None, None)
        counts[period] = PeriodCount(one.records, *heard)
    if not counts:
        return Finding(Absent(NO_PERIOD))
    return Finding(PerPeriod(counts), counted.fingerprint, Basis(counted.records))


def hamlet_spans(
    units: Collection[int], known_at: datetime, reading: Reading = EACH_TIME
) -> Question[Counter[HamletSpan]]:
    """From when to when units had how many thôn, tổ dân phố, as known at a moment."""
    return reading.keeping(("hamlets", frozenset(units), known_at), _spans(units, known_at))


@made_once
def _spans(units: Collection[int], known_at: datetime) -> Question[Counter[HamletSpan]]:
    return Question(Counter, hamlets_known(units, known_at).values_list("unit_id", "valid_from", "valid_to"))


def hamlets_in(spans: Mapping[HamletSpan, int], periods: Collection[Period]) -> dict[int, dict[str, int]]:
    """How many thôn, tổ dân phố each unit had on the last day of each period, by its key."""
    found: dict[int, dict[str, int]] = {}
    for (unit, first, last), count in spans.items():
        of_unit = found.setdefault(unit, {})
        for one in periods:
            if first <= one.last and (last is None or last >= one.last):
                of_unit[one.key] = of_unit.get(one.key, 0) + count
    return found


def period_lines(
    kind: RecordKind, unit: int, scope: Scope, *, measure: str, words: Callable[[Any], str],
    rows: RecordQuerySet | None = None, public: bool = False,
) -> list[RecordLine]:  # fmt: skip
    """What lies behind the figure of one unit: its records as known then, those that don't count with why."""
    records = kind.model.objects.all() if rows is None else rows
    due = {period.key: period for period in scope.due(kind.period, unit)}
    known = records.known_at(scope.known).filter(unit=unit, day__lte=scope.last_day, day__gte=_first_day(kind, scope))
    found: list[Any] = list(with_coming(known).select_related("hamlet", "agency").order_by("day", "pk"))
    lines = [
        _line(kind, record, due.get(period_of(kind.period, record.day).key), scope, measure, words(record), public)
        for record in found
    ]
    came = {record.pk: Came(*(getattr(record, name) for name in COLUMNS)) for record in found}
    return mark_lines(kind, lines, came, scope)


def _first_day(kind: RecordKind, scope: Scope) -> date:
    return period_of(kind.period, scope.span.first).first


def _line(
    kind: RecordKind, record: Record, period: Period | None, scope: Scope, measure: str, words: str, public: bool
) -> RecordLine:
    limit = scope.counts_until(period) if period is not None else None
    late = limit is not None and record.told_at >= limit
    accepted = period is not None and scope.is_accepted(measure, record.unit_id, period.key)
    why = "kỳ này không tính" if period is None else "ghi quá hạn" if late and not accepted else ""
    of_day = period_of(kind.period, record.day)
    url = _address(kind.route).replace("/0/", f"/{record.pk}/")
    return RecordLine(
        record.day, words, url, not why, why, of_day.label, public, key=of_day.key, told_at=record.told_at,
        limit=limit, record=record.pk, nothing=getattr(record, "nothing", False), typist=record.entered_by_id,
    )  # fmt: skip


@lru_cache(maxsize=64)
def _address(route: str) -> str:
    """Where a record of a kind is read; 0 stands for its number, so that a thousand lines ask once."""
    return reverse(f"{route}-record", args=[0])


def lines_read(kind: RecordKind) -> Reads:
    """Of the lines of a figure, those whose record a person reads: the measure's ``reads``. One statement, none for who
    reads all."""

    def reads(user: User, lines: Sequence[RecordLine]) -> Sequence[RecordLine]:
        if not kind.may_open(user):
            return ()
        condition = kind.readers(user)
        if not condition or not lines:
            return lines
        rows = kind.model.objects.filter(condition, pk__in=[line.record for line in lines]).order_by()
        own = set(rows.values_list("pk", flat=True))
        return [line for line in lines if line.record in own]

    return reads


def lines_read_of(*kinds: RecordKind) -> Reads:
    """The same where records of several kinds lie behind a figure: numbers of two kinds may be the same, so each is
    asked of its own, by its address. A statement for each kind of which there are lines."""

    def reads(user: User, lines: Sequence[RecordLine]) -> Sequence[RecordLine]:
        read: set[RecordLine] = set()
        for kind in kinds:
            above = reverse(kind.route)
            read |= {*lines_read(kind)(user, [line for line in lines if line.url.startswith(above)])}
        return [line for line in lines if line in read]

    return reads
