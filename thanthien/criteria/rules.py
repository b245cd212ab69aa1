"""A criteria set as data: what an official writes down, without any behaviour.

Points and bounds are ``Decimal``; a percentage is kept as its share (60% is ``Decimal("0.6")``).
Everything here is immutable, so a definition may be shared between processes and cached.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any, Literal

from thanthien.core.levels import LevelNames
from thanthien.criteria.gate_rules import Gate

UNIT_KINDS: tuple[str, ...] = ("xa", "phuong", "dac_khu")
MAX_DEPTH = 4

InputKind = Literal["passed", "items", "ratio", "percent", "number", "count", "counts", "option"]
NotApplicableEffect = Literal["no", "excluded", "full"]
Source = Literal["auto", "declared", "judged"]
Combine = Literal["lead", "mean", "median"]
Period = Literal["working_day", "iso_week", "month", "quarter"]
EnteringBody = Literal["", "front"]
ENTERING_BODIES: tuple[str, ...] = ("front",)


@dataclass(frozen=True, slots=True)
class PassFail:
    """Đạt gives the full points, không đạt gives 0."""

    kind: Literal["pass_fail"] = "pass_fail"


@dataclass(frozen=True, slots=True)
class Item:
    code: str
    title: str
    weight: Decimal


@dataclass(frozen=True, slots=True)
class Checklist:
    """Sum of the weights of the items that hold; missing until each item is stated."""

    items: tuple[Item, ...]
    kind: Literal["checklist"] = "checklist"


@dataclass(frozen=True, slots=True)
class Band:
    at_least: Decimal
    points: Decimal


@dataclass(frozen=True, slots=True)
class Bands:
    """Points of the highest inclusive bound that is reached; highest bound first."""

    bands: tuple[Band, ...]
    kind: Literal["bands"] = "bands"


@dataclass(frozen=True, slots=True)
class Linear:
    """Even growth from ``start`` (0 points) to ``end`` (max); ``start`` > ``end``: less is better."""

    start: Decimal
    end: Decimal
    kind: Literal["linear"] = "linear"


@dataclass(frozen=True, slots=True)
class Cadence:
    """Share of due periods with at least ``at_least`` records, then as ``Linear``.

    ``coverage``: a period counts only when so large a share of those who should report (the unit's thôn, tổ dân phố)
    did; None where nobody in particular has to.
    """

    period: Period
    at_least: int
    start: Decimal
    end: Decimal
    coverage: Decimal | None = None
    kind: Literal["cadence"] = "cadence"


@dataclass(frozen=True, slots=True)
class PerUnit:
    """Points for each occurrence, up to the maximum."""

    each: Decimal
    kind: Literal["per_unit"] = "per_unit"


@dataclass(frozen=True, slots=True)
class Severity:
    code: str
    title: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class Deduction:
    """The maximum less points for each event by severity, never below 0."""

    severities: tuple[Severity, ...]
    kind: Literal["deduction"] = "deduction"


@dataclass(frozen=True, slots=True)
class Option:
    code: str
    title: str
    points: Decimal
    description: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One described option is picked; a rubric when it is a judgement."""

    options: tuple[Option, ...]
    kind: Literal["choice"] = "choice"


Rule = PassFail | Checklist | Bands | Linear | Cadence | PerUnit | Deduction | Choice


@dataclass(frozen=True, slots=True)
class NotApplicableRule:
    """What “không phát sinh” does here, and when it may be claimed (words for people)."""

    effect: NotApplicableEffect = "no"
    when: str = ""


@dataclass(frozen=True, slots=True)
class Variant:
    """What differs for some kinds of unit; ``None`` keeps what the indicator says."""

    kinds: tuple[str, ...]
    title: str | None = None
    max: Decimal | None = None
    rule: Rule | None = None
    unit: str | None = None
    numerator: str | None = None
    denominator: str | None = None
    help: str | None = None
    not_applicable: NotApplicableRule | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """A tiêu chí thành phần: the leaf that takes a value and yields points.

    ``entered_by``: which other body of the unit enters the value (``front``: Mặt trận Tổ quốc); empty: the People's
    Committee does, as everywhere else.
    """

    code: str
    title: str
    max: Decimal
    rule: Rule
    source: Source = "declared"
    unit: str = ""
    numerator: str = ""
    denominator: str = ""
    numerator_may_exceed: bool = False
    fractional: bool = False
    evidence: tuple[str, ...] = ()
    not_applicable: NotApplicableRule = NotApplicableRule()
    legal_basis: tuple[str, ...] = ()
    help: str = ""
    example: str = ""
    owner_role: str = ""
    bodies: tuple[str, ...] = ()
    combine: Combine = "lead"
    obligatory: bool = True
    kinds: tuple[str, ...] = ()
    variants: tuple[Variant, ...] = ()
    measure: str | None = None
    short_title: str = ""
    entered_by: EnteringBody = ""

    @property
    def label(self) -> str:
        """The title where space is short: trees, grids, boards, charts, menus."""
        return self.short_title or self.title

    @property
    def input(self) -> InputKind:
        """Which JSON form the value takes."""
        return input_kind(self.rule, self.unit, self.numerator)

    def applies_to(self, kind: str) -> bool:
        return not self.kinds or kind in self.kinds

    def for_kind(self, kind: str) -> "Indicator":
        """The indicator as it stands for one kind of unit, its variant applied."""
        for variant in self.variants:
            if kind in variant.kinds:
                return replace(self, variants=(), **_overrides(variant))
        return self


def _overrides(variant: Variant) -> dict[str, Any]:
    stated = {f.name: getattr(variant, f.name) for f in fields(variant) if f.name != "kinds"}
    return {name: value for name, value in stated.items() if value is not None}


_INPUT_BY_RULE: dict[str, InputKind] = {
    "pass_fail": "passed",
    "checklist": "items",
    "cadence": "ratio",
    "per_unit": "count",
    "deduction": "counts",
    "choice": "option",
}


def input_kind(rule: Rule, unit: str, numerator: str) -> InputKind:
    """The form of the value: bands and linear take a ratio, a percentage or a plain number."""
    fixed = _INPUT_BY_RULE.get(rule.kind)
    if fixed is not None:
        return fixed
    if numerator:
        return "ratio"
    return "percent" if unit == "%" else "number"


@dataclass(frozen=True, slots=True)
class Node:
    """A group or criterion: the sum of what stands under it."""

    code: str
    title: str
    children: tuple["Node | Indicator", ...]
    weight: Decimal | None = None
    max: Decimal | None = None
    help: str = ""


TOTAL_NODE = "total"


@dataclass(frozen=True, slots=True)
class Minimum:
    """At least a share of the node's applicable maximum, or at least so many points."""

    node: str
    share: Decimal | None = None
    points: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """``same_result``: that level's conditions hold too; ``held_before``: recognised earlier."""

    level: int
    how: Literal["same_result", "held_before"]


@dataclass(frozen=True, slots=True)
class Level:
    number: int
    title: str
    total_at_least: Decimal
    every_group_at_least: Decimal | None = None
    minimums: tuple[Minimum, ...] = ()
    requires: tuple[Requirement, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """The city's goal for a year; ``base`` says of which units the top level is a share."""

    year: int
    recognised: Decimal
    top_level: Decimal
    base: Literal["all", "recognised"] = "all"


@dataclass(frozen=True, slots=True)
class SetDefinition:
    """A whole criteria set. ``minimums`` are conditions of recognition at any level."""

    scheme: str
    scheme_title: str
    year: int
    version: int
    title: str
    groups: tuple[Node, ...]
    levels: tuple[Level, ...]
    step: Decimal = Decimal("0.25")
    total: Literal["sum", "weighted"] = "sum"
    status_note: str = ""
    legal_basis: tuple[str, ...] = ()
    gates: tuple[Gate, ...] = ()
    minimums: tuple[Minimum, ...] = ()
    targets: tuple[Target, ...] = ()

    @property
    def code(self) -> str:
        return f"{self.scheme}-{self.year}-v{self.version}"

    @property
    def level_names(self) -> LevelNames:
        """What the set calls its levels."""
        return LevelNames(tuple(level.title for level in self.levels))

    def indicators(self) -> Iterator[Indicator]:
        """Every indicator in the order in which the set lists it."""
        for group in self.groups:
            yield from leaves_of(group)

    def target_for(self, year: int) -> Target | None:
        return next((target for target in self.targets if target.year == year), None)


def leaves_of(node: Node) -> Iterator[Indicator]:
    """Every indicator under a node, in order."""
    for child in node.children:
        if isinstance(child, Indicator):
            yield child
        else:
            yield from leaves_of(child)
