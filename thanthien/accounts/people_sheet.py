"""The spreadsheet of people: reading one that was filled in, making an empty one."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO

import xlsxwriter
from python_calamine import CalamineError, load_workbook

from thanthien.accounts.people_check import PersonRow
from thanthien.accounts.roles import ROLES
from thanthien.core.text import fold, normalise

HEADINGS = ("Họ tên", "Email", "Mã cơ quan", "Vai trò", "Từ ngày", "Đến ngày")
MAX_ROWS = 3000
MAX_BYTES = 3 * 1024 * 1024
_MAX_UNPACKED = 60 * 1024 * 1024
_LONGEST_CELL = 300


class SheetError(Exception):
    """The file as a whole can't be read; the message is a sentence for the person who sent it."""


def read_people(file: BinaryIO, size: int) -> list[PersonRow]:
    """The filled rows of the first sheet. Raises SheetError for a wrong, broken, empty or oversize file."""
    if size > MAX_BYTES:
        raise SheetError("Tệp lớn quá 3 MB. Vui lòng chia thành nhiều tệp.")
    content = file.read()
    _look_inside(content)
    try:
        sheet = load_workbook(io.BytesIO(content)).get_sheet_by_index(0)
        table = sheet.to_python(skip_empty_area=False)
    except (CalamineError, ValueError, IndexError) as error:
        raise SheetError("Không đọc được tệp. Cần tệp Excel (.xlsx) theo mẫu.") from error
    rows = list(_rows(table))
    if not rows:
        raise SheetError("Tệp không có dòng nào dưới dòng tiêu đề.")
    if len(rows) > MAX_ROWS:
        raise SheetError(f"Tệp có {len(rows)} dòng, nhiều hơn {MAX_ROWS}. Vui lòng chia thành nhiều tệp.")
    return rows


def _look_inside(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            names = archive.namelist()
    except zipfile.BadZipFile as error:
        raise SheetError("Không đọc được tệp. Cần tệp Excel (.xlsx) theo mẫu.") from error
    if unpacked > _MAX_UNPACKED or "xl/workbook.xml" not in names:
        raise SheetError("Tệp không phải là bảng Excel bình thường. Cần tệp Excel (.xlsx) theo mẫu.")


def _rows(table: Sequence[Sequence[Any]]) -> Iterable[PersonRow]:
    start, columns = _find_headings(table)
    for number, cells in enumerate(table[start:], start=start + 1):
        texts = [_text(cells[place]) if place < len(cells) else "" for place in columns]
        if any(texts):
            yield PersonRow(number, *texts)


def _find_headings(table: Sequence[Sequence[Any]]) -> tuple[int, list[int]]:
    wanted = [fold(heading) for heading in HEADINGS]
    for number, cells in enumerate(table[:10], start=1):
        found = [fold(_text(cell)) for cell in cells]
        if all(heading in found for heading in wanted):
            return number, [found.index(heading) for heading in wanted]
    raise SheetError(f"Không thấy dòng tiêu đề. Các cột cần có: {', '.join(HEADINGS)}.")


def _text(cell: Any) -> str:
    if isinstance(cell, datetime | date):
        return cell.strftime("%d/%m/%Y")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return normalise(str(cell))[:_LONGEST_CELL]


def empty_sheet(agencies: Iterable[tuple[str, str]], today: date) -> bytes:
    """The template as an .xlsx file: headings with an example, and sheets that list agencies and roles."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "bg_color": "#e4f0f0", "border": 1})
        people = book.add_worksheet("Người dùng")
        example = ("Nguyễn Thị Ví Dụ", "vi-du@example.org", "so-noi-vu", "Chuyên viên cơ quan thường trực")
        _write_table(people, bold, HEADINGS, [(*example, today.strftime("%d/%m/%Y"), "")])
        _write_table(book.add_worksheet("Cơ quan"), bold, ("Mã cơ quan", "Tên"), agencies)
        roles = [(info.title, info.sentence) for info in ROLES.values()]
        _write_table(book.add_worksheet("Vai trò"), bold, ("Vai trò", "Việc"), roles)
    return buffer.getvalue()


def _write_table(sheet: Any, bold: Any, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(headings) - 1, 32)
    sheet.write_row(0, 0, headings, bold)
    for number, row in enumerate(rows, start=1):
        for place, text in enumerate(row):
            sheet.write_string(number, place, text)
