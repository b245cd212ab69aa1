"""Levels: which one a vector of points reaches, what it misses, how many units a target means."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from thanthien.core.numbers_vi import number_vi, percent_vi, share_text
from thanthien.criteria.compiling import CompiledLevel, CompiledSet, Condition
from thanthien.criteria.gates import GateResult


class Standing(NamedTuple):
    """Points and applicable maximum of each node in steps; ``share`` is the total's exact share.

    ``may_vanish[i]``: all of node i could still become “không phát sinh”, so that its minimum in
    points would fall away. Only the upper end of a range uses it.
    """

    points: Sequence[int]
    maximum: Sequence[int]
    share: tuple[int, int] | None
    may_vanish: Sequence[bool] | None = None


def total_share(compiled: CompiledSet, points: Sequence[int], maximum: Sequence[int]) -> tuple[int, int] | None:
    """The total as an exact share; None when nothing at all is applicable."""
    if not compiled.weighted:
        return (points[0], maximum[0]) if maximum[0] else None
    num, den = weighted_total(compiled, points, maximum)
    return (num.numerator * den.denominator, den.numerator * num.denominator) if den else None


def weighted_total(compiled: CompiledSet, points: Sequence[int], maximum: Sequence[int]) -> tuple[Fraction, Fraction]:
    """Weighted points and the sum of the weights of the groups that are applicable."""
    num, den = Fraction(0), Fraction(0)
    for group in compiled.groups:
        if maximum[group]:
            weight = compiled.nodes[group].weight
            num += weight * points[group] / maximum[group]
            den += weight
    return num, den


def meets(condition: Condition, standing: Standing) -> bool:
    """Whether one condition holds. A node whose applicable maximum is 0 has no minimum to meet."""
    node, num, den, by_points = condition
    if node == 0 and not by_points:
        share = standing.share
        return share is not None and share[0] * den >= num * share[1]
    most = standing.maximum[node]
    if not most:
        return True
    if by_points:
        vanishes = standing.may_vanish is not None and standing.may_vanish[node]
        return vanishes or standing.points[node] * den >= num
    return standing.points[node] * den >= num * most


def level_reached(compiled: CompiledSet, standing: Standing, cap: int, held: frozenset[int]) -> int:
    """The highest level ≤ ``cap`` whose conditions hold; 0 when none."""
    holding: set[int] = set()
    for level in compiled.levels:
        if _level_holds(level, standing, holding, held):
            holding.add(level.definition.number)
    return max((number for number in holding if number <= cap), default=0)


def _level_holds(level: CompiledLevel, standing: Standing, holding: set[int], held: frozenset[int]) -> bool:
    for condition in level.conditions:
        if not meets(condition, standing):
            return False
    for requirement in level.definition.requires:
        known = holding if requirement.how == "same_result" else held
        if requirement.level not in known:
            return False
    return True


def cap_of(compiled: CompiledSet, gates: Sequence[GateResult], *, unknown_hits: bool) -> int:
    """The strictest effect among the gates that are hit (and, at the low end, unknown)."""
    cap = len(compiled.levels)
    for gate in gates:
        if gate.state == "hit" or (unknown_hits and gate.state == "unknown"):
            cap = min(cap, gate.cap)
    return cap


def node_label(compiled: CompiledSet, node: int) -> str:
    """How sentences name a node: “Tổng điểm”, “Nhóm 2”, “Tiêu chí 1.2”."""
    if node == 0:
        return "Tổng điểm"
    kind = "Nhóm" if compiled.nodes[node].depth == 1 else "Tiêu chí"
    return f"{kind} {compiled.nodes[node].code}"


def shortfall_sentence(compiled: CompiledSet, condition: Condition, standing: Standing) -> str:
    """Why a condition fails: “Nhóm 2 đạt 48,3% < 50%”."""
    label = node_label(compiled, condition.node)
    if condition.by_points:
        needed = Fraction(condition.num, condition.den) * Fraction(compiled.definition.step)
        bound = number_vi(Decimal(needed.numerator) / Decimal(needed.denominator))
        return f"{label} đạt {compiled.texts[standing.points[condition.node]]} điểm < {bound} điểm"
    share = (
        standing.share if condition.node == 0 else (standing.points[condition.node], standing.maximum[condition.node])
    )
    if share is None:
        return "Không có tiêu chí nào được áp dụng"
    bound_share = Fraction(condition.num, condition.den)
    bound = percent_vi(Decimal(condition.num) / Decimal(condition.den))
    return f"{label} đạt {share_text(*share, bound_share)} < {bound}"


def level_reasons(
    compiled: CompiledSet, low: Standing, high: Standing, gates: Sequence[GateResult], held: frozenset[int]
) -> dict[int, tuple[str, ...]]:
    """For each level, why it is not reached now (missing values counted as 0); empty when it is."""
    names = compiled.definition.level_names
    reasons: dict[int, tuple[str, ...]] = {}
    for level in compiled.levels:
        number = level.definition.number
        found = [_shortfall(compiled, c, low, high) for c in level.conditions if not meets(c, low)]
        for requirement in level.definition.requires:
            title = names.name(requirement.level)
            if requirement.how == "held_before" and requirement.level not in held:
                found.append(f"Chưa từng được công nhận {title} ở năm trước")
            if requirement.how == "same_result" and reasons[requirement.level]:
                found.append(f"Chưa đạt các điều kiện của {title}")
        found += [_gate_sentence(compiled, gate) for gate in gates if gate.state != "clear" and gate.cap < number]
        reasons[number] = tuple(found)
    return reasons


def _shortfall(compiled: CompiledSet, condition: Condition, low: Standing, high: Standing) -> str:
    sentence = shortfall_sentence(compiled, condition, low)
    return f"{sentence} (có thể đạt nếu chấm đủ)" if meets(condition, high) else sentence


def _gate_sentence(compiled: CompiledSet, gate: GateResult) -> str:
    if gate.state == "unknown":
        return f"Điều kiện chưa xác định: {gate.question}"
    effect = f"không quá {compiled.definition.level_names.name(gate.cap)}" if gate.cap else "không công nhận"
    return f"Vướng điều kiện ({effect}): {gate.question}"


@lru_cache(maxsize=512)  # the nodes of as many sets as are kept compiled
def share_bounds(compiled: CompiledSet, code: str) -> frozenset[Fraction]:
    """Every share that some level asks of this node."""
    return frozenset(
        Fraction(condition.num, condition.den)
        for level in compiled.levels
        for condition in level.conditions
        if not condition.by_points and compiled.nodes[condition.node].code == code
    )


def vacuous_sentences(compiled: CompiledSet, maximum: Sequence[int]) -> tuple[str, ...]:
    """Nodes without any applicable point: they have no minimum to meet, and this is said."""
    return tuple(
        f"{node_label(compiled, i)} không có điểm tối đa áp dụng nên không xét mức tối thiểu"
        for i, node in enumerate(compiled.nodes)
        if node.listed and i and not maximum[i]
    )


def units_needed(share: Decimal, units: int) -> int:
    """How many of ``units`` a target share means: 80% of 114 is 92 (91,2 rounded up)."""
    num, den = share.as_integer_ratio()
    return -(-num * units // den)
