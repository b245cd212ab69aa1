"""Levels and gates rule by rule, so that a small change to each shows."""

from fractions import Fraction

from tests.criteria.build import D, definition, ratio
from tests.criteria.test_levels import (
    DISCIPLINED,
    FULL_MARKS,
    HELD,
    ONLY,
    OVERDUE,
    SAME,
    UNHAPPY,
    gated,
    result_of,
    share_of,
    two_groups,
)
from thanthien.criteria.compiling import Condition, compile_set
from thanthien.criteria.gate_rules import Gate, IndicatorSource, MeasureCondition, MeasureSource
from thanthien.criteria.gates import measures_of_gates
from thanthien.criteria.levels import Standing, meets, share_bounds, total_share, weighted_total
from thanthien.criteria.rules import Level, Minimum, Node, Requirement
from thanthien.criteria.scoring import score


def test_total_is_a_share_of_all_groups_also_where_the_first_one_counts_no_more() -> None:
    sheet = compile_set(two_groups(), "xa")
    assert total_share(sheet, [50, 0, 50], [60, 0, 60]) == (50, 60)
    assert total_share(sheet, [0, 0, 0], [0, 0, 0]) is None


def test_weighted_total_is_of_the_groups_that_count() -> None:
    first = Node("1", "Một", (share_of("1.1"),), weight=D(70))
    groups = (first, Node("2", "Hai", (share_of("2.1"),), weight=D(30)))
    sheet = compile_set(definition(groups=groups, levels=ONLY, total="weighted"), "xa")
    assert weighted_total(sheet, [3, 1, 2], [7, 3, 4]) == (Fraction(70, 3) + 15, 100)
    assert weighted_total(sheet, [2, 0, 2], [4, 0, 4]) == (15, 30)


def test_minimum_in_points_is_met_exactly() -> None:
    standing = Standing([3], [8], (3, 8))
    asked = [Condition(0, num, 2, by_points=True) for num in (5, 6, 7)]
    assert [meets(one, standing) for one in asked] == [True, True, False]  # 2.5, 3 and 3.5 steps


def test_level_is_barred_by_what_it_requires_alone() -> None:
    levels = (
        Level(1, "Một", D("0.5")),
        Level(2, "Hai", D("0.6"), requires=SAME),
        Level(3, "Ba", D("0.6"), requires=HELD),
        Level(4, "Bốn", D("0.6"), requires=(Requirement(2, "same_result"),)),
    )
    answers = {"1.1": ratio(40, 50), "2.1": ratio(40, 50)}
    never = "Chưa từng được công nhận Một ở năm trước"
    result = result_of(two_groups(levels=levels), answers)
    assert [result.reasons[number] for number in (1, 2, 3, 4)] == [(), (), (never,), ()]
    held = result_of(two_groups(levels=levels), answers, held_before=frozenset({1}))
    assert held.reasons[3] == ()
    low = result_of(two_groups(levels=levels), {"1.1": ratio(20, 50), "2.1": ratio(20, 50)}, held_before=frozenset({1}))
    short = ("Tổng điểm đạt 40,0% < 60%",)
    assert (low.reasons[2], low.reasons[3]) == ((*short, "Chưa đạt các điều kiện của Một"), short)


def test_gate_that_is_clear_bars_no_level() -> None:
    result = score(gated(OVERDUE), FULL_MARKS, {"qua-han": False})
    assert [result.reasons[number] for number in (1, 2, 3, 4)] == [()] * 4


def test_shares_asked_of_a_node_are_its_own() -> None:
    levels = (Level(1, "Một", D("0.5"), None, (Minimum("1", share=D("0.4")), Minimum("2", points=D(3)))),)
    sheet = compile_set(two_groups(levels=levels), "xa")
    assert (share_bounds(sheet, "total"), share_bounds(sheet, "1"), share_bounds(sheet, "2")) == (
        {Fraction(1, 2)}, {Fraction(2, 5)}, frozenset(),
    )  # fmt: skip


def test_gate_without_a_cap_allows_no_level_at_all() -> None:
    unknown = Gate("g", "Dưới 80%", IndicatorSource("1.1", "below", D("0.8")))
    result = score(gated(unknown, DISCIPLINED), {"1.2": ratio(50, 50)}, {})
    assert [(gate.state, gate.cap) for gate in result.gates] == [("unknown", 0)] * 2


def test_measures_of_gates_are_named_once_in_the_order_of_the_set() -> None:
    def read(*measures: str) -> Gate:
        asked = tuple(MeasureCondition(one, "below", D("0.8"), True) for one in measures)
        return Gate(measures[0], "Có hay không", MeasureSource(asked, "so-noi-vu"))

    assert measures_of_gates([DISCIPLINED, read("b.two", "a.one"), UNHAPPY, read("a.one", "c.three")]) == (
        "b.two", "a.one", "c.three",
    )  # fmt: skip
