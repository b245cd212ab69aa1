"""One typed cell in CSV and in Excel."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import load_workbook

from thanthien.core.csv_text import harmless
from thanthien.core.workbooks.cells import (
    DAY,
    LONGEST_TEXT,
    MOMENT,
    TEXT,
    WHOLE,
    YEAR,
    CellKind,
    CellWriter,
    Value,
    csv_cell,
    decimal,
    page_cell,
    share,
)

NIGHT = datetime(2026, 3, 29, 20, 42, tzinfo=UTC)  # in Việt Nam the next day already


def in_excel(*cells: tuple[CellKind, Value]) -> list[Any]:
    """The cells of one row as a reader of Excel gets them back."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        writer, sheet = CellWriter(book), book.add_worksheet("A")
        sheet.write_string(0, 0, "first")
        for column, (kind, value) in enumerate(cells):
            writer.write(sheet, 1, column, kind, value)
        sheet.write_string(1, len(cells), "last")
    rows = load_workbook(io.BytesIO(buffer.getvalue())).get_sheet_by_index(0).to_python(skip_empty_area=False)
    return rows[1][:-1]


@pytest.mark.parametrize(
    ("kind", "value", "told"),
    [
        (TEXT, "Phường Hải An", "Phường Hải An"),
        (TEXT, "=1+1", "'=1+1"),
        (TEXT, 12, "12"),
        (TEXT, None, ""),
        (WHOLE, 0, "0"),
        (WHOLE, 1234567, "1.234.567"),
        (WHOLE, -5, "-5"),
        (YEAR, 2025, "2025"),
        (WHOLE, "=chưa", "'=chưa"),
        (decimal(2), Decimal("1234.5"), "1.234,5"),
        (decimal(2), Decimal("2.745"), "2,75"),
        (decimal(2), Fraction(1, 3), "0,33"),
        (decimal(2), 0.1, "0,1"),
        (decimal(2), Decimal("-0.001"), "0"),
        (decimal(2), "chưa chấm", "chưa chấm"),
        (share(), 0.885, "88,5%"),
        (share(0), Fraction(7, 8), "88%"),
        (share(), None, ""),
        (DAY, date(2026, 3, 30), "30/03/2026"),
        (DAY, NIGHT, "30/03/2026"),
        (MOMENT, NIGHT, "30/03/2026 03:42"),
    ],
)
def test_csv_cell_is_written_as_people_here_write(kind: CellKind, value: Value, told: str) -> None:
    assert csv_cell(kind, value) == told


def test_year_has_no_dot_on_a_page_and_in_excel() -> None:
    assert ([page_cell(kind, 2025) for kind in (WHOLE, YEAR)], YEAR.excel_format) == (["2.025", "2025"], "0")


def test_excel_cell_has_the_type_of_its_kind() -> None:
    assert in_excel(
        (TEXT, "0123"),
        (WHOLE, 1234567),
        (decimal(2), Decimal("2.745")),
        (share(), Fraction(2, 3)),
        (DAY, date(2026, 3, 30)),
        (DAY, NIGHT),
        (MOMENT, NIGHT),
        (decimal(2), "chưa chấm"),
        (DAY, date(1887, 1, 2)),
        (DAY, None),
    ) == [
        "0123",
        1234567,
        2.75,
        0.667,
        date(2026, 3, 30),
        date(2026, 3, 30),
        datetime(2026, 3, 30, 3, 42),
        "chưa chấm",
        "02/01/1887",
        "",
    ]


@pytest.mark.parametrize("text", ["=1+1", "{=1}", "http://a.vn", "mailto:a@b.vn", "@SUM(A1)", "'=1"])
def test_excel_text_is_neither_formula_nor_link(text: str) -> None:
    assert in_excel((TEXT, text)) == [text]


def test_excel_text_is_cut_where_excel_ends() -> None:
    longest = "a" * LONGEST_TEXT
    assert in_excel((TEXT, longest), (TEXT, longest + "a")) == [longest, longest[:-1] + "…"]


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (TEXT, "General"),
        (WHOLE, "#,##0"),
        (decimal(2), "#,##0.00"),
        (share(1), "0.0%"),
        (share(0), "0%"),
        (DAY, r"dd\/mm\/yyyy"),
        (MOMENT, r"dd\/mm\/yyyy\ hh:mm"),
    ],
)
def test_excel_format_shows_days_and_numbers_as_here(kind: CellKind, code: str) -> None:
    assert kind.excel_format == code


@given(st.text(max_size=30))
def test_csv_text_is_harmless_whatever_it_says(text: str) -> None:
    assert csv_cell(TEXT, text) == harmless(text)


@given(st.decimals(-(10**9), 10**9, places=4), st.integers(0, 4))
def test_both_files_tell_the_same_number(value: Decimal, places: int) -> None:
    told = csv_cell(decimal(places), value)
    read = Decimal(told.replace(".", "").replace(",", "."))
    assert in_excel((decimal(places), value)) == [float(read)]
