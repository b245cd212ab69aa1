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
    """The columns that tell rows apart, those of the first importance always. Of one without a row all of them."""
    kept, alike = [], []
    for column in columns:
        values = [column.value(row) for row in members]
        if not (column.roomy and values) or any(value != values[0] for value in values):
            kept.append(column)
        elif values[0] not in (None, ""):
            alike.append((column.heading, column.shown(members[0])))
    rows = [[column.shown(row) for column in kept] for row in members]
    return PrintedRegister([column.heading for column in kept], rows, alike)
