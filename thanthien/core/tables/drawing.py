"""Rows of a table as markup. Drawn here once and not cell by cell in a template: a page has up to 150 rows of ten and
more cells (ADR 9). Everything passes `escaped` or `put`; what repeats in each row is made once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from django.utils.safestring import SafeString

from thanthien.core.formats import NOTHING
from thanthien.core.markup import escaped, put
from thanthien.core.remembered import Remembered
from thanthien.core.tables.columns import Column, Control, Phone
from thanthien.core.tables.table import Table
from thanthien.core.templatetags.thanthien import highlight
from thanthien.core.workbooks.cells import page_cell

_HEADING = '<tr class="under"><th colspan="{}" scope="rowgroup">{}</th></tr>\n'
Draw = Callable[[Any], str]
_DOOR = (
    '<td class="more-door"><details><summary>Chi tiết<span class="visually-hidden">, {}</span></summary></details></td>'
)

_bodies: Remembered[SafeString] = Remembered(32)


def draw(table: Table[Any], rows: Sequence[Any], *, own_order: bool = True) -> SafeString:
    """The body of the table. ``own_order``: its rows stand as the list has them, under their headings."""
    if table.drawn_by is None:
        return _drawn(table, rows, own_order=own_order)
    known_by = (table.drawn_by, own_order, tuple(rows))
    return _bodies.get(known_by, lambda: _drawn(table, rows, own_order=own_order))


def _drawn(table: Table[Any], rows: Sequence[Any], *, own_order: bool) -> SafeString:
    cells = [_cell(table, column) for column in table.columns]
    if has_more(table):
        cells.append(_door(table))
    # Column by column, which is what Python is quick at, and takes half of the time of row by row.
    drawn = [[cell(row) for row in rows] for cell in cells]
    lines = [f"<tr>{''.join(line)}</tr>\n" for line in zip(*drawn, strict=True)]
    if table.under is not None and own_order:
        lines = _under_headings(lines, list(map(table.under, rows)), len(cells))
    return SafeString("".join(lines))


def _under_headings(lines: Sequence[str], headings: Sequence[str], width: int) -> list[str]:
    """Rows of one heading are a body of their own; each page begins with a heading."""
    found: list[str] = []
    for place, (line, heading) in enumerate(zip(lines, headings, strict=True)):
        if not place or heading != headings[place - 1]:
            found.append("</tbody>\n<tbody>\n" if place else "")
            found.append(put(_HEADING, str(width), heading))
        found.append(line)
    return found


def has_more(table: Table[Any]) -> bool:
    """Whether the cards of a phone keep something back until “Chi tiết”."""
    return any(callable(one.phone) or one.phone is Phone.MORE for one in table.columns)


def title_column(table: Table[Any]) -> Column[Any]:
    """The column that names the row."""
    return next(one for one in table.values if one.phone is Phone.TITLE)


def _cell(table: Table[Any], column: Column[Any] | Control[Any]) -> Draw:
    if isinstance(column, Control):
        return _wrapped(column, column.cell)
    if column.phone is Phone.TITLE:
        return _title(table, column)
    if not column.clip:
        return _wrapped(column, column.shown)
    clipped = _wrapped(column, lambda row: _clipped(column, row, column.shown(row)))
    breaks = column.breaks
    if breaks is None:
        return clipped
    whole = _wrapped(replace(column, clip=False, wraps=True), column.shown)
    return lambda row: whole(row) if breaks(row) else clipped(row)


def _title(table: Table[Any], column: Column[Any]) -> Draw:
    """The cell that names the row: it leads to the record, and what was searched for is marked."""

    def shown(row: Any) -> str:
        name = column.shown(row)
        marked = highlight(name, table.words) if table.words and not isinstance(name, SafeString) else name
        linked = put('<a href="{}">{}</a>', table.link(row), marked) if table.link else marked
        return _clipped(column, row, linked) if column.clip else linked

    opening = put('<th scope="row" class="{}">', column.css)
    return lambda row: f"{opening}{escaped(shown(row))}</th>"


def _wrapped(column: Column[Any] | Control[Any], shown: Draw) -> Draw:
    place = column.phone
    if not callable(place):
        return _placed(column, place, shown)
    drawn = {one: _placed(column, one, shown) for one in Phone}
    return lambda row: drawn[place(row)](row)


def _placed(column: Column[Any] | Control[Any], place: Phone, shown: Draw) -> Draw:
    full, empty = (_opening(column, place, empty=nothing) for nothing in (False, True))

    def drawn(row: Any) -> str:
        cell = shown(row)
        return f"{empty if cell == NOTHING else full}{escaped(cell)}</td>"

    return drawn


def _opening(column: Column[Any] | Control[Any], place: Phone, *, empty: bool) -> SafeString:
    """``empty``: there is nothing to tell; a card has no line for it."""
    if isinstance(column, Control):
        return put('<td class="is-{} control">', place)
    css = f"{column.css} is-none" if empty else column.css
    return put('<td class="is-{} {}" data-label="{}">', place, css, column.heading)


def _clipped(column: Column[Any], row: Any, shown: str) -> str:
    if shown in ("", NOTHING):
        return shown
    return put('<div title="{}">{}</div>', page_cell(column.kind, column.value(row)), shown)


def _door(table: Table[Any]) -> Draw:
    name = title_column(table)
    return lambda row: put(_DOOR, page_cell(name.kind, name.value(row)))
