"""Excel and CSV of exactly what a list shows: its filter, its order, its columns, for its reader; all pages of it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Any, BinaryIO, cast

import xlsxwriter
from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from thanthien.core import clock
from thanthien.core.csv_text import BOM, csv_line
from thanthien.core.own_files import mark
from thanthien.core.tables.columns import Extra
from thanthien.core.tables.table import Table
from thanthien.core.workbooks.cells import MOMENT, TEXT, WHOLE, CellKind, CellWriter, Shape, Value, csv_cell

AT_ONCE = 1000  # rows that are in memory together
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Heard = Callable[[int], object]
_HEADING = {"bold": True, "bg_color": "#e4f0f0", "border": 1, "text_wrap": True, "valign": "top"}
_WIDTHS = {Shape.TEXT: 24, Shape.NUMBER: 12, Shape.SHARE: 12, Shape.DAY: 12, Shape.MOMENT: 17}


def unheard(done: int) -> None:
    """Nobody waits for word."""


def file_name(table: Table[Any], ending: str) -> str:
    """What the file is called: its list and the day."""
    return f"{table.file or table.name}-{clock.today():%Y-%m-%d}.{ending}"


def file_of(table: Table[Any], order: str, ending: str) -> HttpResponseBase:
    """The download in this order; ``ending`` is ``csv`` or ``xlsx``."""
    name = file_name(table, ending)
    if ending == "xlsx":
        return FileResponse(excel_file(table, order), as_attachment=True, filename=name, content_type=XLSX)
    response = StreamingHttpResponse(csv_pieces(table, order), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def made_file(table: Table[Any], order: str, ending: str, heard: Heard) -> IO[bytes]:
    """The same as a file opened at its beginning, gone once it is closed; ``heard`` is told after some rows each how
    many are in it."""
    if ending == "xlsx":
        return excel_file(table, order, heard)
    with _on_disk() as file:
        for piece in csv_pieces(table, order, heard):
            file.write(piece.encode())
    return file


@contextmanager
def _on_disk() -> Iterator[IO[bytes]]:
    """A file to fill, which has no name; afterwards it stands open at its beginning, for the reader to close."""
    file = tempfile.TemporaryFile()  # noqa: SIM115
    try:
        yield file
    except BaseException:
        file.close()
        raise
    file.seek(0)


def _batches(table: Table[Any], order: str, heard: Heard) -> Iterator[Sequence[Any]]:
    done = 0
    for rows in table.batches(order, AT_ONCE):
        yield rows
        done += len(rows)
        heard(done)


def parts_of(table: Table[Any]) -> list[Extra[Any]]:
    """The columns of the file, from left to right."""
    return [part for column in table.values for part in column.parts]


# --- CSV ------------------------------------------------------------------------------------------------------------


def csv_pieces(table: Table[Any], order: str, heard: Heard = unheard) -> Iterator[str]:
    """The CSV file, piece by piece as the rows are read."""
    parts = parts_of(table)
    yield BOM + csv_line(csv_cell(TEXT, part.heading) for part in parts)
    for rows in _batches(table, order, heard):
        yield "".join(csv_line(csv_cell(part.kind, part.value(row)) for part in parts) for row in rows)


# --- Excel ----------------------------------------------------------------------------------------------------------


def excel_file(table: Table[Any], order: str, heard: Heard = unheard) -> IO[bytes]:
    """The Excel file, opened at its beginning; it is on disk only, and gone once it is closed. A second sheet tells
    what the list was narrowed to and when the file was made."""
    with _on_disk() as file, xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        book.set_properties({"title": table.caption})
        writer, heading = CellWriter(book), book.add_format(_HEADING)
        batches = _batches(table, order, heard)
        count = _write_rows(book.add_worksheet("Danh sách"), writer, heading, table, batches)
        _write_about(book.add_worksheet("Thông tin"), writer, _about(table, order, count))
    mark(cast("BinaryIO", file), table.caption)
    return file


def _write_rows(
    sheet: Any, writer: CellWriter, heading: Any, table: Table[Any], batches: Iterable[Sequence[Any]]
) -> int:
    parts, count = parts_of(table), 0
    _lay_out(sheet, table)
    for place, part in enumerate(parts):
        sheet.write_string(0, place, part.heading, heading)
    for rows in batches:
        for row in rows:
            count += 1
            for place, part in enumerate(parts):
                writer.write(sheet, count, place, part.kind, part.value(row))
    sheet.autofilter(0, 0, count, len(parts) - 1)
    return count


def _lay_out(sheet: Any, table: Table[Any]) -> None:
    sheet.freeze_panes(1, 1)
    widths = [column.width or _WIDTHS[part.kind.shape] for column in table.values for part in column.parts]
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)


def _about(table: Table[Any], order: str, count: int) -> Sequence[tuple[str, CellKind, Value]]:
    conditions = list(table.filters.conditions()) if table.filters else []
    return [
        ("Danh sách", TEXT, table.caption),
        *((label, TEXT, value) for label, value in conditions),
        ("Thứ tự", TEXT, table.order_in_words(order)),
        ("Số dòng", WHOLE, count),
        ("Lập lúc", MOMENT, clock.now()),
    ]


def _write_about(sheet: Any, writer: CellWriter, lines: Sequence[tuple[str, CellKind, Value]]) -> None:
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 60)
    for number, (label, kind, value) in enumerate(lines):
        writer.write(sheet, number, 0, TEXT, label)
        writer.write(sheet, number, 1, kind, value)
