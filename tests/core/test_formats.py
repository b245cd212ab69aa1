"""How numbers, points and dates are written."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from thanthien.core import formats


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("2.75"), "2,75"),
        (Decimal("3.00"), "3"),
        (Decimal("0.50"), "0,5"),
        (Decimal(100), "100"),
        (Decimal("2.745"), "2,75"),
        (Decimal("2.7449"), "2,74"),
        (0, "0"),
        (None, "chưa chấm"),
    ],
)
def test_points_strip_zeros_and_keep_missing_apart(value: Decimal | None, text: str) -> None:
    assert formats.points(value) == text


def test_points_say_what_the_caller_wants_for_missing() -> None:
    assert formats.points(None, "–") == "–"


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Decimal("1234.5"), None, "1.234,5"),
        (1234567, None, "1.234.567"),
        (1234.5, 0, "1.235"),
        (Fraction(2, 3), 2, "0,67"),
        (Decimal("-1.25"), 2, "−1,25"),
        (Decimal("-0.001"), 2, "0"),
        (Decimal("1E+3"), None, "1.000"),
        (100, 1, "100"),
        (None, None, "–"),
    ],
)
def test_number_is_vietnamese(value: formats.Number | None, places: int | None, text: str) -> None:
    assert formats.number(value, places) == text


def test_number_keeps_zeros_when_fixed() -> None:
    assert formats.number(Decimal(3), 2, fixed=True) == "3,00"


@pytest.mark.parametrize(
    ("value", "text"), [(Decimal("1.5"), "+1,5"), (Decimal("-0.25"), "−0,25"), (0, "0"), (Decimal("0.001"), "0")]
)
def test_signed_shows_the_sign(value: Decimal, text: str) -> None:
    assert formats.signed(value) == text


@pytest.mark.parametrize(
    ("ratio", "text"),
    [(Fraction(46, 52), "88,5%"), (1, "100%"), (Decimal("0.60"), "60%"), (Fraction(1, 3), "33,3%"), (None, "–")],
)
def test_percent_takes_a_ratio(ratio: formats.Number | None, text: str) -> None:
    assert formats.percent(ratio) == text


def test_dates_are_in_the_time_of_viet_nam() -> None:
    late = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
    assert formats.date_vn(late) == "23/11/2026"
    assert formats.datetime_vn(late) == "01:30, 23/11/2026"
    assert formats.time_vn(late) == "01:30"
    assert formats.date_vn(date(2026, 3, 5)) == "05/03/2026"
    assert formats.date_vn(None) == "–"


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 3, 30), "tuần 14 (30/3–5/4)"),
        (date(2026, 4, 5), "tuần 14 (30/3–5/4)"),
        (date(2027, 1, 1), "tuần 53 (28/12–3/1)"),
    ],
)
def test_week_has_number_and_days(day: date, text: str) -> None:
    assert formats.week_vn(day) == text


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (1, "1 byte"),
        (1023, "1023 byte"),
        (1024, "1 KB"),
        (4200, "4,1 KB"),
        (1024**2, "1 MB"),
        (2_500_000, "2,4 MB"),
        (50 * 1024**2, "50 MB"),
    ],
)
def test_file_size_is_read_by_people(size: int, text: str) -> None:
    assert formats.file_size(size) == text
