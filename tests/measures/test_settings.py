"""Settings of measures: which values each form of setting takes, and how they are read."""

from decimal import Decimal
from typing import Any

import pytest

from thanthien.measures.registry import Setting

DAYS, SHARE, WORDS = Setting("days", "ngày", 5), Setting("share", "tỷ lệ", Decimal("0.5")), Setting("words", "chữ", "a")
ONE = Setting("one", "cách", "skip", (("skip", "bỏ qua"), ("next", "dời")))
SEVERAL = Setting("several", "mã", "a; b", (("a", "Một"), ("b", "Hai"), ("c", "Ba")), several=True)


@pytest.mark.parametrize(
    ("setting", "taken", "refused"),
    [
        (DAYS, [0, 7], [-1, "7", True, None, Decimal(7)]),
        (SHARE, ["0.25", "1"], ["-0.1", "x", 0.25, 1]),
        (WORDS, ["b"], ["", "  ", 1]),
        (ONE, ["skip", "next"], ["same", "", 1]),
        (SEVERAL, ["c", "a; c", "c;a"], ["", "a; x", ";"]),
    ],
    ids=lambda value: getattr(value, "key", None),
)
def test_a_setting_takes_values_of_its_form_only(setting: Setting, taken: list[Any], refused: list[Any]) -> None:
    assert [setting.takes(value) for value in taken] == [True] * len(taken)
    assert [setting.takes(value) for value in refused] == [False] * len(refused)


def test_codes_are_read_as_words_and_joined_in_the_order_of_the_choices() -> None:
    assert (ONE.words("next"), SEVERAL.words("a; c"), DAYS.words(5)) == ("dời", "Một; Ba", "5")
    assert SEVERAL.joined(["c", "a"]) == "a; c"
