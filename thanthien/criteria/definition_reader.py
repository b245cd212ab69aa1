"""From a plain tree to a definition: shapes, types and known words. Its meaning is checked in ``checks``."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from thanthien.criteria.gate_reader import read_gate
from thanthien.criteria.problems import Path
from thanthien.criteria.reader import ZERO, Reader
from thanthien.criteria.rules import (
    ENTERING_BODIES,
    MAX_DEPTH,
    Band,
    Bands,
    Cadence,
    Checklist,
    Choice,
    Deduction,
    Indicator,
    Item,
    Level,
    Linear,
    Minimum,
    Node,
    NotApplicableRule,
    Option,
    PassFail,
    PerUnit,
    Requirement,
    Rule,
    SetDefinition,
    Severity,
    Target,
    Variant,
    input_kind,
)

FORMAT = "thanthien-criteria/1"


def read_definition(reader: Reader, raw: object) -> SetDefinition | None:
    """The whole tree as a definition (its meaning is still to be checked); None when it is no mapping."""
    keys = (
        "format! scheme! scheme_title! year! version! title! status_note legal_basis step total "
        "groups! gates levels! minimums targets"
    )
    data = reader.mapping(raw, (), keys)
    if not data:
        return None
    if "format" in data and data["format"] != FORMAT:
        reader.wrong(("format",), f"Cần “{FORMAT}”.", f"Expected “{FORMAT}”.")
    groups = reader.items(data.get("groups"), ("groups",), lambda node, path: _node(reader, node, path, 1))
    inputs = {leaf.code: leaf.input for leaf in _all_leaves(groups)}
    return SetDefinition(
        scheme=reader.code(data.get("scheme"), ("scheme",)),
        scheme_title=reader.text(data.get("scheme_title"), ("scheme_title",)),
        year=reader.integer(data.get("year"), ("year",)),
        version=reader.integer(data.get("version"), ("version",)),
        title=reader.text(data.get("title"), ("title",)),
        groups=tuple(group for group in groups if isinstance(group, Node)),
        levels=reader.items(data.get("levels"), ("levels",), lambda level, path: _level(reader, level, path)),
        step=reader.number(data.get("step", "0.25"), ("step",)),
        total=reader.one_of(data.get("total"), ("total",), ("sum", "weighted"), "sum"),
        status_note=reader.text(data.get("status_note"), ("status_note",)),
        legal_basis=reader.texts(data.get("legal_basis"), ("legal_basis",)),
        gates=reader.items(data.get("gates"), ("gates",), lambda gate, path: read_gate(reader, gate, path, inputs)),
        minimums=_minimums(reader, data.get("minimums"), ("minimums",)),
        targets=reader.items(data.get("targets"), ("targets",), lambda target, path: _target(reader, target, path)),
    )


def _all_leaves(nodes: tuple[Node | Indicator, ...]) -> list[Indicator]:
    leaves: list[Indicator] = []
    for node in nodes:
        leaves += [node] if isinstance(node, Indicator) else _all_leaves(node.children)
    return leaves


def _node(reader: Reader, raw: object, path: Path, depth: int) -> Node | Indicator:
    if depth > MAX_DEPTH:
        reader.wrong(path, f"Sâu quá {MAX_DEPTH} cấp.", f"Deeper than {MAX_DEPTH} levels.")
        return Node("", "", ())
    if isinstance(raw, Mapping) and "rule" in raw:
        if depth == 1:
            reader.wrong(path, "Ở cấp một phải là nhóm, không phải tiêu chí thành phần.",
                         "The first level holds groups, not indicators.")  # fmt: skip
        return _indicator(reader, raw, path)
    data = reader.mapping(raw, path, "code! title! help max weight children!")
    return Node(
        code=reader.code(data.get("code"), (*path, "code")),
        title=reader.text(data.get("title"), (*path, "title")),
        children=reader.items(
            data.get("children"), (*path, "children"), lambda child, at: _node(reader, child, at, depth + 1)
        ),
        weight=reader.number(data["weight"], (*path, "weight")) if "weight" in data else None,
        max=reader.number(data["max"], (*path, "max")) if "max" in data else None,
        help=reader.text(data.get("help"), (*path, "help")),
    )


_INDICATOR_KEYS = (
    "code! title! short_title max! rule! source measure unit numerator denominator numerator_may_exceed fractional "
    "not_applicable help example evidence legal_basis owner_role entered_by bodies combine obligatory kinds variants"
)


def _indicator(reader: Reader, raw: object, path: Path) -> Indicator:
    data = reader.mapping(raw, path, _INDICATOR_KEYS)

    def at(key: str) -> Path:
        return (*path, key)

    unit, numerator = reader.text(data.get("unit"), at("unit")), reader.text(data.get("numerator"), at("numerator"))
    return Indicator(
        code=reader.code(data.get("code"), at("code")),
        title=reader.text(data.get("title"), at("title")),
        max=reader.number(data.get("max"), at("max")),
        rule=read_rule(reader, data.get("rule"), at("rule"), unit, numerator),
        source=reader.one_of(data.get("source"), at("source"), ("auto", "declared", "judged"), "declared"),
        unit=unit,
        numerator=numerator,
        denominator=reader.text(data.get("denominator"), at("denominator")),
        numerator_may_exceed=reader.boolean(
            data.get("numerator_may_exceed"), at("numerator_may_exceed"), default=False
        ),
        fractional=reader.boolean(data.get("fractional"), at("fractional"), default=False),
        evidence=reader.texts(data.get("evidence"), at("evidence")),
        not_applicable=_not_applicable(reader, data.get("not_applicable"), at("not_applicable")),
        legal_basis=reader.texts(data.get("legal_basis"), at("legal_basis")),
        help=reader.text(data.get("help"), at("help")),
        example=reader.text(data.get("example"), at("example")),
        owner_role=reader.text(data.get("owner_role"), at("owner_role")),
        entered_by=reader.one_of(data.get("entered_by"), at("entered_by"), ENTERING_BODIES, ""),
        bodies=reader.codes(data.get("bodies"), at("bodies")),
        combine=reader.one_of(data.get("combine"), at("combine"), ("lead", "mean", "median"), "lead"),
        obligatory=reader.boolean(data.get("obligatory"), at("obligatory"), default=True),
        kinds=reader.kinds(data.get("kinds"), at("kinds")),
        variants=reader.items(
            data.get("variants"), at("variants"), lambda one, where: _variant(reader, one, where, unit, numerator)
        ),
        measure=reader.code(data["measure"], at("measure")) if "measure" in data else None,
        short_title=reader.text(data.get("short_title"), at("short_title")),
    )


def _not_applicable(reader: Reader, raw: object, path: Path) -> NotApplicableRule:
    if raw is None:
        return NotApplicableRule()
    data = reader.mapping(raw, path, "effect! when")
    effect = reader.one_of(data.get("effect"), (*path, "effect"), ("no", "excluded", "full"), "no")
    return NotApplicableRule(effect, reader.text(data.get("when"), (*path, "when")))


def _variant(reader: Reader, raw: object, path: Path, unit: str, numerator: str) -> Variant:
    keys = "kinds! title max rule unit numerator denominator help not_applicable"
    data = reader.mapping(raw, path, keys)

    def text(key: str) -> str | None:
        return reader.text(data[key], (*path, key)) if key in data else None

    own_unit, own_numerator = text("unit"), text("numerator")
    effective = (unit if own_unit is None else own_unit, numerator if own_numerator is None else own_numerator)
    return Variant(
        kinds=reader.kinds(data.get("kinds"), (*path, "kinds")),
        title=text("title"),
        max=reader.number(data["max"], (*path, "max")) if "max" in data else None,
        rule=read_rule(reader, data["rule"], (*path, "rule"), *effective) if "rule" in data else None,
        unit=own_unit,
        numerator=own_numerator,
        denominator=text("denominator"),
        help=text("help"),
        not_applicable=_not_applicable(reader, data["not_applicable"], (*path, "not_applicable"))
        if "not_applicable" in data
        else None,
    )


def read_rule(reader: Reader, raw: object, path: Path, unit: str, numerator: str) -> Rule:
    """A rule; bounds are percentages where the value is a ratio or a percentage."""
    stated = raw.get("kind") if isinstance(raw, Mapping) else None
    if not isinstance(stated, str) or stated not in _RULES:
        kinds = ", ".join(_RULES)
        reader.wrong((*path, "kind"), f"Cách chấm cần một trong: {kinds}.", f"Rule kind must be one of: {kinds}.")
        return PassFail()
    keys, read = _RULES[stated]
    return read(reader, reader.mapping(raw, path, keys), path, (unit, numerator))


# What the value is counted in: the indicator's ``unit`` and ``numerator``.
Words: TypeAlias = tuple[str, str]
Data: TypeAlias = Mapping[str, Any]


def _pass_fail(reader: Reader, data: Data, path: Path, words: Words) -> PassFail:
    return PassFail()


def _checklist(reader: Reader, data: Data, path: Path, words: Words) -> Checklist:
    return Checklist(reader.items(data.get("items"), (*path, "items"), lambda one, at: _item(reader, one, at)))


def _bands(reader: Reader, data: Data, path: Path, words: Words) -> Bands:
    form = input_kind(Bands(()), *words)
    return Bands(reader.items(data.get("bands"), (*path, "bands"), lambda one, at: _band(reader, one, at, form)))


def _linear(reader: Reader, data: Data, path: Path, words: Words) -> Linear:
    form = input_kind(Linear(ZERO, ZERO), *words)
    return Linear(
        reader.bound(data.get("from"), (*path, "from"), form), reader.bound(data.get("to"), (*path, "to"), form)
    )


def _cadence(reader: Reader, data: Data, path: Path, words: Words) -> Cadence:
    periods = ("working_day", "iso_week", "month", "quarter")
    return Cadence(
        reader.one_of(data.get("period"), (*path, "period"), periods, "iso_week"),
        reader.integer(data.get("at_least"), (*path, "at_least")),
        reader.share(data.get("from"), (*path, "from")),
        reader.share(data.get("to"), (*path, "to")),
        reader.share(data["coverage"], (*path, "coverage")) if "coverage" in data else None,
    )


def _per_unit(reader: Reader, data: Data, path: Path, words: Words) -> PerUnit:
    return PerUnit(reader.number(data.get("each"), (*path, "each")))


def _deduction(reader: Reader, data: Data, path: Path, words: Words) -> Deduction:
    where = (*path, "severities")
    return Deduction(reader.items(data.get("severities"), where, lambda one, at: _severity(reader, one, at)))


def _choice(reader: Reader, data: Data, path: Path, words: Words) -> Choice:
    return Choice(reader.items(data.get("options"), (*path, "options"), lambda one, at: _option(reader, one, at)))


# Kind of rule → its keys (needed ones with “!”), and who reads them.
_RULES: dict[str, tuple[str, Callable[[Reader, Data, Path, Words], Rule]]] = {
    "pass_fail": ("kind!", _pass_fail),
    "checklist": ("kind! items!", _checklist),
    "bands": ("kind! bands!", _bands),
    "linear": ("kind! from! to!", _linear),
    "cadence": ("kind! period! at_least! from! to! coverage", _cadence),
    "per_unit": ("kind! each!", _per_unit),
    "deduction": ("kind! severities!", _deduction),
    "choice": ("kind! options!", _choice),
}


def _item(reader: Reader, raw: object, path: Path) -> Item:
    data = reader.mapping(raw, path, "code! title! weight!")
    return Item(*_coded(reader, data, path), reader.number(data.get("weight"), (*path, "weight")))


def _severity(reader: Reader, raw: object, path: Path) -> Severity:
    data = reader.mapping(raw, path, "code! title! points!")
    return Severity(*_coded(reader, data, path), reader.number(data.get("points"), (*path, "points")))


def _option(reader: Reader, raw: object, path: Path) -> Option:
    data = reader.mapping(raw, path, "code! title! points! description")
    points = reader.number(data.get("points"), (*path, "points"))
    return Option(*_coded(reader, data, path), points, reader.text(data.get("description"), (*path, "description")))


def _coded(reader: Reader, data: Mapping[str, Any], path: Path) -> tuple[str, str]:
    return reader.code(data.get("code"), (*path, "code")), reader.text(data.get("title"), (*path, "title"))


def _band(reader: Reader, raw: object, path: Path, form: str) -> Band:
    data = reader.mapping(raw, path, "at_least! points!")
    return Band(
        reader.bound(data.get("at_least"), (*path, "at_least"), form),
        reader.number(data.get("points"), (*path, "points")),
    )


def _level(reader: Reader, raw: object, path: Path) -> Level:
    data = reader.mapping(raw, path, "number! title! total_at_least! every_group_at_least minimums requires")
    every = data.get("every_group_at_least")
    return Level(
        number=reader.integer(data.get("number"), (*path, "number")),
        title=reader.text(data.get("title"), (*path, "title")),
        total_at_least=reader.share(data.get("total_at_least"), (*path, "total_at_least")),
        every_group_at_least=None if every is None else reader.share(every, (*path, "every_group_at_least")),
        minimums=_minimums(reader, data.get("minimums"), (*path, "minimums")),
        requires=reader.items(data.get("requires"), (*path, "requires"), lambda one, at: _requirement(reader, one, at)),
    )


def _requirement(reader: Reader, raw: object, path: Path) -> Requirement:
    data = reader.mapping(raw, path, "level! how!")
    how = reader.one_of(data.get("how"), (*path, "how"), ("same_result", "held_before"), "same_result")
    return Requirement(reader.integer(data.get("level"), (*path, "level")), how)


def _minimums(reader: Reader, raw: object, path: Path) -> tuple[Minimum, ...]:
    return reader.items(raw, path, lambda one, at: _minimum(reader, one, at))


def _minimum(reader: Reader, raw: object, path: Path) -> Minimum:
    data = reader.mapping(raw, path, "node! share points")
    node = reader.code(data.get("node"), (*path, "node"))
    if ("share" in data) == ("points" in data):
        reader.wrong(path, "Cần đúng một trong: share, points.", "Expected exactly one of: share, points.")
    if "points" in data:
        return Minimum(node, points=reader.number(data["points"], (*path, "points")))
    return Minimum(node, share=reader.share(data.get("share"), (*path, "share")))


def _target(reader: Reader, raw: object, path: Path) -> Target:
    data = reader.mapping(raw, path, "year! recognised! top_level! base")
    return Target(
        year=reader.integer(data.get("year"), (*path, "year")),
        recognised=reader.share(data.get("recognised"), (*path, "recognised")),
        top_level=reader.share(data.get("top_level"), (*path, "top_level")),
        base=reader.one_of(data.get("base"), (*path, "base"), ("all", "recognised"), "all"),
    )
