"""The fields that forms of pieces may have, by name: for a page that knows nothing but what was sent."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import product

from django import forms

from thanthien.criteria.editor.adding import GATE_SOURCES
from thanthien.criteria.editor.asks import RULES, Ask, Kind, Known
from thanthien.criteria.editor.pieces import open_piece
from thanthien.criteria.editor.places import Part, Tree
from thanthien.criteria.editor.sections import sections_of, variant_section
from thanthien.criteria.editor.typed import asks_of
from thanthien.criteria.words import KINDS

_CELL = re.compile(r"([0-9]{1,3})-(.+)")


def fields_named(names: Collection[str]) -> Iterator[Mapping[str, forms.Field]]:
    """Of each piece that there can be the fields of these names, cells of rows too."""
    for part, piece in _pieces():
        asks = list(asks_of(sections_of(part, open_piece(part, piece), Known())))
        found = {ask.name: _plain(ask) for ask in asks if ask.kind != Kind.ROWS}
        if part == Part.INDICATOR:
            asks += _of_variants()
        for name, ask in product(names, asks):
            field = _named(ask, name)
            if field is not None:
                found[name] = field
        yield found


def _of_variants() -> Iterator[Ask]:
    for index, kind in product(range(len(KINDS)), RULES):
        yield from variant_section(index, {"kinds": [], "rule": {"kind": kind}}).asks


def _named(ask: Ask, name: str) -> forms.Field | None:
    """The field of this name that an ask makes, itself or in one of its rows."""
    if ask.kind != Kind.ROWS:
        return _plain(ask) if ask.name == name else None
    cell = _CELL.fullmatch(name.removeprefix(f"{ask.name}-")) if name.startswith(f"{ask.name}-") else None
    return _cell(ask, int(cell[1]), cell[2]) if cell else None


def _pieces() -> Iterator[tuple[Part, Tree]]:
    yield from ((part, {}) for part in (Part.HEAD, Part.GROUP, Part.LEVEL))
    yield from ((Part.INDICATOR, {"rule": {"kind": kind}}) for kind in RULES)
    yield from ((Part.GATE, {"source": source}) for _, source in GATE_SOURCES.values())


def _plain(ask: Ask, label: str = "") -> forms.Field:
    if ask.kind == Kind.HIDDEN:
        return forms.Field(widget=forms.HiddenInput)
    if ask.kind in (Kind.CHOICE, Kind.MANY):
        return forms.ChoiceField(label=label or ask.label, choices=ask.choices)
    return forms.Field(label=label or ask.label)


def _cell(rows: Ask, index: int, name: str) -> forms.Field | None:
    column = next((one for one in rows.columns if one.name == name), None)
    if column is None:
        return None
    return _plain(column, f"{rows.row} {index + 1}, {column.label[:1].lower()}{column.label[1:]}")
