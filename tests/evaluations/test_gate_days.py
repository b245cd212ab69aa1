"""From which day on a gate may be stated: the set's day in the year of the cycle, or its cut-off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from thanthien.criteria.gate_rules import (
    CUT_OFF,
    DeclaredSource,
    DossierSource,
    Gate,
    GateSource,
    IndicatorSource,
    MeasureCondition,
    MeasureSource,
)
from thanthien.evaluations.gate_days import heads_until, stated_from

DECLARED = DeclaredSource("so-noi-vu")
MEASURED = MeasureSource((MeasureCondition("feedback.overdue", "above", Decimal(0), False),), "vp-ubnd")


@dataclass(frozen=True)
class Cycle:
    """What of a cycle matters."""

    year: int = 2026
    span_last: date = date(2026, 12, 31)
    as_of: date = date(2026, 11, 30)


def day_of(source: GateSource, as_of: str, cycle: Cycle | None = None) -> date | None:
    return stated_from(Gate("g", "Có hay không", source, None, as_of), cycle or Cycle())


@pytest.mark.parametrize("source", [DECLARED, MEASURED])
@pytest.mark.parametrize(
    ("as_of", "year", "last", "day"),
    [
        ("31/01", 2026, date(2026, 12, 31), date(2026, 1, 31)),
        ("29/02", 2026, date(2026, 12, 31), date(2026, 2, 28)),
        ("28/02", 2026, date(2026, 12, 31), date(2026, 2, 28)),
        ("29/02", 2028, date(2028, 12, 31), date(2028, 2, 29)),
        ("29/03", 2026, date(2026, 12, 31), date(2026, 3, 29)),
        ("31/12", 2026, date(2026, 11, 30), date(2026, 11, 30)),  # no later than the days that count
        (CUT_OFF, 2026, date(2026, 12, 31), date(2026, 11, 30)),
    ],
)
def test_gate_that_somebody_states_waits_for_its_day(
    source: GateSource, as_of: str, year: int, last: date, day: date
) -> None:
    assert day_of(source, as_of, Cycle(year, last)) == day


@pytest.mark.parametrize(
    ("as_of", "closed", "day"),
    [
        (CUT_OFF, date(2027, 1, 15), date(2026, 12, 31)),  # closed in the next year: its heads aren't asked about
        (CUT_OFF, date(2026, 11, 30), date(2026, 11, 30)),
        ("31/01", date(2027, 1, 15), date(2026, 1, 31)),
    ],
)
def test_heads_are_asked_about_within_the_year(as_of: str, closed: date, day: date) -> None:
    gate = Gate("g", "Có hay không", DECLARED, None, as_of)
    assert heads_until(gate, Cycle(as_of=closed)) == day


@pytest.mark.parametrize("source", [DossierSource(), IndicatorSource("1.1", "below", Decimal("0.8"))])
def test_gate_read_from_the_dossier_waits_for_no_day(source: GateSource) -> None:
    assert (day_of(source, "31/12"), day_of(source, CUT_OFF)) == (None, None)
    assert heads_until(Gate("g", "Có hay không", source, None, CUT_OFF), Cycle()) is None
