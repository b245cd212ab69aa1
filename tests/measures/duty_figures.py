"""What the figure of a duty says of a period of a made-up year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from thanthien.criteria.rules import Cadence
from thanthien.measures.answers import period_counts
from thanthien.measures.figures import Figure, NothingArose, PerPeriod, Ratio
from thanthien.measures.periods import Period
from thanthien.measures.queries import scope_of
from thanthien.measures.registry import find
from thanthien.measures.scope import Scope, SettingValue, Span

YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
CADENCES = {
    "grassroots.weekly_reports": Cadence("iso_week", 3, Decimal(0), Decimal(1), Decimal("0.5")),
    "service.fast_day_weeks": Cadence("iso_week", 1, Decimal(0), Decimal(1)),
    "service.support_shifts": Cadence("iso_week", 2, Decimal(0), Decimal(1)),
    "disclosure.quarterly_reviews": Cadence("quarter", 1, Decimal(0), Decimal(1)),
}  # fmt: skip
# Of receptions what the calendar promised is owed and nothing else: a month is full when its sessions were held.
SETTINGS: dict[str, SettingValue] = {
    "engagement.reception_sessions_held.party_times": 0, "engagement.reception_sessions_held.government_times": 0,
}  # fmt: skip

Counts: TypeAlias = Callable[[Any, Period], bool | None]


def scope(unit: Any, span: Span = YEAR) -> Scope:
    return scope_of(span, span.cut_off, [unit.pk], chosen=SETTINGS)


def quarters_of(unit: Any) -> tuple[Period, ...]:
    """Those of which figures ask."""
    return scope(unit).due("quarter", unit.pk)


def figure(key: str, scene: Any, span: Span = YEAR) -> Figure:
    measure = find(key)
    assert measure is not None
    return measure.answer(scope(scene.unit, span))[scene.unit.pk].figure


def by_period(key: str) -> Counts:
    """By the count of the period itself, and what the year asks of one."""

    def counts(scene: Any, period: Period) -> bool | None:
        found = figure(key, scene)
        count = found.counts.get(period) if isinstance(found, PerPeriod) else None
        return None if count is None else period_counts(CADENCES[key], count)

    return counts


def is_whole(found: Figure) -> bool | None:
    """Whether nothing is lacking; None where nothing is asked."""
    if isinstance(found, Ratio):
        return found.numerator == found.denominator
    return True if isinstance(found, NothingArose) else None
