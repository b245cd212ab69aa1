"""What is still needed for a level: points, and the shortest list of indicators to work on."""

from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from thanthien.criteria.compiling import CompiledIndicator, CompiledSet, Condition
from thanthien.criteria.gate_rules import IndicatorSource
from thanthien.criteria.gates import GateResult
from thanthien.criteria.levels import Standing, meets, total_share, weighted_total
from thanthien.criteria.scoring import Result


class PathStep(NamedTuple):
    """Bring this indicator to the best that is open to it: so many points more."""

    code: str
    title: str
    gain: Decimal


class Path(NamedTuple):
    """``steps`` reach the level, unless there are ``blockers``: what points can't mend."""

    steps: tuple[PathStep, ...]
    blockers: tuple[str, ...]
    points_short: Decimal


def points_to_level(result: Result, level: int) -> Decimal:
    """“Còn thiếu n điểm”: the fewest points that would meet every minimum of the level.

    Missing values count as 0 now. Rounded up to the step; 0 when the points suffice.
    """
    return _short(result, _conditions(result.compiled, level))


def total_short(result: Result, level: int) -> Decimal:
    """The part of ``points_to_level`` that the total alone asks for, whatever single groups lack."""
    return _short(result, [one for one in _conditions(result.compiled, level) if one.node == 0])


def _short(result: Result, conditions: list[Condition]) -> Decimal:
    compiled = result.compiled
    needs = _needs(result, conditions)
    for node in range(len(needs) - 1, 0, -1):
        parent = compiled.nodes[node].parent
        if parent:
            needs[parent] = max(needs[parent], _below(compiled, needs, parent))
    if compiled.weighted:
        return compiled.definition.step * _weighted_need(result, conditions, needs)
    return compiled.definition.step * max(needs[0], _below(compiled, needs, 0))


def _below(compiled: CompiledSet, needs: list[int], node: int) -> int:
    return sum(needs[i] for i, child in enumerate(compiled.nodes) if child.parent == node)


def _conditions(compiled: CompiledSet, level: int) -> list[Condition]:
    """The level's own conditions and those of the levels that must hold in the same result."""
    compiled_level = compiled.level(level)
    found = list(compiled_level.conditions)
    for requirement in compiled_level.definition.requires:
        if requirement.how == "same_result":
            found += _conditions(compiled, requirement.level)
    return found


def _needs(result: Result, conditions: list[Condition]) -> list[int]:
    """Steps that each node lacks for its own minimums. A weighted total is told otherwise, and its entry not read."""
    standing = result.low
    needs = [0] * len(result.compiled.nodes)
    for node, num, den, by_points in conditions:
        most = standing.maximum[node]
        if not most:
            continue
        bound = num if by_points else num * most
        needs[node] = max(needs[node], -(-bound // den) - standing.points[node])
    return needs


def _weighted_need(result: Result, conditions: list[Condition], needs: list[int]) -> int:
    """With a weighted total the shortfall is told in weighted points, rounded up to the step."""
    compiled, standing = result.compiled, result.low
    points, maximum = weighted_total(compiled, standing.points, standing.maximum)
    bound = max(Fraction(one.num, one.den) for one in conditions if one.node == 0)  # a weighted total asks for shares
    lacking = max(Fraction(0), bound * maximum - points)
    groups = sum(
        (compiled.nodes[g].weight * needs[g] / standing.maximum[g] for g in compiled.groups if needs[g] > 0),
        Fraction(0),
    )
    steps = max(lacking, groups) / Fraction(compiled.definition.step)
    return -(-steps.numerator // steps.denominator)


class _Climb:
    """Points as they would stand after some indicators are brought to the best that is open to them."""

    def __init__(self, result: Result, best: Result | None) -> None:
        self.compiled = result.compiled
        self.result = result
        self.points = list(result.low.points)
        self.taken: dict[str, int] = {}
        self.gains = {
            indicator.code: _most_steps(indicator, best) - result.indicators[indicator.code].steps
            for indicator in self.compiled.indicators
            if result.indicators[indicator.code].state in ("missing", "scored")
        }

    def take(self, code: str) -> None:
        gain = self.gains.pop(code)
        self.taken[code] = gain
        for node in self._line(code):
            self.points[node] += gain

    def _line(self, code: str) -> list[int]:
        node, line = self.compiled.by_code[code].node, [0]
        while node > 0:
            line.append(node)
            node = self.compiled.nodes[node].parent
        return line

    def lacks(self, condition: Condition) -> bool:
        maximum = self.result.low.maximum
        share = total_share(self.compiled, self.points, maximum)
        return not meets(condition, Standing(self.points, maximum, share))

    def best(self, node: int) -> str | None:
        """The untaken indicator under the node that helps its sum most; the set's order breaks ties."""
        under = [code for code, gain in self.gains.items() if gain > 0 and node in self._line(code)]
        return max(under, key=self._help, default=None)

    def _help(self, code: str) -> Fraction:
        gain = Fraction(self.gains[code])
        if not self.compiled.weighted:
            return gain
        group = self._line(code)[-1]
        return gain * self.compiled.nodes[group].weight / self.result.low.maximum[group]


def _most_steps(indicator: CompiledIndicator, best: Result | None) -> int:
    outcome = best.indicators[indicator.code] if best else None
    return indicator.max_steps if outcome is None or outcome.state == "missing" else outcome.steps


def shortest_path(result: Result, level: int, best: Result | None = None) -> Path:
    """The shortest list of indicators whose full points would reach the level, biggest gains first.

    Deepest minimums are met first, each by the biggest gains under its node; as minimums stand on a
    tree, no shorter list exists. What points can't mend (declared gates, earlier recognition) blocks.
    ``best``: the result at best, where some indicators can't come to their maximum any more.
    """
    compiled = result.compiled
    climb, blockers = _Climb(result, best), list(_held_blockers(result, level))
    barring = [gate for gate in result.gates if gate.state != "clear" and gate.cap < level]
    blockers.extend(gate.question for gate in barring if not _lift_gate(climb, gate))
    conditions = sorted(_conditions(compiled, level), key=lambda c: -compiled.nodes[c.node].depth)
    for condition in conditions:
        while climb.lacks(condition):
            code = climb.best(condition.node)
            if code is None:
                blockers.append(f"{compiled.nodes[condition.node].code}: không đủ điểm tối đa")
                break
            climb.take(code)
    taken = [(compiled.by_code[code], gain) for code, gain in climb.taken.items()]
    found = (PathStep(one.code, one.definition.label, one.points[gain]) for one, gain in taken)
    steps = sorted(found, key=lambda step: -step.gain)
    return Path(tuple(steps), tuple(dict.fromkeys(blockers)), points_to_level(result, level))


def _lift_gate(climb: _Climb, gate: GateResult) -> bool:
    """A gate on an indicator that would clear with better points puts that indicator on the path."""
    source = next(g.source for g in climb.compiled.gates if g.key == gate.key)
    if not isinstance(source, IndicatorSource):
        return False
    needed = [source.indicator] + ([source.sample.indicator] if source.sample else [])
    for code in needed:
        if climb.gains.get(code, 0) > 0:
            climb.take(code)
    return any(code in climb.taken for code in needed)  # another gate may have put it there


def _held_blockers(result: Result, level: int) -> list[str]:
    compiled = result.compiled
    requires = compiled.level(level).definition.requires
    found = [
        f"Chưa từng được công nhận {compiled.level(requirement.level).definition.title} ở năm trước"
        for requirement in requires
        if requirement.how == "held_before" and requirement.level not in result.held_before
    ]
    for requirement in requires:
        if requirement.how == "same_result":
            found.extend(_held_blockers(result, requirement.level))
    return found
