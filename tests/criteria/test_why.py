"""Why a level is not reached, in words for people."""

from collections.abc import Mapping
from fractions import Fraction

import pytest

from tests.criteria.build import D, ratio
from tests.criteria.test_levels import result_of, two_groups
from thanthien.criteria.compiling import compile_set
from thanthien.criteria.gate_rules import DeclaredSource, Gate
from thanthien.criteria.rules import Level, Minimum, Requirement
from thanthien.criteria.values import Answer
from thanthien.criteria.why import Barred, why_not, why_not_higher, why_out_of_reach

LEVELS = (Level(1, "Hạng B", D("0.5"), D("0.5")), Level(2, "Hạng A", D("0.8"), D("0.6")))


def full(first: int, second: int) -> Mapping[str, Answer | None]:
    return {"1.1": ratio(first, 50), "2.1": ratio(second, 50)}


@pytest.mark.parametrize(("answers", "told"), [
    (full(50, 10), ("Nhóm 2 mới đạt 20%, cần 50%",)),
    (full(20, 20), ("Tổng điểm mới đạt 40%, cần 50%", "Nhóm 1 mới đạt 40%, cần 50%", "Nhóm 2 mới đạt 40%, cần 50%")),
    (full(45, 29), ("Tổng điểm mới đạt 74%, cần 80%", "Nhóm 2 mới đạt 58%, cần 60%")),
    (full(50, 50), ()),
])  # fmt: skip
def test_next_level_is_told_by_what_it_lacks(answers: Mapping[str, Answer | None], told: tuple[str, ...]) -> None:
    assert why_not_higher(result_of(two_groups(levels=LEVELS), answers)) == told


def test_share_is_never_shown_as_the_one_that_was_needed() -> None:
    result = result_of(two_groups(levels=LEVELS, step="0.0001"), {"1.1": ratio(50, 50), "2.1": ratio("24.999", 50)})
    assert why_not_higher(result) == ("Nhóm 2 mới đạt 49,998%, cần 50%",)


def test_open_result_is_told_nothing() -> None:
    assert why_not_higher(result_of(two_groups(levels=LEVELS), {"1.1": ratio(50, 50), "2.1": None})) == ()


@pytest.mark.parametrize(("cap", "told"), [
    (None, "Thuộc trường hợp không công nhận: Bị kỷ luật"), (1, "Thuộc trường hợp không quá Hạng B: Bị kỷ luật"),
])  # fmt: skip
def test_fact_that_bars_or_caps_is_told(cap: int | None, told: str) -> None:
    gates = (Gate("ky-luat", "Bị kỷ luật", DeclaredSource("so-noi-vu"), cap),)
    result = result_of(two_groups(levels=LEVELS, gates=gates), full(50, 50), gates={"ky-luat": True})
    assert why_not_higher(result) == (told,)


def test_minimum_in_points_and_a_level_never_held_are_told() -> None:
    needs = (Requirement(1, "held_before"),)
    levels = (LEVELS[0], Level(2, "Hạng A", D("0"), None, (Minimum("2", None, D("30")),), needs))
    assert why_not_higher(result_of(two_groups(levels=levels), full(50, 29))) == (
        "Nhóm 2 mới được 29 điểm, cần 30 điểm", "Chưa từng được công nhận Hạng B ở năm trước",
    )  # fmt: skip


def test_level_out_of_reach_is_told_by_what_even_the_most_lacks() -> None:
    levels = (LEVELS[0], Level(2, "Hạng A", D("0.7"), D("0.6"), (), (Requirement(1, "same_result"),)))
    result = result_of(two_groups(levels=levels), {"1.1": None, "2.1": ratio(20, 50)})
    assert why_out_of_reach(result, 2) == (
        "Nhóm 2 cao nhất chỉ đạt 40%, cần 60%",
        "Nhóm 2 cao nhất chỉ đạt 40%, cần 50%",
    )
    assert why_out_of_reach(result_of(two_groups(levels=levels), {"1.1": None, "2.1": None}), 2) == ()


def test_level_out_of_reach_is_told_by_the_fact_that_caps() -> None:
    gates = (Gate("ky-luat", "Bị kỷ luật", DeclaredSource("so-noi-vu"), 1),)
    result = result_of(two_groups(levels=LEVELS, gates=gates), {"1.1": None, "2.1": None}, gates={"ky-luat": True})
    assert why_out_of_reach(result, 2) == ("Thuộc trường hợp không quá Hạng B: Bị kỷ luật",)


def test_condition_of_which_nothing_is_kept_is_left_out() -> None:
    compiled = compile_set(two_groups(levels=LEVELS), "xa")
    shares = {"1": (Fraction(10), Fraction(50))}
    assert why_not(compiled, 1, shares, {}, [Barred("Bị kỷ luật", 0)]) == (
        "Nhóm 1 mới đạt 20%, cần 50%", "Thuộc trường hợp không công nhận: Bị kỷ luật",
    )  # fmt: skip
    assert why_not(compiled, 3, shares, {}, []) == ()
