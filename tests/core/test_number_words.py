"""Numbers in Vietnamese words, and the sentence about a number that can be read in two ways."""

import pytest

from thanthien.core.number_words import decimal_words, whole_words
from thanthien.core.numbers_vi import NumberProblem, parse_number_vi


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"), (5, "năm"), (10, "mười"), (11, "mười một"), (15, "mười lăm"), (21, "hai mươi mốt"),
        (105, "một trăm linh năm"), (110, "một trăm mười"), (1000, "một nghìn"),
        (1005, "một nghìn không trăm linh năm"), (12345, "mười hai nghìn ba trăm bốn mươi lăm"),
        (999_999, "chín trăm chín mươi chín nghìn chín trăm chín mươi chín"),
    ],
)  # fmt: skip
def test_whole_number_is_said_as_people_say_it(number, words):
    assert whole_words(number) == words


@pytest.mark.parametrize(
    ("whole", "digits", "words"), [(8, "4", "tám phẩy bốn"), (1, "", "một"), (0, "05", "không phẩy không năm")]
)
def test_digits_behind_the_comma_are_said_one_by_one(whole, digits, words):
    assert decimal_words(whole, digits) == words


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("1.000", "1.000 có thể hiểu là một nghìn hoặc một. Cần viết 1000 nếu là một nghìn, 1 nếu là một."),
        (
            "8.400",
            (
                "8.400 có thể hiểu là tám nghìn bốn trăm hoặc tám phẩy bốn. "
                "Cần viết 8400 nếu là tám nghìn bốn trăm, 8,4 nếu là tám phẩy bốn."
            ),
        ),
    ],
)
def test_number_with_two_readings_is_asked_for_in_words(typed, sentence):
    with pytest.raises(NumberProblem) as problem:
        parse_number_vi(typed)
    assert str(problem.value) == sentence
