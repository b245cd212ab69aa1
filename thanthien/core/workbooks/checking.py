"""The dry run: every row with what it means, and every wrong cell with its sentence. No Django.

The kit reads each cell; then the room looks across rows and into the database, and says what an import would do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any

from thanthien.core.text import unseen
from thanthien.core.workbooks.columns import Column, Workbook
from thanthien.core.workbooks.kinds import Cell, CellProblem
from thanthien.core.workbooks.reading import Sheet, SheetRow

BLANK = "Ô này chưa có nội dung."
UNSEEN = "Ô có ký tự ẩn. Cần xóa nội dung ô rồi gõ lại."


@dataclass(slots=True)
class Row:
    """A row as typed and as understood: the values of its good cells, the sentences about its wrong ones, by column."""

    number: int
    cells: tuple[Cell, ...]
    values: dict[str, Any] = field(default_factory=dict)
    faults: dict[str, list[str]] = field(default_factory=dict)
    told: str = ""

    def get(self, name: str) -> Any:
        """The value of a column; None when its cell is blank or wrong."""
        return self.values.get(name)

    def fault(self, name: str, sentence: str) -> None:
        """Say what is wrong with the cell of a column."""
        self.faults.setdefault(name, []).append(sentence)


@dataclass(frozen=True, slots=True)
class Effect:
    """What an import would do to one thing, a unit say: how many are new, kept … (by heading), and a word on it."""

    about: str
    numbers: dict[str, int]
    told: str = ""


@dataclass(slots=True)
class Check:
    """The outcome of a dry run. ``told`` are sentences on what an import would do, ``refused`` what stands against the
    file as a whole."""

    workbook: Workbook
    sheet: Sheet
    rows: list[Row]
    told: list[str] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    @property
    def left_out(self) -> int:
        """How many rows hold nothing but what the template brought along."""
        return len(self.sheet.rows) - len(self.rows)

    @property
    def wrong(self) -> list[Row]:
        """The rows with a wrong cell."""
        return [row for row in self.rows if row.faults]

    @property
    def ok(self) -> bool:
        """Whether there is something to import and nothing wrong."""
        return bool(self.rows) and not self.refused and not any(row.faults for row in self.rows)

    @property
    def mark(self) -> str:
        """A mark of all that the dry run tells: another one, and the person would decide on something unseen."""
        told = [(row.number, row.cells, row.faults, row.told) for row in self.rows]
        effects = [(effect.about, effect.numbers, effect.told) for effect in self.effects]
        return hashlib.sha256(repr((told, effects, self.told, self.refused)).encode()).hexdigest()

    def doubles(self, name: str, key: Callable[[Row], Hashable | None]) -> None:
        """Rows with the same key (None: not compared) are doubles; the later one is told so in the cell of a column."""
        first: dict[Hashable, int] = {}
        for row in self.rows:
            same = key(row)
            if same is not None and (earlier := first.setdefault(same, row.number)) != row.number:
                row.fault(name, f"Trùng với dòng {earlier}.")


def understood(workbook: Workbook, sheet: Sheet) -> Check:
    """Read each cell by the kind of its column. Rows with nothing but what the template brought along are left out."""
    own = [place for place, column in enumerate(workbook.columns) if not column.prefilled]
    filled = [row for row in sheet.rows if not row.is_blank(own)]
    return Check(workbook, sheet, [_understood(workbook.columns, row) for row in filled])


def _understood(columns: Iterable[Column], typed: SheetRow) -> Row:
    row = Row(typed.number, typed.cells)
    for place, column in enumerate(columns):
        try:
            value = _value(column, typed, place)
        except CellProblem as problem:
            row.fault(column.name, str(problem))
        else:
            if value is not None:
                row.values[column.name] = value
    return row


def _value(column: Column, typed: SheetRow, place: int) -> Any:
    """The value of a cell, None when it is blank. Raises CellProblem."""
    cell = typed.cells[place]
    if place in typed.flaws:
        raise CellProblem(typed.flaws[place])
    if isinstance(cell, str) and unseen(cell):
        raise CellProblem(UNSEEN)
    if typed.is_blank([place]):
        if column.required:
            raise CellProblem(BLANK)
        return None
    return column.kind.read(cell)
