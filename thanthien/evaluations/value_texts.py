"""Values in few words, for a cell of a table: “46/52 (88,5%)”, “Đạt”, “4/5 nội dung”. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias, cast

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


Said: TypeAlias = tuple[str, "object | None"]  # state and value


def change_text(indicator: Indicator, before: Said, after: Said) -> str:
    """“từ 38 lên 39/46 tuần có tiếp nhận”, “từ Đạt thành chưa có số liệu”: what the platform said and says."""
    if before[0] == after[0] == AnswerState.VALUE and indicator.input in _AMOUNTS:
        return _amount_change(indicator, cast("dict[str, Any]", before[1]), cast("dict[str, Any]", after[1]))
    return f"từ {_word(indicator, before)} thành {_word(indicator, after)}"


_AMOUNTS = ("ratio", "percent", "number", "count")


def _word(indicator: Indicator, said: Said) -> str:
    return "chưa có số liệu" if said[0] == AnswerState.MISSING else answer_text(indicator, *said)


def _amount_change(indicator: Indicator, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    old, new = _amount(before), _amount(after)
    way = "thành" if old == new else "lên" if new > old else "xuống"
    if indicator.input != "ratio":
        shown = value_text(indicator, before).removesuffix(f" {indicator.unit}")
        return f"từ {shown} {way} {value_text(indicator, after)}"
    top, bottom = (number_vi(Decimal(before[part])) for part in ("numerator", "denominator"))
    first = top if before["denominator"] == after["denominator"] else f"{top}/{bottom}"
    last = "/".join(number_vi(Decimal(after[part])) for part in ("numerator", "denominator"))
    return f"từ {first} {way} {last} {indicator.numerator}".strip()


def _amount(value: Mapping[str, Any]) -> Fraction:
    """A number to compare by; a share of nothing is nothing."""
    if "numerator" not in value:
        return Fraction(Decimal(next(iter(value.values()))))
    bottom = Fraction(Decimal(value["denominator"]))
    return Fraction(Decimal(value["numerator"])) / bottom if bottom else Fraction(0)


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
