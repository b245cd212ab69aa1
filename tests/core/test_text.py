"""Folding in Python and SQL, tone habits, Vietnamese order."""

import csv
import unicodedata
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from thanthien.core.text import exact, fold, matches, normalise, person_sort_key, sort_key

VIETNAMESE = "aáàảãạăắằẳẵặâấầẩẫậbcdđeéèẻẽẹêếềểễệghiíìỉĩịklmnoóòỏõọôốồổỗộơớờởỡợpqrstuúùủũụưứừửữựvxyýỳỷỹỵ"
LETTERS = st.text(alphabet=VIETNAMESE + VIETNAMESE.upper() + " -,.0123456789", max_size=30)
ANYTHING = st.text(
    alphabet=st.characters(exclude_categories=("Cs",), exclude_characters="\x00"),
    max_size=30,
)


def _names() -> list[str]:
    path = Path(settings.PLACE_DATA_DIR) / "units.csv"
    with path.open(encoding="utf-8", newline="") as source:
        return [row["name"] for row in csv.DictReader(source)]


def _fold_in_sql(texts: list[str]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT vn_fold(t) FROM unnest(%s::text[]) WITH ORDINALITY AS x(t, n) ORDER BY n", [texts])
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.django_db
def test_sql_folds_all_unit_names_alike() -> None:
    names = _names()
    assert len(names) == 114
    assert _fold_in_sql(names) == [fold(name) for name in names]


@pytest.mark.django_db
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(texts=st.lists(st.one_of(LETTERS, ANYTHING), min_size=20, max_size=60))
def test_sql_folds_any_text_alike(db: None, texts: list[str]) -> None:
    assert _fold_in_sql(texts) == [fold(text) for text in texts]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Cẩm Giàng", "cam giang"),
        ("ĐỒ SƠN", "do son"),
        ("  Vĩnh\u00a0 Bảo\t", "vinh bao"),
        (unicodedata.normalize("NFD", "Kiến Thụy"), "kien thuy"),
        ("Đường Ấp 3/2", "duong ap 3/2"),
        ("Łódź", "Łodz"),
        ("", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("older", "newer"),
    [("Hòa", "Hoà"), ("Thủy Nguyên", "Thuỷ Nguyên"), ("Kiến Thụy", "Kiến Thuỵ"), ("khỏe", "khoẻ"), ("HÓA", "HOÁ")],
)
def test_both_tone_habits_are_the_same_text(older: str, newer: str) -> None:
    assert fold(older) == fold(newer)
    assert exact(older) == exact(newer)
    assert sort_key(older) == sort_key(newer)


@pytest.mark.parametrize("word", ["của", "mùa", "Quý", "hoàn", "toán", "Thuở", "Nguyễn", "xoài"])
def test_words_without_a_choice_have_one_spelling(word: str) -> None:
    assert exact(word) == word.lower()


def test_exact_tells_tones_apart() -> None:
    assert exact("Cẩm Giang") != exact("Cẩm Giàng")


def test_normalise_composes_and_trims() -> None:
    assert normalise(" " + unicodedata.normalize("NFD", "Lê  Ánh") + "\n") == "Lê Ánh"


@pytest.mark.parametrize(
    ("query", "found"),
    [("cam gi", True), ("giang cam", True), ("am giang", False), ("Cẩm Giàng", True), ("", True)],
)
def test_matches_words_by_their_beginning(query: str, found: bool) -> None:
    assert matches(query, "Xã Cẩm Giang") is found


def test_sort_key_gives_dictionary_order() -> None:
    ordered = [
        "An Hải",
        "Ăn",
        "Ân Thi",
        "Da",
        "Dà",
        "Dả",
        "Dã",
        "Dá",
        "Dạ",
        "Đa",
        "Hoa Bình",
        "Hòa An",
        "Thôn 2",
        "Thôn 10",
        "Thôn Đông",
    ]
    assert sorted(set(ordered), key=sort_key) == ordered


def test_person_sort_key_goes_by_given_name() -> None:
    ordered = ["Trần Văn An", "Lê Thị Ánh", "Nguyễn Bình", "Phạm Bình", "Đỗ Đạt"]
    assert sorted(set(ordered), key=person_sort_key) == ordered


@given(LETTERS, LETTERS)
def test_sort_key_is_plain_text_that_ignores_case(one: str, other: str) -> None:
    assert sort_key(one.upper()) == sort_key(one.lower())
    assert sort_key(one).isascii()
    assert (sort_key(one) < sort_key(other)) == (sort_key(one).encode() < sort_key(other).encode())
