"""Gates (điều kiện): conditions beside the points. Without its value a gate is unknown, never passed."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Literal, NamedTuple, TypeAlias

from thanthien.criteria.compiling import CompiledSet
from thanthien.criteria.gate_rules import Gate, IndicatorSource, MeasureCondition, MeasureSource, Sample
from thanthien.criteria.rule_scorers import read_pair
from thanthien.criteria.values import Answer, Combined, Count, Deviation, Number, Percent, Ratio, Value

GateState: TypeAlias = Literal["hit", "clear", "unknown"]
Steps: TypeAlias = Mapping[str, int | None]

_NUMERIC = (Ratio, Percent, Number, Count)

_CONDITIONS: dict[str, Callable[[int, int], bool]] = {
    "below": lambda left, right: left < right,
    "at_most": lambda left, right: left <= right,
    "above": lambda left, right: left > right,
    "at_least": lambda left, right: left >= right,
    "points_below": lambda left, right: left < right,
}


class GateResult(NamedTuple):
    """``cap`` is the highest level still open when hit: 0 means no recognition at all."""

    key: str
    question: str
    state: GateState
    cap: int


class GateFacts(NamedTuple):
    """What gates are read from. ``steps``: points of each indicator in steps. ``missing``: codes without a value.

    ``stated``: key → True when the condition occurred, False when it did not. ``figures``: measure → what the
    platform computed; a measure without a figure is absent.
    """

    answers: Mapping[str, Answer | None]
    steps: Steps
    missing: Collection[str]
    stated: Mapping[str, bool | None]
    figures: Mapping[str, Value]


def measures_of_gates(gates: Iterable[Gate]) -> tuple[str, ...]:
    """The measures that gates are read from, each once, in the order in which the set names them."""
    conditions = (one for gate in gates if isinstance(gate.source, MeasureSource) for one in gate.source.conditions)
    return tuple(dict.fromkeys(one.measure for one in conditions))


def check_gates(compiled: CompiledSet, facts: GateFacts) -> tuple[GateResult, ...]:
    """Each gate of the set. One on an indicator or on measures is computed; what is stated counts only where no
    answer or figure can tell. Beside a missing indicator (also the sample's) the gate is unknown: the answer to come
    may say otherwise.
    """
    return tuple(_result(compiled, gate, facts) for gate in compiled.gates)


def _result(compiled: CompiledSet, gate: Gate, facts: GateFacts) -> GateResult:
    source, hit = gate.source, None
    if isinstance(source, MeasureSource):
        hit = hit_by_measures(source, facts.figures)
    elif isinstance(source, IndicatorSource):
        read = {source.indicator, *([source.sample.indicator] if source.sample else [])}
        if read & set(facts.missing):
            return GateResult(gate.key, gate.question, "unknown", gate.cap or 0)
        if source.sample and source.sample.too_small is not None and _too_small(source.sample, facts.answers):
            question = f"{gate.question} (mẫu chưa đủ để xét)"
            return GateResult(gate.key, question, "hit", source.sample.too_small)
        hit = _from_indicator(compiled, source, facts)
    if hit is None:
        hit = facts.stated.get(gate.key)
    return GateResult(gate.key, gate.question, "unknown" if hit is None else _STATES[hit], gate.cap or 0)


_STATES: dict[bool, GateState] = {True: "hit", False: "clear"}


def hit_by_measures(source: MeasureSource, figures: Mapping[str, Value]) -> bool | None:
    """Whether one of the conditions is met; None when none is, and a figure is absent."""
    met = [_met(one, figures.get(one.measure)) for one in source.conditions]
    if any(met):
        return True
    return None if None in met else False


def _met(one: MeasureCondition, figure: Value | None) -> bool | None:
    if isinstance(figure, Ratio) and not figure.denominator and one.condition in ("above", "at_least"):
        return False  # nothing was due, so nothing is too much
    pair = read_pair(figure) if isinstance(figure, _NUMERIC) else None
    if pair is None:
        return None
    num, den = one.threshold.as_integer_ratio()
    return _CONDITIONS[one.condition](pair[0] * den, num * pair[1])


def _too_small(sample: Sample, answers: Mapping[str, Answer | None]) -> bool | None:
    """Whether the sample is below its least size; None when its size isn't known as a number."""
    pair = _pair(answers.get(sample.indicator))
    if pair is None:
        return None
    num, den = sample.at_least.as_integer_ratio()
    return pair[0] * den < num * pair[1]


def _from_indicator(compiled: CompiledSet, source: IndicatorSource, facts: GateFacts) -> bool | None:
    if source.sample is not None and _too_small(source.sample, facts.answers) is not False:
        return None
    num, den = source.threshold.as_integer_ratio()
    if source.condition == "points_below":
        reached = facts.steps.get(source.indicator)
        if reached is None:
            return None
        step_num, step_den = compiled.definition.step.as_integer_ratio()
        return reached * step_num * den < num * step_den
    pair = _pair(facts.answers.get(source.indicator))
    if pair is None:
        return None
    return _CONDITIONS[source.condition](pair[0] * den, num * pair[1])


def _pair(answer: Answer | None) -> tuple[int, int] | None:
    value: Answer | Value | None = answer
    if isinstance(value, (Deviation, Combined)):
        value = value.value
    return read_pair(value) if isinstance(value, _NUMERIC) else None
