"""Gates (điều kiện): conditions beside the points. Without its value a gate is unknown, never passed."""

from collections.abc import Callable, Collection, Mapping
from typing import Literal, NamedTuple, TypeAlias

from thanthien.criteria.compiling import CompiledSet
from thanthien.criteria.rule_scorers import read_pair
from thanthien.criteria.rules import Gate, IndicatorSource
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


def check_gates(
    compiled: CompiledSet,
    answers: Mapping[str, Answer | None],
    steps: Steps,
    missing: Collection[str],
    stated: Mapping[str, bool | None],
) -> tuple[GateResult, ...]:
    """Each gate of the set. ``stated``: True when the condition occurred, False when it did not.

    A gate on an indicator is computed; what is stated counts only where an answer is there that can't tell.
    Beside a ``missing`` one (also the sample's) the gate is unknown: the answer to come may say otherwise.
    """
    return tuple(
        GateResult(gate.key, gate.question, _state(compiled, gate, answers, steps, missing, stated), gate.cap or 0)
        for gate in compiled.gates
    )


def _state(
    compiled: CompiledSet,
    gate: Gate,
    answers: Mapping[str, Answer | None],
    steps: Steps,
    missing: Collection[str],
    stated: Mapping[str, bool | None],
) -> GateState:
    hit: bool | None = None
    if isinstance(gate.source, IndicatorSource):
        if _read_by(gate.source) & set(missing):
            return "unknown"
        hit = _from_indicator(compiled, gate.source, answers, steps)
    if hit is None:
        hit = stated.get(gate.key)
    if hit is None:
        return "unknown"
    return "hit" if hit else "clear"


def _read_by(source: IndicatorSource) -> set[str]:
    return {source.indicator} | ({source.sample.indicator} if source.sample else set())


def _from_indicator(
    compiled: CompiledSet, source: IndicatorSource, answers: Mapping[str, Answer | None], steps: Steps
) -> bool | None:
    if source.sample is not None:
        pair = _pair(answers.get(source.sample.indicator))
        if pair is None:
            return None
        bound = source.sample.at_least.as_integer_ratio()
        if pair[0] * bound[1] < bound[0] * pair[1]:
            return None
    num, den = source.threshold.as_integer_ratio()
    if source.condition == "points_below":
        reached = steps.get(source.indicator)
        if reached is None:
            return None
        step_num, step_den = compiled.definition.step.as_integer_ratio()
        return reached * step_num * den < num * step_den
    pair = _pair(answers.get(source.indicator))
    if pair is None:
        return None
    return _CONDITIONS[source.condition](pair[0] * den, num * pair[1])


def _pair(answer: Answer | None) -> tuple[int, int] | None:
    value: Answer | Value | None = answer
    if isinstance(value, (Deviation, Combined)):
        value = value.value
    return read_pair(value) if isinstance(value, _NUMERIC) else None
