"""Figures as JSON, for storing and sealing: the forms of docs/values-format.md, and those that no value has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from thanthien.criteria.values import value_to_json
from thanthien.measures.figures import (
    Absent,
    Count,
    Counts,
    Figure,
    Items,
    NothingArose,
    Number,
    Passed,
    PeriodCount,
    PerPeriod,
    Picked,
    Ratio,
)
from thanthien.measures.periods import Period, PeriodKind, period_of


def figure_to_json(figure: Figure) -> dict[str, Any]:
    """The figure as plain data; periods by their keys, in order."""
    match figure:
        case Absent(reason):
            return {"absent": reason}
        case NothingArose(reason):
            return {"nothing_arose": reason}
        case PerPeriod(counts):
            return {"periods": {period.key: _count_to_json(counts[period]) for period in sorted(counts)}}
        case _:
            return value_to_json(figure)


def _count_to_json(count: PeriodCount) -> list[int]:
    if count.valid is None:
        return [count.records]
    return [count.records, count.heard or 0, count.valid]


def figure_from_json(raw: Mapping[str, Any]) -> Figure:
    """The figure again. Raises ValueError for what :func:`figure_to_json` doesn't write."""
    for key, read in _READERS.items():
        if key in raw:
            return read(raw)
    raise ValueError(f"No figure has the form {sorted(raw)}.")


def _periods(raw: Mapping[str, Any]) -> Figure:
    counts = {period_named(key): PeriodCount(*numbers) for key, numbers in raw["periods"].items()}
    return PerPeriod(counts)


@lru_cache(maxsize=2048)  # figures of many units name the same periods
def period_named(key: str) -> Period:
    """The period of a key such as 2026-W08, 2026-03, 2026-Q1, 2026-H1, 2026-11-24. Raises ValueError for
    another text."""
    year, _, rest = key.partition("-")
    if rest.startswith("W"):
        return period_of("iso_week", date.fromisocalendar(int(year), int(rest[1:]), 1))
    if rest.startswith("Q"):
        return period_of("quarter", date(int(year), int(rest[1:]) * 3, 1))
    if rest.startswith("H"):
        return period_of("half_year", date(int(year), int(rest[1:]) * 6, 1))
    kind: PeriodKind = "working_day" if "-" in rest else "month"
    return period_of(kind, date.fromisoformat(key if kind == "working_day" else f"{key}-01"))


_READERS: dict[str, Callable[[Mapping[str, Any]], Figure]] = {
    "absent": lambda raw: Absent(raw["absent"]),
    "nothing_arose": lambda raw: NothingArose(raw["nothing_arose"]),
    "periods": _periods,
    "passed": lambda raw: Passed(raw["passed"]),
    "items": lambda raw: Items(raw["items"]),
    "numerator": lambda raw: Ratio(Decimal(raw["numerator"]), Decimal(raw["denominator"])),
    "number": lambda raw: Number(Decimal(raw["number"])),
    "counts": lambda raw: Counts(raw["counts"]),
    "count": lambda raw: Count(raw["count"]),
    "option": lambda raw: Picked(raw["option"]),
}
