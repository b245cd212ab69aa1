"""Reading an Excel file that a person filled in: limits first, then its rows as they are. No Django."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from python_calamine import CalamineError, load_workbook

from thanthien.core.acting.errors import Invalid
from thanthien.core.file_archives import ArchiveProblem, archive_kind
from thanthien.core.formats import number
from thanthien.core.text import fold
from thanthien.core.workbooks.columns import Workbook
from thanthien.core.workbooks.extent import holds_too_much_text, reaches_too_far
from thanthien.core.workbooks.kinds import Cell, cell_text
from thanthien.core.workbooks.marks import Place, UnclearFile, marked_cells

MAX_BYTES = 3 * 1024 * 1024
_MAX_UNPACKED = 60 * 1024 * 1024
_HEADINGS_WITHIN = 10
_UNREADABLE = "Không đọc được tệp. Cần tệp Excel (.xlsx) theo mẫu."
_NO_SHEET = "Tệp không phải là bảng Excel bình thường. Cần tệp Excel (.xlsx) theo mẫu."

FILE = "file"  # the field beside which the sentences about the file stand


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row as it stands in the file: its number there, its cells in the order of the workbook's columns (blank: ""),
    and what the file itself says against a cell, by place."""

    number: int
    cells: tuple[Cell, ...]
    flaws: Mapping[int, str] = field(default_factory=dict)

    def is_blank(self, places: Sequence[int]) -> bool:
        """Whether nothing stands in the cells at these places."""
        return all(cell_text(self.cells[place]) == "" and place not in self.flaws for place in places)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was read of a file: the number of the row of headings, and the filled rows below it."""

    headings_at: int
    rows: tuple[SheetRow, ...]


def read_sheet(file: BinaryIO, size: int, workbook: Workbook) -> Sheet:
    """The filled rows of the sheet that bears the workbook's title, or of the first one. Raises Invalid for a wrong,
    broken, empty or oversize file."""
    if size > MAX_BYTES:
        raise _wrong("Tệp lớn quá 3 MB. Vui lòng chia thành nhiều tệp.")
    content = file.read()
    _look_inside(content)
    try:
        book = load_workbook(io.BytesIO(content))
        at = book.sheet_names.index(workbook.title) if workbook.title in book.sheet_names else 0
        table = book.get_sheet_by_index(at).to_python(skip_empty_area=False)
        marks = marked_cells(content, at)
    except (CalamineError, ValueError, IndexError, UnclearFile) as error:
        raise _wrong(_UNREADABLE) from error
    headings_at, places = _find_headings(table, workbook.headings)
    rows = tuple(_filled(table, headings_at, places, marks))
    if not rows:
        raise _wrong("Tệp không có dòng nào dưới dòng tiêu đề.")
    if len(rows) > workbook.most_rows:
        told = f"Tệp có {number(len(rows))} dòng, nhiều hơn {number(workbook.most_rows)}."
        raise _wrong(f"{told} Vui lòng chia thành nhiều tệp.")
    return Sheet(headings_at, rows)


def _wrong(sentence: str) -> Invalid:
    return Invalid({FILE: sentence})


def _look_inside(content: bytes) -> None:
    # The reader behind trusts what a container says about itself, so it gets only containers that were read through.
    try:
        kind = archive_kind(io.BytesIO(content), _MAX_UNPACKED)
    except ArchiveProblem as problem:
        told = {"broken": _UNREADABLE, "encrypted": f"Tệp {problem.why}", "macro": f"Tệp {problem.why}"}
        raise _wrong(told.get(problem.code, _NO_SHEET)) from problem
    if kind != "xlsx":
        raise _wrong(_NO_SHEET)
    if reaches_too_far(io.BytesIO(content)):
        raise _wrong("Bảng trải quá rộng. Cần xóa các dòng và cột trống ở xa bảng, lưu lại rồi tải lên.")
    if holds_too_much_text(io.BytesIO(content)):
        raise _wrong("Bảng có ô chứa quá nhiều chữ. Cần rút gọn các ô đó rồi tải lên.")


def _filled(
    table: Sequence[Sequence[Any]], headings_at: int, places: Sequence[int], marks: Mapping[Place, str]
) -> Iterator[SheetRow]:
    for at, cells in enumerate(table[headings_at:], start=headings_at):
        wanted = tuple(cells[place] if place < len(cells) else "" for place in places)
        flaws = {mine: marks[at, place] for mine, place in enumerate(places) if (at, place) in marks}
        row = SheetRow(at + 1, wanted, flaws)
        if not row.is_blank(range(len(places))):
            yield row


def _find_headings(table: Sequence[Sequence[Any]], headings: Sequence[str]) -> tuple[int, list[int]]:
    """The number of the row of headings, and where each of them stands in it."""
    wanted = [fold(heading) for heading in headings]
    for number_, cells in enumerate(table[:_HEADINGS_WITHIN], start=1):
        found = [fold(cell_text(cell)) for cell in cells]
        if all(heading in found for heading in wanted):
            _refuse_doubles(found, headings)
            return number_, [found.index(heading) for heading in wanted]
    raise _wrong(f"Không thấy dòng tiêu đề. Các cột cần có: {', '.join(headings)}.")


def _refuse_doubles(found: Sequence[str], headings: Sequence[str]) -> None:
    for heading in headings:
        if found.count(fold(heading)) > 1:
            raise _wrong(f"Tệp có hai cột cùng tên “{heading}”. Cần giữ một cột.")
