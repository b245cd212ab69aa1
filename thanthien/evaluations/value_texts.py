"""Values in few words, for a cell of a table: “46/52 (88,5%)”, “Đạt”, “4/5 nội dung”. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, cast

from thanthien.core.numbers_vi import number_vi, share_text
from thanthien.criteria.rules import Checklist, Choice, Deduction, Indicator
from thanthien.evaluations.enums import AnswerState

NOT_SCORED = "chưa chấm"


def value_text(indicator: Indicator, value: object | None) -> str:
    """A stored value (docs/values-format.md) of an indicator in few words; empty without a value."""
    if not isinstance(value, Mapping):
        return ""
    return _TEXTS[indicator.input](indicator, cast("Mapping[str, Any]", value))


def answer_text(indicator: Indicator, state: str, value: object | None) -> str:
    """What one column says of an indicator in few words: its value, or why there is none."""
    if state == AnswerState.VALUE:
        return value_text(indicator, value)
    return NOT_SCORED if state == AnswerState.MISSING else AnswerState(state).label


def _passed(indicator: Indicator, value: Mapping[str, Any]) -> str:
    return "Đạt" if value["passed"] else "Không đạt"


def _items(indicator: Indicator, value: Mapping[str, Any]) -> str:
    items = cast("Checklist", indicator.rule).items
    return f"{sum(value['items'].values())}/{len(items)} nội dung"


def _ratio(indicator: Indicator, value: Mapping[str, Any]) -> str:
    top, bottom = Decimal(value["numerator"]), Decimal(value["denominator"])
    shown = f"{number_vi(top)}/{number_vi(bottom)}"
    if not bottom:
        return shown
    num, den = (top / bottom).as_integer_ratio() if top else (0, 1)
    return f"{shown} ({share_text(num, den)})"


def _counts(indicator: Indicator, value: Mapping[str, Any]) -> str:
    severities = cast("Deduction", indicator.rule).severities
    told = [f"{value['counts'][one.code]} {one.title.lower()}" for one in severities if value["counts"].get(one.code)]
    return "; ".join(told) or "Không có trường hợp nào"


def _option(indicator: Indicator, value: Mapping[str, Any]) -> str:
    options = cast("Choice", indicator.rule).options
    return next(one.title for one in options if one.code == value["option"])


def _counted(indicator: Indicator, number: Decimal) -> str:
    return f"{number_vi(number)} {indicator.unit}".strip()


_TEXTS: dict[str, Callable[[Indicator, Mapping[str, Any]], str]] = {
    "passed": _passed,
    "items": _items,
    "ratio": _ratio,
    "percent": lambda indicator, value: f"{number_vi(Decimal(value['percent']))}%",
    "number": lambda indicator, value: _counted(indicator, Decimal(value["number"])),
    "count": lambda indicator, value: _counted(indicator, Decimal(value["count"])),
    "counts": _counts,
    "option": _option,
}
