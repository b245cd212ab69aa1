"""The dry run: what each row means, and every wrong cell with its sentence."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.core.workbooks.small import SMALL, checked
from tests.factories.workbooks import raw_sheet, raw_text
from thanthien.core.workbooks.checking import BLANK, UNSEEN, Check, Effect, Row, understood
from thanthien.core.workbooks.columns import Column, Workbook
from thanthien.core.workbooks.kinds import Text
from thanthien.core.workbooks.marks import FORMULA
from thanthien.core.workbooks.reading import read_sheet
from thanthien.core.workbooks.showing import ShownCell, shown_rows

GOOD = ["co-quan-01", "Thôn Đông", "thôn", 120, "12,5", date(2026, 7, 1)]


def test_good_row_is_understood_cell_by_cell() -> None:
    check = checked(GOOD, ["co-quan-02", "Tổ 2"])
    assert [row.values for row in check.rows] == [
        {
            "code": 1,
            "name": "Thôn Đông",
            "kind": "thon",
            "households": 120,
            "area": Decimal("12.50"),
            "day": date(2026, 7, 1),
        },
        {"code": 2, "name": "Tổ 2"},
    ]
    assert check.ok


def test_every_wrong_cell_has_its_sentence_and_good_ones_keep_their_value() -> None:
    check = checked(["co-quan-99", "", "khu", 0, "rộng", "mai"])
    [row] = check.rows
    assert row.faults == {
        "code": ["“co-quan-99” không có trong danh mục."],
        "name": [BLANK],
        "kind": ["Chỉ nhận “thôn”, “tổ dân phố”."],
        "households": ["Phải là số nguyên từ 1 đến 1.000."],
        "area": ["“rộng” không phải là số. Ví dụ viết đúng: 46 hoặc 88,5."],
        "day": ["“mai” không phải là ngày; viết theo dạng 01/07/2026."],
    }
    assert (row.values, check.ok, check.wrong) == ({}, False, [row])


def test_row_with_nothing_but_what_the_template_brought_is_left_out() -> None:
    check = checked(GOOD, ["co-quan-02"], ["sai"])
    assert ([row.number for row in check.rows], check.left_out, check.ok) == ([2], 2, True)


def test_file_with_nothing_to_import_is_not_ok() -> None:
    check = checked(["co-quan-02"])
    assert (check.rows, check.ok) == ([], False)


def test_refusal_of_the_whole_file_is_not_ok() -> None:
    check = checked(GOOD)
    check.refused.append("Ngày áp dụng chưa phù hợp.")
    assert (check.ok, check.wrong) == (False, [])


def hostile(cell: str) -> Check:
    heading = f'<row r="1">{raw_text("A1", "Tên")}</row>'
    content = raw_sheet(f'{heading}<row r="2">{cell}</row>')
    workbook = Workbook("A", "a", (Column("name", "Tên", Text()),))
    return understood(workbook, read_sheet(io.BytesIO(content), len(content), workbook))


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        (raw_text("A2", "An&#8238;na"), UNSEEN),
        (raw_text("A2", "An_x0000_"), UNSEEN),
        (raw_text("A2", "An&#8203;"), UNSEEN),
        (raw_text("A2", "=HYPERLINK(1)"), "Nội dung không được bắt đầu bằng dấu “=”."),
        ('<c r="A2" t="str"><f>A1</f><v>An</v></c>', FORMULA),
    ],
)
def test_hostile_cell_has_its_sentence(cell: str, sentence: str) -> None:
    assert [row.faults for row in hostile(cell).rows] == [{"name": [sentence]}]


def test_doubles_are_told_in_the_later_row() -> None:
    check = checked(["co-quan-01", "A"], ["co-quan-01", "B"], ["co-quan-02", "A"], ["sai", "A"], ["co-quan-01", "C"])
    check.doubles("code", lambda row: row.get("code"))
    assert [row.faults.get("code", []) for row in check.rows] == [
        [],
        ["Trùng với dòng 2."],
        [],
        ["“sai” không có trong danh mục."],
        ["Trùng với dòng 2."],
    ]


def _told(check: Check) -> None:
    check.told.append("Thêm 1.")


def _effect(check: Check) -> None:
    check.effects.append(Effect("Phường Hải An", {"Mới": 1}))


def _row_told(check: Check) -> None:
    check.rows[0].told = "Người mới"


@pytest.mark.parametrize("change", [_told, _effect, _row_told, lambda check: check.rows[0].fault("name", "Sai.")])
def test_mark_changes_with_all_that_is_told(change: Any) -> None:
    check = checked(GOOD)
    before = check.mark
    assert checked(GOOD).mark == before
    change(check)
    assert check.mark != before


def test_rows_are_shown_as_understood_or_as_typed() -> None:
    check = checked(["co-quan-01", "Thôn", "", "0"])
    [shown] = shown_rows(SMALL, check.rows)
    assert (shown.number, shown.cells[0], shown.cells[3]) == (
        2,
        ShownCell("Mã", "co-quan-01", (), False),
        ShownCell("Số hộ", "0", ("Phải là số nguyên từ 1 đến 1.000.",), True),
    )


def test_rows_of_a_sheet_whose_headings_stand_lower_keep_their_numbers() -> None:
    assert [row.number for row in checked(GOOD, headings_at=4).rows] == [5]


def test_get_of_a_wrong_or_blank_cell_is_none() -> None:
    assert Row(2, ()).get("name") is None
