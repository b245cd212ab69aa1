"""Columns of a table: what a cell shows, how it sorts, what of it goes into a file, where it stands on a phone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from django.db.models.expressions import Combinable

from thanthien.core.workbooks.cells import TEXT, CellKind, Shape, Value, page_cell

Row = TypeVar("Row")
_LONG_HEADING = 20  # letters

# What the database sorts by, or for a sequence a function of its member; None is last either way.
OrderBy = str | Combinable | Callable[[Any], Any]


class Phone(StrEnum):
    """Where a cell stands in the card that a row becomes on a phone."""

    TITLE = "title"  # heads the card
    BESIDE = "beside"  # at the right of the title, without its label
    SHORT = "short"  # under its label, beside other short ones
    WHOLE = "whole"  # a line of its own
    MORE = "more"  # only after “Chi tiết”


@dataclass(frozen=True, slots=True)
class Extra(Generic[Row]):
    """A further value that a cell shows; in a file it is a column of its own."""

    heading: str
    value: Callable[[Row], Value]
    kind: CellKind = TEXT


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column. Page and file tell the same values; ``cell`` may only dress them.

    ``key`` stands in the address of an order. ``cell`` gives text or ready markup (without it, the value as its kind
    is written). ``order`` is there only where sorting makes sense. ``clip``: a text that may be long; a wide screen
    shows its one line and the whole on hover; ``breaks``: of which rows the whole in several lines. ``wraps``: a text
    that may break where the table would not fit. ``roomy``: only a very wide screen has room for it. ``file_heading``:
    where a file puts into two columns what a cell shows together. ``width``: of the column in Excel, in letters.
    ``on_paper``: whether a printed register has it; ``in_files``: not what is to end one day, which a file outlives.
    """

    key: str
    heading: str
    value: Callable[[Row], Value]
    kind: CellKind = TEXT
    cell: Callable[[Row], str] | None = None
    order: OrderBy | None = None
    extras: tuple[Extra[Row], ...] = ()
    phone: Phone | Callable[[Row], Phone] = Phone.SHORT
    clip: bool = False
    breaks: Callable[[Row], bool] | None = None
    wraps: bool = False
    roomy: bool = False
    file_heading: str = ""
    width: int = 0
    on_paper: bool = True
    in_files: bool = True

    def shown(self, row: Row) -> str:
        """What the cell of a row shows."""
        return self.cell(row) if self.cell else page_cell(self.kind, self.value(row))

    @property
    def css(self) -> str:
        """Numbers stand at the right; short things keep their line."""
        names = {
            "num": self.kind.is_number,
            "nowrap": self.kind.shape in (Shape.DAY, Shape.MOMENT),
            "clip": self.clip,
            "wraps": self.wraps,
            "is-roomy": self.roomy,
        }
        return " ".join(name for name, holds in names.items() if holds)

    @property
    def head_css(self) -> str:
        """As its cells; a long heading takes two lines rather than the room of others."""
        return f"{self.css} long-head".strip() if len(self.heading) > _LONG_HEADING else self.css

    @property
    def parts(self) -> tuple[Extra[Row], ...]:
        """Everything that the column puts into a file."""
        own = Extra(self.file_heading or self.heading, self.value, self.kind)
        return (own, *self.extras) if self.in_files else ()


@dataclass(frozen=True, slots=True)
class Control(Generic[Row]):
    """A cell to do something with: a box to choose the row, a link to a step. It has no value and is in no file."""

    heading: str
    cell: Callable[[Row], str]
    phone: Phone = Phone.SHORT
