"""What the cells of the administrator's spreadsheets mean: the unit of a row, a number, a count; and making a file."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, ParamSpec, TypeVar

import xlsxwriter

from thanthien.core.numbers_vi import NumberProblem, parse_number_vi, plain_decimal
from thanthien.core.sheets import cell_text, write_table
from thanthien.core.text import fold
from thanthien.units.models import Unit

MAX_COUNT = 10_000_000

Asked = ParamSpec("Asked")
Read = TypeVar("Read")


class CellProblem(Exception):
    """A cell can't be taken; the message is a sentence for the person who filled the sheet."""


def taken(
    errors: list[str], read: Callable[Asked, Read], /, *cells: Asked.args, **options: Asked.kwargs
) -> Read | None:
    """What a reader says of its cells; a problem becomes one more error of the row."""
    try:
        return read(*cells, **options)
    except CellProblem as problem:
        errors.append(str(problem))
        return None


def unit_code(cell: Any) -> str:
    """The code of a unit, with the zeros that a spreadsheet drops."""
    return cell_text(cell).zfill(5)


def named_unit(code: str, name: str, units: Mapping[str, Unit]) -> Unit:
    """The unit of a code, whose name (blank: not compared) agrees. Raises CellProblem."""
    unit = units.get(code)
    if unit is None:
        raise CellProblem(f"Không có đơn vị mang mã “{code}”.")
    if name and fold(name) not in (fold(unit.name), fold(unit.short_name)):
        raise CellProblem(f"Mã {code} là {unit.name}, không phải “{name}”.")
    return unit


def number_in(cell: Any, column: str) -> Decimal | None:
    """The number of a cell, None when it is blank. Raises CellProblem."""
    if cell_text(cell) == "":
        return None
    # A number cell has one meaning; a text is read as people here write it.
    text = plain_decimal(Decimal(repr(cell))).replace(".", ",") if isinstance(cell, int | float) else cell_text(cell)
    try:
        return parse_number_vi(text)
    except NumberProblem as problem:
        raise CellProblem(f"{column}: {problem}") from problem


def count_in(cell: Any, column: str) -> int | None:
    """The whole number from 1 on of a cell, None when it is blank. Raises CellProblem."""
    count = number_in(cell, column)
    if count is None:
        return None
    if count != int(count) or not 0 < count <= MAX_COUNT:
        raise CellProblem(f"{column} phải là số nguyên từ 1 đến 10.000.000.")
    return int(count)


def sheet_file(title: str, headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """An .xlsx file with one sheet."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "bg_color": "#e4f0f0", "border": 1})
        write_table(book.add_worksheet(title), bold, headings, rows)
    return buffer.getvalue()
