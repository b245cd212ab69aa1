"""Sums, gates, levels, ranges and the sentences beside them."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.criteria.build import (
    EXCLUDED,
    FULL,
    PASS_FAIL,
    D,
    checklist,
    compiled,
    definition,
    indicator,
    linear,
    ratio,
    reference,
)
from thanthien.criteria.compiling import CompiledSet, compile_set
from thanthien.criteria.gate_rules import DeclaredSource, Gate, IndicatorSource, Sample
from thanthien.criteria.levels import units_needed
from thanthien.criteria.rules import Indicator, Level, Minimum, Node, Requirement, SetDefinition
from thanthien.criteria.scoring import Result, score
from thanthien.criteria.values import Answer, Deviation, Items, NotApplicable, Passed, ValueProblem

ONLY = (Level(1, "Đạt", D("0.8"), D("0.5")),)


def share_of(code: str, most: str = "50", **changes: object) -> Indicator:
    """An indicator whose points are simply its ratio times the maximum."""
    return indicator(linear("0", "1"), most, code, **changes)


def two_groups(first: str = "50", second: str = "50", **changes: object) -> SetDefinition:
    groups = (Node("1", "Một", (share_of("1.1", first),)), Node("2", "Hai", (share_of("2.1", second),)))
    return definition(**{"groups": groups, "levels": ONLY, "step": "0.01", **changes})


def result_of(sheet: SetDefinition, answers: Mapping[str, Answer | None], **changes: object) -> Result:
    return score(compile_set(sheet, "xa"), answers, **changes)


@pytest.mark.parametrize(("second", "level"), [("29.99", 0), ("30", 1)])
def test_total_threshold_is_inclusive_and_exact(second: str, level: int) -> None:
    assert result_of(two_groups(), {"1.1": ratio(50, 50), "2.1": ratio(second, 50)}).level == level


@pytest.mark.parametrize(("first", "level"), [("4.99", 0), ("5", 1)])
def test_every_group_minimum_is_inclusive_and_exact(first: str, level: int) -> None:
    sheet = two_groups("10", "90")
    result = result_of(sheet, {"1.1": ratio(first, 10), "2.1": ratio(90, 90)})
    assert result.level == level
    assert result.reasons[1] == (() if level else ("Nhóm 1 đạt 49,9% < 50%",))


def test_share_shown_never_contradicts_the_verdict() -> None:
    sheet = two_groups("50", "50", step="0.0001")
    result = result_of(sheet, {"1.1": ratio(50, 50), "2.1": ratio("29.999", 50)})
    assert result.reasons[1] == ("Tổng điểm đạt 79,999% < 80%",)
    assert result.share_text() == "79,999%"
    assert result.share_text("2") == "60,0%"


def test_share_is_never_rounded_before_it_meets_a_threshold() -> None:
    sheet = definition(*(indicator(PASS_FAIL, "1", f"1.{i}") for i in range(3)),
                       levels=(Level(1, "Đạt", D("0.666667")),))  # fmt: skip
    answers = {"1.0": Passed(True), "1.1": Passed(True), "1.2": Passed(False)}
    assert result_of(sheet, answers).level == 0
    assert result_of(replace(sheet, levels=(Level(1, "Đạt", D("0.666666")),)), answers).level == 1


def test_missing_stays_in_the_maximum_and_gives_a_range() -> None:
    result = result_of(two_groups(), {"1.1": ratio(50, 50)})
    assert (result.total.points, result.total.maximum, result.total.share) == (D(50), D(100), (5000, 10000))
    assert (result.total.low, result.total.high, result.progress) == (D(50), D(100), (1, 2))
    assert (result.level, result.level_low, result.level_high, result.missing) == (None, 0, 1, ("2.1",))
    assert result.reasons[1] == (
        "Tổng điểm đạt 50,0% < 80% (có thể đạt nếu chấm đủ)",
        "Nhóm 2 đạt 0,0% < 50% (có thể đạt nếu chấm đủ)",
    )


def test_partial_checklist_counts_as_missing() -> None:
    sheet = definition(indicator(checklist(2, "1"), "2", "1.1"))
    assert result_of(sheet, {"1.1": Items({"n0": True})}).missing == ("1.1",)


def test_excluded_leaves_the_applicable_maximum_without_rescaling_points() -> None:
    sheet = definition(share_of("1.1", "60"), share_of("1.2", "40", not_applicable=EXCLUDED), levels=ONLY)
    result = result_of(sheet, {"1.1": ratio(48, 60), "1.2": NotApplicable("không có")})
    assert (result.total.points, result.total.maximum, result.level) == (D(48), D(60), 1)
    assert (result.progress, result.indicators["1.2"].points) == ((2, 2), None)


def test_level_of_no_percent_is_uncertain_while_all_may_become_excluded() -> None:
    sheet = definition(share_of("1.1", "60", not_applicable=EXCLUDED), levels=(Level(1, "Đạt", D("0")),))
    result = result_of(sheet, {})
    assert (result.level_low, result.level_high, result.reasons[1]) == (0, 1, ())
    assert result_of(sheet, {"1.1": NotApplicable("không có")}).level == 0
    assert result_of(sheet, {"1.1": ratio(0, 60)}).level == 1


def test_full_counts_all_points() -> None:
    sheet = definition(share_of("1.1", "60"), share_of("1.2", "40", not_applicable=FULL), levels=ONLY)
    result = result_of(sheet, {"1.1": ratio(40, 60), "1.2": NotApplicable("không có")})
    assert (result.total.points, result.total.maximum, result.level) == (D(80), D(100), 1)


def test_node_without_applicable_maximum_has_no_minimum_and_this_is_said() -> None:
    groups = (
        Node("1", "Một", (share_of("1.1", "60"),)),
        Node("2", "Hai", (share_of("2.1", "40", not_applicable=EXCLUDED),)),
    )
    sheet = definition(groups=groups, levels=ONLY)
    result = result_of(sheet, {"1.1": ratio(60, 60), "2.1": NotApplicable("không có")})
    assert (result.level, result.nodes["2"].share) == (1, None)
    assert result.notes == ("Nhóm 2 không có điểm tối đa áp dụng nên không xét mức tối thiểu",)


def test_nothing_applicable_reaches_no_level() -> None:
    sheet = definition(share_of("1.1", "60", not_applicable=EXCLUDED), levels=ONLY)
    result = result_of(sheet, {"1.1": NotApplicable("không có")})
    assert (result.level, result.total.share, result.reasons[1]) == (0, None, ("Không có tiêu chí nào được áp dụng",))


def test_sums_stand_at_every_node() -> None:
    inner = Node("1.1", "Trong", (share_of("1.1.1", "10"), share_of("1.1.2", "10")))
    groups = (Node("1", "Một", (inner, share_of("1.2", "20"))),)
    result = result_of(definition(groups=groups), {"1.1.1": ratio(5, 10), "1.2": ratio(20, 20)})
    inner_result, group = result.nodes["1.1"], result.nodes["1"]
    assert (inner_result.points, inner_result.maximum, inner_result.high) == (D(5), D(20), D(15))
    assert (group.points, group.maximum, group.answered, group.total) == (D(25), D(40), 2, 3)
    assert tuple(result.nodes) == ("total", "1", "1.1")


# --- Gates ----------------------------------------------------------------------------------------------------------

DISCIPLINED = Gate("ky-luat", "Người đứng đầu bị kỷ luật", DeclaredSource("so-noi-vu"))
OVERDUE = Gate("qua-han", "Còn phản ánh quá hạn", DeclaredSource("vp-ubnd"), cap=2)
UNHAPPY = Gate("hai-long", "Hài lòng dưới 80%", IndicatorSource("1.1", "below", D("0.8"), Sample("1.2", D(1))), cap=1)


def gated(*gates: Gate) -> CompiledSet:
    sheet = definition(share_of("1.1", "50"), share_of("1.2", "50", numerator_may_exceed=True), gates=gates)
    return compile_set(sheet, "xa")


FULL_MARKS = {"1.1": ratio(50, 50), "1.2": ratio(60, 50)}


@pytest.mark.parametrize(
    ("stated", "level", "low", "high"),
    [
        ({"ky-luat": False, "qua-han": False}, 4, 4, 4),
        ({"ky-luat": False, "qua-han": True}, 2, 2, 2),
        ({"ky-luat": True, "qua-han": True}, 0, 0, 0),
        ({"ky-luat": True, "qua-han": False}, 0, 0, 0),
        ({"ky-luat": False, "qua-han": None}, None, 2, 4),
        ({"qua-han": False}, None, 0, 4),
        ({}, None, 0, 4),
        ({"qua-han": True}, None, 0, 2),
    ],
)
def test_strictest_gate_holds_and_an_unknown_one_gives_a_range(
    stated: dict[str, bool | None], level: int | None, low: int, high: int
) -> None:
    result = score(gated(DISCIPLINED, OVERDUE), FULL_MARKS, stated)
    assert (result.level, result.level_low, result.level_high) == (level, low, high)


@pytest.mark.parametrize(
    ("satisfied", "sample", "state", "level"),
    [
        (ratio(799999, 1000000), ratio(50, 50), "hit", 1),
        (ratio(80, 100), ratio(50, 50), "clear", 4),
        (ratio(40, 50), ratio(49, 50), "unknown", None),
        (ratio(10, 50), ratio(49, 50), "unknown", None),
        (None, ratio(50, 50), "unknown", None),
        (ratio(40, 50), None, "unknown", None),
        (Deviation(D(45), "Khảo sát lại"), ratio(50, 50), "unknown", None),
        (Deviation(D(45), "Khảo sát lại", ratio(45, 50)), ratio(50, 50), "clear", 4),
    ],
)
def test_gate_on_an_indicator_reads_its_exact_value(
    satisfied: Answer | None, sample: Answer | None, state: str, level: int | None
) -> None:
    result = score(gated(UNHAPPY), {"1.1": satisfied, "1.2": sample})
    assert (result.gates[0].state, result.level) == (state, level)


def test_stated_gate_counts_only_where_the_value_cannot_tell() -> None:
    few = {"1.1": ratio(50, 50), "1.2": ratio(49, 50)}
    assert score(gated(UNHAPPY), few, {"hai-long": False}).gates[0].state == "clear"
    assert score(gated(UNHAPPY), FULL_MARKS, {"hai-long": True}).gates[0].state == "clear"


@pytest.mark.parametrize(
    ("answers", "stated", "low"),
    [
        ({"1.2": ratio(50, 50)}, False, 0),
        ({"1.2": ratio(50, 50)}, True, 0),
        ({"1.1": ratio(50, 50)}, False, 0),
        ({"1.1": ratio(50, 50), "1.2": ratio(0, 0)}, False, 0),
    ],
)
def test_gate_beside_a_missing_answer_is_unknown_whatever_was_stated(
    answers: dict[str, Answer], stated: bool, low: int
) -> None:
    result = score(gated(UNHAPPY), answers, {"hai-long": stated})
    assert (result.gates[0].state, result.level, result.level_low, result.level_high) == ("unknown", None, low, 4)


def test_gate_on_points_beside_a_partial_checklist_is_unknown() -> None:
    gate = Gate("g", "Điều kiện", IndicatorSource("1.1", "points_below", D(1)), cap=1)
    partial = compiled(indicator(checklist(2, "1"), "2", "1.1"), gates=(gate,))
    assert score(partial, {"1.1": Items({"n0": True})}, {"g": False}).gates[0].state == "unknown"


@pytest.mark.parametrize(
    ("condition", "threshold", "numerator", "state"),
    [
        ("at_most", "0.5", 25, "hit"),
        ("at_most", "0.5", 26, "clear"),
        ("above", "0.5", 25, "clear"),
        ("above", "0.5", 26, "hit"),
        ("at_least", "0.5", 25, "hit"),
        ("at_least", "0.5", 24, "clear"),
        ("points_below", "25", 24, "hit"),
        ("points_below", "25", 25, "clear"),
    ],
)
def test_gate_conditions_on_both_sides(condition: str, threshold: str, numerator: int, state: str) -> None:
    gate = Gate("g", "Điều kiện", IndicatorSource("1.1", condition, D(threshold)), cap=1)  # type: ignore[arg-type]
    result = score(gated(gate), {"1.1": ratio(numerator, 50), "1.2": ratio(50, 50)})
    assert result.gates[0].state == state


def test_gate_sentences_name_what_bars_each_level() -> None:
    result = score(gated(DISCIPLINED, OVERDUE), FULL_MARKS, {"qua-han": True})
    assert result.reasons[1] == ("Điều kiện chưa xác định: Người đứng đầu bị kỷ luật",)
    assert result.reasons[3] == (
        "Điều kiện chưa xác định: Người đứng đầu bị kỷ luật",
        "Vướng điều kiện (không quá Mức độ 2): Còn phản ánh quá hạn",
    )


def test_gate_applies_to_its_kinds_only() -> None:
    sheet = definition(share_of("1.1"), gates=(replace(DISCIPLINED, kinds=("dac_khu",)),))
    assert score(compile_set(sheet, "xa"), {"1.1": ratio(50, 50)}).level == 4
    assert score(compile_set(sheet, "dac_khu"), {"1.1": ratio(50, 50)}).level is None


# --- Minimums and required levels -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minimum", "points", "level"),
    [
        (Minimum("2", share=D("0.9")), "44.99", 0),
        (Minimum("2", share=D("0.9")), "45", 1),
        (Minimum("2", points=D("45")), "44.99", 0),
        (Minimum("2", points=D("45")), "45", 1),
        (Minimum("2.1", points=D("45")), "44.99", 0),
        (Minimum("2.1", share=D("0.9")), "45", 1),
        (Minimum("total", points=D("95")), "44.99", 0),
        (Minimum("total", points=D("95")), "45", 1),
    ],
)
def test_minimum_may_stand_at_any_node(minimum: Minimum, points: str, level: int) -> None:
    answers = {"1.1": ratio(50, 50), "2.1": ratio(points, 50)}
    for sheet in (two_groups(minimums=(minimum,)), two_groups(levels=(replace(ONLY[0], minimums=(minimum,)),))):
        assert result_of(sheet, answers).level == level


def test_minimum_of_one_level_leaves_the_others_alone() -> None:
    levels = (Level(1, "Một", D("0.5")), Level(2, "Hai", D("0.5"), minimums=(Minimum("2.1", points=D(40)),)))
    result = result_of(two_groups(levels=levels), {"1.1": ratio(50, 50), "2.1": ratio(39, 50)})
    assert (result.level, result.reasons[2]) == (1, ("Tiêu chí 2.1 đạt 39 điểm < 40 điểm",))


SAME = (Requirement(1, "same_result"),)
HELD = (Requirement(1, "held_before"),)


@pytest.mark.parametrize(
    ("requires", "held", "first", "level"),
    [
        ((), frozenset(), 10, 2),
        (SAME, frozenset(), 10, 0),
        (SAME, frozenset(), 50, 2),
        (HELD, frozenset(), 50, 1),
        (HELD, frozenset({1}), 50, 2),
        (HELD, frozenset({1}), 10, 2),
        (HELD, frozenset({2}), 50, 1),
        (SAME + HELD, frozenset({1}), 10, 0),
    ],
)
def test_level_may_require_another(
    requires: tuple[Requirement, ...], held: frozenset[int], first: int, level: int
) -> None:
    levels = (Level(1, "Một", D("0.5"), D("0.5")), Level(2, "Hai", D("0.6"), requires=requires))
    answers = {"1.1": ratio(first, 50), "2.1": ratio(50, 50)}
    assert result_of(two_groups(levels=levels), answers, held_before=held).level == level


def test_points_minimum_that_may_fall_away_keeps_the_upper_end_open() -> None:
    groups = (
        Node("1", "Một", (share_of("1.1", "50"),)),
        Node(
            "2", "Hai", (share_of("2.1", "2", not_applicable=EXCLUDED), share_of("2.2", "2", not_applicable=EXCLUDED))
        ),
    )
    sheet = definition(groups=groups, levels=(Level(1, "Đạt", D("0.5")),), minimums=(Minimum("2", points=D(3)),))
    open_ = {"1.1": ratio(50, 50), "2.1": NotApplicable("không có")}
    assert result_of(sheet, open_).level_high == 1
    assert result_of(sheet, {**open_, "2.2": NotApplicable("không có")}).level == 1


# --- Refusals, targets ----------------------------------------------------------------------------------------------


def test_unknown_codes_are_refused() -> None:
    with pytest.raises(ValueProblem, match="không có tiêu chí này"):
        result_of(two_groups(), {"9.9": Passed(True)})
    with pytest.raises(ValueProblem, match="không có trường hợp này"):
        result_of(two_groups(), {}, gates={"lạ": True})


@pytest.mark.parametrize(("share", "units"), [("0.8", 92), ("0.2", 23), ("1", 114), ("0.3", 35), ("0.5", 57), ("0", 0)])
def test_target_in_units_rounds_up(share: str, units: int) -> None:
    assert units_needed(D(share), 114) == units


def test_targets_of_the_reference_set() -> None:
    def needed(year: int) -> tuple[int, int] | None:
        target = reference().target_for(year)
        return target and (units_needed(target.recognised, 114), units_needed(target.top_level, 114))

    expected = {2025: None, 2026: (92, 23), 2027: (114, 35), 2028: (114, 35), 2029: (114, 35), 2030: (114, 57)}
    assert {year: needed(year) for year in expected} == expected


def test_points_are_decimals_of_two_places() -> None:
    result = result_of(two_groups(step="0.25"), {"1.1": ratio(46, 52)})
    assert [str(result.indicators["1.1"].points), str(result.total.points)] == ["44.25", "44.25"]
    assert isinstance(result.total.maximum, Decimal)


def test_compiled_sets_are_reused() -> None:
    assert compile_set(two_groups(), "xa") is compile_set(two_groups(), "xa")
    assert compiled(share_of("1.1"), kind="xa") is not compiled(share_of("1.1"), kind="phuong")
