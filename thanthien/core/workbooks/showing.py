"""The rows of a dry run as its page shows them. No Django."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from thanthien.core.workbooks.checking import Row
from thanthien.core.workbooks.columns import Workbook
from thanthien.core.workbooks.kinds import shown


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell: as understood, or as typed where it wasn't, with the sentences about it."""

    heading: str
    text: str
    faults: tuple[str, ...]
    is_number: bool


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row with its number in the file, and what an import would make of it."""

    number: int
    cells: tuple[ShownCell, ...]
    told: str


def shown_rows(workbook: Workbook, rows: Iterable[Row]) -> list[ShownRow]:
    """The rows for the page."""
    told = []
    for row in rows:
        cells = []
        for place, column in enumerate(workbook.columns):
            known = column.name in row.values
            text = column.kind.told(row.values[column.name]) if known else shown(row.cells[place])
            faults = tuple(row.faults.get(column.name, ()))
            cells.append(ShownCell(column.heading, text, faults, column.kind.cell.is_number))
        told.append(ShownRow(row.number, tuple(cells), row.told))
    return told
