"""Reading an Excel file that a person filled in: limits first, then its rows as they are. No Django."""

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO

from python_calamine import CalamineError, load_workbook

from thanthien.core.file_archives import ArchiveProblem, archive_kind
from thanthien.core.sheet_extent import reaches_too_far
from thanthien.core.text import fold, normalise

MAX_ROWS = 3000
MAX_BYTES = 3 * 1024 * 1024
_MAX_UNPACKED = 60 * 1024 * 1024
_LONGEST_CELL = 300
_HEADINGS_WITHIN = 10
_UNREADABLE = "Không đọc được tệp. Cần tệp Excel (.xlsx) theo mẫu."
_NO_SHEET = "Tệp không phải là bảng Excel bình thường. Cần tệp Excel (.xlsx) theo mẫu."


class SheetError(Exception):
    """The file as a whole can't be read; the message is a sentence for the person who sent it."""


def read_sheet(file: BinaryIO, size: int, headings: Sequence[str]) -> list[tuple[int, list[Any]]]:
    """The filled rows under the headings on the first sheet: row number in Excel, and the cells in that order.

    Raises SheetError for a wrong, broken, empty or oversize file.
    """
    if size > MAX_BYTES:
        raise SheetError("Tệp lớn quá 3 MB. Vui lòng chia thành nhiều tệp.")
    content = file.read()
    _look_inside(content)
    try:
        table = load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, ValueError, IndexError) as error:
        raise SheetError(_UNREADABLE) from error
    rows = list(_rows(table, headings))
    if not rows:
        raise SheetError("Tệp không có dòng nào dưới dòng tiêu đề.")
    if len(rows) > MAX_ROWS:
        raise SheetError(f"Tệp có {len(rows)} dòng, nhiều hơn {MAX_ROWS}. Vui lòng chia thành nhiều tệp.")
    return rows


def cell_text(cell: Any) -> str:
    """A cell as a person sees it: days as 01/07/2026, whole numbers without “.0”, at most 300 characters."""
    if isinstance(cell, datetime | date):
        return cell.strftime("%d/%m/%Y")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return normalise(str(cell))[:_LONGEST_CELL]


def _look_inside(content: bytes) -> None:
    # The reader behind trusts what a container says about itself, so it gets only containers that were read through.
    try:
        kind = archive_kind(io.BytesIO(content), _MAX_UNPACKED)
    except ArchiveProblem as problem:
        told = {"broken": _UNREADABLE, "encrypted": f"Tệp {problem.why}", "macro": f"Tệp {problem.why}"}
        raise SheetError(told.get(problem.code, _NO_SHEET)) from problem
    if kind != "xlsx":
        raise SheetError(_NO_SHEET)
    if reaches_too_far(io.BytesIO(content)):
        raise SheetError("Bảng trải quá rộng. Hãy xóa các dòng và cột trống ở xa bảng, lưu lại rồi tải lên.")


def _rows(table: Sequence[Sequence[Any]], headings: Sequence[str]) -> Iterator[tuple[int, list[Any]]]:
    start, columns = _find_headings(table, headings)
    for number, cells in enumerate(table[start:], start=start + 1):
        wanted = [cells[place] if place < len(cells) else "" for place in columns]
        if any(cell_text(cell) for cell in wanted):
            yield number, wanted


def _find_headings(table: Sequence[Sequence[Any]], headings: Sequence[str]) -> tuple[int, list[int]]:
    wanted = [fold(heading) for heading in headings]
    for number, cells in enumerate(table[:_HEADINGS_WITHIN], start=1):
        found = [fold(cell_text(cell)) for cell in cells]
        if all(heading in found for heading in wanted):
            return number, [found.index(heading) for heading in wanted]
    raise SheetError(f"Không thấy dòng tiêu đề. Các cột cần có: {', '.join(headings)}.")


def write_table(sheet: Any, bold: Any, headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Headings and rows on a sheet of an xlsxwriter book; texts stay texts, numbers numbers, None stays blank."""
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(headings) - 1, 32)
    sheet.write_row(0, 0, headings, bold)
    for number, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(number, place, cell)
            elif cell is not None:
                sheet.write_number(number, place, cell)
