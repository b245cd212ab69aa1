"""What is read of an Excel file: rows as they are, and never a file that would fill the memory."""

import bz2
import io
import unicodedata
from datetime import date, datetime
from typing import Any

import pytest
import xlsxwriter

from tests.factories import files
from tests.factories.workbooks import raw_sheet, raw_text, sheet
from thanthien.core.acting.errors import Invalid
from thanthien.core.workbooks.columns import Column, Workbook
from thanthien.core.workbooks.extent import MAX_CELLS, reaches_too_far
from thanthien.core.workbooks.kinds import Text
from thanthien.core.workbooks.marks import ERROR, FORMULA, UnclearFile, marked_cells
from thanthien.core.workbooks.reading import MAX_BYTES, Sheet, SheetRow, read_sheet

UNREADABLE = "Không đọc được tệp. Cần tệp Excel (.xlsx) theo mẫu."
NO_SHEET = "Tệp không phải là bảng Excel bình thường. Cần tệp Excel (.xlsx) theo mẫu."
TOO_WIDE = "Bảng trải quá rộng. Cần xóa các dòng và cột trống ở xa bảng, lưu lại rồi tải lên."
HEADINGS = ("Tên", "Email")


def workbook(*headings: str, most_rows: int = 3000) -> Workbook:
    columns = tuple(Column(f"column_{place}", heading, Text()) for place, heading in enumerate(headings))
    return Workbook("Bảng", "bang", columns, most_rows)


def read(content: bytes, *headings: str, most_rows: int = 3000) -> Sheet:
    return read_sheet(io.BytesIO(content), len(content), workbook(*(headings or ("1",)), most_rows=most_rows))


def refusal(content: bytes, *headings: str, **options: Any) -> str:
    with pytest.raises(Invalid) as caught:
        read(content, *headings, **options)
    [(field, sentence)] = caught.value.errors.items()
    assert field == "file"
    return sentence


book = raw_sheet


def test_rows_keep_their_numbers_and_blank_ones_are_left_out() -> None:
    content = sheet(HEADINGS, ["An", "a@b.vn"], [], ["Bình", datetime(2026, 7, 1)], headings_at=3)

    assert read(content, *HEADINGS) == Sheet(
        3, (SheetRow(4, ("An", "a@b.vn")), SheetRow(6, ("Bình", date(2026, 7, 1))))
    )


def test_columns_are_found_by_their_headings_in_any_order_and_form() -> None:
    headings = [unicodedata.normalize("NFD", one.upper()) for one in reversed(HEADINGS)]

    assert read(sheet(["Ghi chú", *headings], ["x", "a@b.vn", "An"]), *HEADINGS).rows == (
        SheetRow(2, ("An", "a@b.vn")),
    )


def test_sheet_of_the_template_is_read_wherever_it_stands() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as made:
        made.add_worksheet("Ghi chú").write_string(0, 0, "Tên")
        page = made.add_worksheet("Bảng")
        page.write_string(0, 0, "Tên")
        page.write_formula(1, 0, "=1+1", None, "An")
    assert read(buffer.getvalue(), "Tên").rows == (SheetRow(2, ("An",), {0: FORMULA}),)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", UNREADABLE),
        (b"ho ten;email\n", UNREADABLE),
        (files.office("word/document.xml"), NO_SHEET),
        (files.zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<a"}), UNREADABLE),
        (
            files.zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<a/>", "b": b"0" * 61 * 1024**2}),
            NO_SHEET,
        ),
        (sheet(HEADINGS), "Tệp không có dòng nào dưới dòng tiêu đề."),
        (sheet(["Tên"], ["An"]), "Không thấy dòng tiêu đề. Các cột cần có: Tên, Email."),
        (sheet(["Tên", "Email", "TEN"], ["An"]), "Tệp có hai cột cùng tên “Tên”. Cần giữ một cột."),
        (
            sheet(HEADINGS, *(["An"] for _ in range(1_201))),
            "Tệp có 1.201 dòng, nhiều hơn 1.200. Vui lòng chia thành nhiều tệp.",
        ),
        (files.other_method_zip(12, bz2.compress(b"\0" * 1000), b"\0" * 50), UNREADABLE),
        (files.wide_zip(directory=18 * 1024 * 1024), NO_SHEET),
        (files.encrypted_zip(), "Tệp đang đặt mật khẩu. Cần bỏ mật khẩu rồi tải lên lại."),
    ],
)
def test_file_that_cannot_be_read_says_why_beside_its_field(content: bytes, sentence: str) -> None:
    assert refusal(content, *HEADINGS, most_rows=1_200) == sentence


def test_oversize_file_is_not_even_opened() -> None:
    with pytest.raises(Invalid, match="Tệp lớn quá 3 MB"):
        read_sheet(io.BytesIO(), MAX_BYTES + 1, workbook("Tên"))


# --- Formulas and errors --------------------------------------------------------------------------------------------


def flaws(cells: str, after: str = "") -> dict[int, str]:
    heading = f'<row r="1">{raw_text("A1", "A")}{raw_text("B1", "B")}</row>'
    [row] = read(book(f'{heading}<row r="2">{cells}</row>{after}'), "A", "B").rows
    return dict(row.flaws)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ('<c r="A2"><v>1</v></c><c r="B2"><f>1+1</f><v>2</v></c>', {1: FORMULA}),
        ('<c><f>1+1</f></c><c t="str"><f t="shared" si="0"/><v>x</v></c>', {0: FORMULA, 1: FORMULA}),
        ('<c r="B2" t="e"><v>#N/A</v></c>', {1: ERROR}),
        ('<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', {1: ERROR}),
        ('<x:c r="B2"><x:f>1</x:f><x:v>1</x:v></x:c>', {1: FORMULA}),
        ('<c r="A2"><v>1</v></c><c r="XFD2"><f>1</f></c>', {}),
    ],
)
def test_formulas_and_errors_are_told_in_their_cells(cells: str, expected: dict[int, str]) -> None:
    assert flaws(cells) == expected


def test_range_of_a_drop_down_is_no_formula() -> None:
    extension = "</sheetData><extLst><ext><f>Danh!$A$1:$A$9</f></ext></extLst><sheetData>"
    assert flaws('<c r="A2"><v>1</v></c>', after=extension) == {}


def test_entities_that_grow_are_refused() -> None:
    book_part = b'<!DOCTYPE a [<!ENTITY b "c">]><workbook><sheets><sheet name="&b;"/></sheets></workbook>'
    parts = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": book_part}
    with pytest.raises(UnclearFile):
        marked_cells(files.zipped(parts))


# --- How far a table reaches ----------------------------------------------------------------------------------------


def two_cells(second: str) -> bytes:
    return book(f'<row><c r="A1"><v>1</v></c></row><row>{second}<v>2</v></c></row>')


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
    assert read(book("<row><c><v>1</v></c></row><row><c><v>5</v></c></row>")).rows == (SheetRow(2, (5.0,)),)


def test_read_sheet_takes_a_long_table() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="T{n}"><v>0</v></c></row>' for n in range(1, 3_002))

    assert len(read(book(rows)).rows) == 3_000


@pytest.mark.parametrize("far", [200, MAX_CELLS])
def test_extent_counts_rows_by_columns(far: int) -> None:
    assert reaches_too_far(io.BytesIO(two_cells(f'<c r="A{far}">'))) == (far == MAX_CELLS)


def test_one_long_text_in_many_cells_is_refused_before_the_table_is_laid_out() -> None:
    long = sheet(("Họ tên",), *[["x" * 32_000]] * 9_000)
    assert refusal(long, "Họ tên", most_rows=20_000) == (
        "Bảng có ô chứa quá nhiều chữ. Cần rút gọn các ô đó rồi tải lên."
    )
    assert len(long) < 500_000


def test_long_texts_that_few_cells_share_are_taken() -> None:
    assert len(read(sheet(("Họ tên",), *[["x" * 32_000]] * 20), "Họ tên").rows) == 20
