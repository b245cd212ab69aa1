"""What must hold for every set and every dossier."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.criteria.build import D, definition
from tests.criteria.strategies import final_answers, indicators, set_definitions, values
from thanthien.criteria.compiling import CompiledIndicator, CompiledSet, compile_set
from thanthien.criteria.definition_io import definition_from_json, definition_to_json
from thanthien.criteria.rules import SetDefinition
from thanthien.criteria.scoring import Result, explain, score, score_indicator
from thanthien.criteria.values import (
    Answer,
    Combined,
    Count,
    Counts,
    Deviation,
    Items,
    NotApplicable,
    Number,
    Passed,
    Percent,
    Ratio,
    Value,
    parse_value,
    value_to_json,
)
from thanthien.criteria.yaml_io import dump_set, load_set


@dataclass
class Dossier:
    compiled: CompiledSet
    answers: dict[str, Answer | None]
    gates: dict[str, bool | None]
    held: frozenset[int]

    def score(self, **changed: Any) -> Result:
        answers: Mapping[str, Answer | None] = {**self.answers, **changed.get("answers", {})}
        return score(self.compiled, answers, changed.get("gates", self.gates), self.held)


@st.composite
def dossiers(draw: st.DrawFn) -> Dossier:
    compiled = compile_set(draw(set_definitions()), "xa")
    answers = {i.code: draw(st.none() | final_answers(i)) for i in compiled.indicators}
    gates = {gate.key: draw(st.sampled_from([True, False, None])) for gate in compiled.gates}
    return Dossier(compiled, answers, gates, draw(st.sampled_from([frozenset(), frozenset({1})])))


@st.composite
def scored_indicators(draw: st.DrawFn) -> tuple[CompiledIndicator, Value]:
    compiled = compile_set(draw(set_definitions()), "xa")
    indicator = draw(st.sampled_from(compiled.indicators))
    return indicator, draw(values(indicator))


@given(scored_indicators())
def test_points_are_bounded_possible_and_nearest_to_the_exact_ones(case: tuple[CompiledIndicator, Value]) -> None:
    indicator, value = case
    result = score_indicator(indicator, value)
    assert result.points is not None
    assert result.exact is not None
    assert 0 <= result.points <= result.maximum
    assert result.steps in indicator.possible
    assert -Fraction(1, 8) < Fraction(result.points) - result.exact <= Fraction(1, 8)  # a tie goes up
    assert explain(indicator, value, result).endswith(("điểm", ")"))


@given(scored_indicators())
def test_value_survives_its_json_form(case: tuple[CompiledIndicator, Value]) -> None:
    indicator, value = case
    assert parse_value(indicator.definition, value_to_json(value)) == value


def _better(indicator: CompiledIndicator, value: Value) -> Value | None:
    """The same value a little better for the commune, or None where no better one is written here."""
    rule: Any = indicator.definition.rule
    sign = -1 if rule.kind in ("linear", "cadence") and rule.start > rule.end else 1
    match value:
        case Passed():
            return Passed(True)
        case Items(items):
            return Items({**items, next(iter(items)): True})
        case Ratio(numerator, denominator):
            return Ratio(min(max(numerator + sign, D(0)), denominator), denominator)
        case Percent(percent):
            return Percent(min(max(percent + sign, D(0)), D(100)))
        case Number(number):
            return Number(number + 1)
        case Count(count):
            return Count(count + 1)
        case Counts(counts):
            return Counts({code: max(count - 1, 0) for code, count in counts.items()})
    return None


@given(scored_indicators())
def test_a_better_value_never_earns_less(case: tuple[CompiledIndicator, Value]) -> None:
    indicator, value = case
    better = _better(indicator, value)
    assume(better is not None)
    assert score_indicator(indicator, better).steps >= score_indicator(indicator, value).steps


@given(dossiers(), st.randoms(use_true_random=False))
def test_result_is_independent_of_the_order_of_answers(dossier: Dossier, random: Any) -> None:
    shuffled = list(dossier.answers.items())
    random.shuffle(shuffled)
    mixed = score(dossier.compiled, dict(shuffled), dossier.gates, dossier.held)
    result = dossier.score()
    assert (mixed.indicators, mixed.nodes, mixed.level, mixed.reasons) == (
        result.indicators, result.nodes, result.level, result.reasons,
    )  # fmt: skip


@given(dossiers())
def test_sums_are_exact_at_every_node(dossier: Dossier) -> None:
    result = dossier.score()
    for group in dossier.compiled.definition.groups:
        outcomes = [result.indicators[child.code] for child in group.children]
        node = result.nodes[group.code]
        assert node.points == sum((outcome.points or D(0) for outcome in outcomes), D(0))
        assert node.maximum == sum((outcome.maximum for outcome in outcomes), D(0))
        assert node.share == ((int(node.points * 4), int(node.maximum * 4)) if node.maximum else None)


@given(dossiers())
def test_total_share_follows_its_definition(dossier: Dossier) -> None:
    result, sheet = dossier.score(), dossier.compiled.definition
    nodes = [(result.nodes[group.code], group.weight) for group in sheet.groups]
    live = [(node, weight) for node, weight in nodes if node.maximum]
    if sheet.total == "sum":
        top = sum((Fraction(node.points) for node, _ in live), Fraction(0))
        bottom = sum((Fraction(node.maximum) for node, _ in live), Fraction(0))
    else:
        top = sum((Fraction(w or 0) * Fraction(n.points) / Fraction(n.maximum) for n, w in live), Fraction(0))
        bottom = sum((Fraction(weight or 0) for _, weight in live), Fraction(0))
    assert (result.total.share and Fraction(*result.total.share)) == (top / bottom if bottom else None)


@given(dossiers(), st.data())
def test_excluding_one_indicator_leaves_all_other_points(dossier: Dossier, data: st.DataObject) -> None:
    excludable = [i.code for i in dossier.compiled.indicators if i.definition.not_applicable.effect == "excluded"]
    assume(excludable)
    code = data.draw(st.sampled_from(excludable))
    before, after = dossier.score(), dossier.score(answers={code: NotApplicable("không có")})
    assert {k: v for k, v in before.indicators.items() if k != code} == {
        k: v for k, v in after.indicators.items() if k != code
    }
    assert after.indicators[code].maximum == 0


@given(dossiers(), st.data())
def test_answering_a_missing_indicator_raises_progress(dossier: Dossier, data: st.DataObject) -> None:
    before = dossier.score()
    assume(before.missing)
    indicator = dossier.compiled.by_code[data.draw(st.sampled_from(before.missing))]
    after = dossier.score(answers={indicator.code: data.draw(final_answers(indicator))})
    assert after.progress == (before.progress[0] + 1, before.progress[1])


def _value_of(answer: Answer | None) -> Value | None:
    return None if isinstance(answer, (NotApplicable, Deviation, Combined)) else answer


@given(dossiers(), st.data())
def test_raising_one_indicator_never_lowers_the_level(dossier: Dossier, data: st.DataObject) -> None:
    before = dossier.score()
    raisable = [
        i for i in dossier.compiled.indicators
        if before.indicators[i.code].state in ("scored", "missing")
        and max(i.possible) > before.indicators[i.code].steps
    ]  # fmt: skip
    assume(raisable)
    indicator = data.draw(st.sampled_from(raisable))
    higher = [s for s in sorted(indicator.possible) if s > before.indicators[indicator.code].steps]
    value = _value_of(dossier.answers[indicator.code])  # kept: a gate on the value reads what it read before
    raised = Deviation(indicator.points[data.draw(st.sampled_from(higher))], "Nâng điểm", value)
    after = dossier.score(answers={indicator.code: raised})
    assert after.level_low >= before.level_low
    if before.level is not None:
        assert after.level is not None
        assert after.level >= before.level


@given(dossiers(), st.data())
def test_range_contains_every_completion(dossier: Dossier, data: st.DataObject) -> None:
    before = dossier.score()
    answers = {code: data.draw(final_answers(dossier.compiled.by_code[code])) for code in before.missing}
    gates = {key: data.draw(st.booleans()) if stated is None else stated for key, stated in dossier.gates.items()}
    after = dossier.score(answers=answers, gates=gates)
    assert after.level is not None
    assert before.level_low <= after.level <= before.level_high
    assert after.level_low == after.level == after.level_high


@given(dossiers())
def test_level_is_given_only_when_nothing_is_missing(dossier: Dossier) -> None:
    result = dossier.score()
    settled = not result.missing and all(gate.state != "unknown" for gate in result.gates)
    assert (result.level is not None) == settled
    assert (result.gates[0].state == "unknown") == (dossier.gates["g"] is None)
    assert result.level_low <= result.level_high
    if result.level:
        assert result.reasons[result.level] == ()


@given(set_definitions())
def test_definition_survives_yaml_and_json(sheet: SetDefinition) -> None:
    text = dump_set(sheet)
    assert load_set(text) == sheet
    assert dump_set(load_set(text)) == text
    assert definition_from_json(definition_to_json(sheet)) == sheet


@given(indicators("1.1"), st.text(max_size=60), st.text(max_size=60))
def test_any_text_survives_yaml(indicator: Any, title: str, words: str) -> None:
    def kept(text: str) -> str:
        printable = "".join(c for c in text if c == "\n" or unicodedata.category(c)[0] not in "CZ" or c == " ")
        return unicodedata.normalize("NFC", printable).strip()

    sheet = definition(replace(indicator, title=kept(title) or "Tên", help=kept(words)))
    text = dump_set(sheet)
    assert load_set(text) == sheet
    assert dump_set(load_set(text)) == text
