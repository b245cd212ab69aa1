"""Files made from a list of columns: the template, the export, the refused file handed back. No Django."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range_abs

from thanthien.core.workbooks.cells import DAY, LONGEST_TEXT, CellWriter, Shape
from thanthien.core.workbooks.checking import Check
from thanthien.core.workbooks.columns import Column, Record, Workbook
from thanthien.core.workbooks.kinds import Cell, Choice, Several, cell_text

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_HEAD = {"bold": True, "bg_color": "#e4f0f0", "border": 1, "text_wrap": True, "valign": "top"}
_WRONG = {"bg_color": "#f9d7d3", "border": 1, "border_color": "#b8232f"}
_LISTS, _GUIDE = "Danh mục", "Hướng dẫn"
_LONGEST_INLINE = 255  # of all words of a drop-down together; longer ones refer to the sheet of lists
_FIRST_YEAR = 1900  # Excel counts days from here
_COMMENT = {"x_scale": 2, "y_scale": 1.5, "font_size": 10}
_TO_MEND = "Cần sửa"


def workbook_file(workbook: Workbook, records: Iterable[Record]) -> bytes:
    """An .xlsx file with these records, which can be read again; without any it is an empty template."""
    book = _Book(workbook)
    cells = CellWriter(book.file)
    for at, record in enumerate(records, start=1):
        for place, column in enumerate(workbook.columns):
            value = record.get(column.name)
            if value is not None:
                cells.write(book.sheet, at, place, column.kind.cell, column.kind.write(value))
    return book.closed()


def handed_back(check: Check) -> bytes:
    """The rows of a refused file in their places, wrong cells in colour and with a comment each.

    Rows keep their numbers, since sentences name them. A last column tells all of a row, for programs without comments
    and to filter by; it is not read again.
    """
    columns, head_at = check.workbook.columns, check.sheet.headings_at - 1
    book = _Book(check.workbook, headings_at=head_at)
    book.sheet.write_string(head_at, len(columns), _TO_MEND, book.head)
    book.sheet.set_column(len(columns), len(columns), 60)
    faults = {row.number: row.faults for row in check.wrong}
    for row in check.sheet.rows:
        wrong = faults.get(row.number, {})
        for place, column in enumerate(columns):
            book.put_typed(row.number - 1, place, row.cells[place], wrong.get(column.name, ()))
        if wrong:
            said = [f"{one.heading}: {sentence}" for one in columns for sentence in wrong.get(one.name, ())]
            book.sheet.write_string(row.number - 1, len(columns), " ".join(said)[:LONGEST_TEXT])
    return book.closed()


class _Book:
    """An .xlsx file with the sheet of a workbook, laid out and without rows, and the sheets that explain it."""

    def __init__(self, workbook: Workbook, headings_at: int = 0) -> None:
        self._buffer = io.BytesIO()
        self.file = xlsxwriter.Workbook(self._buffer, {"in_memory": True})
        self.head = self.file.add_format(_HEAD)
        as_day = {"num_format": DAY.excel_format}
        self._looks = {  # by: wrong, a day
            (False, False): None,
            (False, True): self.file.add_format(as_day),
            (True, False): self.file.add_format(_WRONG),
            (True, True): self.file.add_format(_WRONG | as_day),
        }
        self.sheet = self.file.add_worksheet(workbook.title)
        self.sheet.freeze_panes(headings_at + 1, 0)
        lists = self._lists(workbook)
        for place, column in enumerate(workbook.columns):
            self._lay_out(column, place, headings_at)
            if rule := _rule(column, lists.get(column.name, "")):
                last = headings_at + workbook.most_rows
                self.sheet.data_validation(headings_at + 1, place, last, place, rule)
        self._guide(workbook)

    def closed(self) -> bytes:
        """The file."""
        self.file.close()
        return self._buffer.getvalue()

    def put_typed(self, at: int, place: int, cell: Cell, faults: Sequence[str]) -> None:
        """A cell as it was typed, never as a formula; a wrong one with its comment."""
        is_day = isinstance(cell, date) and cell.year >= _FIRST_YEAR
        look = self._looks[bool(faults), is_day]
        if isinstance(cell, date) and is_day:
            self.sheet.write_datetime(at, place, cell, look)
        elif isinstance(cell, bool):
            self.sheet.write_boolean(at, place, cell, look)
        elif isinstance(cell, int | float) and math.isfinite(cell):
            self.sheet.write_number(at, place, cell, look)
        else:
            text = cell if isinstance(cell, str) else cell_text(cell)
            self.sheet.write_string(at, place, text[:LONGEST_TEXT], look)
        if faults:
            self.sheet.write_comment(at, place, "\n".join(faults)[:LONGEST_TEXT], _COMMENT)

    def _lay_out(self, column: Column, place: int, headings_at: int) -> None:
        # In a column of text, codes keep their zeros and nothing becomes a day.
        is_text = column.kind.cell.shape is Shape.TEXT
        form = self.file.add_format({"num_format": "@" if is_text else column.kind.cell.excel_format})
        self.sheet.set_column(place, place, column.width, form)
        self.sheet.write_string(headings_at, place, column.heading, self.head)
        if note := _note(column):
            self.sheet.write_comment(headings_at, place, note, _COMMENT)

    def _lists(self, workbook: Workbook) -> dict[str, str]:
        """A sheet with the choices that are too long for a drop-down of their own; where each column's stand there."""
        long = [(column, kind) for _, column, kind in workbook.choices() if not _fits_inline(kind)]
        if not long:
            return {}
        sheet, ranges = self.file.add_worksheet(_LISTS), {}
        sheet.freeze_panes(1, 0)
        for number, (column, kind) in enumerate(long):
            at = number * 3  # word, meaning, a gap
            sheet.set_column(at, at + 1, 36)
            self._table(sheet, at, (column.heading, "Nghĩa"), [(one.word, one.meaning) for one in kind.listed])
            ranges[column.name] = f"='{_LISTS}'!{xl_range_abs(1, at, len(kind.listed), at)}"
        return ranges

    def _guide(self, workbook: Workbook) -> None:
        sheet = self.file.add_worksheet(_GUIDE)
        sheet.set_column(0, 1, 20)
        sheet.set_column(2, 3, 60)
        rows = [
            (one.heading, "có" if one.required else "không", one.note, one.told_example) for one in workbook.columns
        ]
        self._table(sheet, 0, ("Cột", "Bắt buộc", "Cách ghi", "Ví dụ"), rows)

    def _table(self, sheet: Any, left: int, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        for at, texts in enumerate([headings, *rows]):
            for place, text in enumerate(texts, start=left):
                sheet.write_string(at, place, text, self.head if at == 0 else None)


def _note(column: Column) -> str:
    example = f"Ví dụ: {column.told_example}" if column.told_example else ""
    parts = ["Bắt buộc." if column.required else "", column.note, example]
    return "\n".join(part for part in parts if part)


def _rule(column: Column, list_range: str) -> dict[str, Any]:
    """What the spreadsheet checks while someone types. Only a drop-down holds: reading takes more than these rules,
    a number as text with a comma, say."""
    kind = column.kind
    if isinstance(kind, Choice):
        source = list_range or [one.word for one in kind.listed]
        told = _ONE_OF_SEVERAL if isinstance(kind, Several) else _ONE_OF
        return {"validate": "list", "source": source, **told} if kind.listed else {}
    if not (rule := kind.rule()):
        return {}
    return rule | {"error_type": "warning", "error_title": "Cần xem lại", "error_message": "Nội dung có thể chưa đúng."}


_ONE_OF = {"error_title": "Không có trong danh mục", "error_message": "Vui lòng chọn trong danh sách."}
# Several are typed one behind the other, which no drop-down knows.
_ONE_OF_SEVERAL = {
    "error_type": "information",
    "error_title": "Nhiều mục trong một ô",
    "error_message": "Mỗi mục ghi như trong danh sách, cách nhau bằng dấu chấm phẩy.",
}


def _fits_inline(kind: Choice) -> bool:
    words = [one.word for one in kind.listed]
    return len(",".join(words)) <= _LONGEST_INLINE and not any("," in word for word in words)
