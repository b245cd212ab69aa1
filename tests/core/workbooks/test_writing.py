"""Files made from a list of columns: they open, they check, and the refused one says what is wrong where."""

import io
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import load_workbook

from tests.core.workbooks.records import records
from tests.core.workbooks.small import SMALL, checked, read
from tests.factories.workbooks import coloured, comments, formulas, raw_sheet, raw_text, validations, widths
from thanthien.core.workbooks.checking import understood
from thanthien.core.workbooks.reading import read_sheet
from thanthien.core.workbooks.writing import handed_back, workbook_file

RECORD: Mapping[str, Any] = {
    "code": 1,
    "name": "Thôn Đông",
    "kind": "thon",
    "households": 1200,
    "area": Decimal("12.50"),
    "day": date(2026, 7, 1),
}


def table(content: bytes, name: str) -> list[list[Any]]:
    return load_workbook(io.BytesIO(content)).get_sheet_by_name(name).to_python()


def test_template_has_headings_widths_notes_lists_and_a_guide() -> None:
    content = workbook_file(SMALL, ())
    book = load_workbook(io.BytesIO(content))
    assert book.sheet_names == ["Bảng thử", "Danh mục", "Hướng dẫn"]
    assert table(content, "Bảng thử") == [list(SMALL.headings)]
    assert [round(width) for width in widths(content)] == [13, 31, 15, 11, 12, 14]
    assert comments(content) == {
        "A1": "Bắt buộc.",
        "B1": "Bắt buộc.\nTên đầy đủ.\nVí dụ: Thôn Đông",
        "F1": "Ví dụ: 01/07/2026",
    }
    assert table(content, "Danh mục")[:2] == [["Mã", "Nghĩa"], ["co-quan-00", "Cơ quan số 0"]]
    assert table(content, "Hướng dẫn")[2] == ["Tên", "có", "Tên đầy đủ.", "Thôn Đông"]


def test_template_checks_while_someone_types() -> None:
    assert validations(workbook_file(SMALL, ())) == {
        "A2:A51": ("list", "'Danh mục'!$A$2:$A$41"),
        "B2:B51": ("textLength", "20"),
        "C2:C51": ("list", '"thôn,tổ dân phố"'),
        "D2:D51": ("whole", "1"),
        "E2:E51": ("decimal", "0.0"),
        "F2:F51": ("date", "36526"),
    }


def test_template_without_long_lists_has_no_sheet_for_them() -> None:
    short = type(SMALL)(SMALL.title, SMALL.file_name, SMALL.columns[1:])
    assert load_workbook(io.BytesIO(workbook_file(short, ()))).sheet_names == ["Bảng thử", "Hướng dẫn"]


def test_export_writes_numbers_days_and_words() -> None:
    content = workbook_file(SMALL, [RECORD, {"code": 2, "name": "=1+1"}])
    assert table(content, "Bảng thử")[1:] == [
        ["co-quan-01", "Thôn Đông", "thôn", 1200.0, 12.5, date(2026, 7, 1)],
        ["co-quan-02", "=1+1", "", "", "", ""],
    ]
    assert formulas(content) == 0


@given(st.lists(records(SMALL), min_size=1, max_size=4))
def test_export_is_read_again_as_it_was(written: list[Mapping[str, Any]]) -> None:
    check = understood(SMALL, read(workbook_file(SMALL, written)))
    filled = [one for one in written if set(one) - {"code"}]
    assert [row.values for row in check.rows] == filled
    assert [row.faults for row in check.rows] == [{}] * len(filled)


# --- The refused file handed back -----------------------------------------------------------------------------------


def test_refused_file_has_a_comment_and_colour_in_exactly_the_wrong_cells() -> None:
    check = checked(
        ["co-quan-01", "Thôn Đông", "thôn", 120, "12,5", date(2026, 7, 1)],
        ["co-quan-99", "", "khu", 2.5, "rộng", date(1999, 1, 1)],
        ["co-quan-03"],
        ["co-quan-04", "Thôn Tây", "", "", "", "mai"],
        headings_at=3,
    )
    check.rows[1].fault("name", "Trùng với dòng 4.")
    content = handed_back(check)
    in_rows = {place: text for place, text in comments(content).items() if place[1:] != "3"}
    assert in_rows == {
        "A5": "“co-quan-99” không có trong danh mục.",
        "B5": "Ô này chưa có nội dung.\nTrùng với dòng 4.",
        "C5": "Chỉ nhận “thôn”, “tổ dân phố”.",
        "D5": "Phải là số nguyên từ 1 đến 1.000.",
        "E5": "“rộng” không phải là số. Ví dụ viết đúng: 46 hoặc 88,5.",
        "F5": "Ngày phải từ 01/01/2000 đến 31/12/2100.",
        "F7": "“mai” không phải là ngày; viết theo dạng 01/07/2026.",
    }
    assert coloured(content) == set(in_rows)


def test_refused_file_holds_the_same_rows_and_is_refused_again_for_the_same() -> None:
    check = checked(["co-quan-99", "=1+1", "khu", 2.5, "1,5", datetime(2026, 7, 1, 8)], ["co-quan-03"], headings_at=3)
    again = understood(SMALL, read(handed_back(check)))
    assert again.sheet == check.sheet
    assert [row.faults for row in again.rows] == [row.faults for row in check.rows]


def test_refused_file_tells_the_faults_of_a_row_in_a_last_column() -> None:
    content = handed_back(checked(["co-quan-01", "", "khu"]))
    told = "Tên: Ô này chưa có nội dung. Loại: Chỉ nhận “thôn”, “tổ dân phố”."
    assert [row[-1] for row in table(content, "Bảng thử")] == ["Cần sửa", told]


@pytest.mark.parametrize(
    ("cell", "typed"),
    [
        ("<c r='B2'><v>1e400</v></c>", "inf"),
        ("<c r='B2'><v>NaN</v></c>", "nan"),
        ("<c r='B2' t='b'><v>1</v></c>", True),
        ("<c r='B2' t='d'><v>1850-01-01</v></c>", "01/01/1850"),
        (raw_text("B2", "a_x0000_b&#8238;"), "a\x00b\u202e"),
        ("<c r='B2' t='str'><f>1+1</f><v>2</v></c>", "2"),
        (raw_text("B2", "x" * 32_767), "x" * 32_767),
    ],
)
def test_refused_file_gives_hostile_cells_back_as_texts(cell: str, typed: Any) -> None:
    heading = "".join(raw_text(f"{'ABCDEF'[place]}1", text) for place, text in enumerate(SMALL.headings))
    raw = raw_sheet(f'<row r="1">{heading}</row><row r="2">{raw_text("A2", "sai")}{cell}</row>')
    content = handed_back(understood(SMALL, read_sheet(io.BytesIO(raw), len(raw), SMALL)))
    assert table(content, "Bảng thử")[1][1] == typed
    assert formulas(content) == 0
