"""Excel and CSV of exactly what a list shows: its filter, its order, its columns, for its reader; all pages of it."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator, Sequence
from typing import IO, Any

import xlsxwriter
from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from thanthien.core import clock
from thanthien.core.tables.columns import Extra
from thanthien.core.tables.table import Table
from thanthien.core.workbooks.cells import MOMENT, TEXT, WHOLE, CellKind, CellWriter, Shape, Value, csv_cell

AT_ONCE = 1000  # rows that are in memory together
BOM = "\ufeff"  # so that Excel reads Vietnamese
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEADING = {"bold": True, "bg_color": "#e4f0f0", "border": 1, "text_wrap": True, "valign": "top"}
_WIDTHS = {Shape.TEXT: 24, Shape.NUMBER: 12, Shape.SHARE: 12, Shape.DAY: 12, Shape.MOMENT: 17}


def file_of(table: Table[Any], order: str, ending: str) -> HttpResponseBase:
    """The download in this order; ``ending`` is ``csv`` or ``xlsx``."""
    name = f"{table.file or table.name}-{clock.today():%Y-%m-%d}.{ending}"
    if ending == "xlsx":
        return FileResponse(excel_file(table, order), as_attachment=True, filename=name, content_type=XLSX)
    response = StreamingHttpResponse(csv_pieces(table, order), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def parts_of(table: Table[Any]) -> list[Extra[Any]]:
    """The columns of the file, from left to right."""
    return [part for column in table.values for part in column.parts]


# --- CSV ------------------------------------------------------------------------------------------------------------


class _Line:
    """What csv.writer writes to: gives the line back instead of keeping it."""

    def write(self, text: str) -> str:
        return text


def csv_pieces(table: Table[Any], order: str) -> Iterator[str]:
    """The CSV file, piece by piece as the rows are read."""
    writer, parts = csv.writer(_Line()), parts_of(table)
    yield BOM + writer.writerow([part.heading for part in parts])
    for rows in table.batches(order, AT_ONCE):
        yield "".join(writer.writerow([csv_cell(part.kind, part.value(row)) for part in parts]) for row in rows)


# --- Excel ----------------------------------------------------------------------------------------------------------


def excel_file(table: Table[Any], order: str) -> IO[bytes]:
    """The Excel file, opened at its beginning; it is on disk only, and gone once it is closed. A second sheet tells
    what the list was narrowed to and when the file was made."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  the answer closes it
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        book.set_properties({"title": table.caption})
        writer, heading = CellWriter(book), book.add_format(_HEADING)
        count = _write_rows(book.add_worksheet("Danh sách"), writer, heading, table, order)
        _write_about(book.add_worksheet("Thông tin"), writer, _about(table, order, count))
    file.seek(0)
    return file


def _write_rows(sheet: Any, writer: CellWriter, heading: Any, table: Table[Any], order: str) -> int:
    parts, count = parts_of(table), 0
    _lay_out(sheet, table)
    sheet.write_row(0, 0, [part.heading for part in parts], heading)
    for rows in table.batches(order, AT_ONCE):
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
