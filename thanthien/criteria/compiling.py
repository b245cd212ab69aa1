"""A definition made ready for one kind of unit: applicability and variants resolved, nodes numbered."""

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from thanthien.core.numbers_vi import number_vi
from thanthien.criteria.explain import Explainer, explainer_for
from thanthien.criteria.gate_rules import Gate, IndicatorSource
from thanthien.criteria.rule_scorers import Scorer, possible_steps, round_to_step, scorer_for
from thanthien.criteria.rules import TOTAL_NODE, Indicator, Level, Minimum, Node, SetDefinition


@dataclass(eq=False, slots=True)
class CompiledIndicator:
    """One indicator ready to score; ``points``/``texts`` are shared tables indexed by steps."""

    code: str
    definition: Indicator
    max_steps: int
    node: int
    scorer: Scorer
    explainer: Explainer
    possible: frozenset[int]
    points: list[Decimal]
    texts: list[str]
    step: Decimal

    @property
    def maximum(self) -> Decimal:
        return self.points[self.max_steps]


class CompiledNode(NamedTuple):
    """``listed`` is False for an indicator that stands here only to carry a minimum."""

    code: str
    title: str
    parent: int
    depth: int
    listed: bool
    weight: Fraction


class Condition(NamedTuple):
    """At ``node``: share ≥ num/den of the applicable maximum, or (``by_points``) num/den steps."""

    node: int
    num: int
    den: int
    by_points: bool


class CompiledLevel(NamedTuple):
    definition: Level
    conditions: tuple[Condition, ...]


@dataclass(eq=False, slots=True)
class CompiledSet:
    """A set for one kind of unit, or for one unit with waivers. Node 0 is the total; a node stands after its parent."""

    definition: SetDefinition
    kind: str
    indicators: tuple[CompiledIndicator, ...]
    by_code: dict[str, CompiledIndicator]
    nodes: tuple[CompiledNode, ...]
    groups: tuple[int, ...]
    gates: tuple[Gate, ...]
    levels: tuple[CompiledLevel, ...]
    points: list[Decimal]
    texts: list[str]
    has_point_minimums: bool

    @property
    def group_codes(self) -> list[str]:
        """Codes of the groups (the nodes under the total), in order."""
        return [self.nodes[index].code for index in self.groups]

    @property
    def gate_keys(self) -> frozenset[str]:
        """Keys of the gates that are asked."""
        return frozenset(gate.key for gate in self.gates)

    def title_of(self, code: str) -> str:
        """The title of a group or criterion."""
        return next(node.title for node in self.nodes if node.code == code)

    @property
    def weighted(self) -> bool:
        return self.definition.total == "weighted"

    def level(self, number: int) -> CompiledLevel:
        return self.levels[number - 1]


@dataclass(slots=True)
class _Builder:
    definition: SetDefinition
    kind: str
    minimum_nodes: frozenset[str]
    waived: frozenset[str]
    nodes: list[CompiledNode] = field(default_factory=list)
    leaves: list[tuple[Indicator, int]] = field(default_factory=list)

    def add_node(self, node: Node, parent: int, depth: int) -> None:
        weight = Fraction(node.weight) if node.weight is not None else Fraction(0)
        index = self._append(CompiledNode(node.code, node.title, parent, depth, True, weight))
        for child in node.children:
            if isinstance(child, Node):
                self.add_node(child, index, depth + 1)
            elif child.applies_to(self.kind) and child.code not in self.waived:
                self.add_indicator(child.for_kind(self.kind), index, depth + 1)

    def add_indicator(self, indicator: Indicator, parent: int, depth: int) -> None:
        if indicator.code in self.minimum_nodes:
            leaf = CompiledNode(indicator.code, indicator.title, parent, depth, False, Fraction(0))
            parent = self._append(leaf)
        self.leaves.append((indicator, parent))

    def _append(self, node: CompiledNode) -> int:
        self.nodes.append(node)
        return len(self.nodes) - 1


@lru_cache(maxsize=64)
def compile_set(definition: SetDefinition, kind: str, waived: frozenset[str] = frozenset()) -> CompiledSet:
    """Resolve applicability and variants for a kind of unit (``xa``, ``phuong``, ``dac_khu``), and for one unit to
    which indicators are not applied (``waived``): these and the gates that read them are not there."""
    minimums = [*definition.minimums, *(one for level in definition.levels for one in level.minimums)]
    builder = _Builder(definition, kind, frozenset(minimum.node for minimum in minimums), waived)
    builder.nodes.append(CompiledNode(TOTAL_NODE, "Tổng điểm", -1, 0, True, Fraction(0)))
    for group in definition.groups:
        builder.add_node(group, 0, 1)
    points = _point_table(builder)
    texts = [number_vi(amount) for amount in points]
    indicators = tuple(_compiled(leaf, node, points, texts, definition.step) for leaf, node in builder.leaves)
    nodes = tuple(builder.nodes)
    return CompiledSet(
        definition=definition,
        kind=kind,
        indicators=indicators,
        by_code={indicator.code: indicator for indicator in indicators},
        nodes=nodes,
        groups=tuple(i for i, node in enumerate(nodes) if node.depth == 1),
        gates=tuple(gate for gate in definition.gates if gate.applies_to(kind) and not _reads(gate, waived)),
        levels=_levels(definition, nodes),
        points=points,
        texts=texts,
        has_point_minimums=any(minimum.points is not None for minimum in minimums),
    )


def _reads(gate: Gate, waived: frozenset[str]) -> bool:
    return isinstance(gate.source, IndicatorSource) and gate.source.indicator in waived


def _point_table(builder: _Builder) -> list[Decimal]:
    step = builder.definition.step
    total = sum(round_to_step(*leaf.max.as_integer_ratio(), step) for leaf, _ in builder.leaves)
    exponent = step.as_tuple().exponent
    places = max(2, -exponent if isinstance(exponent, int) else 2)
    quantum = Decimal(1).scaleb(-places)
    return [(step * count).quantize(quantum) for count in range(total + 1)]


def _compiled(leaf: Indicator, node: int, points: list[Decimal], texts: list[str], step: Decimal) -> CompiledIndicator:
    return CompiledIndicator(
        code=leaf.code,
        definition=leaf,
        max_steps=round_to_step(*leaf.max.as_integer_ratio(), step),
        node=node,
        scorer=scorer_for(leaf, step),
        explainer=explainer_for(leaf, step),
        possible=possible_steps(leaf, step),
        points=points,
        texts=texts,
        step=step,
    )


def _levels(definition: SetDefinition, nodes: tuple[CompiledNode, ...]) -> tuple[CompiledLevel, ...]:
    index = {node.code: i for i, node in enumerate(nodes)}
    groups = [i for i, node in enumerate(nodes) if node.depth == 1]
    compiled = []
    for level in definition.levels:
        conditions = [_share(0, level.total_at_least)]
        if level.every_group_at_least is not None:
            conditions += [_share(group, level.every_group_at_least) for group in groups]
        stated = (*definition.minimums, *level.minimums)
        conditions += [
            _minimum(minimum, index[minimum.node], definition.step) for minimum in stated if minimum.node in index
        ]
        compiled.append(CompiledLevel(level, tuple(conditions)))
    return tuple(compiled)


def _share(node: int, share: Decimal) -> Condition:
    return Condition(node, *share.as_integer_ratio(), False)


def _minimum(minimum: Minimum, node: int, step: Decimal) -> Condition:
    if minimum.share is not None:
        return _share(node, minimum.share)
    steps = Fraction(minimum.points or 0) / Fraction(step)
    return Condition(node, steps.numerator, steps.denominator, True)
