"""Texts in forms: one form of what is typed, and what no one sees is no content."""

import pytest

from thanthien.core.long_text import LineText, LongText


@pytest.mark.parametrize("typed", ["\x01\x02", "\u200b\u2060", "\u202e \u200f\n", "\u2028\ufeff"])
def test_text_that_no_one_sees_is_empty(typed: str) -> None:
    for field in (LongText(max_length=50, required=False), LineText(required=False)):
        assert field.clean(typed) == ""


def test_what_is_seen_stays_with_its_lines() -> None:
    text = LongText(max_length=50).clean(" Đúng\u200b rồi\u202e\r\n\tdòng 2\u2028dòng 3 ")
    assert text == "Đúng rồi\n\tdòng 2\ndòng 3"
    assert LineText().clean("Lê \u202eThị\u200b  Na") == "Lê Thị Na"
