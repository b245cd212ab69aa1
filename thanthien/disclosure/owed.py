"""What each unit owes: items × periods of a scope, and how each of them stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from thanthien.core import clock
from thanthien.core.question import Question
from thanthien.disclosure.catalogue import catalogue
from thanthien.disclosure.cells import Cell, Due, Told, cells
from thanthien.disclosure.items import Item, Law, of_laws
from thanthien.disclosure.queries import told_of
from thanthien.measures.periods import DAYS_OF_HALF, Period, counts_until
from thanthien.measures.scope import Scope

PERMANENT = "thuong-xuyen"  # the key of what holds all the time
NOW = "thường xuyên"


@dataclass(frozen=True, slots=True)
class UnitCells:
    """The cells of a unit with all that was told of it."""

    cells: Sequence[Cell]
    told: Told

    @property
    def met(self) -> int:
        """How many are met."""
        return sum(one.met for one in self.cells)


def told_in(scope: Scope, days: int) -> Question[dict[int, Told]]:
    """What is known of each unit of the scope, by the days to publish in."""
    told = told_of(scope.units, scope.known, scope.calendar, first=scope.span.first, days=days)
    return scope.reading.keeping(("disclosure.told", scope.units, scope.known_at, scope.span.first, days), told)


def cells_of(scope: Scope, *, measure: str, laws: Sequence[Law], days: int) -> Question[dict[int, UnitCells]]:
    """How every owed item × period of these laws stands in each unit of the scope."""
    return Question(partial(_cells, scope, measure, laws), told_in(scope, days))


def _cells(scope: Scope, measure: str, laws: Sequence[Law], told: Mapping[int, Told]) -> dict[int, UnitCells]:
    items = of_laws(catalogue(), *laws)
    found = {}
    for unit in scope.units:
        dues = _dues(scope, unit, items, measure)
        found[unit] = UnitCells(cells(dues, told[unit]), told[unit])
    return found


def _dues(scope: Scope, unit: int, items: Sequence[Item], measure: str) -> Iterator[Due]:
    accepted = scope.accepted_of(measure, unit)
    quarters = scope.due("quarter", unit)
    lasting = _lasting(scope, unit)
    for item in items:
        if item.period in ("event", "quarter"):
            yield from (
                _of_quarter(item, one, scope, accepted) for one in quarters if item.holds_for(one.first, one.last)
            )
        elif item.period == "permanent" and lasting is not None and item.holds_for(lasting, lasting):
            yield Due(item, PERMANENT, NOW, scope.first_of(unit), lasting, _told_until(scope, lasting), on=lasting)
        elif item.period == "year" and _year_is_due(scope, unit) and item.holds_for(scope.span.first, scope.span.last):
            yield _of_year(item, scope, accepted)


def _of_quarter(item: Item, quarter: Period, scope: Scope, accepted: frozenset[str]) -> Due:
    until = scope.counts_until(quarter)
    return Due(item, quarter.key, quarter.label, quarter.first, quarter.last, until, quarter.key in accepted)


def _of_year(item: Item, scope: Scope, accepted: frozenset[str]) -> Due:
    """A year is late with its last quarter, and accepted with it."""
    last = scope.span.last
    until = clock.end_of(counts_until(last, scope.span.late_days, scope.calendar))
    quarters = scope.due("quarter")
    let_in = bool(quarters) and quarters[-1].key in accepted
    return Due(item, str(last.year), f"năm {last.year}", scope.span.first, last, until, let_in)


def _lasting(scope: Scope, unit: int) -> date | None:
    """The day on which what holds all the time is looked at; None for a unit that had ended by then."""
    day = scope.state_day
    began = scope.first_of(unit)
    ended = scope.ends.get(unit)
    return None if day < began or (ended is not None and ended < day) else day


def _told_until(scope: Scope, lasting: date) -> datetime:
    """From when on what is told of the day is late: once the span is over by the rule of all periods, before that from
    the end of the day on, on which it is read as it was known."""
    over = scope.as_of >= scope.span.last
    return clock.end_of(counts_until(lasting, scope.span.late_days, scope.calendar) if over else lasting)


def _year_is_due(scope: Scope, unit: int) -> bool:
    """Once the span is over, of a unit that is there at its end and was for so many days that something could be
    done."""
    began = scope.first_of(unit)
    lived = (scope.span.last - began).days + 1
    return scope.as_of >= scope.span.last and unit not in scope.ends and lived >= DAYS_OF_HALF
