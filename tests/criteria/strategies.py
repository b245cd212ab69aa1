"""Hypothesis strategies: indicators of every rule, values for them, whole sets."""

from decimal import Decimal

from hypothesis import strategies as st

from tests.criteria.build import (
    EXCLUDED,
    FULL,
    D,
    checklist,
    choice,
    deduction,
    definition,
    indicator,
    linear,
    per_unit,
)
from thanthien.criteria.compiling import CompiledIndicator
from thanthien.criteria.gate_rules import DeclaredSource, Gate, GateSource, IndicatorSource, Sample
from thanthien.criteria.rules import (
    Band,
    Bands,
    Cadence,
    Indicator,
    Level,
    Linear,
    Minimum,
    Node,
    NotApplicableRule,
    PassFail,
    Requirement,
    Rule,
    SetDefinition,
)
from thanthien.criteria.values import (
    Answer,
    Count,
    Counts,
    Deviation,
    Items,
    NotApplicable,
    Number,
    Passed,
    Percent,
    Picked,
    Ratio,
    Value,
)

QUARTER = D("0.25")


def shares(least: int = 0, most: int = 1000) -> st.SearchStrategy[Decimal]:
    return st.integers(least, most).map(lambda thousandths: D(thousandths) / 1000)


@st.composite
def ramps(draw: st.DrawFn) -> tuple[Decimal, Decimal]:
    start, end = draw(st.lists(shares(), min_size=2, max_size=2, unique=True))
    return start, end


@st.composite
def band_rules(draw: st.DrawFn, most: Decimal) -> Rule:
    bounds = sorted(draw(st.lists(shares(1), min_size=1, max_size=4, unique=True)), reverse=True)
    steps = sorted(
        draw(st.sets(st.integers(1, int(most / QUARTER)), min_size=len(bounds), max_size=len(bounds))), reverse=True
    )
    points = [most, *(QUARTER * step for step in steps[1:])]
    return Bands(tuple(Band(bound, amount) for bound, amount in zip(bounds, points, strict=True)))


@st.composite
def rules(draw: st.DrawFn, most: Decimal) -> Rule:
    start, end = draw(ramps())
    options: list[Rule] = [
        PassFail(),
        linear(str(start), str(end)),
        Cadence("quarter", 1, start, end),
        checklist(int(most / QUARTER), "0.25"),
        per_unit(draw(st.sampled_from(["0.25", "0.3", "1"]))),
        deduction("0.5", "1", "2.25"),
        choice(str(most), "0.5", "0"),
        draw(band_rules(most)),
    ]
    return draw(st.sampled_from(options))


@st.composite
def indicators(draw: st.DrawFn, code: str) -> Indicator:
    most = QUARTER * draw(st.integers(4, 24))
    effect: NotApplicableRule = draw(st.sampled_from([NotApplicableRule(), EXCLUDED, FULL]))
    percent = draw(st.booleans())
    words = {"numerator": "", "unit": "%"} if percent else {}
    return indicator(draw(rules(most)), str(most), code, not_applicable=effect, **words)


def values(compiled: CompiledIndicator) -> st.SearchStrategy[Value]:
    """A complete value for the indicator."""
    rule = compiled.definition.rule
    match compiled.definition.input:
        case "passed":
            return st.builds(Passed, st.booleans())
        case "items":
            return st.builds(Items, st.fixed_dictionaries({item.code: st.booleans() for item in rule.items}))
        case "ratio":
            return st.integers(1, 400).flatmap(
                lambda den: st.builds(Ratio, st.integers(0, den).map(D), st.just(D(den)))
            )
        case "percent":
            return st.builds(Percent, st.integers(0, 10000).map(lambda n: D(n) / 100))
        case "number":
            return st.builds(Number, st.integers(0, 2000).map(lambda n: D(n) / 1000))
        case "count":
            return st.builds(Count, st.integers(0, 30))
        case "counts":
            return st.builds(Counts, st.fixed_dictionaries({s.code: st.integers(0, 3) for s in rule.severities}))
        case _:
            return st.builds(Picked, st.sampled_from([option.code for option in rule.options]))


def final_answers(compiled: CompiledIndicator) -> st.SearchStrategy[Answer]:
    """A value, an allowed “không phát sinh” or an allowed deviation."""
    options: list[st.SearchStrategy[Answer]] = [values(compiled)]
    if compiled.definition.not_applicable.effect != "no":
        options.append(st.just(NotApplicable("không có")))
    frame = [compiled.points[steps] for steps in sorted(compiled.possible)]
    options.append(st.builds(Deviation, st.sampled_from(frame), st.just("Lý do")))
    return st.one_of(options)


@st.composite
def set_definitions(draw: st.DrawFn) -> SetDefinition:
    groups = []
    for group in range(1, draw(st.integers(1, 3)) + 1):
        leaves = tuple(draw(indicators(f"{group}.{leaf}")) for leaf in range(1, draw(st.integers(1, 4)) + 1))
        groups.append(Node(str(group), f"Nhóm {group}", leaves))
    weighted = draw(st.booleans())
    if weighted:
        groups = [Node(g.code, g.title, g.children, D(draw(st.integers(1, 60)))) for g in groups]
    return definition(
        groups=tuple(groups),
        total="weighted" if weighted else "sum",
        levels=draw(levels()),
        gates=draw(gates([leaf for group in groups for leaf in group.children if isinstance(leaf, Indicator)])),
        minimums=tuple(draw(st.lists(minimums(), max_size=2))),
    )


@st.composite
def gates(draw: st.DrawFn, leaves: list[Indicator]) -> tuple[Gate, ...]:
    """A declared gate, and perhaps one on an indicator."""
    sources: list[tuple[str, GateSource]] = [("g", DeclaredSource("a"))]
    if draw(st.booleans()):
        sources.append(("v", draw(indicator_sources(leaves))))
    return tuple(Gate(key, "Điều kiện", source, cap=draw(st.sampled_from([None, 1]))) for key, source in sources)


@st.composite
def indicator_sources(draw: st.DrawFn, leaves: list[Indicator]) -> IndicatorSource:
    numeric = [leaf for leaf in leaves if leaf.input in ("ratio", "percent", "number", "count")]
    sample = Sample(draw(st.sampled_from(numeric)).code, draw(shares())) if numeric and draw(st.booleans()) else None
    if not numeric or draw(st.booleans()):
        points = QUARTER * draw(st.integers(1, 12))
        return IndicatorSource(draw(st.sampled_from(leaves)).code, "points_below", points, sample)
    leaf = draw(st.sampled_from(numeric))
    less_is_better = isinstance(leaf.rule, (Linear, Cadence)) and leaf.rule.start > leaf.rule.end
    condition = draw(st.sampled_from(["above", "at_least"] if less_is_better else ["below", "at_most"]))
    return IndicatorSource(leaf.code, condition, draw(shares()), sample)  # type: ignore[arg-type]


def minimums() -> st.SearchStrategy[Minimum]:
    node = st.sampled_from(["1", "1.1"])
    points = st.integers(1, 4).map(lambda steps: D(steps) / 4)
    return st.one_of(st.builds(Minimum, node, share=shares()), st.builds(Minimum, node, points=points))


@st.composite
def levels(draw: st.DrawFn) -> tuple[Level, ...]:
    how = draw(st.sampled_from(["same_result", "held_before", None]))
    requires = (Requirement(1, how),) if how else ()  # type: ignore[arg-type]
    (lower, upper), (low_group, high_group) = (sorted([draw(shares()), draw(shares())]) for _ in range(2))
    first = Level(1, "Mức độ 1", lower, draw(st.sampled_from([None, low_group])))
    return first, Level(2, "Mức độ 2", upper, draw(st.sampled_from([None, high_group])), requires=requires)
