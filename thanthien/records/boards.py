"""Boards of duties, read from what was kept of them each morning: months × duties of a unit, periods × duties of the
city, and who has stopped telling."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, QuerySet

from thanthien.core.formats import number
from thanthien.measures.duties import Duty, State, all_duties
from thanthien.measures.figure_json import period_named
from thanthien.measures.models import KeptDuty
from thanthien.measures.periods import NOUNS, Period, PeriodKind, touching
from thanthien.measures.scope import Span
from thanthien.measures.terms import YearTerms

TOLD = frozenset({State.DONE, State.ENOUGH})
OPEN = frozenset({State.DUE, State.COMING})
STOPPED = 2  # so many periods in a row left out, the last ones of all: the unit has stopped telling


def kept_in(year: YearTerms) -> QuerySet[KeptDuty]:
    """What was kept of the periods of a year, by its own terms; of periods that were settled before years were told
    apart, as they were kept."""
    own = KeptDuty.objects.filter(year__in=[year.key, ""])
    return own.filter(counted_on__range=(year.span.first, year.span.last))


@dataclass(frozen=True, slots=True)
class Cell:
    """The periods of one duty in a month, or the units that owe one in a period."""

    told: int = 0
    missed: int = 0
    open: int = 0

    @property
    def total(self) -> int:
        """All that are owed."""
        return self.told + self.missed + self.open

    @property
    def tone(self) -> str:
        """“full”, “part” and “none” when nothing can be done any more, “open” while something can; empty: none owed."""
        if not self.total:
            return ""
        if self.missed:
            return "part" if self.told else "none"
        return "open" if self.open else "full"

    @property
    def words(self) -> str:
        """“đã ghi 3 trên 4, 1 quá hạn, 0 còn hạn”, without what is nothing."""
        parts = [f"đã ghi {number(self.told)} trên {number(self.total)}"]
        parts += [f"{number(self.missed)} quá hạn"] if self.missed else []
        parts += [f"{number(self.open)} còn hạn"] if self.open else []
        return ", ".join(parts)


def _cell(states: Mapping[str, int]) -> Cell:
    def of(wanted: Iterable[State]) -> int:
        return sum(states.get(one, 0) for one in wanted)

    return Cell(of(TOLD), of({State.LATE}), of(OPEN))


# --- A unit: months × duties ---


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A duty through the months of a span."""

    duty: Duty
    cells: tuple[tuple[date, Cell], ...]

    @property
    def whole(self) -> Cell:
        """All months together."""
        return Cell(*(sum(getattr(cell, name) for _, cell in self.cells) for name in ("told", "missed", "open")))


@dataclass(frozen=True, slots=True)
class Heat:
    """The months of a span, by their first days, and the duties owed in it."""

    months: tuple[date, ...]
    rows: tuple[HeatRow, ...]


def heat_of(unit: int, year: YearTerms) -> Heat:
    """Months × duties of a unit, by the order of titles. One statement."""
    counted = kept_in(year).filter(unit=unit).order_by().values_list("duty", "counted_on", "state")
    states: dict[tuple[str, date], Counter[str]] = defaultdict(Counter)
    for duty, day, state in counted:
        states[duty, day.replace(day=1)][state] += 1
    months = tuple(months_of(year.span))
    owed = {duty for duty, _ in states}
    rows = [
        HeatRow(duty, tuple((month, _cell(states.get((duty.key, month), {}))) for month in months))
        for duty in all_duties()
        if duty.key in owed
    ]
    return Heat(months, tuple(rows))


def months_of(span: Span) -> Iterator[date]:
    """The months that a span touches, by their first days."""
    return (month.first for month in touching("month", span.first, span.last))


# --- The city: periods × duties ---


@dataclass(frozen=True, slots=True)
class MissedRow:
    """A duty through the last periods of its kind: of how many units it was told, left out, is open."""

    duty: Duty
    cells: tuple[tuple[Period, Cell], ...]


@dataclass(frozen=True, slots=True)
class MissedBoard:
    """The duties of one kind of period, the earliest period first."""

    kind: PeriodKind
    periods: tuple[Period, ...]
    rows: tuple[MissedRow, ...]

    @property
    def noun(self) -> str:
        """What a period is called."""
        return NOUNS[self.kind]


def missed_boards(year: YearTerms, units: QuerySet[Any], most: int = 8) -> list[MissedBoard]:
    """The last periods of each kind × the duties that are owed by it, of these units. One statement whatever their
    number."""
    rows: Any = kept_in(year).filter(unit__in=units).order_by()
    counted = rows.values_list("kind", "duty", "period", "state").annotate(Count("pk"))
    states: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    periods: dict[PeriodKind, set[str]] = defaultdict(set)
    for kind, duty, period, state, owing in counted:
        states[duty, period][state] += owing
        periods[kind].add(period)
    duties = list(all_duties())
    return [_board(kind, sorted(periods[kind])[-most:], duties, states) for kind in NOUNS if kind in periods]


def _board(
    kind: PeriodKind, keys: Sequence[str], duties: Iterable[Duty], states: Mapping[tuple[str, str], Counter[str]]
) -> MissedBoard:
    periods = tuple(period_named(key) for key in keys)
    rows = [
        MissedRow(duty, tuple((one, _cell(states.get((duty.key, one.key), {}))) for one in periods))
        for duty in duties
        if duty.period == kind and any((duty.key, key) in states for key in keys)
    ]
    return MissedBoard(kind, periods, tuple(rows))


# --- Who has stopped telling ---


def stopped_in(year: YearTerms) -> QuerySet[Any]:
    """Unit and duty of which the last periods that are over were all left out, at least ``STOPPED`` of them: with
    ``missed``, ``first`` and ``last``. One statement."""
    told_later = KeptDuty.objects.filter(
        unit=OuterRef("unit"), duty=OuterRef("duty"), year__in=[year.key, ""], state__in=TOLD,
        counted_on__gt=OuterRef("counted_on"),
    )  # fmt: skip
    silent = kept_in(year).filter(~Exists(told_later), state=State.LATE).order_by()
    counted = silent.values("unit_id", "unit__code", "unit__name", "unit__sort_key", "duty", "kind")
    return (
        counted.annotate(missed=Count("pk"), first=Min("counted_on"), last=Max("counted_on"))
        .filter(missed__gte=STOPPED)
        .order_by("-missed", "unit__sort_key", "unit_id", "duty")
    )


def kept_until(year: YearTerms) -> datetime | None:
    """When the duties of a year were last kept; None when none ever was. One statement."""
    found: datetime | None = kept_in(year).aggregate(Max("kept_at"))["kept_at__max"]
    return found
