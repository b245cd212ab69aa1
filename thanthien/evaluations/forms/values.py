"""Entering the value of an indicator: which fields its rule asks for, and what was typed as the value's JSON.

One description of the fields serves self-scoring, the appraisal grid and the council; a page draws them with
``evaluations/value_fields.html``. A field is named as the engine names the place of a problem
(``numerator``, ``items.a``), so that a sentence of the engine finds its field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from thanthien.core.acting.errors import Invalid
from thanthien.core.formats import number
from thanthien.core.numbers_vi import NumberProblem, parse_number_vi, plain_decimal
from thanthien.criteria.rules import Checklist, Choice, Deduction, Indicator
from thanthien.criteria.values import ValueProblem, parse_entry, value_to_json

# Longer than any number that the engine takes; what is longer is a mistake or an attack.
MAX_TYPED = 60


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: what is sent, what is read, and a description for rubrics."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ValueField:
    """One field of a value. ``options`` empty: a number is typed, counted in ``unit``."""

    name: str
    label: str
    unit: str = ""
    options: tuple[Option, ...] = ()


_PASSED = (Option("true", "Đạt"), Option("false", "Không đạt"))
_HOLDS = (Option("true", "Có"), Option("false", "Không"))


def value_fields(indicator: Indicator) -> tuple[ValueField, ...]:
    """The fields that the value of this indicator (resolved for the kind of unit) is typed into."""
    return _FIELDS[indicator.input](indicator)


def _ratio_fields(indicator: Indicator) -> tuple[ValueField, ...]:
    top = indicator.numerator or "Số đạt"
    bottom = indicator.denominator or "Tổng số"
    return ValueField("numerator", _capital(top)), ValueField("denominator", _capital(bottom))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _item_fields(indicator: Indicator) -> tuple[ValueField, ...]:
    items = cast("Checklist", indicator.rule).items
    return tuple(ValueField(f"items.{item.code}", item.title, options=_HOLDS) for item in items)


def _severity_fields(indicator: Indicator) -> tuple[ValueField, ...]:
    severities = cast("Deduction", indicator.rule).severities
    return tuple(ValueField(f"counts.{one.code}", one.title, indicator.unit) for one in severities)


def _option_field(indicator: Indicator) -> tuple[ValueField, ...]:
    options = cast("Choice", indicator.rule).options
    return (
        ValueField(
            "option",
            "Phương án",
            options=tuple(
                Option(one.code, f"{one.title} ({number(one.points)} điểm)", one.description) for one in options
            ),
        ),
    )


_FIELDS: dict[str, Callable[[Indicator], tuple[ValueField, ...]]] = {
    "passed": lambda indicator: (ValueField("passed", "Kết quả", options=_PASSED),),
    "items": _item_fields,
    "ratio": _ratio_fields,
    "percent": lambda indicator: (ValueField("percent", "Tỷ lệ", "%"),),
    "number": lambda indicator: (ValueField("number", "Số liệu", indicator.unit),),
    "count": lambda indicator: (ValueField("count", "Số lượng", indicator.unit),),
    "counts": _severity_fields,
    "option": _option_field,
}


def typed_value(value: object | None) -> dict[str, str]:
    """A stored value as a person would type it, by field name; nothing for no value."""
    if not isinstance(value, Mapping):
        return {}
    typed: dict[str, str] = {}
    for name, part in value.items():
        parts = part.items() if isinstance(part, Mapping) else None
        typed |= {f"{name}.{code}": _typed(one) for code, one in parts} if parts is not None else {name: _typed(part)}
    return typed


def _typed(part: object) -> str:
    if isinstance(part, bool):
        return "true" if part else "false"
    if isinstance(part, int):
        return str(part)
    text = str(part)
    return text.replace(".", ",") if text.replace(".", "", 1).isdigit() else text


def read_value(indicator: Indicator, typed: Mapping[str, str]) -> dict[str, object] | None:
    """What was typed, as the JSON of a value (docs/values-format.md); None when every field is empty.

    Numbers are read as Vietnamese people write them (1.234,5). The JSON is in its canonical form, so that equal
    values compare equal. Raises Invalid: field name → sentence.
    """
    fields = value_fields(indicator)
    given = {one.name: typed.get(one.name, "").strip() for one in fields}
    if not any(given.values()):
        return None
    errors: dict[str, str] = {}
    parts = {one.name: _part(one, given[one.name], errors) for one in fields}
    if errors:
        raise Invalid(errors)
    return _canonical(indicator, _assembled(indicator, fields, parts))


def _canonical(indicator: Indicator, value: dict[str, object]) -> dict[str, object]:
    try:
        return value_to_json(parse_entry(indicator, value))
    except ValueProblem as problem:
        name = problem.path.removeprefix("value").lstrip(".") or fallback_name(indicator)
        raise Invalid({name: problem.message}) from problem


def fallback_name(indicator: Indicator) -> str:
    """The field beside which a sentence about the value as a whole stands."""
    return value_fields(indicator)[0].name


def _part(field: ValueField, text: str, errors: dict[str, str]) -> object | None:
    if field.options:
        return _picked(field, text, errors)
    if not text:
        if not field.name.startswith("counts."):
            errors[field.name] = "Cần nhập một số."
        return None
    try:
        if len(text) > MAX_TYPED:
            raise NumberProblem("Số quá dài.")
        return plain_decimal(parse_number_vi(text, percent=field.unit == "%"))
    except NumberProblem as problem:
        errors[field.name] = str(problem)
        return None


def _picked(field: ValueField, text: str, errors: dict[str, str]) -> object | None:
    if not text:
        return None
    if text not in {option.value for option in field.options}:
        errors[field.name] = "Cần chọn một trong các mục."
        return None
    return {"true": True, "false": False}.get(text, text) if field.name != "option" else text


def _assembled(
    indicator: Indicator, fields: Sequence[ValueField], parts: Mapping[str, object | None]
) -> dict[str, object]:
    if indicator.input not in ("items", "counts"):
        return dict(parts)
    stated = {one.name.split(".", 1)[1]: parts[one.name] for one in fields if parts[one.name] is not None}
    return {indicator.input: stated}


def points_typed(text: str) -> Decimal | None:
    """Points stated directly; None when nothing was typed. Raises Invalid({"points": sentence})."""
    if not text.strip():
        return None
    try:
        return parse_number_vi(text[:MAX_TYPED])
    except NumberProblem as problem:
        raise Invalid({"points": str(problem)}) from problem


def possible_text(points: Iterable[Decimal]) -> str:
    """The points that a rule can yield, for a hint: “0 · 0,25 · 0,5”; many are cut in the middle."""
    shown = [number(one) for one in points]
    if len(shown) > 12:
        return f"{' · '.join(shown[:5])} … {' · '.join(shown[-3:])}"
    return " · ".join(shown)
