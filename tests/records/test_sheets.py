"""A register on paper: what tells its rows apart."""

from typing import Any

from thanthien.core.tables.columns import Column
from thanthien.records.sheets import PrintedRegister, printed_register

DAY: Column[dict[str, str]] = Column("ngay", "Ngày", lambda row: row["day"])
UNIT: Column[dict[str, str]] = Column("don-vi", "Đơn vị", lambda row: row["unit"], roomy=True)
NOTE: Column[dict[str, str]] = Column("ghi-chu", "Ghi chú", lambda row: row["note"], roomy=True)
COLUMNS = (DAY, UNIT, NOTE)


def rows(*units: str, note: str = "") -> list[dict[str, str]]:
    return [{"day": "02/03", "unit": unit, "note": note} for unit in units]


def test_what_all_rows_say_alike_stands_once_above() -> None:
    assert printed_register(COLUMNS, rows("A", "A", note="x")) == PrintedRegister(
        ["Ngày"], [["02/03"], ["02/03"]], [("Đơn vị", "A"), ("Ghi chú", "x")]
    )


def test_what_tells_rows_apart_stays() -> None:
    assert printed_register(COLUMNS, rows("A", "B")) == PrintedRegister(
        ["Ngày", "Đơn vị"], [["02/03", "A"], ["02/03", "B"]], []
    )


def test_what_no_row_says_anything_in_is_left_out() -> None:
    spoken: Column[dict[str, str]] = Column("ghi-chu", "Ghi chú", lambda row: row["note"])
    assert printed_register((DAY, spoken), rows("A", "B")).headings == ["Ngày"]


def test_marks_for_files_are_not_printed() -> None:
    mark: Column[dict[str, str]] = Column("ma", "Mã", lambda row: row["unit"], on_paper=False)
    assert printed_register((DAY, mark), rows("A", "B")).headings == ["Ngày"]


def test_values_are_compared_and_not_their_words() -> None:
    of: Column[Any] = Column("loi", "Lời", lambda row: row, roomy=True)
    assert [printed_register((of,), said).alike for said in (["None", "None"], [None, "None"], [None, None])] == [
        [("Lời", "None")],
        [],
        [],
    ]
    assert printed_register((of,), [None, "None"]).headings == ["Lời"]


def test_empty_register_keeps_its_columns() -> None:
    assert printed_register(COLUMNS, []) == PrintedRegister(["Ngày", "Đơn vị", "Ghi chú"], [], [])
