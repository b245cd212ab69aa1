"""Points of single answers: every rule kind, both sides of every edge, exact arithmetic."""

from decimal import Decimal
from fractions import Fraction

import pytest

from tests.criteria.build import (
    EXCLUDED,
    FULL,
    PASS_FAIL,
    D,
    bands,
    cadence,
    checklist,
    choice,
    compiled,
    deduction,
    definition,
    indicator,
    linear,
    one,
    per_unit,
    ratio,
)
from thanthien.criteria.compiling import compile_set
from thanthien.criteria.rule_scorers import read_pair
from thanthien.criteria.rules import Node, Rule
from thanthien.criteria.scoring import (
    IndicatorResult,
    deviation_steps,
    explain,
    possible_points,
    score,
    score_indicator,
)
from thanthien.criteria.values import (
    Combined,
    Count,
    Counts,
    Deviation,
    Items,
    NotApplicable,
    Number,
    Passed,
    Percent,
    Picked,
    Value,
    ValueProblem,
)


def points(rule: Rule, value: Value, most: str = "4", **changes: object) -> Decimal | None:
    return score_indicator(one(rule, most, **changes), value).points


@pytest.mark.parametrize(("passed", "expected"), [(True, "2.00"), (False, "0.00")])
def test_pass_fail_gives_all_or_nothing(passed: bool, expected: str) -> None:
    assert points(PASS_FAIL, Passed(passed), "2") == D(expected)


@pytest.mark.parametrize(("held", "expected"), [(0, "0"), (1, "0.5"), (6, "3"), (8, "4")])
def test_checklist_sums_weights(held: int, expected: str) -> None:
    stated = Items({f"n{i}": i < held for i in range(8)})
    assert points(checklist(8, "0.5"), stated) == D(expected)


def test_checklist_is_missing_until_each_item_is_stated() -> None:
    result = score_indicator(one(checklist(8, "0.5")), Items({f"n{i}": True for i in range(7)}))
    assert (result.state, result.points, result.maximum) == ("missing", None, D("4.00"))


@pytest.mark.parametrize(
    ("number", "expected"), [("2", "0"), ("3", "1"), ("4", "2"), ("4.999999", "2"), ("5", "3"), ("9", "3")]
)
def test_bands_take_the_highest_reached_inclusive_bound(number: str, expected: str) -> None:
    rule = bands(("5", "3"), ("4", "2"), ("3", "1"))
    assert points(rule, Number(D(number)), "3", numerator="", unit="hình thức") == D(expected)


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [
        (95, 100, "4"),
        (949999, 1000000, "3"),
        (90, 100, "3"),
        (89999, 100000, "2"),
        (80, 100, "1"),
        (799, 1000, "0"),
        (19, 20, "4"),
    ],
)
def test_bands_compare_shares_exactly(numerator: int, denominator: int, expected: str) -> None:
    rule = bands(("0.95", "4"), ("0.9", "3"), ("0.85", "2"), ("0.8", "1"))
    assert points(rule, ratio(numerator, denominator)) == D(expected)


def test_bands_may_ask_for_more_than_the_whole() -> None:
    rule = bands(("1", "2"))
    assert points(rule, ratio(384, 385), "2", numerator_may_exceed=True) == D("0")
    assert points(rule, ratio(385, 385), "2", numerator_may_exceed=True) == D("2")
    assert points(rule, ratio(412, 385), "2", numerator_may_exceed=True) == D("2")


@pytest.mark.parametrize(
    ("numerator", "denominator", "start", "end", "most", "expected"),
    [
        (46, 52, "0.6", "1", "4", "2.75"),
        (53, 96, "0.5", "1", "6", "0.75"),  # exactly 0.625: a tie goes up
        (52, 96, "0.5", "1", "6", "0.5"),
        (60, 100, "0.6", "1", "4", "0"),
        (59, 100, "0.6", "1", "4", "0"),
        (0, 7, "0.6", "1", "4", "0"),
        (7, 7, "0.6", "1", "4", "4"),
        (1, 3, "0", "1", "3", "1"),
        (2, 3, "0", "1", "3", "2"),
        (1, 24, "0", "1", "3", "0.25"),  # exactly 0.125
        (1, 25, "0", "1", "3", "0"),
        (13, 32, "0", "1", "1", "0.5"),  # 0.40625
        (3, 8, "0", "1", "1", "0.5"),  # exactly 0.375
        (249, 250, "0.6", "0.95", "4", "4"),
        (95, 100, "0.6", "0.95", "4", "4"),
    ],
)  # fmt: skip
def test_linear_rounds_the_exact_ratio_once(
    numerator: int, denominator: int, start: str, end: str, most: str, expected: str
) -> None:
    assert points(linear(start, end), ratio(numerator, denominator), most) == D(expected)
    assert points(cadence(start, end), ratio(numerator, denominator), most) == D(expected)


@pytest.mark.parametrize(
    ("numerator", "denominator", "most"),
    [(n, d, m) for d in (7, 48, 96, 365) for n in range(d) for m in ("2", "6")][::7],
)
def test_linear_agrees_with_fractions(numerator: int, denominator: int, most: str) -> None:
    share = Fraction(numerator, denominator)
    exact = max(Fraction(0), (share - Fraction(1, 2)) * 2) * int(most)
    expected = Decimal(int(exact * 4 + Fraction(1, 2))) / 4
    result = score_indicator(one(linear("0.5", "1"), most), ratio(numerator, denominator))
    assert (result.points, result.exact) == (expected, exact)


@pytest.mark.parametrize(
    ("number", "expected"), [("0", "5"), ("5", "2.5"), ("9.5", "0.25"), ("9.51", "0.25"), ("10", "0"), ("40", "0")]
)
def test_linear_downwards_rewards_less(number: str, expected: str) -> None:
    assert points(linear("10", "0"), Number(D(number)), "5", numerator="", unit="vụ") == D(expected)


def test_linear_takes_decimal_parts_and_percentages() -> None:
    assert points(linear("0.6", "1"), ratio("4.6", "5.2")) == D("2.75")
    assert points(linear("0.6", "1"), Percent(D("88.46")), numerator="", unit="%") == D("2.75")


@pytest.mark.parametrize(("count", "expected"), [(0, "0"), (3, "1.5"), (7, "3.5"), (8, "4"), (9, "4")])
def test_per_unit_stops_at_the_maximum(count: int, expected: str) -> None:
    assert points(per_unit("0.5"), Count(count)) == D(expected)


def test_per_unit_rounds_once() -> None:
    assert [points(per_unit("0.3"), Count(count), "1") for count in range(5)] == [
        D(0),
        D("0.25"),
        D("0.5"),
        D("1"),
        D("1"),
    ]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [((0, 0, 0), "3"), ((1, 0, 0), "2"), ((0, 1, 0), "1"), ((1, 1, 0), "0"), ((0, 0, 1), "0"), ((9, 9, 9), "0")],
)
def test_deduction_never_goes_below_zero(counts: tuple[int, ...], expected: str) -> None:
    stated = Counts({f"m{i}": count for i, count in enumerate(counts)})
    assert points(deduction("1", "2", "3"), stated, "3") == D(expected)


def test_deduction_is_missing_until_every_severity_is_stated() -> None:
    assert score_indicator(one(deduction("1", "2"), "3"), Counts({"m0": 0})).state == "missing"


@pytest.mark.parametrize(("option", "expected"), [("o0", "4"), ("o1", "3"), ("o3", "0")])
def test_choice_gives_the_points_of_the_option(option: str, expected: str) -> None:
    assert points(choice("4", "3", "2", "0"), Picked(option)) == D(expected)


def test_step_other_than_a_quarter() -> None:
    assert points(linear("0", "1"), ratio(1, 3), "10", step="0.1") == D("3.3")
    assert points(linear("0", "1"), ratio(1, 20), "10", step="1") == D("1")  # 0.5 is a tie
    assert points(linear("0", "1"), ratio(7, 16), "1", step="0.125") == D("0.500")


def test_missing_earns_nothing_and_keeps_its_maximum() -> None:
    result = score_indicator(one(PASS_FAIL, "2"), None)
    assert (result.state, result.points, result.steps, result.maximum) == ("missing", None, 0, D("2.00"))


@pytest.mark.parametrize(("effect", "proposes"), [({}, False), ({"not_applicable": EXCLUDED}, True)])
def test_zero_denominator_is_missing_and_may_propose_not_applicable(effect: dict[str, object], proposes: bool) -> None:
    result = score_indicator(one(linear("0.7", "1"), **effect), ratio(0, 0))
    assert (result.state, result.proposes_not_applicable) == ("missing", proposes)


def test_not_applicable_leaves_the_maximum_or_gives_all() -> None:
    excluded = score_indicator(one(linear("0.7", "1"), not_applicable=EXCLUDED), NotApplicable("không có"))
    full = score_indicator(one(linear("0.7", "1"), not_applicable=FULL), NotApplicable("không có"))
    assert (excluded.state, excluded.points, excluded.maximum) == ("excluded", None, D("0.00"))
    assert (full.state, full.points, full.maximum) == ("full", D("4.00"), D("4.00"))


def test_not_applicable_is_refused_where_the_set_says_no() -> None:
    with pytest.raises(ValueProblem, match="không được đề nghị"):
        score_indicator(one(PASS_FAIL), NotApplicable("không có"))


def test_value_of_another_form_is_refused() -> None:
    for rule in (
        linear("0", "1"),
        bands(("1", "4")),
        PASS_FAIL,
        checklist(8, "0.5"),
        choice("4"),
        deduction("1"),
        per_unit("1"),
    ):
        with pytest.raises(ValueProblem, match="không đúng dạng"):
            score_indicator(one(rule), Number(D(1)))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (PASS_FAIL, "0 2"),
        (bands(("0.9", "2"), ("0.8", "1.5")), "0 1.5 2"),
        (choice("2", "0.5"), "0.5 2"),
        (checklist(2, "1"), "0 1 2"),
        (deduction("1.5"), "0 0.5 2"),
        (per_unit("0.75"), "0 0.75 1.5 2"),
        (linear("0", "1"), "0 0.25 0.5 0.75 1 1.25 1.5 1.75 2"),
        (cadence("0", "1"), "0 0.25 0.5 0.75 1 1.25 1.5 1.75 2"),
    ],
)
def test_possible_points_are_what_the_rule_can_yield(rule: Rule, expected: str) -> None:
    assert possible_points(one(rule, "2")) == tuple(D(amount) for amount in expected.split())


def test_deviation_counts_within_the_frame_of_the_rule() -> None:
    result = score_indicator(one(choice("4", "3", "2", "0")), Deviation(D("3"), "Có biên bản", Picked("o2")))
    assert (result.points, result.deviation, result.state) == (D("3.00"), True, "scored")


@pytest.mark.parametrize("amount", ["1", "3.1", "2.75", "5"])
def test_deviation_outside_the_frame_is_refused(amount: str) -> None:
    with pytest.raises(ValueProblem, match="không nằm trong các mức điểm"):
        score_indicator(one(choice("4", "3", "2", "0")), Deviation(D(amount), "Lý do"))


def test_refused_deviation_is_told_with_its_points() -> None:
    with pytest.raises(ValueProblem) as refused:
        score_indicator(one(choice("4", "3", "2", "0")), Deviation(D("3.1"), "Lý do"))
    assert refused.value.message == ("Điểm 3,1 không nằm trong các mức điểm mà cách chấm của tiêu chí này có thể cho.")


def test_combined_word_is_scored_as_it_stands() -> None:
    def outcome(state: str, **changes: object) -> IndicatorResult:
        word = Combined(state, None, 0, 1, False, "Vì sao")  # type: ignore[arg-type]
        return score_indicator(one(linear("0", "1"), **changes), word)

    assert outcome("excluded", not_applicable=EXCLUDED) == IndicatorResult("1.1", "excluded", None, D("0.00"), 0, 0, 1)
    assert outcome("full", not_applicable=FULL) == IndicatorResult("1.1", "full", D("4.00"), D("4.00"), 16, 4, 1)
    assert outcome("contested") == outcome("missing") == IndicatorResult("1.1", "missing", None, D("4.00"), 0, 0, 1)
    joined = score_indicator(one(linear("0", "1")), Combined("scored", D("1.25"), 9, 8, False, "Vì sao"))
    assert joined == IndicatorResult("1.1", "scored", D("1.25"), D("4.00"), 5, 9, 8)


def test_percent_is_read_as_hundredths_and_full_marks_are_exact() -> None:
    percent = linear("0.6", "1")
    words = {"numerator": "", "denominator": "", "unit": "%"}
    assert points(percent, Percent(D(80)), **words) == D(2)
    failed = score_indicator(one(PASS_FAIL, "2"), Passed(False))
    assert (failed.numerator, failed.denominator, failed.exact) == (0, 1, Fraction(0))


def test_answer_that_is_not_given_may_have_any_code() -> None:
    sheet = compiled(indicator(PASS_FAIL, "2"))
    assert score(sheet, {"1.1": Passed(True), "9.9": None}).total.points == D("2.00")
    with pytest.raises(ValueProblem, match="không có tiêu chí này"):
        score(sheet, {"9.9": Passed(True)})


def test_weighted_total_is_shown_cut_never_above_the_truth() -> None:
    groups = tuple(
        Node(code, code, (indicator(linear("0", "1"), "3", f"{code}.1"), indicator(PASS_FAIL, "3", f"{code}.2")), D(50))
        for code in ("1", "2")
    )
    sheet = compile_set(definition(groups=groups, total="weighted", step="1"), "xa")
    total = score(sheet, {"1.1": ratio(2, 3), "2.1": ratio(3, 3), "2.2": Passed(True)}).total
    assert [str(one) for one in (total.points, total.low, total.high, total.maximum)] == [
        "66.66", "66.66", "91.66", "100.00",
    ]  # fmt: skip


def test_deviation_needs_a_reason() -> None:
    with pytest.raises(ValueProblem, match="lý do"):
        deviation_steps(one(PASS_FAIL), Deviation(D("4"), "  "))


@pytest.mark.parametrize(
    ("rule", "value", "outcome"),
    [
        (PASS_FAIL, Passed(True), (16, 4, 1)),
        (PASS_FAIL, Passed(False), (0, 0, 1)),
        (checklist(8, "0.5"), Items({f"n{i}": i < 3 for i in range(8)}), (6, 6, 4)),
        (bands(("0.9", "2")), ratio(1, 2), (0, 0, 1)),
        (bands(("0.9", "2")), ratio(9, 10), (8, 2, 1)),
        (linear("0.6", "1"), ratio(59, 100), (0, 0, 1)),
        (linear("0.6", "1"), ratio(60, 100), (0, 0, 1)),
        (linear("0.6", "1"), ratio(46, 52), (11, 4 * 74, 104)),
        (linear("0.6", "1"), ratio(1, 1), (16, 4, 1)),
        (linear("1", "0"), ratio(1, 4), (12, 12, 4)),  # the less, the better
        (per_unit("0.5"), Count(3), (6, 3, 2)),
        (per_unit("0.5"), Count(8), (16, 4, 1)),
        (per_unit("0.5"), Count(9), (16, 4, 1)),
        (deduction("1", "2"), Counts({"m0": 1, "m1": 0}), (12, 12, 4)),
        (deduction("1", "2"), Counts({"m0": 0, "m1": 3}), (0, 0, 4)),
        (choice("4", "1"), Picked("o1"), (4, 1, 1)),
    ],
)
def test_points_are_told_in_steps_and_exactly(rule: Rule, value: Value, outcome: tuple[int, int, int]) -> None:
    result = score_indicator(one(rule), value)
    assert (result.steps, result.numerator, result.denominator) == outcome


def test_numbers_are_read_as_exact_pairs() -> None:
    values = (Count(3), Number(D("2.5")), Percent(D("12.5")), ratio("1.5", "4"), ratio(1, 0))
    assert [read_pair(value) for value in values] == [(3, 1), (5, 2), (25, 200), (3, 8), None]
    with pytest.raises(ValueProblem, match="không đúng dạng"):
        read_pair(Passed(True))


def test_option_that_the_rule_does_not_have_is_refused() -> None:
    with pytest.raises(ValueProblem, match="không đúng dạng"):
        score_indicator(one(choice("4", "1")), Picked("o9"))


@pytest.mark.parametrize(("percent", "expected"), [("89.99", "0"), ("90", "3"), ("100", "4")])
def test_bands_of_a_percentage_are_shares(percent: str, expected: str) -> None:
    rule = bands(("1", "4"), ("0.9", "3"))
    assert points(rule, Percent(D(percent)), numerator="", denominator="", unit="%") == D(expected)


@pytest.mark.parametrize(
    ("rule", "most", "bodies", "expected"),
    [
        (PASS_FAIL, "0.5", ("a", "b"), "0 0.25 0.5"),  # as many values as steps, one of them missing
        (PASS_FAIL, "2", (), "0 2"),
    ],
)
def test_possible_means_are_of_the_bodies_that_there_are(
    rule: Rule, most: str, bodies: tuple[str, ...], expected: str
) -> None:
    possible = possible_points(one(rule, most, combine="mean", bodies=bodies))
    assert possible == tuple(D(amount) for amount in expected.split())


def test_value_that_can_t_be_divided_is_told_apart_from_one_that_is_incomplete() -> None:
    of_nothing = one(linear("0", "1"))
    assert explain(of_nothing, ratio(0, 0), score_indicator(of_nothing, ratio(0, 0))) == (
        "Chưa chấm: tổng số bằng 0 nên không tính được tỷ lệ"
    )
    parts, part = one(checklist(2, "1"), "2"), Items({"n0": True})
    assert explain(parts, part, score_indicator(parts, part)) == "Chưa chấm: còn nội dung chưa được xác nhận"
