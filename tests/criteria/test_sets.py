"""The reference set says what the specification says; other schemes run on the same engine as data."""

from dataclasses import replace

import pytest

from tests.criteria.build import D, other_set, ratio, reference
from thanthien.criteria.compiling import CompiledSet, compile_set
from thanthien.criteria.rules import Bands, Cadence, Checklist, Choice, Deduction, Indicator, Linear, Node
from thanthien.criteria.scoring import Result, score
from thanthien.criteria.values import (
    Answer,
    Count,
    Counts,
    Deviation,
    Items,
    NotApplicable,
    Number,
    Passed,
    Picked,
)

# The table of the specification: code → maximum, rule in short, source, bodies.
TABLE = {
    "1.1.1": ("6", "linear 0.5→1", "auto", "so-tu-phap mttq"),
    "1.1.2": ("2", "linear 0.5→1", "auto", "thanh-tra"),
    "1.1.3": ("2", "pass_fail", "auto", "so-noi-vu"),
    "1.1.4": ("2", "cadence quarter 1 0→1", "auto", "so-tu-phap"),
    "1.1.5": ("3", "bands 5:3 4:2 3:1", "auto", "so-vhttdl"),
    "1.2.1": ("2", "checklist 4×0.5", "declared", "mttq"),
    "1.2.2": ("3", "bands 5:3 4:2 2:1", "auto", "vp-ubnd"),
    "1.2.3": ("4", "cadence iso_week 1 0.6→1", "auto", "mttq"),
    "1.2.4": ("3", "linear 0.7→1", "auto", "vp-ubnd"),
    "1.2.5": ("3", "linear 0.7→1", "auto", "mttq"),
    "2.1.1": ("2", "pass_fail", "auto", "vp-ubnd"),
    "2.1.2": ("3", "cadence iso_week 1 0.7→1", "auto", "vp-ubnd"),
    "2.1.3": ("3", "linear 0.8→1", "auto", "vp-ubnd"),
    "2.2.1": ("4", "linear 0.7→1", "auto", "mttq"),
    "2.3.1": ("4", "cadence working_day 1 0.6→0.95", "auto", "mttq"),
    "2.4.1": ("4", "bands 6:4 4:3 2:1", "auto", "ban-tgdv"),
    "2.5.1": ("2", "checklist 4×0.5", "auto", "ban-tgdv"),
    "2.5.2": ("2", "pass_fail", "auto", "mttq"),
    "2.6.1": ("2", "bands 1:2", "auto", "so-noi-vu"),
    "2.6.2": ("4", "bands 0.95:4 0.9:3 0.85:2 0.8:1", "auto", "so-noi-vu"),
    "3.1.1": ("4", "linear 0.6→1", "auto", "ban-tgdv"),
    "3.1.2": ("4", "choice 4 3 2 0", "judged", "ban-tgdv mttq"),
    "3.2.1": ("4", "bands 0.95:4 0.9:3 0.85:2 0.8:1", "auto", "so-noi-vu"),
    "3.2.2": ("2", "linear 0.5→1", "auto", "so-noi-vu"),
    "3.2.3": ("3", "deduction 1 2 3", "auto", "so-noi-vu"),
    "3.2.4": ("3", "linear 0.7→1", "declared", "so-noi-vu"),
    "4.1.1": ("4", "checklist 8×0.5", "auto", "vp-ubnd"),
    "4.1.2": ("2", "choice 2 1.5 1 0", "judged", "so-nnmt"),
    "4.2.1": ("2", "pass_fail", "auto", "so-y-te"),
    "4.3.1": ("2", "linear 0.5→1", "auto", "so-vhttdl"),
    "4.3.2": ("2", "bands 3:2 1:1", "auto", "so-khcn"),
    "4.3.3": ("4", "linear 0→1", "auto", "so-khcn"),
    "4.4.1": ("4", "choice 4 2 0", "auto", "so-noi-vu"),
}


def in_short(indicator: Indicator) -> str:
    match indicator.rule:
        case Linear(start, end):
            return f"linear {start:f}→{end:f}".replace("0.50", "0.5")
        case Cadence(period, at_least, start, end):
            return f"cadence {period} {at_least} {start:f}→{end:f}"
        case Bands(bands):
            return " ".join(["bands", *(f"{band.at_least:f}:{band.points:f}" for band in bands)])
        case Checklist(items):
            return f"checklist {len(items)}×{items[0].weight:f}"
        case Deduction(severities):
            return " ".join(["deduction", *(f"{severity.points:f}" for severity in severities)])
        case Choice(options):
            return " ".join(["choice", *(f"{option.points:f}" for option in options)])
        case rule:
            return rule.kind


def test_reference_set_follows_the_table() -> None:
    stated = {
        indicator.code: (f"{indicator.max:f}", in_short(indicator), indicator.source, " ".join(indicator.bodies))
        for indicator in reference().indicators()
    }
    assert stated == TABLE


def test_reference_set_sums_to_one_hundred() -> None:
    definition = reference()
    assert [group.max for group in definition.groups] == [D(30), D(30), D(20), D(20)]
    criteria = {
        child.code: child.max for group in definition.groups for child in group.children if isinstance(child, Node)
    }
    expected = "1.1:15 1.2:15 2.1:8 2.2:4 2.3:4 2.4:4 2.5:4 2.6:6 3.1:8 3.2:12 4.1:6 4.2:2 4.3:8 4.4:4"
    assert criteria == {code: D(most) for code, most in (pair.split(":") for pair in expected.split())}


def test_reference_set_states_where_nothing_may_arise() -> None:
    effects = {i.code: i.not_applicable.effect for i in reference().indicators() if i.not_applicable.effect != "no"}
    assert effects == {"1.2.4": "excluded", "1.2.5": "excluded", "2.1.3": "excluded", "2.2.1": "full"}


def test_reference_set_is_marked_and_complete() -> None:
    definition = reference()
    assert definition.status_note == "Dữ liệu tham chiếu – chờ Sở Nội vụ ban hành thang điểm"
    lacking = [
        (indicator.code, name)
        for indicator in definition.indicators()
        for name in ("help", "example", "evidence", "legal_basis", "owner_role", "bodies")
        if not getattr(indicator, name)
    ]
    assert lacking == []
    unmeasured = [i.code for i in definition.indicators() if (i.source == "auto") != (i.measure is not None)]
    assert unmeasured == []


def test_reference_levels_and_gates() -> None:
    definition = reference()
    levels = [(level.total_at_least, level.every_group_at_least) for level in definition.levels]
    assert levels == [(D("0.6"), D("0.5")), (D("0.7"), D("0.5")), (D("0.8"), D("0.6")), (D("0.9"), D("0.7"))]
    assert [gate.cap for gate in definition.gates] == [None, None, 2, 3]


def answers_for(compiled: CompiledSet, share: str = "1") -> dict[str, Answer | None]:
    """Full marks by honest values of every form, or a share of each ratio."""
    made: dict[str, Answer | None] = {}
    for indicator in compiled.indicators:
        rule = indicator.definition.rule
        match indicator.definition.input:
            case "passed":
                made[indicator.code] = Passed(True)
            case "items":
                made[indicator.code] = Items({item.code: True for item in rule.items})  # type: ignore[union-attr]
            case "ratio":
                made[indicator.code] = ratio(share, 1)
            case "number":
                made[indicator.code] = Number(D(0) if rule.kind == "linear" else D(9))
            case "count":
                made[indicator.code] = Count(9)
            case "counts":
                made[indicator.code] = Counts({s.code: 0 for s in rule.severities})  # type: ignore[union-attr]
            case _:
                made[indicator.code] = Picked(rule.options[0].code)  # type: ignore[union-attr]
    return made


CLEAR = {"ky-luat-nguoi-dung-dau": False, "nop-ho-so-qua-han": False, "phan-anh-qua-han": False}


def test_reference_set_gives_full_marks_to_full_values() -> None:
    compiled = compile_set(reference(), "dac_khu")
    result = score(compiled, answers_for(compiled), CLEAR)
    assert (result.total.points, result.level, result.gates[2].state) == (D(100), 4, "clear")


@pytest.mark.parametrize(("satisfied", "level"), [("0.8", 4), ("0.799999", 2)])
def test_reference_satisfaction_gate_caps_at_level_two(satisfied: str, level: int) -> None:
    compiled = compile_set(reference(), "xa")
    result = score(compiled, {**answers_for(compiled), "2.6.2": ratio(satisfied, 1)}, CLEAR)
    assert result.level == level


# --- Xã đạt chuẩn tiếp cận pháp luật --------------------------------------------------------------------------------


def legal_access(gate: bool | None = False, step: str = "0.25", **lost: str) -> Result:
    """All points except those lost: ``l51="5"`` takes 5 points from 5.1."""
    definition = replace(other_set("tiep-can-phap-luat"), step=D(step))
    compiled = compile_set(definition, "xa")
    answers = answers_for(compiled)
    for name, amount in lost.items():
        code = f"{name[1]}.{name[2]}"
        answers[code] = Deviation(compiled.by_code[code].maximum - D(amount), "Theo biên bản")
    return score(compiled, answers, {"head-disciplined": gate})


def test_legal_access_has_its_shape() -> None:
    definition = other_set("tiep-can-phap-luat")
    assert [len(group.children) for group in definition.groups] == [2, 6, 3, 5, 4]
    assert sum(indicator.max for indicator in definition.indicators()) == 100


@pytest.mark.parametrize(("last", "total", "level"), [("4.75", "80.25", 1), ("5", "80.00", 1)])
def test_legal_access_is_recognised_from_eighty(last: str, total: str, level: int) -> None:
    result = legal_access(l21="5", l22="5", l31="5", l51=last)
    assert (str(result.total.points), result.level) == (total, level)


def test_legal_access_is_refused_just_below_eighty() -> None:
    result = legal_access(l21="5", l22="5", l31="5", l51="5", l41="0.25")
    assert (str(result.total.points), result.level, result.reasons[1]) == ("79.75", 0, ("Tổng điểm đạt 79,8% < 80%",))


@pytest.mark.parametrize(("lost", "level", "reasons"), [("5", 1, ()), ("5.01", 0, ("Nhóm 1 đạt 49,9% < 50%",))])
def test_legal_access_needs_half_of_each_criterion(lost: str, level: int, reasons: tuple[str, ...]) -> None:
    first, second = ("5", "0") if lost == "5" else ("5", "0.01")
    result = legal_access(step="0.01", l12=first, l11=second)
    assert (result.level, result.reasons[1]) == (level, reasons)


@pytest.mark.parametrize(("gate", "level", "low", "high"), [(False, 1, 1, 1), (True, 0, 0, 0), (None, None, 0, 1)])
def test_legal_access_bars_a_disciplined_head(gate: bool | None, level: int | None, low: int, high: int) -> None:
    result = legal_access(gate)
    assert (result.level, result.level_low, result.level_high) == (level, low, high)


# --- Đạt / không đạt, weighted, with a variant for đặc khu ----------------------------------------------------------


def pass_fail(kind: str, passed: str, held: frozenset[int] = frozenset(), absent: str = "") -> Result:
    compiled = compile_set(other_set("dat-khong-dat"), kind)
    answers: dict[str, Answer | None] = {i.code: Passed(i.code in passed.split()) for i in compiled.indicators}
    answers |= {code: NotApplicable("Không có") for code in absent.split()}
    return score(compiled, answers, held_before=held)


def test_pass_fail_set_differs_for_the_special_zone() -> None:
    definition = other_set("dat-khong-dat")
    plain, special = compile_set(definition, "xa"), compile_set(definition, "dac_khu")
    assert [i.code for i in plain.indicators] == ["A1", "A2", "B1", "B2"]
    assert [i.code for i in special.indicators] == ["A1", "A3", "B1", "B2", "C1"]
    assert [(s.by_code["B1"].definition.title, s.by_code["B1"].maximum) for s in (plain, special)] == [
        ("Có bác sĩ làm việc hằng ngày", D(2)),
        ("Có bác sĩ trực ở đảo", D(3)),
    ]


@pytest.mark.parametrize(
    ("kind", "passed", "absent", "points", "maximum", "level"),
    [
        ("xa", "A1 A2 B1 B2", "", "100", "100", 1),
        ("xa", "A1 B1 B2", "", "70", "100", 1),
        ("xa", "A1 A2 B2", "", "73.33", "100", 0),  # group B has a third only
        ("xa", "A1 B1", "", "56.66", "100", 0),
        ("xa", "A1 B1", "B2", "70", "100", 1),
        ("dac_khu", "A1 A3 B1 C1", "", "110", "120", 1),
        ("dac_khu", "A1 A3 B1", "C1", "90", "100", 1),
        ("dac_khu", "A1 A3 B1", "", "90", "120", 0),  # group C has nothing
    ],
)
def test_weighted_total_is_the_sum_of_group_shares(
    kind: str, passed: str, absent: str, points: str, maximum: str, level: int
) -> None:
    result = pass_fail(kind, passed, absent=absent)
    assert (result.total.points, result.total.maximum, result.level) == (D(points), D(maximum), level)


@pytest.mark.parametrize(("held", "level"), [(frozenset(), 1), (frozenset({1}), 2), (frozenset({2}), 1)])
def test_higher_level_needs_the_one_below_held_before(held: frozenset[int], level: int) -> None:
    result = pass_fail("xa", "A1 A2 B1 B2", held)
    assert result.level == level
    assert result.reasons[2] == (() if level == 2 else ("Chưa từng được công nhận Đạt ở năm trước",))


def test_group_without_indicators_for_the_kind_has_no_minimum() -> None:
    assert pass_fail("xa", "A1 A2 B1 B2").notes == ("Nhóm C không có điểm tối đa áp dụng nên không xét mức tối thiểu",)
