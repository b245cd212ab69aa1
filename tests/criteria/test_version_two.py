"""Version 2 of the shipped set, and what came to the format with it: short titles, coverage, gates on measures."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.criteria.build import SETS, D, definition, indicator, linear, ratio, reference
from tests.criteria.test_sets import answers_for
from thanthien.criteria.compiling import CompiledSet, compile_set
from thanthien.criteria.definition_io import canonical_sha256, definition_from_json, definition_to_json
from thanthien.criteria.gate_rules import CUT_OFF, Gate, IndicatorSource, MeasureCondition, MeasureSource, Sample
from thanthien.criteria.overview import gate_rows
from thanthien.criteria.problems import DefinitionError
from thanthien.criteria.rules import Bands, Cadence, Indicator, Linear, SetDefinition
from thanthien.criteria.scoring import score
from thanthien.criteria.values import Count, Passed, Value
from thanthien.criteria.words import rule_words
from thanthien.criteria.yaml_io import dump_set, load_set

SHIPPED = Path(__file__).parents[2] / "thanthien/criteria/sets"
# Issued sets are named by their hash in every seal: a change is a new version.
PINNED = {
    "chinh-quyen-than-thien-2026.yaml": "cfa480d432be640af1e5024860ec28e5494873d2ee55d038dfdc4830f162aea0",
    "chinh-quyen-than-thien-2026-v2.yaml": "10ff7fe732cd94e8168939a04b71aa2e4030c08447dde0d448c80435f9ad8b9e",
}


def second() -> SetDefinition:
    return load_set((SHIPPED / "chinh-quyen-than-thien-2026-v2.yaml").read_text(encoding="utf-8"))


def by_code(shipped: SetDefinition) -> dict[str, Indicator]:
    return {one.code: one for one in shipped.indicators()}


def test_shipped_sets_are_the_pinned_ones() -> None:
    found = {
        path.name: canonical_sha256(definition_to_json(load_set(path.read_text(encoding="utf-8"))))
        for path in SHIPPED.glob("*.yaml")
    }
    assert found == PINNED


@pytest.mark.parametrize("path", sorted(SETS.glob("*.yaml")) + sorted(SHIPPED.glob("*.yaml")), ids=lambda p: p.stem)
def test_sets_without_new_keys_keep_their_bytes(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert definition_to_json(definition_from_json(definition_to_json(load_set(text)))) == definition_to_json(
        load_set(text)
    )
    assert dump_set(load_set(text)) == text or path.parent == SETS


def test_version_two_changes_only_the_rules_that_measures_ask_for() -> None:
    first, now = by_code(reference()), by_code(second())
    assert list(first) == list(now)
    assert {code: now[code].rule for code in now if now[code].rule != first[code].rule and code != "3.1.2"} | {
        "4.1.2": None
    } == {
        "1.2.3": Cadence("iso_week", 1, D("0.6"), D("1"), D("0.5")),
        "2.3.1": Cadence("iso_week", 2, D("0.6"), D("0.95")),
        "2.6.1": Linear(D("0"), D("1")),
        "4.1.2": None,  # wording of its options only
        "4.3.2": Bands(now["4.3.2"].rule.bands),  # type: ignore[union-attr]
    }
    assert [(band.at_least, band.points) for band in now["4.3.2"].rule.bands] == [(D(1), D(2))]  # type: ignore[union-attr]
    assert {code: (one.max, one.source, one.bodies, one.combine) for code, one in first.items()} == {
        code: (one.max, one.source, one.bodies, one.combine) for code, one in now.items()
    }


def test_version_two_has_a_short_title_for_every_indicator() -> None:
    labels = [one.label for one in second().indicators()]
    assert (len(labels), len(set(labels))) == (33, 33)
    assert max(map(len, labels)) <= 45
    assert [one.code for one in second().indicators() if not one.short_title] == []
    assert by_code(reference())["1.2.3"].label == by_code(reference())["1.2.3"].title


def test_version_two_gives_full_marks_to_full_values() -> None:
    shipped = compile_set(second(), "phuong")
    clear = {"ky-luat-nguoi-dung-dau": False, "nop-ho-so-qua-han": False}
    figures: dict[str, Value] = {"feedback.overdue_share": ratio(1, 50), "feedback.long_overdue": Count(0)}
    result = score(shipped, answers_for(shipped), clear, figures=figures)
    assert (result.total.points, result.level) == (D(100), 4)


@pytest.mark.parametrize(
    ("share", "late", "stated", "state"),
    [
        (ratio(2, 100), Count(0), None, "clear"),  # exactly 2% is not above it
        (ratio(201, 10_000), Count(0), None, "hit"),
        (ratio(0, 40), Count(1), None, "hit"),
        (ratio(0, 0), Count(0), None, "clear"),  # nothing was due
        (None, Count(1), None, "hit"),
        (None, Count(0), None, "unknown"),
        (None, None, None, "unknown"),
        (None, None, False, "clear"),  # the room is switched off: the body states it
        (None, None, True, "hit"),
        (ratio(0, 40), Count(0), True, "clear"),  # a figure that tells is not overruled
    ],
)
def test_gate_on_measures(share: Value | None, late: Value | None, stated: bool | None, state: str) -> None:
    shipped = compile_set(second(), "xa")
    figures = {"feedback.overdue_share": share, "feedback.long_overdue": late}
    known = {key: value for key, value in figures.items() if value is not None}
    result = score(shipped, {}, {"phan-anh-qua-han": stated}, figures=known)
    assert result.gates[3].state == state


def small_sample(too_small: int | None) -> CompiledSet:
    leaves = (
        indicator(linear("0", "1"), code="1.1", numerator_may_exceed=True),
        indicator(linear("0", "1"), code="1.2"),
    )
    source = IndicatorSource("1.2", "below", D("0.8"), Sample("1.1", D("1"), too_small))
    gate = Gate("hai-long", "Hài lòng dưới 80%", source, cap=1, as_of=CUT_OFF)
    return compile_set(definition(*leaves, gates=(gate,)), "xa")


@pytest.mark.parametrize(
    ("too_small", "stated", "answer"),
    [
        (None, None, ("Hài lòng dưới 80%", "unknown", 1)),
        (None, False, ("Hài lòng dưới 80%", "clear", 1)),
        (2, None, ("Hài lòng dưới 80% (mẫu chưa đủ để xét)", "hit", 2)),
        (2, False, ("Hài lòng dưới 80% (mẫu chưa đủ để xét)", "hit", 2)),
    ],
)
def test_gate_on_too_small_a_sample_does_what_the_set_says(
    too_small: int | None, stated: bool | None, answer: tuple[str, str, int]
) -> None:
    answers = {"1.1": ratio(9, 10), "1.2": ratio(1, 2)}
    gate = score(small_sample(too_small), answers, {"hai-long": stated}).gates[0]
    assert (gate.question, gate.state, gate.cap) == answer


def test_gate_on_a_large_enough_sample_reads_the_value() -> None:
    enough = {"1.1": ratio(10, 10), "1.2": ratio(79, 100)}
    gate = score(small_sample(2), enough).gates[0]
    assert (gate.state, gate.cap) == ("hit", 1)


def test_new_keys_survive_the_round_trip() -> None:
    source = MeasureSource(
        (
            MeasureCondition("feedback.overdue_share", "above", D("0.02"), True),
            MeasureCondition("feedback.long_overdue", "at_least", D("3"), False),
        ),
        "vp-ubnd",
    )
    weekly = Cadence("iso_week", 1, D("0.6"), D("1"), D("0.5"))
    leaves = (indicator(weekly, code="1.1", short_title="Hằng tuần"), indicator(linear("0", "1"), code="1.2"))
    sample = IndicatorSource("1.2", "below", D("0.8"), Sample("1.1", D("1"), 2))
    gates = (Gate("a", "Quá hạn", source, cap=3, as_of=CUT_OFF), Gate("b", "Mẫu", sample))
    made = definition(*leaves, gates=gates)
    assert load_set(dump_set(made)) == made
    assert definition_from_json(definition_to_json(made)) == made


@pytest.mark.parametrize(
    ("leaf", "problem"),
    [
        (indicator(Cadence("iso_week", 1, D("0"), D("1"), D("0"))), "Cần lớn hơn 0% và không quá 100%."),
        (indicator(Cadence("iso_week", 1, D("0"), D("1"), D("1.01"))), "Cần lớn hơn 0% và không quá 100%."),
        (indicator(linear("0", "1"), short_title="x" * 61), "Dài quá 60 ký tự."),
    ],
)
def test_wrong_new_keys_of_an_indicator_are_told(leaf: Indicator, problem: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        definition_from_json(definition_to_json(definition(leaf)))
    assert [one.message_vi for one in refused.value.problems] == [problem]


def test_wrong_gates_on_measures_are_told() -> None:
    tree = definition_to_json(second())
    tree["gates"][3]["source"] = {
        "measures": [{"key": "a.b", "above": "2%", "below": "1%"}, {"key": "a.c", "points_below": "2"}],
        "declared_by": "vp-ubnd",
    }
    tree["gates"][2]["source"]["sample"]["too_small"] = {"cap": "4"}
    with pytest.raises(DefinitionError) as refused:
        definition_from_json(tree)
    told = [(one.path, one.message_vi) for one in refused.value.problems]
    assert ("gates[3].source.measures[0]", "Cần đúng một trong: below, at_most, above, at_least.") in told
    assert ("gates[3].source.measures[1]", "Cần đúng một trong: below, at_most, above, at_least.") in told
    tree["gates"][3]["source"] = {"measures": [], "declared_by": "vp-ubnd"}
    with pytest.raises(DefinitionError) as refused:
        definition_from_json(tree)
    assert [one.message_vi for one in refused.value.problems] == [
        "Mức trần phải thấp hơn mức cao nhất và từ 1 trở lên.",
        "Danh sách trống.",
    ]


def test_words_of_coverage_and_of_gates_on_measures() -> None:
    shipped = second()
    weekly = by_code(shipped)["1.2.3"]
    assert rule_words(weekly, shipped.step).startswith(
        "Mỗi tuần ít nhất 1 lần và có từ 50% số thôn, tổ dân phố báo cáo. Đạt 100%"
    )
    plain = replace(weekly, rule=replace(weekly.rule, coverage=None))  # type: ignore[type-var]
    assert rule_words(plain, shipped.step).startswith("Mỗi tuần ít nhất 1 lần. Đạt 100%")
    assert gate_rows(shipped, {"vp-ubnd": "Văn phòng Ủy ban nhân dân thành phố"})[3][1] == (
        "Số liệu của hệ thống tính đến ngày chốt số liệu: “feedback.overdue_share” trên 2%; "
        "hoặc “feedback.long_overdue” trên 0; khi chưa có số liệu thì Văn phòng Ủy ban nhân dân thành phố xác nhận"
    )


def test_passed_is_no_figure_of_a_gate() -> None:
    shipped = compile_set(second(), "xa")
    gate = score(shipped, {}, {}, figures={"feedback.long_overdue": Passed(True)}).gates[3]
    assert gate.state == "unknown"
