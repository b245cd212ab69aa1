"""Points of a value by the rules of a set's file, without the product: whether it passed, what is there, how many,
which share. Exact, rounded once to the step, ties upwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from tests.independent.recount import points

Indicator = dict[str, Any]


def _exact(number: Any) -> Fraction:
    return Fraction(str(number))


def of_pass(indicator: Indicator, passed: bool | None) -> Fraction | None:
    """All or nothing; None where nothing is known."""
    return None if passed is None else _exact(indicator["max"]) * passed


def of_items(indicator: Indicator, there: Mapping[str, bool] | None, *, name: str = "code") -> Fraction | None:
    """The weights of what is there; None until every item is known. ``name``: by what items are told."""
    items = indicator["rule"]["items"]
    if there is None or any(one[name] not in there for one in items):
        return None
    return sum((_exact(one["weight"]) for one in items if there[one[name]]), Fraction(0))


def of_number(indicator: Indicator, number: int) -> Fraction:
    """The points of the highest bound that is reached."""
    reached = [_exact(one["points"]) for one in indicator["rule"]["bands"] if number >= one["at_least"]]
    return max(reached, default=Fraction(0))


def of_share(indicator: Indicator, part: int, whole: int) -> Fraction | None:
    """Even growth; None of nothing."""
    return points(indicator, part, whole) if whole else None


def of_counts(indicator: Indicator, counts: Sequence[int] | None) -> Fraction | None:
    """What is left of all points; None until it was stated."""
    if counts is None:
        return None
    lost = sum(
        _exact(one["points"]) * count for one, count in zip(indicator["rule"]["severities"], counts, strict=True)
    )
    return max(_exact(indicator["max"]) - lost, Fraction(0))
