"""Excel files that would fill the memory are refused before the table is built."""

import bz2
import io

import pytest

from tests.factories import files
from thanthien.core.sheet_extent import MAX_CELLS, reaches_too_far
from thanthien.core.sheets import SheetError, read_sheet

NO_SHEET = "Tệp không phải là bảng Excel bình thường. Cần tệp Excel (.xlsx) theo mẫu."
TOO_WIDE = "Bảng trải quá rộng. Hãy xóa các dòng và cột trống ở xa bảng, lưu lại rồi tải lên."
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def book(rows: str) -> bytes:
    """A small Excel file whose only sheet holds these rows."""
    relation = (
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{OFFICE}/%s" Target="%s"/></Relationships>'
    )
    sheet = '<sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets>'
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relation % ("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{sheet}</workbook>',
        "xl/_rels/workbook.xml.rels": relation % ("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>',
    }
    return files.zipped({name: text.encode() for name, text in parts.items()})


def two_cells(second: str) -> bytes:
    return book(f'<row><c r="A1"><v>1</v></c></row><row>{second}<v>2</v></c></row>')


def read(content: bytes) -> list[tuple[int, list[object]]]:
    return read_sheet(io.BytesIO(content), len(content), ["1"])


def refusal(content: bytes) -> str:
    with pytest.raises(SheetError) as caught:
        read(content)
    return str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        two_cells('<c r="XFD1048576">'),
        two_cells("<c s='>' r = 'XFD1048576'>"),
        two_cells(f'<c r="XFD{"0" * 30}1048576">'),
        two_cells(f'<c r{" " * 300_000}="XFD1048576">'),
        book('<row><c r="A1"><v>1</v></c></row><row r="1048576"><c><v>1</v></c></row>'),
        book("<row><c><v>1</v></c></row>" * 1_000 + "<row>" + "<c/>" * 1_000 + "</row>"),
        book('<x:row><x:c r="A1"/></x:row><x:row><x:c r="XFD1048576"/></x:row>'),
        book('<row><c r="A1"/></row>' + " " * 262_000 + '<row><c s=">" r="XFD1048576"/></row>'),
    ],
)
def test_read_sheet_refuses_a_table_that_reaches_too_far(content: bytes) -> None:
    assert refusal(content) == TOO_WIDE


def test_read_sheet_takes_cells_without_references() -> None:
    assert read(book("<row><c><v>1</v></c></row><row><c><v>5</v></c></row>")) == [(2, [5.0])]


def test_read_sheet_takes_a_long_table() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="T{n}"><v>{n}</v></c></row>' for n in range(1, 3_002))

    assert len(read(book(rows))) == 3_000


@pytest.mark.parametrize("far", [200, MAX_CELLS])
def test_extent_counts_rows_by_columns(far: int) -> None:
    assert reaches_too_far(io.BytesIO(two_cells(f'<c r="A{far}">'))) == (far == MAX_CELLS)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            files.other_method_zip(12, bz2.compress(b"\0" * 1000), b"\0" * 50),
            "Không đọc được tệp. Cần tệp Excel (.xlsx) theo mẫu.",
        ),
        (files.wide_zip(directory=18 * 1024 * 1024), NO_SHEET),
        (files.office("word/document.xml"), NO_SHEET),
        (files.encrypted_zip(), "Tệp đang đặt mật khẩu. Hãy bỏ mật khẩu rồi tải lên lại."),
    ],
)
def test_read_sheet_gives_the_reader_only_what_was_read_through(content: bytes, sentence: str) -> None:
    assert refusal(content) == sentence
