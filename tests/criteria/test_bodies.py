"""Several bodies on one indicator."""

from collections.abc import Sequence

import pytest

from tests.criteria.build import EXCLUDED, PASS_FAIL, D, compiled, indicator, linear, one, ratio
from thanthien.criteria.bodies import combine_bodies
from thanthien.criteria.rules import Choice, Option
from thanthien.criteria.scoring import explain, possible_points, score, score_indicator
from thanthien.criteria.values import Answer, ClaimRefused, Combined, Deviation, NotApplicable, Passed

BODIES = ("a", "b", "c")
NONE_AROSE = NotApplicable("không có")
REFUSED = ClaimRefused()


def joined(how: str, *answers: Answer | ClaimRefused | None) -> tuple[str, str | None]:
    sheet = one(linear("0", "1"), combine=how, bodies=BODIES[: len(answers)], not_applicable=EXCLUDED)
    result = combine_bodies(sheet, answers)
    return result.state, None if result.points is None else str(result.points)


@pytest.mark.parametrize(
    ("how", "answers", "expected"),
    [
        ("lead", (ratio(1, 2), ratio(1, 1)), ("scored", "2.00")),
        ("lead", (None, ratio(1, 1)), ("missing", None)),
        ("lead", (ratio(1, 2), None), ("scored", "2.00")),
        ("mean", (ratio(1, 2), ratio(1, 1)), ("scored", "3.00")),
        ("mean", (ratio(1, 2), None), ("missing", None)),
        ("mean", (ratio(1, 2), ratio(0, 0)), ("missing", None)),
        ("mean", (), ("missing", None)),
        ("median", (ratio(0, 1), ratio(1, 2), ratio(1, 1)), ("scored", "2.00")),
        ("median", (ratio(1, 1), ratio(1, 4)), ("scored", "2.50")),
        ("mean", (NONE_AROSE, NONE_AROSE), ("excluded", None)),
        ("lead", (NONE_AROSE, NONE_AROSE), ("excluded", None)),
        ("lead", (NONE_AROSE, None), ("excluded", None)),
        ("lead", (ratio(1, 2), NONE_AROSE), ("contested", None)),
        ("mean", (NONE_AROSE, ratio(1, 2)), ("contested", None)),
        ("median", (NONE_AROSE, ratio(1, 2), None), ("contested", None)),
        ("mean", (NONE_AROSE, None), ("missing", None)),
        ("lead", (NONE_AROSE, REFUSED), ("contested", None)),
        ("mean", (REFUSED, NONE_AROSE), ("contested", None)),
        ("lead", (REFUSED, ratio(1, 1)), ("missing", None)),
        ("lead", (ratio(1, 1), REFUSED), ("scored", "4.00")),
        ("mean", (ratio(1, 1), REFUSED), ("missing", None)),
        ("median", (REFUSED, REFUSED), ("missing", None)),
        ("mean", (Deviation(D(1), "Lý do"), ratio(1, 2)), ("scored", "1.50")),
    ],
)
def test_bodies_are_joined_as_the_set_says(
    how: str, answers: Sequence[Answer | None], expected: tuple[str, str | None]
) -> None:
    assert joined(how, *answers) == expected


def test_joined_result_tells_how_it_was_joined() -> None:
    sheet = one(linear("0", "1"), combine="median", bodies=BODIES)
    words = "Trung vị kết quả chưa làm tròn của 3 cơ quan (làm tròn riêng: 0; 1; 4) → 1 điểm"
    assert combine_bodies(sheet, [ratio(0, 1), ratio(1, 4), ratio(1, 1)]) == Combined(
        "scored", D("1.00"), 1, 1, False, words
    )
    mean = one(linear("0", "1"), combine="mean", bodies=BODIES)
    assert combine_bodies(mean, [ratio(0, 1), ratio(1, 4), ratio(1, 1)]).why == (
        "Trung bình kết quả chưa làm tròn của 3 cơ quan (làm tròn riêng: 0; 1; 4) → 1,75 điểm"
    )


def test_unsettled_result_has_no_points() -> None:
    sheet = one(linear("0", "1"), combine="mean", bodies=BODIES[:2], not_applicable=EXCLUDED)
    assert combine_bodies(sheet, [ratio(1, 2), None]) == Combined(
        "missing", None, 0, 1, False, "Chưa đủ các cơ quan chấm"
    )
    assert combine_bodies(sheet, [ratio(1, 2), NONE_AROSE]) == Combined(
        "contested", None, 0, 1, True, "Chỉ một phần các cơ quan xác nhận “không phát sinh”: Hội đồng quyết định"
    )


def test_word_of_one_body_or_of_the_lead_is_told_as_its_own() -> None:
    alone = one(linear("0", "1"), combine="mean", bodies=BODIES[:1])
    answer = ratio(1, 2)
    told = explain(alone, answer, score_indicator(alone, answer))
    assert combine_bodies(alone, [answer]) == Combined("scored", D("2.00"), 4, 2, False, told, answer)
    agreed = one(linear("0", "1"), combine="mean", bodies=BODIES[:2], not_applicable=EXCLUDED)
    assert combine_bodies(agreed, [NotApplicable("một"), NotApplicable("hai")]).why == (
        "Không phát sinh, không tính vào điểm tối đa. Lý do: một"
    )


def test_mean_is_rounded_once() -> None:
    # 4 × 9/32 = 1.125 → 1.25 and 4 × 8/32 = 1: rounding each first would give 1.125 → 1.25.
    assert joined("mean", ratio(9, 32), ratio(8, 32)) == ("scored", "1.00")
    assert joined("mean", ratio(1, 32), ratio(1, 32)) == ("scored", "0.25")
    assert joined("mean", ratio(1, 32), ratio(0, 32)) == ("scored", "0.00")


def test_joined_result_is_an_answer_even_off_the_rules_own_points() -> None:
    sheet = compiled(indicator(PASS_FAIL, "2", combine="mean", bodies=("a", "b")))
    mean = combine_bodies(sheet.by_code["1.1"], [Passed(True), Passed(False)])
    result = score(sheet, {"1.1": mean})
    assert (result.total.points, result.missing, result.deviations) == (D("1.00"), (), ())


@pytest.mark.parametrize(
    ("how", "answers", "deviations"),
    [
        ("lead", (Deviation(D(1), "Lý do"), ratio(1, 2)), ("1.1",)),
        ("lead", (ratio(1, 2), Deviation(D(1), "Lý do")), ()),
        ("mean", (ratio(1, 2), Deviation(D(1), "Lý do")), ("1.1",)),
        ("mean", (ratio(1, 2), ratio(1, 4)), ()),
    ],
)
def test_deviation_of_a_body_is_told(how: str, answers: Sequence[Answer], deviations: tuple[str, ...]) -> None:
    sheet = compiled(indicator(linear("0", "1"), combine=how, bodies=("a", "b")))
    result = score(sheet, {"1.1": combine_bodies(sheet.by_code["1.1"], answers)})
    assert (result.deviations, result.indicators["1.1"].deviation) == (deviations, bool(deviations))


def test_contested_answer_is_missing_until_the_council_decides() -> None:
    sheet = compiled(indicator(linear("0", "1"), bodies=("a", "b"), not_applicable=EXCLUDED))
    contested = combine_bodies(sheet.by_code["1.1"], [ratio(1, 2), NONE_AROSE])
    assert (contested.contested, contested.value) == (True, None)
    assert score(sheet, {"1.1": contested}).missing == ("1.1",)


def test_common_value_is_kept_for_the_gates() -> None:
    sheet = one(linear("0", "1"), combine="mean", bodies=("a", "b"))
    assert combine_bodies(sheet, [ratio(1, 2), ratio(1, 2)]).value == ratio(1, 2)
    assert combine_bodies(sheet, [ratio(1, 2), ratio(1, 1)]).value is None
    three = one(linear("0", "1"), combine="mean", bodies=BODIES)
    assert combine_bodies(three, [ratio(1, 2), ratio(1, 2), ratio(1, 1)]).value is None  # all, not some
    assert combine_bodies(sheet, [Deviation(D(1), "Lý do", ratio(1, 2)), ratio(1, 2)]).value == ratio(1, 2)


@pytest.mark.parametrize(
    ("combine", "bodies", "steps"),
    [
        ("lead", 2, ["0", "2", "4"]),
        ("mean", 2, ["0", "1", "2", "3", "4"]),
        ("median", 2, ["0", "1", "2", "3", "4"]),
        ("median", 3, ["0", "2", "4"]),
        ("mean", 3, ["0", "0.75", "1.25", "2", "2.75", "3.25", "4"]),
    ],
)
def test_joined_result_can_be_concluded(combine: str, bodies: int, steps: list[str]) -> None:
    rule = Choice(tuple(Option(f"o{points}", "Phương án", D(points)) for points in (4, 2, 0)))
    sheet = one(rule, combine=combine, bodies=tuple("abc"[:bodies]))
    assert [str(points.normalize()) for points in possible_points(sheet)] == steps


def test_mean_between_two_steps_can_be_concluded_rounded_up() -> None:
    rule = Choice((Option("a", "Có", D("1.25")), Option("b", "Không", D(0))))
    assert [str(points) for points in possible_points(one(rule, "1.25", combine="mean", bodies=("a", "b")))] == [
        "0.00", "0.75", "1.25",
    ]  # fmt: skip
