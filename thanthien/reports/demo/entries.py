"""Plausible values for every rule kind: the better the commune (0–1), the better its figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

from thanthien.criteria.compiling import CompiledIndicator
from thanthien.criteria.rules import Bands, Cadence, Checklist, Choice, Deduction, Linear
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.scored import Entry

_PERIODS = {"iso_week": 52, "quarter": 4, "month": 12, "working_day": 249}


def due_periods(year: int, day: date) -> dict[str, int]:
    """How many whole weeks, months, quarters and working days of a year lie behind on a day; one at the least.

    Before the year has begun, those of the year of that day.
    """
    first, last = date(min(year, day.year), 1, 1), min(day, date(year, 12, 31))
    days = (last - first).days + 1
    after = last + timedelta(days=1)
    months = 12 * (after.year - first.year) + after.month - 1
    found = {"iso_week": days // 7, "quarter": months // 3, "month": months, "working_day": days * 5 // 7}
    return {period: min(most, max(1, found[period])) for period, most in _PERIODS.items()}


def entry_for(rng: Random, indicator: CompiledIndicator, quality: float, due: Mapping[str, int] = _PERIODS) -> Entry:
    """A value of the right form for one indicator; ``due``: how many periods of each kind there were."""
    if indicator.definition.input == "ratio":
        return Entry(AnswerState.VALUE, _ratio(rng, indicator, quality, due))
    return Entry(AnswerState.VALUE, _VALUES[indicator.definition.input](rng, indicator, quality))


def weaker(rng: Random, indicator: CompiledIndicator, value: object) -> object:
    """What a body finds when it looks closely: a little less than the commune said."""
    if isinstance(value, dict) and "numerator" in value:
        lost = max(1, round(int(value["numerator"]) * rng.uniform(0.03, 0.12)))
        return {**value, "numerator": str(max(0, int(value["numerator"]) - lost))}
    return _VALUES[indicator.definition.input](rng, indicator, 0.45)


def _share(rng: Random, quality: float, low: float) -> float:
    """A share between ``low`` and 1 that follows the quality with some luck."""
    return min(1.0, max(0.0, low + (1 - low) * min(1.0, quality + rng.gauss(0, 0.12))))


def _ratio(rng: Random, indicator: CompiledIndicator, quality: float, due: Mapping[str, int] = _PERIODS) -> object:
    rule = indicator.definition.rule
    whole, low = rng.randint(18, 64), 0.5
    if isinstance(rule, Cadence):
        whole = due[rule.period]
    if isinstance(rule, Cadence | Linear):
        low = float(rule.start)
    if isinstance(rule, Bands):
        whole, low = rng.randint(140, 420), float(rule.bands[-1].at_least) - 0.04
    return {"numerator": str(round(whole * _share(rng, quality, low))), "denominator": str(whole)}


def _number(rng: Random, indicator: CompiledIndicator, quality: float) -> object:
    rule = indicator.definition.rule
    top = float(rule.bands[0].at_least) if isinstance(rule, Bands) else 100.0
    return {"number": str(round(top * _share(rng, quality, 0.4)))}


def _percent(rng: Random, indicator: CompiledIndicator, quality: float) -> object:
    return {"percent": f"{100 * _share(rng, quality, 0.76):.1f}"}


def _passed(rng: Random, indicator: CompiledIndicator, quality: float) -> object:
    return {"passed": rng.random() < 0.55 + 0.45 * quality}


def _items(rng: Random, indicator: CompiledIndicator, quality: float) -> object:
    rule = indicator.definition.rule
    codes = [item.code for item in rule.items] if isinstance(rule, Checklist) else []
    return {"items": {code: rng.random() < 0.5 + 0.5 * quality for code in codes}}


def _count(rng: Random, indicator: CompiledIndicator, quality: float) -> object:
    return {"count": rng.randint(1, 3 + round(6 * quality))}


def _counts(rng: Random, indicator: CompiledIndicator, quality: float) -> object:
    rule = indicator.definition.rule
    codes = [severity.code for severity in rule.severities] if isinstance(rule, Deduction) else []
    return {"counts": {code: int(rng.random() > 0.72 + 0.28 * quality) for code in codes}}


def _option(rng: Random, indicator: CompiledIndicator, quality: float) -> object:
    rule = indicator.definition.rule
    options = sorted(rule.options, key=lambda option: option.points, reverse=True) if isinstance(rule, Choice) else []
    place = min(len(options) - 1, int(abs(rng.gauss(0, 0.5)) + (1 - quality) * len(options) * 0.8))
    return {"option": options[place].code}


_VALUES = {
    "ratio": _ratio,
    "number": _number,
    "percent": _percent,
    "passed": _passed,
    "items": _items,
    "count": _count,
    "counts": _counts,
    "option": _option,
}
