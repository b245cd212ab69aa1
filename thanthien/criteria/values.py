"""What people enter for an indicator: one JSON form for each kind of input.

A value is about facts only; “không phát sinh”, a direct deviation and the joined result of
several bodies are answers *beside* a value. ``None`` is the missing answer.
The forms are documented in ``docs/values-format.md``.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias, TypeVar, cast

from thanthien.core.numbers_vi import MAX_FRACTION_DIGITS, MAX_WHOLE_DIGITS, plain_decimal
from thanthien.criteria.rules import Checklist, Choice, Deduction, Indicator, InputKind

MAX_REASON = 4000
MAX_COUNT = 10**9

_NUMBER = re.compile(r"(-?)(\d+)(?:\.(\d+))?")


class ValueProblem(ValueError):
    """A value that can't be taken. ``path`` says where, ``message`` is a Vietnamese sentence."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}" if path else message)
        self.path = path
        self.message = message


@dataclass(frozen=True, slots=True)
class Passed:
    passed: bool


@dataclass(frozen=True, slots=True)
class Items:
    """Items stated so far; those absent are chưa chấm."""

    items: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Ratio:
    numerator: Decimal
    denominator: Decimal


@dataclass(frozen=True, slots=True)
class Percent:
    """A percentage as stated: ``Decimal("88.5")`` is 88,5%."""

    percent: Decimal


@dataclass(frozen=True, slots=True)
class Number:
    number: Decimal


@dataclass(frozen=True, slots=True)
class Count:
    count: int


@dataclass(frozen=True, slots=True)
class Counts:
    """Events by severity code; a code that is absent has not been stated."""

    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Picked:
    option: str


Value: TypeAlias = Passed | Items | Ratio | Percent | Number | Count | Counts | Picked


F = TypeVar("F", Passed, Items, Ratio, Percent, Number, Count, Counts, Picked)


def expect_form(value: Value, form: type[F]) -> F:
    """The value as the form that the rule takes. Raises ValueProblem when it is another one."""
    if not isinstance(value, form):
        raise ValueProblem("", "Giá trị không đúng dạng của tiêu chí này.")
    return value


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """“Không phát sinh”, accepted, with its reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class ClaimRefused:
    """A body's word on “không phát sinh”: it does occur. No answer yet, since it brings no value."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """Points given directly, with a reason; ``value`` (if known) still feeds the gates."""

    points: Decimal
    reason: str
    value: Value | None = None


CombinedState = Literal["scored", "missing", "excluded", "full", "contested"]


@dataclass(frozen=True, slots=True)
class Combined:
    """Several bodies joined into one result, exact (points as numerator, denominator)."""

    state: CombinedState
    points: Decimal | None
    numerator: int
    denominator: int
    contested: bool
    why: str
    value: Value | None = None
    deviation: bool = False  # the points, or one body's part of them, were given directly


Answer: TypeAlias = Value | NotApplicable | Deviation | Combined


def _number(raw: object, path: str) -> Decimal:
    """A decimal in canonical text (``"88.5"``) or a whole JSON number, bounded and ≥ 0."""
    text = format(raw, "f") if isinstance(raw, Decimal) and raw.is_finite() else raw
    if isinstance(raw, int) and not isinstance(raw, bool):
        text = str(raw) if abs(raw) < 10**15 else "9" * 16
    if not isinstance(text, str) or len(text) > 40 or not text.isascii():
        raise ValueProblem(path, 'Cần một số, ghi trong ngoặc kép, ví dụ "88.5".')
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise ValueProblem(path, f'“{text}” không phải là số. Ví dụ viết đúng: "88.5".')
    sign, whole, rest = match.groups()
    if sign:
        raise ValueProblem(path, "Số không được âm.")
    if len(whole.lstrip("0")) > MAX_WHOLE_DIGITS or len(rest or "") > MAX_FRACTION_DIGITS:
        raise ValueProblem(path, f"Số quá lớn hoặc quá dài (tối đa {MAX_WHOLE_DIGITS} chữ số).")
    return Decimal(text)


def _count(raw: object, path: str) -> int:
    number = _number(raw, path)
    if number != number.to_integral_value():
        raise ValueProblem(path, "Số lượng phải là số nguyên.")
    if number > MAX_COUNT:
        raise ValueProblem(path, "Số lượng quá lớn.")
    return int(number)


def _keys(raw: object, path: str, required: tuple[str, ...]) -> Mapping[str, object]:
    if not isinstance(raw, Mapping):
        raise ValueProblem(path, f"Cần một đối tượng có: {', '.join(required)}.")
    unknown = [str(key) for key in raw if key not in required]
    if unknown:
        raise ValueProblem(path, f"Không nhận ra “{unknown[0]}”; cần: {', '.join(required)}.")
    missing = [key for key in required if key not in raw]
    if missing:
        raise ValueProblem(path, f"Thiếu “{missing[0]}”.")
    return raw


def _parse_passed(indicator: Indicator, raw: object, path: str) -> Value:
    passed = _keys(raw, path, ("passed",))["passed"]
    if not isinstance(passed, bool):
        raise ValueProblem(f"{path}.passed", "Chọn đạt (true) hoặc không đạt (false).")
    return Passed(passed)


def _parse_items(indicator: Indicator, raw: object, path: str) -> Value:
    rule = cast("Checklist", indicator.rule)
    stated = _stated(_keys(raw, path, ("items",))["items"], f"{path}.items")
    known = {item.code for item in rule.items}
    for code, holds in stated.items():
        if code not in known:
            raise ValueProblem(f"{path}.items.{code}", f"Không có nội dung “{code}”.")
        if not isinstance(holds, bool):
            raise ValueProblem(f"{path}.items.{code}", "Chọn có (true) hoặc không (false).")
    return Items({item.code: bool(stated[item.code]) for item in rule.items if item.code in stated})


def _stated(raw: object, path: str) -> Mapping[str, object]:
    if not isinstance(raw, Mapping):
        raise ValueProblem(path, "Cần một đối tượng “mã: giá trị”.")
    return raw


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _parse_ratio(indicator: Indicator, raw: object, path: str) -> Value:
    parts = _keys(raw, path, ("numerator", "denominator"))
    numerator = _number(parts["numerator"], f"{path}.numerator")
    denominator = _number(parts["denominator"], f"{path}.denominator")
    if numerator > denominator and not indicator.numerator_may_exceed:
        raise ValueProblem(
            f"{path}.numerator",
            f"“{_capital(indicator.numerator or 'số đạt')}” không được lớn hơn "
            f"“{_capital(indicator.denominator or 'tổng số')}”.",
        )
    return Ratio(numerator, denominator)


def _parse_percent(indicator: Indicator, raw: object, path: str) -> Value:
    percent = _number(_keys(raw, path, ("percent",))["percent"], f"{path}.percent")
    if percent > 100 and not indicator.numerator_may_exceed:
        raise ValueProblem(f"{path}.percent", "Tỷ lệ không được lớn hơn 100%.")
    return Percent(percent)


def _parse_number(indicator: Indicator, raw: object, path: str) -> Value:
    return Number(_number(_keys(raw, path, ("number",))["number"], f"{path}.number"))


def _parse_count(indicator: Indicator, raw: object, path: str) -> Value:
    return Count(_count(_keys(raw, path, ("count",))["count"], f"{path}.count"))


def _parse_counts(indicator: Indicator, raw: object, path: str) -> Value:
    rule = cast("Deduction", indicator.rule)
    stated = _stated(_keys(raw, path, ("counts",))["counts"], f"{path}.counts")
    known = [severity.code for severity in rule.severities]
    for code in stated:
        if code not in known:
            raise ValueProblem(f"{path}.counts.{code}", f"Không có mức “{code}”.")
    return Counts({code: _count(stated[code], f"{path}.counts.{code}") for code in known if code in stated})


def _parse_option(indicator: Indicator, raw: object, path: str) -> Value:
    rule = cast("Choice", indicator.rule)
    option = _keys(raw, path, ("option",))["option"]
    if not isinstance(option, str) or option not in {known.code for known in rule.options}:
        codes = ", ".join(known.code for known in rule.options)
        raise ValueProblem(f"{path}.option", f"Chọn một trong các phương án: {codes}.")
    return Picked(option)


_PARSERS: dict[InputKind, Callable[[Indicator, object, str], Value]] = {
    "passed": _parse_passed,
    "items": _parse_items,
    "ratio": _parse_ratio,
    "percent": _parse_percent,
    "number": _parse_number,
    "count": _parse_count,
    "counts": _parse_counts,
    "option": _parse_option,
}


def parse_value(indicator: Indicator, raw: object, path: str = "value") -> Value:
    """Read the JSON form of a value for this indicator (already resolved for the kind of unit).

    Raises ValueProblem for a wrong shape, a negative, infinite or oversized number, a numerator
    above its denominator, or a code that the rule does not have.
    """
    return _PARSERS[indicator.input](indicator, raw, path)


def parse_entry(indicator: Indicator, raw: object, path: str = "value") -> Value:
    """Read what somebody enters now: as ``parse_value``, and whole where the unit counts (people, sessions, dossiers).

    Values that were entered before, with fractions, stay as they are and are read by ``parse_value``. Raises
    ValueProblem.
    """
    value = parse_value(indicator, raw, path)
    if not indicator.fractional:
        for name, number in _counted(value):
            if number != number.to_integral_value():
                raise ValueProblem(f"{path}.{name}", "Cần ghi số nguyên, vì đây là số đếm được.")
    return value


def _counted(value: Value) -> tuple[tuple[str, Decimal], ...]:
    """The numbers of a value that say how many."""
    if isinstance(value, Ratio):
        return ("numerator", value.numerator), ("denominator", value.denominator)
    return (("number", value.number),) if isinstance(value, Number) else ()


def value_to_json(value: Value) -> dict[str, object]:
    """The inverse of ``parse_value``; decimals become canonical text."""
    match value:
        case Passed(passed):
            return {"passed": passed}
        case Items(items):
            return {"items": dict(items)}
        case Ratio(numerator, denominator):
            return {
                "numerator": plain_decimal(numerator),
                "denominator": plain_decimal(denominator),
            }
        case Percent(percent):
            return {"percent": plain_decimal(percent)}
        case Number(number):
            return {"number": plain_decimal(number)}
        case Count(count):
            return {"count": count}
        case Counts(counts):
            return {"counts": dict(counts)}
        case Picked(option):
            return {"option": option}


def proposes_not_applicable(indicator: Indicator, value: Value | None) -> bool:
    """A zero denominator is no error: it proposes “không phát sinh” where the set allows it."""
    return isinstance(value, Ratio) and value.denominator == 0 and indicator.not_applicable.effect != "no"


def parse_reason(raw: object, path: str) -> str:
    """A reason that people will read: needed, bounded, Unicode NFC."""
    if not isinstance(raw, str) or not raw.strip():
        raise ValueProblem(path, "Cần ghi lý do.")
    if len(raw) > MAX_REASON:
        raise ValueProblem(path, f"Lý do quá dài (tối đa {MAX_REASON} ký tự).")
    return unicodedata.normalize("NFC", raw.strip())


def parse_points(raw: object, path: str) -> Decimal:
    """Points stated directly; whether the rule can yield them is the engine's question."""
    return _number(raw, path)
