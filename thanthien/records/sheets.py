"""A register on paper: what all its rows say alike stands once above it, what none of them says is left out, so that
the other columns have room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from thanthien.core.tables.columns import Column


@dataclass(frozen=True, slots=True)
class PrintedRegister:
    """The table, and above it what all of its rows say alike."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    alike: Sequence[tuple[str, str]]


def printed_register(columns: Sequence[Column[Any]], members: Sequence[Any]) -> PrintedRegister:
    """The columns that tell rows apart, and those of the first importance of which some row says something. Of a
    register without a row all of them."""
    kept, alike = [], []
    for column in (one for one in columns if one.on_paper):
        values = [column.value(row) for row in members]
        differ = any(value != values[0] for value in values)
        if not differ and values and values[0] in (None, ""):
            continue
        if differ or not (column.roomy and values):
            kept.append(column)
        else:
            alike.append((column.heading, column.shown(members[0])))
    rows = [[column.shown(row) for column in kept] for row in members]
    return PrintedRegister([column.heading for column in kept], rows, alike)
