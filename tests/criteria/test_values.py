"""What people enter: the JSON forms, and numbers as Vietnamese people write them."""

from decimal import Decimal
from typing import Any

import pytest

from tests.criteria.build import (
    EXCLUDED,
    PASS_FAIL,
    D,
    bands,
    checklist,
    choice,
    deduction,
    indicator,
    linear,
    per_unit,
)
from thanthien.core.numbers_vi import (
    MAX_FRACTION_DIGITS,
    NumberProblem,
    number_vi,
    parse_number_vi,
    plain_decimal,
    share_text,
)
from thanthien.criteria.rules import Indicator
from thanthien.criteria.values import (
    Count,
    Counts,
    Items,
    Number,
    Passed,
    Percent,
    Picked,
    Ratio,
    Value,
    ValueProblem,
    parse_entry,
    parse_reason,
    parse_value,
    proposes_not_applicable,
    value_to_json,
)

RATIO = indicator(linear("0.6", "1"))
NUMBER = indicator(bands(("3", "4")), numerator="", unit="cuộc")
PERCENT = indicator(linear("0.6", "1"), numerator="", unit="%")
CHECKLIST = indicator(checklist(2, "2"))
DEDUCTION = indicator(deduction("1", "2"))


@pytest.mark.parametrize(
    ("asked", "raw", "value"),
    [
        (indicator(PASS_FAIL), {"passed": True}, Passed(True)),
        (CHECKLIST, {"items": {"n0": True}}, Items({"n0": True})),
        (CHECKLIST, {"items": {"n0": True, "n1": False}}, Items({"n0": True, "n1": False})),
        (RATIO, {"numerator": "46", "denominator": "52"}, Ratio(D(46), D(52))),
        (RATIO, {"numerator": "4.5", "denominator": "5.25"}, Ratio(D("4.5"), D("5.25"))),
        (RATIO, {"numerator": "0", "denominator": "0"}, Ratio(D(0), D(0))),
        (PERCENT, {"percent": "88.5"}, Percent(D("88.5"))),
        (NUMBER, {"number": "5"}, Number(D(5))),
        (indicator(per_unit("0.5")), {"count": 9}, Count(9)),
        (DEDUCTION, {"counts": {"m0": 1, "m1": 0}}, Counts({"m0": 1, "m1": 0})),
        (indicator(choice("4", "0")), {"option": "o1"}, Picked("o1")),
    ],
)
def test_value_survives_reading_and_writing(asked: Indicator, raw: dict[str, object], value: Value) -> None:
    assert parse_value(asked, raw) == value
    assert value_to_json(value) == raw


@pytest.mark.parametrize(
    ("asked", "raw", "path"),
    [
        (indicator(PASS_FAIL), {"passed": "true"}, "value.passed"),
        (indicator(PASS_FAIL), {"passed": 1}, "value.passed"),
        (indicator(PASS_FAIL), [], "value"),
        (indicator(PASS_FAIL), {"passed": True, "x": 1}, "value"),
        (RATIO, {"numerator": "46"}, "value"),
        (RATIO, {"numerator": "53", "denominator": "52"}, "value.numerator"),
        (RATIO, {"numerator": "-1", "denominator": "52"}, "value.numerator"),
        (RATIO, {"numerator": "1", "denominator": "NaN"}, "value.denominator"),
        (RATIO, {"numerator": "1", "denominator": "Infinity"}, "value.denominator"),
        (RATIO, {"numerator": "1", "denominator": "1e9"}, "value.denominator"),
        (RATIO, {"numerator": "1", "denominator": "1" * 13}, "value.denominator"),
        (RATIO, {"numerator": "0.1234567", "denominator": "1"}, "value.numerator"),
        (RATIO, {"numerator": 0.5, "denominator": "1"}, "value.numerator"),
        (RATIO, {"numerator": True, "denominator": "1"}, "value.numerator"),
        (RATIO, {"numerator": None, "denominator": "1"}, "value.numerator"),
        (RATIO, {"numerator": "٤", "denominator": "5"}, "value.numerator"),
        (RATIO, {"numerator": "88,5", "denominator": "100"}, "value.numerator"),
        (PERCENT, {"percent": "100.01"}, "value.percent"),
        (NUMBER, {"number": 10**400}, "value.number"),
        (NUMBER, {"number": Decimal("NaN")}, "value.number"),
        (indicator(per_unit("0.5")), {"count": "1.5"}, "value.count"),
        (indicator(per_unit("0.5")), {"count": 10**10}, "value.count"),
        (CHECKLIST, {"items": {"khác": True}}, "value.items.khác"),
        (CHECKLIST, {"items": {"n0": "có"}}, "value.items.n0"),
        (CHECKLIST, {"items": ["n0"]}, "value.items"),
        (DEDUCTION, {"counts": {"m9": 0}}, "value.counts.m9"),
        (DEDUCTION, {"counts": {"m0": -1}}, "value.counts.m0"),
        (indicator(choice("4", "0")), {"option": "o9"}, "value.option"),
        (indicator(choice("4", "0")), {"option": ["o1"]}, "value.option"),
    ],
)  # fmt: skip
def test_bad_value_is_refused_at_its_place(asked: Indicator, raw: object, path: str) -> None:
    with pytest.raises(ValueProblem) as refused:
        parse_value(asked, raw)
    assert refused.value.path == path


def test_numerator_may_exceed_only_where_the_set_says_so() -> None:
    asked = indicator(bands(("1", "2")), "2", numerator_may_exceed=True)
    assert parse_value(asked, {"numerator": "412", "denominator": "385"}) == Ratio(D(412), D(385))


def test_exactly_all_of_it_exceeds_nothing() -> None:
    assert parse_value(RATIO, {"numerator": "52", "denominator": "52"}) == Ratio(D(52), D(52))
    assert parse_value(PERCENT, {"percent": "100"}) == Percent(D(100))
    beyond = indicator(linear("0.6", "1"), numerator="", unit="%", numerator_may_exceed=True)
    assert parse_value(beyond, {"percent": "100.01"}) == Percent(D("100.01"))


def test_whole_json_numbers_and_exact_decimals_are_taken() -> None:
    assert parse_value(RATIO, {"numerator": 46, "denominator": Decimal("52.5")}) == Ratio(D(46), D("52.5"))


def test_zero_denominator_proposes_not_applicable_only_where_allowed() -> None:
    empty = Ratio(D(0), D(0))
    assert proposes_not_applicable(indicator(linear("0", "1"), not_applicable=EXCLUDED), empty)
    assert not proposes_not_applicable(RATIO, empty)
    assert not proposes_not_applicable(indicator(linear("0", "1"), not_applicable=EXCLUDED), Ratio(D(0), D(1)))


def test_reason_is_needed_and_kept_in_one_normal_form() -> None:
    assert parse_reason("  Kho\u0302ng co\u0301 ", "reason") == "Không có"
    for raw in (None, "", "   ", 5, "x" * 4001):
        with pytest.raises(ValueProblem):
            parse_reason(raw, "reason")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("46", "46"),
        (" 46 ", "46"),
        ("88,5", "88.5"),
        ("88.5", "88.5"),
        ("1.234,5", "1234.5"),
        ("1.234.567", "1234567"),
        ("1 234,5", "1234.5"),
        ("1\u00a0234", "1234"),
        ("0.125", "0.125"),
        ("0,125", "0.125"),
        ("1,234", "1.234"),
        ("1234.5", "1234.5"),
        ("007", "7"),
        ("４６", "46"),
        ("12.34", "12.34"),
        ("0", "0"),
    ],
)
def test_parse_number_reads_what_vietnamese_people_write(text: str, expected: str) -> None:
    assert parse_number_vi(text) == D(expected)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "-1",
        "−1",
        "1.234",
        "12.345",
        "1,234.5",
        "1.23.456",
        "1,2,3",
        "bốn",
        "NaN",
        "Infinity",
        "1e5",
        "0x1",
        "+5",
        "88,5%",
        "1" * 13,
        "0,1234567",
        "1..2",
        ",5",
        "5,",
        "٤٦",
        "1_000",
    ],
)
def test_parse_number_refuses_what_is_not_one_clear_number(text: str) -> None:
    with pytest.raises(NumberProblem):
        parse_number_vi(text)


def test_parse_number_names_both_readings_of_an_unclear_number() -> None:
    with pytest.raises(NumberProblem) as refused:
        parse_number_vi("1.234")
    assert str(refused.value) == (
        "1.234 có thể hiểu là một nghìn hai trăm ba mươi bốn hoặc một phẩy hai ba bốn. "
        "Cần viết 1234 nếu là một nghìn hai trăm ba mươi bốn, 1,234 nếu là một phẩy hai ba bốn."
    )


def test_parse_number_takes_a_percent_sign_only_when_asked() -> None:
    assert parse_number_vi("88,5 %", percent=True) == D("88.5")
    assert parse_number_vi("88,5%", percent=True) == D("88.5")


@pytest.mark.parametrize(
    ("value", "text", "plain"),
    [
        ("1234.50", "1.234,5", "1234.5"),
        ("6", "6", "6"),
        ("0.25", "0,25", "0.25"),
        ("1000000", "1.000.000", "1000000"),
        ("3.00", "3", "3"),
    ],
)
def test_numbers_are_written_for_people_and_for_files(value: str, text: str, plain: str) -> None:
    assert (number_vi(D(value)), plain_decimal(D(value))) == (text, plain)


@pytest.mark.parametrize(
    ("num", "den", "threshold", "text"),
    [
        (46, 52, None, "88,5%"),
        (9496, 10000, "0.95", "94,96%"),
        (9499, 10000, "0.95", "94,99%"),
        (95, 100, "0.95", "95,0%"),
        (94999999, 10**8, "0.95", "94,999999%"),
        (9501, 10000, "0.95", "95,0%"),
        (9494, 10000, "0.95", "94,9%"),
        (1, 1, "1", "100,0%"),
        (19999, 20000, "1", "99,995%"),
        (10**14 - 1, 10**14, "1", "99,999999999999%"),
        (10**16 - 1, 10**16, "1", "99,999999999999%"),
        (412, 385, None, "107,0%"),
        (0, 7, "0.5", "0,0%"),
    ],
)
def test_share_text_never_contradicts_the_threshold(num: int, den: int, threshold: str | None, text: str) -> None:
    assert share_text(num, den, None if threshold is None else D(threshold)) == text


# --- What counts is whole -------------------------------------------------------------------------------------------

LENGTH = indicator(bands(("3", "4")), numerator="", unit="km", fractional=True)


@pytest.mark.parametrize(
    ("asked", "raw", "path"),
    [
        (RATIO, {"numerator": "47.5", "denominator": "50"}, "value.numerator"),
        (RATIO, {"numerator": "47", "denominator": "50.5"}, "value.denominator"),
        (NUMBER, {"number": "2.5"}, "value.number"),
    ],
)
def test_part_of_what_is_counted_can_not_be_entered_and_is_read_where_it_was(
    asked: Indicator, raw: dict[str, str], path: str
) -> None:
    with pytest.raises(ValueProblem) as caught:
        parse_entry(asked, raw)
    assert (caught.value.path, caught.value.message) == (path, "Cần ghi số nguyên, vì đây là số đếm được.")
    assert value_to_json(parse_value(asked, raw)) == raw


@pytest.mark.parametrize(
    ("asked", "raw"),
    [
        (RATIO, {"numerator": "47.0", "denominator": "50"}),
        (LENGTH, {"number": "2.5"}),
        (PERCENT, {"percent": "88.5"}),
        (DEDUCTION, {"counts": {"m0": 1}}),
    ],
)
def test_whole_things_measures_and_shares_can_be_entered(asked: Indicator, raw: dict[str, Any]) -> None:
    assert parse_entry(asked, raw) == parse_value(asked, raw)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_decimal_that_is_no_number_is_refused_as_none(number: str) -> None:
    with pytest.raises(ValueProblem, match="Cần một số"):
        parse_value(RATIO, {"numerator": Decimal(number), "denominator": 2})


def test_number_may_have_as_many_places_as_are_kept_and_no_more() -> None:
    kept = "0." + "1" * MAX_FRACTION_DIGITS
    assert parse_value(RATIO, {"numerator": kept, "denominator": 2}) == Ratio(D(kept), D(2))
    with pytest.raises(ValueProblem, match="quá dài"):
        parse_value(RATIO, {"numerator": f"{kept}1", "denominator": 2})
