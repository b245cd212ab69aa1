"""The spreadsheet of people: reading one that was filled in, making an empty one."""

import io
from collections.abc import Iterable
from datetime import date
from typing import BinaryIO

import xlsxwriter

from thanthien.accounts.people_check import PersonRow
from thanthien.accounts.roles import ROLES
from thanthien.core.sheets import cell_text, read_sheet, write_table

HEADINGS = ("Họ tên", "Email", "Mã cơ quan", "Vai trò", "Từ ngày", "Đến ngày")


def read_people(file: BinaryIO, size: int) -> list[PersonRow]:
    """The filled rows of the first sheet. Raises SheetError for a wrong, broken, empty or oversize file."""
    return [PersonRow(number, *map(cell_text, cells)) for number, cells in read_sheet(file, size, HEADINGS)]


def empty_sheet(agencies: Iterable[tuple[str, str]], today: date) -> bytes:
    """The template as an .xlsx file: headings with an example, and sheets that list agencies and roles."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "bg_color": "#e4f0f0", "border": 1})
        people = book.add_worksheet("Người dùng")
        example = ("Nguyễn Thị Ví Dụ", "vi-du@example.org", "so-noi-vu", "Chuyên viên cơ quan thường trực")
        write_table(people, bold, HEADINGS, [(*example, today.strftime("%d/%m/%Y"), "")])
        write_table(book.add_worksheet("Cơ quan"), bold, ("Mã cơ quan", "Tên"), list(agencies))
        roles = [(info.title, info.sentence) for info in ROLES.values()]
        write_table(book.add_worksheet("Vai trò"), bold, ("Vai trò", "Việc"), roles)
    return buffer.getvalue()
