"""What the cells of a column may hold, and the sentence for each one that they may not."""

import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from thanthien.core.text import unseen
from thanthien.core.workbooks.kinds import (
    Cell,
    CellProblem,
    Choice,
    Day,
    Kind,
    Number,
    Option,
    Several,
    Text,
    Whole,
    Year,
    cell_text,
    shown,
)

AREA = Number(Decimal(10_000))
KINDS = Choice([Option("thon", "thôn"), Option("to", "tổ dân phố", also=("TDP",))])
CODES = Choice([Option(7, "00407", "Phường Hải An"), Option(8, "00408", "Phường Đông Hải")], digits=5, named=True)
ITEMS = Several(
    [Option("may-in", "Máy in", also=("may-in",)), Option("wifi", "Wifi miễn phí", also=("wifi",))], longest=20
)
NOT_A_NUMBER = "“nhiều” không phải là số. Ví dụ viết đúng: 46 hoặc 88,5."
TWO_READINGS = (
    "8.400 có thể hiểu là tám nghìn bốn trăm hoặc tám phẩy bốn. "
    "Cần viết 8400 nếu là tám nghìn bốn trăm, 8,4 nếu là tám phẩy bốn."
)
TOO_LONG = "Số quá dài: tối đa 12 chữ số phần nguyên và 6 chữ số thập phân."


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        (Text(), "  Lê   Na\n", "Lê Na"),
        (Text(), unicodedata.normalize("NFD", "Hòa"), "Hòa"),
        (Text(), 12.0, "12"),
        (Text(), date(2026, 7, 1), "01/07/2026"),
        (Whole(), 5.0, 5),
        (Whole(), "8 400", 8400),
        (Whole(), "8.400.000", 8_400_000),
        (AREA, "12,5", Decimal("12.50")),
        (AREA, "1.234,5", Decimal("1234.50")),
        (AREA, 12.345, Decimal("12.35")),
        (AREA, 0.1 + 0.2, Decimal("0.30")),
        (AREA, 10_000, Decimal("10000.00")),
        (Number(Decimal(1), with_low=True), 0, Decimal("0.00")),
        (Day(), datetime(2026, 7, 1, 18), date(2026, 7, 1)),
        (Day(), "1/7/2026", date(2026, 7, 1)),
        (Day(), "2026-07-01", date(2026, 7, 1)),
        (Day(), "1-7-2026", date(2026, 7, 1)),
        (KINDS, "THÔN", "thon"),
        (KINDS, "to dan pho", "to"),
        (KINDS, "tdp", "to"),
        (CODES, 407.0, 7),
        (CODES, "00408", 8),
        (ITEMS, "Wifi miễn phí", "wifi"),
        (ITEMS, "wifi mien phi;may-in ; Wifi miễn phí;", "wifi; may-in"),
        (ITEMS, "may-fax; Máy in", "may-fax; may-in"),
    ],
)
def test_cell_is_read_as_people_write_it(kind: Kind, cell: Cell, value: Any) -> None:
    assert kind.read(cell) == value


@pytest.mark.parametrize(
    ("kind", "cell", "sentence"),
    [
        (Text(5), "123456", "Dài quá 5 ký tự."),
        (ITEMS, "Máy in; wifi; may-scan", "Dài quá 20 ký tự."),
        (Text(), "=1+1", "Nội dung không được bắt đầu bằng dấu “=”."),
        (Whole(), 2.5, "Phải là số nguyên từ 0 đến 10.000.000."),
        (Whole(1), 0, "Phải là số nguyên từ 1 đến 10.000.000."),
        (Whole(), 1e9, "Phải là số nguyên từ 0 đến 10.000.000."),
        (Year(), 26, "Phải là một năm từ 1900 đến 2100."),
        (Whole(), 1e300, TOO_LONG),
        (Whole(), "1" * 400, TOO_LONG),
        (Whole(), float("inf"), "Số quá lớn hoặc không phải là số."),
        (Whole(), float("nan"), "Số quá lớn hoặc không phải là số."),
        (Whole(), -1, "Số không được âm."),
        (Whole(), "nhiều", NOT_A_NUMBER),
        (Whole(), True, "“TRUE” không phải là số."),
        (Whole(), date(2026, 7, 1), "“01/07/2026” không phải là số."),
        (Whole(), time(8), "“08:00:00” không phải là số."),
        (Whole(), timedelta(hours=30), "“1 day, 6:00:00” không phải là số."),
        (
            Whole(),
            "8.400",
            TWO_READINGS,
        ),
        (AREA, 0, "Phải lớn hơn 0 và không quá 10.000."),
        (AREA, 0.001, "Phải lớn hơn 0 và không quá 10.000."),
        (AREA, 10_000.01, "Phải lớn hơn 0 và không quá 10.000."),
        (Number(Decimal(1), Decimal("0.5"), with_low=True), "0,4", "Phải từ 0,5 và không quá 1."),
        (Day(), "31/02/2026", "“31/02/2026” không phải là ngày; viết theo dạng 01/07/2026."),
        (Day(), "1/7/26", "“1/7/26” không phải là ngày; viết theo dạng 01/07/2026."),
        (Day(), 46204.0, "“46204” không phải là ngày; viết theo dạng 01/07/2026."),
        (Day(), time(0), "“00:00:00” không phải là ngày; viết theo dạng 01/07/2026."),
        (Day(), "01/07/1026", "Ngày phải từ 01/01/2000 đến 31/12/2100."),
        (Day(), date(1850, 1, 1), "Ngày phải từ 01/01/2000 đến 31/12/2100."),
        (KINDS, "khu", "Chỉ nhận “thôn”, “tổ dân phố”."),
        (CODES, "99", "Chỉ nhận “00407”, “00408”."),
        (Choice([], unknown="Không có mã “{}”."), "x" * 80, f"Không có mã “{'x' * 60}…”."),
        (Choice([Option(n, f"a{n}") for n in range(7)]), "b", "“b” không có trong danh mục."),
    ],
)
def test_cell_that_cannot_be_taken_says_why(kind: Kind, cell: Cell, sentence: str) -> None:
    with pytest.raises(CellProblem) as problem:
        kind.read(cell)
    assert str(problem.value) == sentence


def test_choice_forgives_missing_diacritics_only_where_one_word_can_be_meant() -> None:
    hamlets = Choice([Option(1, "Hòa"), Option(2, "Hoa"), Option(3, "Ấp Bắc")])
    assert [hamlets.read(text) for text in ("hoà", "HOA", "ap bac")] == [1, 2, 3]
    twins = Choice([Option(1, "Hòa"), Option(2, "Hóa")])
    with pytest.raises(CellProblem):
        twins.read("hoa")


def test_choice_that_is_not_listed_is_read_and_not_offered() -> None:
    offices = Choice([Option(1, "so-moi"), Option(2, "so-cu", listed=False)])
    assert (offices.read("so-cu"), [one.word for one in offices.listed]) == (2, ["so-moi"])


@pytest.mark.parametrize(
    ("kind", "value", "told"),
    [
        (Text(), "a" * 70, "a" * 60 + "…"),
        (Whole(), 30125, "30.125"),
        (AREA, Decimal("12.50"), "12,5"),
        (Day(), date(2026, 7, 1), "01/07/2026"),
        (KINDS, "to", "tổ dân phố"),
        (CODES, 7, "Phường Hải An (00407)"),
    ],
)
def test_value_is_told_as_pages_write_it(kind: Kind, value: Any, told: str) -> None:
    assert kind.told(value) == told


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Lê Na\n2", False),
        ("a\u00a0b", False),
        ("a\u202eb", True),
        ("a\u200bb", True),
        ("\ufeffa", True),
        ("a\x00", True),
        ("a\u2028b", True),
        ("a\xad", True),
        ("\ue000", True),
        (unicodedata.normalize("NFD", "Ngọ"), False),
    ],
)
def test_characters_that_nobody_sees_are_found(text: str, hidden: bool) -> None:
    assert unseen(text) is hidden


@pytest.mark.parametrize(
    ("cell", "text"),
    [(True, "TRUE"), (3.0, "3"), (0.5, "0,5"), (1e22, "10000000000000000000000"), (float("inf"), "inf")],
)
def test_cell_text_is_what_a_person_sees(cell: Cell, text: str) -> None:
    assert cell_text(cell) == text


def test_shown_text_cannot_turn_the_page_around_it() -> None:
    assert shown("a\u202eb") == "a�b"


def test_several_are_written_by_code_and_told_by_word() -> None:
    assert (ITEMS.write("wifi; may-in"), ITEMS.told("wifi; may-fax")) == ("wifi; may-in", "Wifi miễn phí; may-fax")
