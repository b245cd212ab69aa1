"""A definition made ready for a kind of unit: nodes, tables and conditions as the rest reads them."""

import pytest

from tests.criteria.build import PASS_FAIL, D, definition, indicator, linear
from thanthien.criteria.compiling import CompiledNode, Condition, compile_set
from thanthien.criteria.rules import Level, Minimum, Node

INNER = Node("1.1", "Tiêu chí 1.1", (indicator(PASS_FAIL, "2", "1.1.1"), indicator(PASS_FAIL, "1", "1.1.2")))
GROUPS = (
    Node("1", "Nhóm một", (INNER, indicator(PASS_FAIL, "1", "1.2"))),
    Node("2", "Nhóm hai", (indicator(linear("0", "1"), "6", "2.1"),)),
)
LEVELS = (
    Level(1, "Đạt", D("0.5"), D("0.4"), (Minimum("1.2", points=D("0.5")),)),
    Level(2, "Cao", D("0.75"), None, (Minimum("1.1", share=D("0.6")),)),
)
SHEET = compile_set(definition(groups=GROUPS, levels=LEVELS, minimums=(Minimum("2", points=D(3)),)), "xa")


def test_nodes_stand_after_their_parents_and_know_their_depth() -> None:
    assert SHEET.nodes == (
        CompiledNode("total", "Tổng điểm", -1, 0, True, 0),
        CompiledNode("1", "Nhóm một", 0, 1, True, 0),
        CompiledNode("1.1", "Tiêu chí 1.1", 1, 2, True, 0),
        CompiledNode("1.2", "Tiêu chí 1.2", 1, 2, False, 0),  # an indicator that carries a minimum
        CompiledNode("2", "Nhóm hai", 0, 1, True, 0),
    )
    assert [(one.code, SHEET.nodes[one.node].code) for one in SHEET.indicators] == [
        ("1.1.1", "1.1"), ("1.1.2", "1.1"), ("1.2", "1.2"), ("2.1", "2"),
    ]  # fmt: skip
    assert (SHEET.groups, SHEET.group_codes) == ((1, 4), ["1", "2"])


def test_conditions_of_levels_are_shares_or_steps() -> None:
    assert [level.conditions for level in SHEET.levels] == [
        (
            Condition(0, 1, 2, False), Condition(1, 2, 5, False), Condition(4, 2, 5, False),
            Condition(4, 12, 1, True), Condition(3, 2, 1, True),
        ),
        (Condition(0, 3, 4, False), Condition(4, 12, 1, True), Condition(2, 3, 5, False)),
    ]  # fmt: skip
    assert (SHEET.level(1).definition.title, SHEET.level(2).definition.title) == ("Đạt", "Cao")


def test_titles_are_found_by_code() -> None:
    assert (SHEET.title_of("1.1"), SHEET.title_of("2")) == ("Tiêu chí 1.1", "Nhóm hai")


@pytest.mark.parametrize(
    ("total", "minimums", "asks"),
    [
        ("sum", (Minimum("1", share=D("0.5")), Minimum("2", points=D(1))), True),
        ("sum", (Minimum("1", share=D("0.5")),), False),
        ("weighted", (), False),
    ],
)
def test_set_knows_whether_it_is_weighted_and_asks_for_points(
    total: str, minimums: tuple[Minimum, ...], asks: bool
) -> None:
    groups = tuple(Node(one.code, one.title, one.children, weight=D(50)) for one in GROUPS)
    sheet = compile_set(definition(groups=groups, levels=LEVELS[1:], total=total, minimums=minimums), "xa")
    assert (sheet.weighted, sheet.has_point_minimums) == (total == "weighted", asks)
    assert [node.weight for node in sheet.nodes if node.depth == 1] == [50, 50]


@pytest.mark.parametrize(
    ("step", "count", "last"),
    [("0.25", 41, "10.00"), ("1", 11, "10.00"), ("0.125", 81, "10.000"), ("0.5", 21, "10.00")],
)
def test_table_of_points_goes_to_the_maximum_with_two_places_or_as_many_as_the_step_has(
    step: str, count: int, last: str
) -> None:
    points = compile_set(definition(groups=GROUPS, levels=LEVELS, step=step), "xa").points
    assert (len(points), str(points[0]), str(points[-1])) == (count, str(D(0).quantize(D(last))), last)


def test_criterion_inside_a_criterion_stands_one_step_deeper() -> None:
    inner = Node("1.1.1", "Trong cùng", (indicator(PASS_FAIL, "1", "1.1.1.1"),))
    groups = (Node("1", "Nhóm", (Node("1.1", "Trong", (inner,)),)),)
    assert [node.depth for node in compile_set(definition(groups=groups), "xa").nodes] == [0, 1, 2, 3]
