"""“Còn thiếu n điểm” and the shortest list of indicators to a level."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from tests.criteria.build import EXCLUDED, D, definition, indicator, linear, other_set, ratio, reference
from thanthien.criteria.compiling import compile_set
from thanthien.criteria.gate_rules import DeclaredSource, Gate, IndicatorSource
from thanthien.criteria.paths import points_to_level, shortest_path
from thanthien.criteria.rules import Indicator, Level, Minimum, Node, Requirement, SetDefinition
from thanthien.criteria.scoring import Result, score
from thanthien.criteria.values import Answer, NotApplicable, Passed


def leaf(code: str, most: str) -> Indicator:
    return indicator(linear("0", "1"), most, code, not_applicable=EXCLUDED)


GROUPS = (
    Node("1", "Một", (leaf("1.1", "20"), leaf("1.2", "10"), leaf("1.3", "10"))),
    Node("2", "Hai", (leaf("2.1", "30"), leaf("2.2", "20"), leaf("2.3", "10"))),
)
LEVELS = (Level(1, "Mức độ 1", D("0.6"), D("0.5")), Level(2, "Mức độ 2", D("0.8"), D("0.6")))
SHEET = definition(groups=GROUPS, levels=LEVELS)


def stand(sheet: SetDefinition = SHEET, gates: dict[str, bool | None] | None = None, **points: str) -> Result:
    """A result where ``p11="5"`` gives indicator 1.1 exactly 5 points."""
    compiled = compile_set(sheet, "xa")
    answers: dict[str, Answer] = {}
    for name, amount in points.items():
        code = f"{name[1]}.{name[2]}"
        answers[code] = ratio(amount, str(compiled.by_code[code].maximum))
    return score(compiled, answers, gates or {})


def test_points_to_level_is_the_larger_of_total_and_groups() -> None:
    assert points_to_level(stand(p11="20", p12="10", p21="30"), 1) == D(0)
    assert points_to_level(stand(p11="20", p12="10", p13="10"), 1) == D(30)  # group 2 needs 30, the total only 20
    assert points_to_level(stand(p21="30", p22="20", p23="9.75"), 1) == D(20)  # group 1 needs 20, the total 0.25
    assert points_to_level(stand(), 2) == D(80)


def test_points_to_level_rounds_up_to_the_step() -> None:
    groups = (Node("1", "Một", (leaf("1.1", "7"), leaf("1.2", "4"))),)
    sheet = definition(groups=groups, levels=(Level(1, "Đạt", D("0.6")),))
    assert points_to_level(stand(sheet, p11="6"), 1) == D("0.75")  # 60% of 11 is 6.6


def test_shortest_path_takes_the_biggest_gains_first() -> None:
    path = shortest_path(stand(p11="10", p12="10", p21="10", p22="10", p23="10"), 1)
    assert [(step.code, step.gain) for step in path.steps] == [("2.1", D(20))]
    assert (path.blockers, path.points_short) == ((), D(10))


def test_shortest_path_gains_what_is_still_open_to_an_indicator() -> None:
    now = stand(p11="10", p12="10", p21="10", p22="10", p23="10")
    best = stand(p11="20", p12="10", p13="10", p21="14")  # 2.2 and 2.3 may still come to their maximum
    path = shortest_path(now, 1, best)
    assert [(step.code, step.gain) for step in path.steps] == [("1.1", D(10))]
    closed = stand(p11="14", p12="10", p13="0", p21="14", p22="10", p23="10")
    assert [(step.code, step.gain) for step in shortest_path(now, 1, closed).steps] == [("1.1", D(4)), ("2.1", D(4))]
    assert shortest_path(now, 1, closed).blockers == ("total: không đủ điểm tối đa",)


def test_shortest_path_serves_the_group_that_lacks() -> None:
    path = shortest_path(stand(p21="30", p22="20", p23="10", p13="5"), 1)
    assert [step.code for step in path.steps] == ["1.1"]


def test_shortest_path_is_empty_when_the_level_is_reached() -> None:
    path = shortest_path(stand(p11="20", p12="10", p13="10", p21="30", p22="20", p23="10"), 2)
    assert (path.steps, path.blockers, path.points_short) == ((), (), D(0))


def test_declared_gate_blocks_and_indicator_gate_joins_the_path() -> None:
    gates = (
        Gate("ky-luat", "Bị kỷ luật", DeclaredSource("a")),
        Gate("thap", "Tiêu chí 1.3 dưới 50%", IndicatorSource("1.3", "below", D("0.5")), cap=1),
    )
    sheet = definition(groups=GROUPS, levels=LEVELS, gates=gates)
    full = {"p11": "20", "p12": "10", "p21": "30", "p22": "20", "p23": "10"}
    path = shortest_path(stand(sheet, {"ky-luat": False}, p13="4", **full), 2)
    assert ([step.code for step in path.steps], path.blockers) == (["1.3"], ())
    blocked = shortest_path(stand(sheet, {"ky-luat": True}, p13="10", **full), 2)
    assert (blocked.steps, blocked.blockers) == ((), ("Bị kỷ luật",))


def test_earlier_recognition_cannot_be_earned_by_points() -> None:
    compiled = compile_set(other_set("dat-khong-dat"), "xa")
    result = score(compiled, {"A1": Passed(True)})
    path = shortest_path(result, 2)
    assert path.blockers == ("Chưa từng được công nhận Đạt ở năm trước",)
    assert [step.code for step in path.steps] == ["B1", "A2", "B2"]
    held = score(compiled, {"A1": Passed(True)}, held_before=frozenset({1}))
    assert shortest_path(held, 2).blockers == ()


def test_minimum_beyond_the_applicable_maximum_blocks() -> None:
    groups = (Node("1", "Một", (leaf("1.1", "20"), leaf("1.2", "10"))),)
    sheet = definition(groups=groups, levels=(Level(1, "Đạt", D("0.5")),), minimums=(Minimum("1", points=D(25)),))
    result = score(compile_set(sheet, "xa"), {"1.1": ratio(20, 20), "1.2": NotApplicable("không có")})
    assert shortest_path(result, 1).blockers == ("1: không đủ điểm tối đa",)


def test_weighted_total_is_told_in_weighted_points() -> None:
    result = score(compile_set(other_set("dat-khong-dat"), "xa"), {"A1": Passed(True), "B1": Passed(False)})
    assert points_to_level(result, 1) == D(30)  # 30 of 100 now; 60 asked


def test_path_of_the_reference_set_reaches_the_level() -> None:
    compiled = compile_set(reference(), "phuong")
    open_gates = {"ky-luat-nguoi-dung-dau": False, "nop-ho-so-qua-han": False, "phan-anh-qua-han": False}
    path = shortest_path(score(compiled, {}, open_gates), 4)
    assert (path.blockers, path.points_short) == ((), D(90))


def test_group_asks_for_more_than_the_minimum_inside_it() -> None:
    inside = Node("1.1", "Tiêu chí 1.1", (leaf("1.1.1", "20"), leaf("1.1.2", "10")))
    groups = (Node("1", "Một", (inside,)), Node("2", "Hai", (leaf("2.1", "10"),)))
    levels = (Level(1, "Đạt", D("0.1"), D("0.5")),)
    sheet = definition(groups=groups, levels=levels, minimums=(Minimum("1.1", points=D(4)),))
    result = score(compile_set(sheet, "xa"), {"2.1": ratio(10, 10)})
    assert points_to_level(result, 1) == D(15)
    inner = definition(groups=groups, levels=levels, minimums=(Minimum("1.1", points=D(18)),))
    assert points_to_level(score(compile_set(inner, "xa"), {"2.1": ratio(10, 10)}), 1) == D(18)


def test_group_that_counts_no_more_asks_for_nothing_and_the_next_still_does() -> None:
    groups = (Node("1", "Một", (leaf("1.1", "20"),)), Node("2", "Hai", (leaf("2.1", "30"), leaf("2.2", "10"))))
    minimums = (Minimum("1", points=D(15)), Minimum("2", points=D(35)))
    sheet = definition(groups=groups, levels=(Level(1, "Đạt", D("0.5")),), minimums=minimums)
    answers = {"1.1": NotApplicable("không có"), "2.1": ratio(30, 30), "2.2": ratio(0, 10)}
    assert points_to_level(score(compile_set(sheet, "xa"), answers), 1) == D(5)


def weighted(*levels: Level) -> SetDefinition:
    groups = (
        Node("1", "Một", (leaf("1.1", "20"), leaf("1.2", "10")), weight=D(70)),
        Node("2", "Hai", (leaf("2.1", "30"),), weight=D(30)),
    )
    return definition(groups=groups, levels=levels, total="weighted")


def test_weighted_shortfall_is_of_the_total_or_of_the_groups_whichever_is_more() -> None:
    by_total = weighted(Level(1, "Đạt", D("0.6"), D("0.5")), Level(2, "Cao", D("0.8"), None, (), _AFTER_FIRST))
    now = stand(by_total, p11="20", p12="10", p21="0")
    assert (points_to_level(now, 1), points_to_level(now, 2)) == (D(15), D(15))  # half of group 2, worth 30; 10 for 80%
    low = stand(by_total, p11="10", p12="5", p21="15")
    assert (points_to_level(low, 1), points_to_level(low, 2)) == (D(10), D(30))
    assert points_to_level(stand(by_total, p11="20", p12="10", p21="30"), 2) == D(0)
    assert points_to_level(stand(by_total, p11="18", p12="0", p21="15"), 1) == D(3)


def test_weighted_shortfall_is_rounded_up_to_the_step() -> None:
    sheet = weighted(Level(1, "Đạt", D("0.6")))
    assert points_to_level(stand(sheet, p11="20", p12="5", p21="1"), 1) == D("0.75")  # 60 − 59 1/3


def test_weighted_path_takes_what_helps_the_total_most() -> None:
    sheet = weighted(Level(1, "Đạt", D("0.4")))
    # 20 of 30 points in a group of 70 are worth more than 30 of 30 in one of 30.
    assert [step.code for step in shortest_path(stand(sheet), 1).steps] == ["1.1"]


_AFTER_FIRST = (Requirement(1, "same_result"),)


def test_indicator_without_a_value_at_best_may_still_come_to_its_maximum() -> None:
    now = stand(p11="20", p12="10", p13="10", p21="10", p22="0", p23="0")
    best = stand(p11="20", p12="10", p13="10", p21="10", p23="0")
    assert [(step.code, step.gain) for step in shortest_path(now, 1, best).steps] == [("2.2", D(20))]


def below_half(key: str, code: str) -> Gate:
    return Gate(key, f"Tiêu chí {code} dưới 50%", IndicatorSource(code, "below", D("0.5")), cap=1)


def test_gate_on_what_can_become_no_better_blocks() -> None:
    sheet = definition(groups=GROUPS, levels=LEVELS, gates=(below_half("thap", "1.3"),))
    full = {"p11": "20", "p12": "10", "p21": "30", "p22": "20", "p23": "10"}
    now = stand(sheet, p13="4", **full)
    assert shortest_path(now, 2, now).blockers == ("Tiêu chí 1.3 dưới 50%",)
    one_step = shortest_path(now, 2, stand(sheet, p13="4.25", **full))
    assert ([(step.code, step.gain) for step in one_step.steps], one_step.blockers) == ([("1.3", D("0.25"))], ())


def test_two_gates_on_one_indicator_are_lifted_together() -> None:
    gates = (below_half("thap", "1.3"), Gate("rat-thap", "Dưới 45%", IndicatorSource("1.3", "below", D("0.45")), cap=0))
    sheet = definition(groups=GROUPS, levels=LEVELS, gates=gates)
    path = shortest_path(stand(sheet, p11="20", p12="10", p13="4", p21="30", p22="20", p23="10"), 2)
    assert ([step.code for step in path.steps], path.blockers) == (["1.3"], ())


def test_gate_that_caps_at_the_level_or_is_clear_keeps_nobody_from_it() -> None:
    sheet = definition(groups=GROUPS, levels=LEVELS, gates=(below_half("thap", "1.3"),))
    full = {"p11": "20", "p12": "10", "p21": "30", "p22": "20", "p23": "10"}
    assert shortest_path(stand(sheet, p13="4", **full), 1).steps == ()
    assert shortest_path(stand(sheet, p13="5", **full), 2).steps == ()


def test_recognition_asked_for_by_a_level_inside_blocks_too() -> None:
    levels = (
        Level(1, "Mức độ 1", D("0.1")),
        Level(2, "Mức độ 2", D("0.2"), None, (), (Requirement(1, "held_before"),)),
        Level(3, "Mức độ 3", D("0.3"), None, (), (Requirement(2, "same_result"), Requirement(2, "held_before"))),
    )
    compiled = compile_set(definition(groups=GROUPS, levels=levels), "xa")

    def blockers(*held: int) -> tuple[str, ...]:
        return shortest_path(score(compiled, {}, held_before=frozenset(held)), 3).blockers

    first, second = (f"Chưa từng được công nhận Mức độ {number} ở năm trước" for number in (1, 2))
    assert (blockers(), blockers(1), blockers(2), blockers(1, 2)) == ((second, first), (second,), (first,), ())


@st.composite
def standings(draw: st.DrawFn) -> Result:
    same = (Requirement(1, "same_result"),) if draw(st.booleans()) else ()
    levels = (LEVELS[0], Level(2, "Mức độ 2", D("0.75"), D("0.6"), (Minimum("2", points=D(45)),), same))
    points = {
        f"p{code[0]}{code[2]}": str(draw(st.integers(0, int(most))))
        for code, most in [("1.1", 20), ("1.2", 10), ("1.3", 10), ("2.1", 30), ("2.2", 20), ("2.3", 10)]
    }
    return stand(definition(groups=GROUPS, levels=levels), **points)


def _level_when_full(result: Result, codes: tuple[str, ...]) -> int:
    compiled = result.compiled
    answers: dict[str, Answer] = {
        code: ratio(1, 1) if code in codes else ratio(str(outcome.points), str(outcome.maximum))
        for code, outcome in result.indicators.items()
    }
    return score(compiled, answers).level_low


@given(result=standings(), level=st.sampled_from([1, 2]))
def test_no_shorter_path_exists(result: Result, level: int) -> None:
    path = shortest_path(result, level)
    codes = tuple(step.code for step in path.steps)
    assert _level_when_full(result, codes) >= level
    shorter = combinations(result.indicators, len(codes) - 1) if codes else ()
    assert all(_level_when_full(result, fewer) < level for fewer in shorter)


@given(result=standings(), level=st.sampled_from([1, 2]))
def test_path_gains_cover_the_points_still_needed(result: Result, level: int) -> None:
    path = shortest_path(result, level)
    assert sum((step.gain for step in path.steps), D(0)) >= path.points_short
    assert (path.points_short == 0) == (path.steps == ())


def test_recognition_that_an_earlier_recognition_asked_for_blocks_nobody() -> None:
    levels = (
        Level(1, "Mức độ 1", D("0.1")),
        Level(2, "Mức độ 2", D("0.2"), None, (), (Requirement(1, "held_before"),)),
        Level(3, "Mức độ 3", D("0.3"), None, (), (Requirement(2, "held_before"),)),
    )
    sheet = compile_set(definition(groups=GROUPS, levels=levels), "xa")
    assert shortest_path(score(sheet, {}, held_before=frozenset({2})), 3).blockers == ()
