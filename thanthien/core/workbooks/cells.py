"""One typed cell, as a page shows it and as it goes into a CSV file and an Excel sheet, in Vietnamese formats.

A kind says what a value is and how many places are told: `TEXT`, `WHOLE`, `YEAR`, `decimal(2)`, `DAY`, `MOMENT`,
`share(1)`. Both files tell a value as exactly as a page does and no more. None is a blank cell; a text in place of a
number (“chưa chấm”) stays that text. No Django.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

from thanthien.core.csv_text import harmless
from thanthien.core.formats import NOTHING, VIETNAM, date_vn, datetime_vn, number, percent

LONGEST_TEXT = 32_767  # what Excel takes in one cell
_FIRST_YEAR = 1900  # Excel counts days from here
_CUT = "…"

Value = str | int | float | Decimal | Fraction | date | None


class Shape(Enum):
    """What a value is, whatever its places."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    MOMENT = "moment"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class CellKind:
    """A shape and the places after the comma that are told; a share's places are those of its percentage. A number that
    isn't ``grouped`` has no dots for thousands."""

    shape: Shape
    places: int = 0
    grouped: bool = True

    @property
    def excel_format(self) -> str:
        """The number format of Excel; separators of days are written out, so that no other country's appear."""
        zeros = f".{'0' * self.places}" if self.places else ""
        return {
            Shape.TEXT: "General",
            Shape.NUMBER: f"#,##0{zeros}" if self.grouped else "0",
            Shape.DAY: r"dd\/mm\/yyyy",
            Shape.MOMENT: r"dd\/mm\/yyyy\ hh:mm",
            Shape.SHARE: f"0{zeros}%",
        }[self.shape]

    @property
    def is_number(self) -> bool:
        """Whether the values are counted or measured: such a column stands at the right."""
        return self.shape in (Shape.NUMBER, Shape.SHARE)


TEXT = CellKind(Shape.TEXT)
WHOLE = CellKind(Shape.NUMBER)
YEAR = CellKind(Shape.NUMBER, grouped=False)
DAY = CellKind(Shape.DAY)
MOMENT = CellKind(Shape.MOMENT)


def decimal(places: int) -> CellKind:
    """A number with so many places: points have two."""
    return CellKind(Shape.NUMBER, places)


def share(places: int = 1) -> CellKind:
    """A ratio from 0 to 1, told as a percentage: 0,885 is 88,5%."""
    return CellKind(Shape.SHARE, places)


# --- On a page ------------------------------------------------------------------------------------------------------


def page_cell(kind: CellKind, value: Value) -> str:
    """The value as a page shows it: 1.234,5 · 88,5% · 30/03/2026 · 15:42, 30/03/2026; a dash where there is none."""
    if value is None:
        return NOTHING
    if isinstance(value, str) or kind.shape is Shape.TEXT:
        return str(value)
    if isinstance(value, datetime) and kind.shape is Shape.MOMENT:
        return datetime_vn(value)
    if isinstance(value, date):
        return date_vn(value)
    if not kind.grouped:
        return str(value)
    return percent(value, kind.places) if kind.shape is Shape.SHARE else number(value, kind.places)


# --- CSV ------------------------------------------------------------------------------------------------------------


def csv_cell(kind: CellKind, value: Value) -> str:
    """The value as text: 1.234,5 · 88,5% · 30/03/2026 · 30/03/2026 15:42; never taken for a formula."""
    if value is None:
        return ""
    if isinstance(value, str) or kind.shape is Shape.TEXT:
        return harmless(str(value))
    if isinstance(value, date):
        return f"{_local(value):%d/%m/%Y %H:%M}" if kind.shape is Shape.MOMENT else f"{_local(value):%d/%m/%Y}"
    told = _rounded(kind, value)
    if not kind.grouped:
        return str(told)
    if kind.shape is Shape.SHARE:
        return f"{_plain_minus(number(told * 100, kind.places))}%"
    return _plain_minus(number(told, kind.places))


def _plain_minus(text: str) -> str:
    return text.replace("−", "-")  # a spreadsheet reads only the plain sign as part of a number


# --- Excel ----------------------------------------------------------------------------------------------------------


class CellWriter:
    """Writes typed cells into the sheets of one xlsxwriter book; a cell is never a formula or a link."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._formats: dict[CellKind, Any] = {}

    def write(self, sheet: Any, row: int, column: int, kind: CellKind, value: Value) -> None:
        """One cell; rows and columns count from 0. In a book of constant memory, rows come in their order."""
        if value is None or value == "":
            return
        if isinstance(value, str) or kind.shape is Shape.TEXT:
            sheet.write_string(row, column, _fitting(str(value)))
        elif isinstance(value, date):
            self._write_date(sheet, row, column, kind, _local(value))
        else:
            sheet.write_number(row, column, _rounded(kind, value), self._format(kind))

    def _write_date(self, sheet: Any, row: int, column: int, kind: CellKind, day: date) -> None:
        if day.year < _FIRST_YEAR:
            sheet.write_string(row, column, csv_cell(kind, day))
        elif kind.shape is Shape.DAY and isinstance(day, datetime):
            sheet.write_datetime(row, column, day.date(), self._format(kind))
        else:
            sheet.write_datetime(row, column, day, self._format(kind))

    def _format(self, kind: CellKind) -> Any:
        if kind not in self._formats:
            self._formats[kind] = self._book.add_format({"num_format": kind.excel_format})
        return self._formats[kind]


def _fitting(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + _CUT


def _rounded(kind: CellKind, value: int | float | Decimal | Fraction) -> Decimal:
    """The value as exactly as it is told: half a unit of the last place goes up."""
    places = kind.places + 2 if kind.shape is Shape.SHARE else kind.places
    if isinstance(value, Fraction):
        exact = Decimal(value.numerator) / Decimal(value.denominator)
    else:
        exact = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _local(day: date) -> date:
    """A moment as the clock in Việt Nam shows it."""
    if isinstance(day, datetime) and day.tzinfo is not None:
        return day.astimezone(VIETNAM).replace(tzinfo=None)
    return day
