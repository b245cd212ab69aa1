"""From a compiled set and its answers to points, sums, gates and level. Pure, exact, fast.

Missing is not zero: it earns nothing and stays in the maximum, and the level becomes a range.
The arithmetic is described for a stranger in ``docs/scoring-method.md``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple, TypeAlias

from thanthien.core.numbers_vi import plain_decimal, share_text
from thanthien.criteria.compiling import CompiledIndicator, CompiledSet
from thanthien.criteria.gates import GateFacts, GateResult, check_gates
from thanthien.criteria.levels import (
    Standing,
    cap_of,
    level_reached,
    level_reasons,
    share_bounds,
    total_share,
    vacuous_sentences,
    weighted_total,
)
from thanthien.criteria.rules import TOTAL_NODE
from thanthien.criteria.values import (
    Answer,
    Combined,
    Deviation,
    NotApplicable,
    Value,
    ValueProblem,
    proposes_not_applicable,
)

State: TypeAlias = Literal["scored", "missing", "excluded", "full"]

_BESIDE_VALUES = (NotApplicable, Deviation, Combined)
_NOT_COUNTED = Decimal("0.00")


class IndicatorResult(NamedTuple):
    """Points of one indicator. ``steps`` counts steps (0 when missing); ``numerator``/``denominator``
    are the exact points before rounding; ``maximum`` is 0 when excluded.
    """

    code: str
    state: State
    points: Decimal | None
    maximum: Decimal
    steps: int
    numerator: int
    denominator: int
    proposes_not_applicable: bool = False
    deviation: bool = False

    @property
    def exact(self) -> Fraction | None:
        """Exact points before the one rounding; None when there are none."""
        return Fraction(self.numerator, self.denominator) if self.points is not None else None

    @property
    def answered(self) -> bool:
        return self.state != "missing"


def score_indicator(indicator: CompiledIndicator, answer: Answer | None) -> IndicatorResult:
    """Points of one answer.

    Raises ValueProblem when the value has another rule's form, when “không phát sinh” is not allowed
    for the indicator, or when a direct deviation is not within what the rule can yield.
    """
    if answer is None:
        return _missing(indicator, None)
    if isinstance(answer, _BESIDE_VALUES):
        return _beside_value(indicator, answer)
    outcome = indicator.scorer(answer)
    if outcome is None:
        return _missing(indicator, answer)
    steps, num, den = outcome
    points = indicator.points
    return IndicatorResult(indicator.code, "scored", points[steps], points[indicator.max_steps], steps, num, den)


def _missing(indicator: CompiledIndicator, value: Value | None) -> IndicatorResult:
    proposes = proposes_not_applicable(indicator.definition, value)
    return IndicatorResult(indicator.code, "missing", None, indicator.maximum, 0, 0, 1, proposes)


def _beside_value(indicator: CompiledIndicator, answer: NotApplicable | Deviation | Combined) -> IndicatorResult:
    match answer:
        case NotApplicable():
            return _not_applicable(indicator)
        case Deviation(points):
            num, den = points.as_integer_ratio()
            steps = deviation_steps(indicator, answer)
            return _scored(indicator, steps, num, den, deviation=True)
        case Combined(state="scored", points=Decimal() as points):
            steps = int(points / indicator.step)
            return _scored(indicator, steps, answer.numerator, answer.denominator, deviation=answer.deviation)
        case Combined(state="excluded" | "full"):
            return _not_applicable(indicator)
        case _:
            return _missing(indicator, None)


def _scored(
    indicator: CompiledIndicator, steps: int, num: int, den: int, *, deviation: bool = False
) -> IndicatorResult:
    return IndicatorResult(
        indicator.code, "scored", indicator.points[steps], indicator.maximum, steps, num, den, False, deviation
    )


def _not_applicable(indicator: CompiledIndicator) -> IndicatorResult:
    match indicator.definition.not_applicable.effect:
        case "excluded":
            return IndicatorResult(indicator.code, "excluded", None, _NOT_COUNTED, 0, 0, 1)
        case "full":
            most = indicator.maximum
            num, den = most.as_integer_ratio()
            return IndicatorResult(indicator.code, "full", most, most, indicator.max_steps, num, den)
        case _:
            raise ValueProblem(indicator.code, "Tiêu chí này không được đề nghị “không phát sinh”.")


def possible_points(indicator: CompiledIndicator) -> tuple[Decimal, ...]:
    """Every number of points that the rule can yield, ascending: what a deviation may choose from."""
    return tuple(indicator.points[steps] for steps in sorted(indicator.possible))


def deviation_steps(indicator: CompiledIndicator, deviation: Deviation) -> int:
    """The deviation in steps; refused (ValueProblem) without a reason or outside the rule's frame."""
    if not deviation.reason.strip():
        raise ValueProblem(indicator.code, "Cho điểm trực tiếp phải kèm lý do.")
    num, den = (Fraction(deviation.points) / Fraction(indicator.step)).as_integer_ratio()
    if den != 1 or num not in indicator.possible:
        raise ValueProblem(
            indicator.code,
            f"Điểm {plain_decimal(deviation.points).replace('.', ',')} không nằm trong các mức điểm "
            "mà cách chấm của tiêu chí này có thể cho.",
        )
    return num


def explain(indicator: CompiledIndicator, answer: Answer | None, result: IndicatorResult) -> str:
    """One Vietnamese sentence: how this answer became these points."""
    if result.state == "scored" and not isinstance(answer, _BESIDE_VALUES) and answer is not None:
        text = indicator.texts[result.steps]
        return indicator.explainer(answer, result.numerator, result.denominator, text)
    return _explain_beside(indicator, answer, result)


def _explain_beside(indicator: CompiledIndicator, answer: Answer | None, result: IndicatorResult) -> str:
    match answer:
        case NotApplicable(reason) if result.state == "excluded":
            return _with_reason("Không phát sinh, không tính vào điểm tối đa", reason)
        case NotApplicable(reason):
            return _with_reason(f"Không phát sinh, tính đủ {indicator.texts[result.steps]} điểm", reason)
        case Deviation(_, reason):
            return _with_reason(f"Cho điểm trực tiếp {indicator.texts[result.steps]} điểm", reason)
        case Combined(why=why):
            return why
        case None:
            return "Chưa chấm"
        case _:
            return _explain_missing(indicator, answer, result)


def _with_reason(sentence: str, reason: str) -> str:
    """Public documents tell some reasons and not others; a reason that is not told leaves no trace."""
    return f"{sentence}. Lý do: {reason}" if reason else sentence


def _explain_missing(indicator: CompiledIndicator, answer: Answer, result: IndicatorResult) -> str:
    if result.proposes_not_applicable:
        return "Chưa chấm: tổng số bằng 0 nên không tính được tỷ lệ, có thể đề nghị “không phát sinh”"
    if indicator.definition.input == "ratio":
        return "Chưa chấm: tổng số bằng 0 nên không tính được tỷ lệ"
    return "Chưa chấm: còn nội dung chưa được xác nhận"


class NodeResult(NamedTuple):
    """Sums of a node. ``low`` is ``points`` (missing earn nothing); ``high`` if the missing earn all.

    ``share`` is exact (numerator, denominator), None when the applicable maximum is 0.
    """

    code: str
    points: Decimal
    maximum: Decimal
    share: tuple[int, int] | None
    answered: int
    total: int
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Result:
    """The whole outcome of one dossier. ``level`` is None while a value or a gate is missing; 0 is
    “không đạt”. ``level_low``/``level_high`` bound every way of completing it.
    """

    compiled: CompiledSet
    indicators: dict[str, IndicatorResult]
    nodes: dict[str, NodeResult]
    total: NodeResult
    gates: tuple[GateResult, ...]
    level: int | None
    level_low: int
    level_high: int
    held_before: frozenset[int]
    low: Standing
    high: Standing

    @property
    def missing(self) -> tuple[str, ...]:
        """Codes without a value, in the order of the set."""
        return tuple(code for code, result in self.indicators.items() if result.state == "missing")

    @property
    def deviations(self) -> tuple[str, ...]:
        return tuple(code for code, result in self.indicators.items() if result.deviation)

    @property
    def complete(self) -> bool:
        return self.level is not None

    @property
    def progress(self) -> tuple[int, int]:
        """Answered (accepted “không phát sinh” included) of all applicable indicators."""
        return self.total.answered, self.total.total

    def share_text(self, code: str = TOTAL_NODE) -> str:
        """The node's share for reading, with enough decimals not to contradict any level's minimum; “–” without one."""
        node = self.nodes[code]
        return share_text(*node.share, share_bounds(self.compiled, code)) if node.share else "–"

    @property
    def reasons(self) -> dict[int, tuple[str, ...]]:
        """For each level, the sentences that keep the dossier from it now."""
        return level_reasons(self.compiled, self.low, self.high, self.gates, self.held_before)

    @property
    def notes(self) -> tuple[str, ...]:
        """Nodes that have no minimum to meet because nothing in them is applicable."""
        return vacuous_sentences(self.compiled, self.low.maximum)


NO_GATES: Mapping[str, bool | None] = {}
NEVER_HELD: frozenset[int] = frozenset()
NO_FIGURES: Mapping[str, Value] = {}


def score(
    compiled: CompiledSet,
    answers: Mapping[str, Answer | None],
    gates: Mapping[str, bool | None] = NO_GATES,
    held_before: frozenset[int] = NEVER_HELD,
    figures: Mapping[str, Value] = NO_FIGURES,
) -> Result:
    """Score a dossier. ``gates``: key → True if the condition occurred, False if not, None unknown;
    ``held_before``: levels recognised in an earlier year; ``figures``: what the platform computed for the measures that
    gates name, absent ones left out. Raises ValueProblem, also for unknown codes.
    """
    results = {
        indicator.code: score_indicator(indicator, answers.get(indicator.code)) for indicator in compiled.indicators
    }
    _refuse_unknown(compiled, answers, gates)
    sums = _sum_up(compiled, results)
    checked = _check_gates(compiled, answers, results, gates, figures) if compiled.gates else ()
    return _conclude(compiled, results, sums, checked, held_before)


def _refuse_unknown(
    compiled: CompiledSet, answers: Mapping[str, Answer | None], gates: Mapping[str, bool | None]
) -> None:
    for code in answers:
        if code not in compiled.by_code and answers[code] is not None:
            raise ValueProblem(code, "Bộ tiêu chí không có tiêu chí này cho loại đơn vị này.")
    known = {gate.key for gate in compiled.definition.gates} if gates else set()
    for key in gates:
        if key not in known:
            raise ValueProblem(key, "Bộ tiêu chí không có trường hợp này.")


def _check_gates(
    compiled: CompiledSet,
    answers: Mapping[str, Answer | None],
    results: Mapping[str, IndicatorResult],
    stated: Mapping[str, bool | None],
    figures: Mapping[str, Value],
) -> tuple[GateResult, ...]:
    steps = {code: result.steps if result.state in ("scored", "full") else None for code, result in results.items()}
    missing = {code for code, result in results.items() if result.state == "missing"}
    return check_gates(compiled, GateFacts(answers, steps, missing, stated, figures))


class _Sums(NamedTuple):
    points: list[int]
    maximum: list[int]
    missing: list[int]
    answered: list[int]
    total: list[int]
    anchored: list[int]  # indicators that can no longer become “không phát sinh”


def _sum_up(compiled: CompiledSet, results: Mapping[str, IndicatorResult]) -> _Sums:
    count = len(compiled.nodes)
    sums = _Sums(*([0] * count for _ in range(6)))
    points, maximum, missing, answered, total, anchored = sums
    for indicator in compiled.indicators:
        result, node = results[indicator.code], indicator.node
        state = result.state
        total[node] += 1
        if state == "missing":
            missing[node] += indicator.max_steps
            maximum[node] += indicator.max_steps
            anchored[node] += indicator.definition.not_applicable.effect != "excluded"
            continue
        answered[node] += 1
        if state != "excluded":
            points[node] += result.steps
            maximum[node] += indicator.max_steps
            anchored[node] += 1
    for node in range(count - 1, 0, -1):
        parent = compiled.nodes[node].parent
        for column in sums:
            column[parent] += column[node]
    return sums


def _conclude(
    compiled: CompiledSet,
    results: dict[str, IndicatorResult],
    sums: _Sums,
    gates: tuple[GateResult, ...],
    held: frozenset[int],
) -> Result:
    best = [earned + open_ for earned, open_ in zip(sums.points, sums.missing, strict=True)]
    low = Standing(sums.points, sums.maximum, total_share(compiled, sums.points, sums.maximum))
    vanish = [not count for count in sums.anchored] if compiled.has_point_minimums else None
    high = Standing(best, sums.maximum, total_share(compiled, best, sums.maximum), vanish)
    # Where all that counts may still become “không phát sinh”, no level is certain, not even one asking for 0%.
    certain = low if sums.anchored[0] else low._replace(share=None)
    level_low = level_reached(compiled, certain, cap_of(compiled, gates, unknown_hits=True), held)
    level_high = level_reached(compiled, high, cap_of(compiled, gates, unknown_hits=False), held)
    settled = not sums.missing[0] and sums.answered[0] == sums.total[0]
    settled = settled and all(gate.state != "unknown" for gate in gates)
    nodes = _node_results(compiled, sums, best)
    total = _total_result(compiled, sums, best, low.share) if compiled.weighted else nodes[TOTAL_NODE]
    nodes[TOTAL_NODE] = total
    return Result(
        compiled, results, nodes, total, gates, level_low if settled else None,
        level_low, level_high, held, low, high,
    )  # fmt: skip


def _node_results(compiled: CompiledSet, sums: _Sums, best: list[int]) -> dict[str, NodeResult]:
    table = compiled.points
    return {
        node.code: NodeResult(
            node.code, table[sums.points[i]], table[sums.maximum[i]],
            (sums.points[i], sums.maximum[i]) if sums.maximum[i] else None,
            sums.answered[i], sums.total[i], table[sums.points[i]], table[best[i]],
        )
        for i, node in enumerate(compiled.nodes)
        if node.listed
    }  # fmt: skip


def _total_result(compiled: CompiledSet, sums: _Sums, best: list[int], share: tuple[int, int] | None) -> NodeResult:
    """A weighted total: shown points are cut (not rounded) at two places, so never above the truth."""
    points, maximum = weighted_total(compiled, sums.points, sums.maximum)
    high, _ = weighted_total(compiled, best, sums.maximum)
    shown = _cut(points)
    return NodeResult(TOTAL_NODE, shown, _cut(maximum), share, sums.answered[0], sums.total[0], shown, _cut(high))


def _cut(points: Fraction) -> Decimal:
    return Decimal(points.numerator * 100 // points.denominator).scaleb(-2)
