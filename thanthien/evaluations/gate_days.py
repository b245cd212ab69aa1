"""The day up to which a gate is asked about (“tính đến”): nobody states before it what may still happen. Pure rules."""

from __future__ import annotations

from calendar import isleap
from datetime import date
from typing import Protocol

from thanthien.criteria.gate_rules import CUT_OFF, DeclaredSource, Gate, MeasureSource


class Year(Protocol):
    """What of a cycle matters."""

    @property
    def year(self) -> int: ...
    @property
    def span_last(self) -> date: ...
    @property
    def as_of(self) -> date: ...


def stated_from(gate: Gate, cycle: Year) -> date | None:
    """The first day on which a body may state the gate: the day of the set in the cycle's year, no later than the last
    day of its span; the day of the cut-off where the set names that. None for gates that are read from the dossier."""
    if not isinstance(gate.source, DeclaredSource | MeasureSource):
        return None
    if gate.as_of == CUT_OFF:
        return cycle.as_of
    day, month = map(int, gate.as_of.split("/"))
    return min(_day(cycle.year, month, day), cycle.span_last)


def heads_until(gate: Gate, cycle: Year) -> date | None:
    """The last day on which a gate about heads asks who they were: the gate's, never after the year."""
    day = stated_from(gate, cycle)
    return day and min(day, date(cycle.year, 12, 31))


def _day(year: int, month: int, day: int) -> date:
    """The day of a year; its last February day for 29 February of another year."""
    return date(year, month, 28) if (month, day) == (2, 29) and not isleap(year) else date(year, month, day)
