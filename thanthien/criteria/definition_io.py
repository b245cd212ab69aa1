"""A definition to a plain tree and back: the same keys in YAML and in JSON.

Decimals are strings in JSON (``"0.25"``, ``"60%"``); in YAML they stand as bare numbers.
The format is documented key by key in ``docs/criteria-format.md``.
"""

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeAlias

from thanthien.core.canonical import canonical_bytes
from thanthien.core.numbers_vi import plain_decimal
from thanthien.criteria.checks import Found, check_definition
from thanthien.criteria.definition_reader import FORMAT, read_definition
from thanthien.criteria.gate_rules import (
    DeclaredSource,
    DossierSource,
    Gate,
    GateSource,
    IndicatorSource,
    MeasureCondition,
    MeasureSource,
)
from thanthien.criteria.problems import DefinitionError, Problem, path_text
from thanthien.criteria.reader import Reader
from thanthien.criteria.rules import (
    Bands,
    Cadence,
    Checklist,
    Choice,
    Deduction,
    Indicator,
    Level,
    Linear,
    Minimum,
    Node,
    NotApplicableRule,
    PerUnit,
    Rule,
    SetDefinition,
    Target,
    Variant,
    input_kind,
)

Tree: TypeAlias = dict[str, Any]


class Numeric(str):
    """Text of a number or percentage: a bare scalar in YAML, a plain string in JSON."""

    __slots__ = ()


def canonical_sha256(tree: object) -> str:
    """SHA-256 (hex) of the canonical JSON (RFC 8785) of a tree as it stands. Raises rfc8785.CanonicalizationError."""
    return hashlib.sha256(canonical_bytes(tree)).hexdigest()


def definition_to_json(definition: SetDefinition) -> Tree:
    """The definition as plain JSON data, for storing and publishing; absent keys have their default."""
    return {key: _plain(value) for key, value in definition_to_tree(definition).items()}


def definition_from_json(raw: object) -> SetDefinition:
    """Read a definition kept as JSON. Raises DefinitionError with all problems found."""
    return sound(draft_from_json(raw))


def draft_from_json(raw: object) -> SetDefinition:
    """Read a draft kept as JSON; its pieces may not fit together yet. Raises DefinitionError when it can't be read."""
    reader = Reader()
    definition = read_definition(reader, raw)
    if reader.problems or definition is None:
        raise _wrong(reader.problems)
    return definition


def sound(definition: SetDefinition) -> SetDefinition:
    """The definition, if it makes sense. Raises DefinitionError with all problems found."""
    if problems := check_definition(definition):
        raise _wrong(problems)
    return definition


def _wrong(problems: list[Found]) -> DefinitionError:
    return DefinitionError([Problem(0, path_text(path), vi, en) for path, vi, en in problems])


def _plain(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {key: _plain(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_plain(value) for value in tree]
    return str(tree) if isinstance(tree, Numeric) else tree


def _number(value: Decimal) -> Numeric:
    return Numeric(plain_decimal(value))


def _share(value: Decimal) -> Numeric:
    return Numeric(plain_decimal(value * 100) + "%")


def _bound(value: Decimal, form: str) -> Numeric:
    return _share(value) if form in ("ratio", "percent") else _number(value)


def _without_defaults(tree: Mapping[str, Any]) -> Tree:
    """Empty texts and lists and None are left out: absent means the default."""
    return {key: value for key, value in tree.items() if value is not None and value != "" and value != []}


def definition_to_tree(definition: SetDefinition) -> Tree:
    """The ordered tree behind both texts; numbers are marked as such."""
    bounds = {indicator.code: indicator for indicator in definition.indicators()}
    return _without_defaults(
        {
            "format": FORMAT,
            "scheme": definition.scheme,
            "scheme_title": definition.scheme_title,
            "year": definition.year,
            "version": definition.version,
            "title": definition.title,
            "status_note": definition.status_note,
            "legal_basis": list(definition.legal_basis),
            "step": _number(definition.step),
            "total": definition.total,
            "groups": [_node(group) for group in definition.groups],
            "gates": [_gate(gate, bounds) for gate in definition.gates],
            "levels": [_level(level) for level in definition.levels],
            "minimums": [_minimum(minimum) for minimum in definition.minimums],
            "targets": [_target(target) for target in definition.targets],
        }
    )


def _node(node: Node) -> Tree:
    """The children of a group are told even where there are none yet: a draft may hold such a group."""
    return _without_defaults(
        {
            "code": node.code,
            "title": node.title,
            "help": node.help,
            "max": None if node.max is None else _number(node.max),
            "weight": None if node.weight is None else _number(node.weight),
        }
    ) | {"children": [_indicator(c) if isinstance(c, Indicator) else _node(c) for c in node.children]}


def _indicator(indicator: Indicator) -> Tree:
    return _without_defaults(
        {
            "code": indicator.code,
            "title": indicator.title,
            "short_title": indicator.short_title,
            "max": _number(indicator.max),
            "rule": _rule(indicator.rule, indicator.input),
            "source": indicator.source,
            "measure": indicator.measure,
            "unit": indicator.unit,
            "numerator": indicator.numerator,
            "denominator": indicator.denominator,
            "numerator_may_exceed": indicator.numerator_may_exceed or None,
            "fractional": indicator.fractional or None,
            "not_applicable": _not_applicable(indicator.not_applicable),
            "help": indicator.help,
            "example": indicator.example,
            "evidence": list(indicator.evidence),
            "legal_basis": list(indicator.legal_basis),
            "owner_role": indicator.owner_role,
            "entered_by": indicator.entered_by,
            "bodies": list(indicator.bodies),
            "combine": None if indicator.combine == "lead" else indicator.combine,
            "obligatory": None if indicator.obligatory else False,
            "kinds": list(indicator.kinds),
            "variants": [_variant(variant, indicator) for variant in indicator.variants],
        }
    )


def _not_applicable(rule: NotApplicableRule) -> Tree | None:
    if rule == NotApplicableRule():
        return None
    return _without_defaults({"effect": rule.effect, "when": rule.when})


def _variant(variant: Variant, indicator: Indicator) -> Tree:
    unit = indicator.unit if variant.unit is None else variant.unit
    numerator = indicator.numerator if variant.numerator is None else variant.numerator
    rule = variant.rule
    return _without_defaults(
        {
            "kinds": list(variant.kinds),
            "title": variant.title,
            "max": None if variant.max is None else _number(variant.max),
            "rule": None if rule is None else _rule(rule, input_kind(rule, unit, numerator)),
            "unit": variant.unit,
            "numerator": variant.numerator,
            "denominator": variant.denominator,
            "help": variant.help,
            "not_applicable": None if variant.not_applicable is None else {
                "effect": variant.not_applicable.effect,
                **({"when": variant.not_applicable.when} if variant.not_applicable.when else {}),
            },
        }
    )  # fmt: skip


def _rule(rule: Rule, form: str) -> Tree:
    tree: Tree = {"kind": rule.kind}
    match rule:
        case Checklist(items):
            tree["items"] = [{"code": i.code, "title": i.title, "weight": _number(i.weight)} for i in items]
        case Bands(bands):
            tree["bands"] = [{"at_least": _bound(b.at_least, form), "points": _number(b.points)} for b in bands]
        case Linear(start, end):
            tree |= {"from": _bound(start, form), "to": _bound(end, form)}
        case Cadence(period, at_least, start, end, coverage):
            tree |= {"period": period, "at_least": at_least, "from": _share(start), "to": _share(end)}
            tree |= {} if coverage is None else {"coverage": _share(coverage)}
        case PerUnit(each):
            tree["each"] = _number(each)
        case Deduction(severities):
            tree["severities"] = [{"code": s.code, "title": s.title, "points": _number(s.points)} for s in severities]
        case Choice(options):
            tree["options"] = [
                _without_defaults(
                    {"code": o.code, "title": o.title, "points": _number(o.points), "description": o.description}
                )
                for o in options
            ]
    return tree


def _gate(gate: Gate, indicators: Mapping[str, Indicator]) -> Tree:
    return _without_defaults(
        {
            "key": gate.key,
            "question": gate.question,
            "about": gate.about,
            "source": _source(gate.source, indicators),
            "as_of": gate.as_of,
            "effect": "none" if gate.cap is None else {"cap": gate.cap},
            "kinds": list(gate.kinds),
        }
    )


def _source(source: GateSource, indicators: Mapping[str, Indicator]) -> Tree | str:
    match source:
        case DossierSource():
            return "dossier"
        case DeclaredSource(body):
            return {"declared_by": body}
        case MeasureSource(conditions, body):
            return {"measures": [_figure(one) for one in conditions], "declared_by": body}
        case IndicatorSource(code, condition, threshold, sample):
            by_points = condition == "points_below"
            form = "number" if by_points else indicators[code].input
            tree: Tree = {"indicator": code, condition: _bound(threshold, form)}
            if sample is not None:
                bound = _bound(sample.at_least, indicators[sample.indicator].input)
                tree["sample"] = {"indicator": sample.indicator, "at_least": bound}
                tree["sample"] |= {} if sample.too_small is None else {"too_small": {"cap": sample.too_small}}
            return tree


def _figure(one: MeasureCondition) -> Tree:
    return {"key": one.measure, one.condition: (_share if one.is_share else _number)(one.threshold)}


def _level(level: Level) -> Tree:
    every = level.every_group_at_least
    return _without_defaults(
        {
            "number": level.number,
            "title": level.title,
            "total_at_least": _share(level.total_at_least),
            "every_group_at_least": None if every is None else _share(every),
            "minimums": [_minimum(minimum) for minimum in level.minimums],
            "requires": [{"level": r.level, "how": r.how} for r in level.requires],
        }
    )


def _minimum(minimum: Minimum) -> Tree:
    if minimum.share is not None:
        return {"node": minimum.node, "share": _share(minimum.share)}
    return {"node": minimum.node, "points": _number(minimum.points or Decimal(0))}


def _target(target: Target) -> Tree:
    return {
        "year": target.year,
        "recognised": _share(target.recognised),
        "top_level": _share(target.top_level),
        "base": target.base,
    }
