"""Excel and CSV of a list: what it shows, in its order, all of its pages, and never all rows in memory."""

import itertools
import tracemalloc
from datetime import date, datetime
from typing import Any

import pytest
from django.http import QueryDict

from tests.core.tables.reading import csv_rows, excel_sheets
from tests.core.tables.test_table import NameFilter, Record, day_table, table
from thanthien.core import clock
from thanthien.core.models import CalendarDay
from thanthien.core.tables.columns import Column, Control, Phone
from thanthien.core.tables.exports import AT_ONCE, csv_pieces, excel_file, file_of
from thanthien.core.tables.table import Table
from thanthien.core.workbooks.cells import MOMENT

DAY = date(2026, 11, 28)


@pytest.fixture(autouse=True)
def _on_a_day() -> Any:
    with clock.set_to(DAY):
        yield


def test_csv_tells_each_value_of_each_column_in_the_order_asked_for() -> None:
    assert csv_rows(file_of(table(page_size=1), "-ten", "csv")) == [
        ["Đơn vị", "Điểm", "Số hộ"],
        ["Cát", "10", "1.200"],
        ["Bình", "", "1.200"],
        ["An", "2,5", "1.200"],
    ]


def test_excel_has_the_same_cells_typed_and_tells_what_was_narrowed() -> None:
    made = table(page_size=1, filters=NameFilter(QueryDict("q=a&loai=xa")))
    with excel_file(made, "diem") as file:
        sheets = excel_sheets(file)
    assert sheets == {
        "Danh sách": [
            ["Đơn vị", "Điểm", "Số hộ"],
            ["An", 2.5, 1200.0],
            ["Cát", 10.0, 1200.0],
            ["Bình", "", 1200.0],
        ],
        "Thông tin": [
            ["Danh sách", "Mẫu"],
            ["Tên", "a"],
            ["Loại", "Xã"],
            ["Thứ tự", "Điểm, tăng dần"],
            ["Số dòng", 3.0],
            ["Lập lúc", datetime(2026, 11, 28, 8, 0)],
        ],
    }


@pytest.mark.django_db
def test_downloads_are_named_after_list_and_day() -> None:
    answers = [file_of(table(), "", ending) for ending in ("csv", "xlsx")]
    assert [(one["Content-Type"], one["Content-Disposition"]) for one in answers] == [
        ("text/csv; charset=utf-8", 'attachment; filename="mau-2026-11-28.csv"'),
        (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            'attachment; filename="mau-2026-11-28.xlsx"',
        ),
    ]
    for one in answers:
        one.close()


def test_controls_are_in_no_file() -> None:
    columns: list[Any] = [table().columns[0], Control("Chọn", lambda one: "x")]
    assert csv_rows(file_of(table(columns=columns), "", "csv"))[0] == ["Đơn vị"]


def test_text_is_no_formula_in_either_file() -> None:
    made = table(rows=[Record("=1+1", None)])
    assert csv_rows(file_of(made, "", "csv"))[1][0] == "'=1+1"
    with excel_file(made, "") as file:
        assert excel_sheets(file)["Danh sách"][1][0] == "=1+1"  # a text: nothing computed it


def test_heading_is_no_formula_in_either_file() -> None:
    columns: list[Any] = [Column("ten", "=1+1", lambda one: one.name, phone=Phone.TITLE)]
    made = table(columns=columns)
    assert csv_rows(file_of(made, "", "csv"))[0] == ["'=1+1"]
    with excel_file(made, "") as file:
        assert excel_sheets(file)["Danh sách"][0] == ["=1+1"]  # a formula would read as its result


# --- Long lists -----------------------------------------------------------------------------------------------------


class Counted(list[Any]):
    """Members that are made while they are read, and how many were in one batch at most."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count
        self.most = 0

    def __iter__(self) -> Any:
        return (Record(f"Đơn vị {place}", None, place) for place in range(self.count))

    def note(self, batch: list[Any]) -> list[Any]:
        self.most = max(self.most, len(batch))
        return batch


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_long_list_is_never_in_memory_as_a_whole(ending: str) -> None:
    def peak(count: int) -> int:
        tracemalloc.start()
        members = Counted(count)
        made = table(rows=members, prepare=members.note)
        if ending == "csv":
            list(map(len, csv_pieces(made, "")))
        else:
            excel_file(made, "").close()
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert members.most == AT_ONCE
        return used

    peak(AT_ONCE)  # what is made once
    bytes_a_row = (peak(4 * AT_ONCE) - peak(AT_ONCE)) / (3 * AT_ONCE)
    assert bytes_a_row < 150  # a row alone takes more than 300, and its cells as much again


def test_csv_is_sent_while_it_is_read() -> None:
    read = itertools.count()
    made = table(rows=Counted(3 * AT_ONCE), prepare=lambda batch: (next(read), batch)[1])
    pieces = csv_pieces(made, "")
    next(pieces)
    assert next(read) == 0
    next(pieces)
    assert next(read) == 2


@pytest.mark.django_db
def test_query_set_is_read_through_one_cursor(django_assert_num_queries: Any) -> None:
    CalendarDay.objects.bulk_create(
        CalendarDay(date=date.fromordinal(800_000 + place), kind="off", name=f"Ngày {place:04}", source="thử")
        for place in range(2 * AT_ONCE + 1)
    )
    with django_assert_num_queries(1):
        rows = csv_rows(file_of(day_table(), "ten", "csv"))
    assert ([row[0] for row in rows[1:3]], len(rows)) == (["Ngày 0000", "Ngày 0001"], 2 * AT_ONCE + 2)


def test_moment_is_told_in_the_time_of_viet_nam() -> None:
    columns: list[Any] = [
        Column("ten", "Tên", lambda one: "x", phone=Phone.TITLE),
        Column("luc", "Lúc", lambda one: one, MOMENT),
    ]
    made: Table[Any] = Table(name="luc", caption="Lúc", rows=[clock.now()], columns=columns)
    assert csv_rows(file_of(made, "", "csv"))[1] == ["x", "28/11/2026 08:00"]
