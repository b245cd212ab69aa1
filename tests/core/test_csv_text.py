"""No cell of a CSV file is taken for a formula."""

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
