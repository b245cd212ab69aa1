"""The fields that forms of pieces may have, by name: for a page that knows nothing but what was sent."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from itertools import product

from django import forms

from thanthien.criteria.editor.adding import GATE_SOURCES
from thanthien.criteria.editor.asks import RULES, Ask, Kind, Known
from thanthien.criteria.editor.pieces import open_piece
from thanthien.criteria.editor.places import Part, Tree
from thanthien.criteria.editor.sections import sections_of, variant_section
from thanthien.criteria.editor.typed import asks_of, cell_label
from thanthien.criteria.words import KINDS

_CELL = re.compile(r"(.+)-([0-9]{1,3})-(.+)")


def fields_named(names: Collection[str]) -> Iterator[Mapping[str, forms.Field]]:
    """Of each piece that there can be its own fields, and of these names those of variants and cells of rows. Strangers
    may send any number of names: each is looked up, not compared."""
    for own, asks in _asks_by_name():
        found = {name: _plain(ask) for name, ask in own.items()}
        for name in names:
            field = _named(asks, name)
            if field is not None:
                found[name] = field
        yield found


@cache
def _asks_by_name() -> list[tuple[dict[str, Ask], dict[str, Ask]]]:
    """Of each piece that there can be what it always asks but rows, and all that it may ask."""
    found = []
    for part, piece in _pieces():
        asks = list(asks_of(sections_of(part, open_piece(part, piece), Known())))
        own = {ask.name: ask for ask in asks if ask.kind != Kind.ROWS}
        variants = _of_variants() if part == Part.INDICATOR else ()
        found.append((own, {ask.name: ask for ask in (*asks, *variants)}))
    return found


def _of_variants() -> Iterator[Ask]:
    for index, kind in product(range(len(KINDS)), RULES):
        yield from variant_section(index, {"kinds": [], "rule": {"kind": kind}}).asks


def _pieces() -> Iterator[tuple[Part, Tree]]:
    yield from ((part, {}) for part in (Part.HEAD, Part.GROUP, Part.LEVEL))
    yield from ((Part.INDICATOR, {"rule": {"kind": kind}}) for kind in RULES)
    yield from ((Part.GATE, {"source": source}) for _, source in GATE_SOURCES.values())


def _named(asks: Mapping[str, Ask], name: str) -> forms.Field | None:
    """The field of this name, itself or in a row."""
    ask = asks.get(name)
    if ask is not None and ask.kind != Kind.ROWS:
        return _plain(ask)
    cell = _CELL.fullmatch(name)
    rows = asks.get(cell[1]) if cell else None
    return _cell(rows, int(cell[2]), cell[3]) if cell and rows and rows.kind == Kind.ROWS else None


def _plain(ask: Ask, label: str = "") -> forms.Field:
    if ask.kind == Kind.HIDDEN:
        return forms.Field(widget=forms.HiddenInput)
    if ask.kind in (Kind.CHOICE, Kind.MANY):
        return forms.ChoiceField(label=label or ask.label, choices=ask.choices)
    return forms.Field(label=label or ask.label)


def _cell(rows: Ask, index: int, name: str) -> forms.Field | None:
    column = next((one for one in rows.columns if one.name == name), None)
    return _plain(column, cell_label(rows, index, column)) if column else None
