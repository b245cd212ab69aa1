"""No cell of a CSV file is taken for a formula."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thanthien.core.csv_text import harmless


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+84",
        "-5",
        "@SUM(A1)",
        "＝1",
        "＋1",
        "－1",
        "＠a",
        "﹢1",
        "  =1",
        "\t=1",
        "\u00a0\u200b=1",
        "\ufeff=1",
        "\x00=1",
        "\tx",
        "\rx",
        "\nx",
    ],
)
def test_harmless_marks_what_a_spreadsheet_may_take_for_a_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "  ", "Phường Hải An", "5", "1-2", "a=b", "“=1”"])
def test_harmless_leaves_other_texts_alone(cell: str) -> None:
    assert harmless(cell) == cell


@given(st.text(max_size=20))
def test_harmless_adds_at_most_an_apostrophe(cell: str) -> None:
    assert harmless(cell).removeprefix("'") == cell.removeprefix("'") or harmless(cell) == f"'{cell}"


@given(
    st.characters(categories=["L", "N"], max_codepoint=0x24F)
    | st.characters(min_codepoint=0x1EA0, max_codepoint=0x1EF9),
    st.text(max_size=6),
)
def test_harmless_looks_no_further_than_a_letter_only_where_that_is_enough(letter: str, rest: str) -> None:
    shown = unicodedata.normalize("NFKC", letter + rest)
    assert harmless(letter + rest) == letter + rest
    assert shown[0] not in "=+-@"
