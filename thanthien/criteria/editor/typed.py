"""Values of a piece as a person types them, and back: numbers with a comma, percentages with their sign."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from thanthien.core.numbers_vi import NumberProblem, parse_number_vi, plain_decimal
from thanthien.criteria.editor.asks import Ask, Kind, Section
from thanthien.criteria.editor.places import Tree
from thanthien.criteria.reader import MAX_LIST

MAX_ROWS = 60  # up to which rows are added on a page; a file may hold more
MAX_DIGITS = 9
NUMBERS = frozenset({Kind.NUMBER, Kind.WHOLE, Kind.SHARE, Kind.EITHER, Kind.BOUND})


def asks_of(sections: tuple[Section, ...]) -> Iterator[Ask]:
    """Every field of a form, in order."""
    return (ask for section in sections for ask in section.asks)


def cell_name(rows: Ask, index: int, column: Ask) -> str:
    """The name of a field in a row: ``rule-bands-0-points``."""
    return f"{rows.name}-{index}-{column.name}"


def cell_label(rows: Ask, index: int, column: Ask) -> str:
    """What a field in a row is called: “Mốc 1, điểm”."""
    return f"{rows.row} {index + 1}, {column.label[:1].lower()}{column.label[1:]}"


def value_at(piece: Tree, key: str) -> Any:
    """What stands at a key (``rule.from``, ``variants.0.max``); None where nothing does."""
    held: Any = piece
    for step in key.split("."):
        if isinstance(held, list):
            held = held[int(step)]
        elif isinstance(held, Mapping) and step in held:
            held = held[step]
        else:
            return None
    return held


def set_at(piece: Tree, key: str, value: Any) -> None:
    """Let it stand at a key; what is empty stands nowhere."""
    *above, last = key.split(".")
    held: Any = piece
    for step in above:
        held = held[int(step)] if isinstance(held, list) else held.setdefault(step, {})
    if value in (None, "", []):
        held.pop(last, None)
    else:
        held[last] = value


def shown_values(sections: tuple[Section, ...], piece: Tree) -> dict[str, Any]:
    """What the fields show before anything is typed, by name."""
    shown: dict[str, Any] = {}
    for ask in asks_of(sections):
        value = value_at(piece, ask.key)
        if ask.kind != Kind.ROWS:
            shown[ask.name] = shown_value(ask, value)
            continue
        for index, row in enumerate(value or []):
            shown |= {cell_name(ask, index, one): shown_value(one, row.get(one.key)) for one in ask.columns}
    return shown


def shown_value(ask: Ask, value: Any) -> Any:
    """One value as it stands in its field."""
    if value is None:
        return [] if ask.kind == Kind.MANY else ask.default
    if ask.kind in NUMBERS:
        return str(value).replace(".", ",")
    if ask.kind == Kind.LINES:
        return "\n".join(" ".join(one.split()) for one in value)
    return value if ask.kind in (Kind.MANY, Kind.FLAG) else str(value)


def row_count(ask: Ask, values: Mapping[str, Any]) -> int:
    """How many rows there are values for, in one go from the first."""
    count = 0
    while count < MAX_LIST and any(cell_name(ask, count, one) in values for one in ask.columns):
        count += 1
    return count


def is_blank(ask: Ask, index: int, values: Mapping[str, Any]) -> bool:
    """Whether nothing that is seen was typed into a row."""
    seen = (one for one in ask.columns if one.kind != Kind.HIDDEN and not one.default)
    return not any(values.get(cell_name(ask, index, one)) for one in seen)


def number_typed(kind: Kind, text: str) -> str:
    """A number as it stands in the definition: ``0.25``, ``60%``. Raises NumberProblem with a sentence."""
    if not text:
        return ""
    signed = text.endswith("%")
    if signed and kind in (Kind.NUMBER, Kind.WHOLE):
        raise NumberProblem("Cần một số, không phải tỷ lệ phần trăm.")
    plain = plain_decimal(parse_number_vi(text, percent=signed or kind == Kind.SHARE))
    if len(plain.partition(".")[0]) > MAX_DIGITS:
        raise NumberProblem(f"Số quá lớn (tối đa {MAX_DIGITS} chữ số).")
    if kind == Kind.WHOLE and "." in plain:
        raise NumberProblem("Cần một số nguyên.")
    return f"{plain}%" if signed or kind == Kind.SHARE else plain


def bound_typed(text: str, form: str) -> str:
    """A bound in the form of the value it bounds: a percentage may be typed without its sign. Raises NumberProblem."""
    if form in ("ratio", "percent"):
        return text if not text or text.endswith("%") else f"{text}%"
    if text.endswith("%"):
        raise NumberProblem("Số liệu này không phải là tỷ lệ: cần ghi một số theo đơn vị tính.")
    return text


def rearranged(ask: Ask, values: Mapping[str, Any], without: int) -> dict[str, Any]:
    """The values without one row; the rows below it move up."""
    moved: dict[str, Any] = {name: value for name, value in values.items() if not name.startswith(f"{ask.name}-")}
    kept = [index for index in range(row_count(ask, values)) if index != without]
    for place, index in enumerate(kept):
        moved |= {cell_name(ask, place, one): values.get(cell_name(ask, index, one), "") for one in ask.columns}
    return moved
