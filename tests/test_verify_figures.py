"""`thanthien verify` and the figures of the platform: periods, values and gates follow from what is sealed."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.year_samples import FIGURES, ONE_DECISION, SAMPLE, differences, rehashed, sample
from thanthien.criteria.compiling import compile_set
from thanthien.criteria.definition_io import definition_from_json
from thanthien.verify import verify_year
from thanthien.verify_dossier import expected_total, recompute

HERE = "Xã An Hòa, văn bản 2026.1.10001.02"


def document(tree: dict[str, Any]) -> dict[str, Any]:
    """The one sealed decision."""
    found: dict[str, Any] = tree["units"][0]["documents"][0]["document"]
    return found


def told(change: Callable[[dict[str, Any]], None]) -> tuple[list[str], list[str]]:
    """Differences and notes after a change that a careful forger made."""
    tree = sample(ONE_DECISION)
    change(document(tree))
    found = verify_year(rehashed(tree)).told
    return found.differences, found.notes


def test_year_with_figures_is_clean_and_says_what_stays_open():
    found = verify_year(sample(FIGURES)).told
    assert (found.differences, found.notes, found.digests) == ([], [], 8)
    assert verify_year(sample(SAMPLE)).told.digests == 0


# --- Periods --------------------------------------------------------------------------------------------------------


def leave_out(weeks: list[str]) -> Callable[[dict[str, Any]], None]:
    """Weeks that vanish from the figure at the cut-off, the value beside it made to fit."""

    def change(sealed: dict[str, Any]) -> None:
        periods = sealed["figures"][1]["figure"]["periods"]
        for week in weeks:
            del periods[week]
        value = sealed["indicators"][0]["computed"][1]["value"]
        value["denominator"] = str(len(periods))
        value["numerator"] = str(sum(row[0] > 0 and row[1] * 2 >= row[2] for row in periods.values()))

    return change


def test_bad_weeks_can_not_be_left_out_unseen():
    assert told(leave_out(["2026-W46", "2026-W47"])) == (
        [],
        [f"{HERE}: “grassroots.weekly_reports”: 2 kỳ không đưa vào số liệu (2026-W46, 2026-W47)."],
    )


def test_unit_of_mid_year_owes_nothing_for_the_weeks_before():
    def change(sealed: dict[str, Any]) -> None:
        leave_out([f"2026-W{number:02d}" for number in range(1, 27)])(sealed)
        sealed["unit_since"] = "2026-07-01"  # a Wednesday, in week 27
        sealed["computations"].pop(0)  # nothing was due when it posted
        sealed["figures"] = [one | {"computation": 0} for one in sealed["figures"] if one["computation"]]
        for row in sealed["indicators"][:2]:
            row["computed"].pop(0)
        del sealed["indicators"][0]["self"]["origin"]

    assert told(change) == ([], [])


def test_unit_that_ended_in_mid_year_owes_nothing_for_the_weeks_after():
    later = [f"2026-W{number:02d}" for number in range(28, 54)]

    def change(sealed: dict[str, Any]) -> None:
        leave_out(later)(sealed)
        sealed["computations"][1]["unit_until"] = "2026-06-30"  # a Tuesday, in week 27

    assert told(change) == ([], [])
    assert len(told(leave_out(later))[1]) == 1


def test_week_after_the_end_of_a_unit_is_told():
    def change(sealed: dict[str, Any]) -> None:
        sealed["computations"][1]["unit_until"] = "2026-12-27"

    assert told(change) == ([f"{HERE}: “grassroots.weekly_reports”: kỳ 2026-W53 không đến hạn."], [])


def test_last_day_is_told_only_of_a_unit_that_ended_before_the_span():
    def change(sealed: dict[str, Any]) -> None:
        sealed["computations"][1]["unit_until"] = "2026-12-31"

    assert told(change) == (
        [f"{HERE}: lần tính 2: “unit_until” chỉ ghi khi đơn vị kết thúc trước khi hết thời kỳ số liệu."], [],
    )  # fmt: skip


@pytest.mark.parametrize("week", ["2027-W01", "2025-W52"])
def test_week_outside_the_span_is_told(week):
    def change(sealed: dict[str, Any]) -> None:
        sealed["figures"][1]["figure"]["periods"][week] = [1, 1, 2]

    assert f"{HERE}: “grassroots.weekly_reports”: kỳ {week} không đến hạn." in told(change)[0]


def test_week_without_a_working_day_is_not_due():
    def change(sealed: dict[str, Any]) -> None:
        sealed["computations"][1]["calendar"]["off"] += [f"2026-02-{day}" for day in range(16, 21)]

    assert told(change) == ([f"{HERE}: “grassroots.weekly_reports”: kỳ 2026-W08 không đến hạn."], [])


# --- Values ---------------------------------------------------------------------------------------------------------


def test_value_counts_periods_by_the_share_that_the_set_asks():
    tree = sample(ONE_DECISION)
    rule = tree["criteria_set"]["definition"]["groups"][0]["children"][0]["rule"]
    assert rule.pop("coverage") == "50%"  # now the last three weeks count, too
    here = f"{HERE}, tiêu chí 1.1"
    assert differences(rehashed(tree)) == [
        f"{here}: Số liệu hệ thống ghi ở tiêu chí khác với số liệu tính lại từ các kỳ, bản ghi đã đếm."
    ]
    document(tree)["indicators"][0]["computed"][1]["value"]["numerator"] = "48"
    assert differences(rehashed(tree)) == []


def test_value_of_the_platform_is_the_one_that_was_posted():
    def change(sealed: dict[str, Any]) -> None:
        sealed["figures"][0]["figure"]["periods"]["2026-W02"] = [0, 0, 2]
        sealed["indicators"][0]["computed"][0]["value"]["numerator"] = "1"

    sentence = "Tự chấm ghi là lấy số liệu hệ thống nhưng khác số liệu khi niêm yết."
    assert told(change) == ([f"{HERE}, tiêu chí 1.1: {sentence}"], [])


def test_first_format_knows_no_figures():
    def change(sealed: dict[str, Any]) -> None:
        sealed["format"] = "thanthien.dossier/1"

    unknown = [f"văn bản 2026.1.10001.02: Có mục lạ “{key}”." for key in ("computations", "figures")]
    assert told(change)[0][:2] == unknown


# --- Gates ----------------------------------------------------------------------------------------------------------

GATE = {
    "key": "qua-han", "question": "Trả chậm", "as_of": "cut_off", "effect": {"cap": 1},
    "source": {"declared_by": "so-noi-vu", "measures": [{"key": "service.fast_day_same_day", "below": "50%"}]},
}  # fmt: skip
NO_SHARE = {"numerator": "0", "denominator": "0"}


def with_gate(figure: dict[str, Any], read: dict[str, Any] | None, **stated: bool) -> dict[str, Any]:
    """The year under a set with a gate on a measure, sealed as the platform would seal it."""
    tree = sample(ONE_DECISION)
    definition = tree["criteria_set"]["definition"]
    definition["gates"].append(GATE)
    sealed = document(tree)
    sealed["figures"][3] = {
        "measure": "service.fast_day_same_day", "moment": "cut_off", "computation": 1, "figure": figure,
        "records": 1, "numbers": 0,
    }  # fmt: skip
    sealed["indicators"][1]["computed"].pop()
    if "absent" not in figure:
        state = "value" if read == figure else "not_applicable"
        value = figure if read == figure else None
        beside = {"moment": "cut_off", "as_of": "2027-01-03", "state": state, "value": value}
    else:
        beside = {"moment": "cut_off", "as_of": "2027-01-03", "state": "missing", "value": None}
    sealed["indicators"][1]["computed"].append(beside)
    if read is not None:
        sealed["gate_figures"] = [{"measure": "service.fast_day_same_day", "value": read}]
    sealed["gates"] |= stated
    compiled = compile_set(definition_from_json(definition), sealed["unit"]["kind"])
    result = recompute(compiled, sealed)
    sealed["total"] = expected_total(result)
    sealed["level"] |= {"computed": result.level, "proposed": result.level or 0, "decided": result.level or 0}
    level = tree["units"][0]["level"] = sealed["level"]["decided"]
    tree["summary"]["levels"] = {str(level): 1}
    return rehashed(tree)


FEW, MANY = {"numerator": "2", "denominator": "9"}, {"numerator": "8", "denominator": "9"}


@pytest.mark.parametrize(
    ("figure", "read", "stated", "state", "level"),
    [
        (MANY, MANY, {}, "clear", 2),
        (FEW, FEW, {}, "hit", 1),
        (FEW, FEW, {"qua-han": False}, "hit", 1),
        ({"nothing_arose": "Không có hồ sơ."}, NO_SHARE, {"qua-han": False}, "clear", 2),
        ({"absent": "Chưa có."}, None, {"qua-han": True}, "hit", 1),
        ({"absent": "Chưa có."}, None, {}, "unknown", None),
    ],
    ids=["clear", "hit", "a body can't say otherwise", "nothing arose", "absent, stated", "absent"],
)
def test_gate_is_read_from_the_figure_at_the_cut_off(figure, read, stated, state, level):
    tree = with_gate(figure, read, **stated)
    found = verify_year(tree).told
    assert (found.differences, found.notes) == ([], [])
    assert document(tree)["total"]["gates"][-1]["state"] == state
    assert document(tree)["level"]["computed"] == level


def test_gate_can_not_be_read_from_another_figure():
    tree = with_gate(FEW, FEW)
    sealed = document(tree)
    sealed["gate_figures"][0]["value"] = MANY
    assert f"{HERE}: “gate_figures”: “service.fast_day_same_day” khác số liệu chốt." in differences(rehashed(tree))
    del sealed["gate_figures"]
    assert f"{HERE}: “gate_figures” không khớp với số liệu chốt." in differences(rehashed(tree))


def test_gate_of_a_share_is_not_read_from_a_number_of_nothing():
    tree = with_gate({"nothing_arose": "Không có hồ sơ."}, NO_SHARE, **{"qua-han": False})
    document(tree)["gate_figures"][0]["value"] = {"number": "0"}
    assert f"{HERE}: “gate_figures”: “service.fast_day_same_day” khác số liệu chốt." in differences(rehashed(tree))
