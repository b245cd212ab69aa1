"""What a workbook is: a list of columns. No Django."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from thanthien.core.workbooks.cells import Value
from thanthien.core.workbooks.kinds import Choice, Kind

Record: TypeAlias = Mapping[str, Any]  # values by the names of their columns

MAX_ROWS = 3000


@dataclass(frozen=True)
class Column:
    """One column: its name in code, its heading, and the kind of its cells.

    ``note`` says what belongs there and ``example`` shows it; both stand in a comment at the heading. ``prefilled``:
    the template brings the value along, so a row with nothing else is left out.
    """

    name: str
    heading: str
    kind: Kind
    width: int = 20
    required: bool = False
    note: str = ""
    example: Value = None
    prefilled: bool = False

    @property
    def told_how(self) -> str:
        """How a cell is filled in, as pages write it: what the column says of itself, else its kind."""
        return self.note or ("" if self.told_example else self.kind.how())

    @property
    def told_example(self) -> str:
        """The example as pages write it; empty when there is none."""
        return "" if self.example is None else self.kind.told(self.example)


@dataclass(frozen=True)
class Workbook:
    """A list of columns; ``title`` names the sheet, ``file_name`` (without ending) what is downloaded."""

    title: str
    file_name: str
    columns: tuple[Column, ...]
    most_rows: int = MAX_ROWS

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings in their order."""
        return tuple(column.heading for column in self.columns)

    def choices(self) -> Iterator[tuple[int, Column, Choice]]:
        """The columns with a drop-down, and where they stand."""
        for place, column in enumerate(self.columns):
            if isinstance(column.kind, Choice):
                yield place, column, column.kind
