"""Taking a piece out of a draft: who else names it, and the set without it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from thanthien.criteria.editor.places import Part, Place, Tree, places
from thanthien.criteria.gate_rules import Gate, IndicatorSource
from thanthien.criteria.rules import Indicator, Level, Minimum, Node, SetDefinition


def whole_at(tree: Tree, place: Place) -> Any:
    """The piece with everything inside it: what goes when it is taken out."""
    held: Any = tree
    for step in place.path:
        held = held[step]
    return held


def inside(tree: Tree, place: Place) -> list[Place]:
    """The pieces inside a piece, in order."""
    return [one for one in places(tree) if one.path[: len(place.path)] == place.path and one.path != place.path]


def kept_by(definition: SetDefinition, tree: Tree, place: Place) -> list[str]:
    """Why a piece can't be taken out: who else names it or what stands in it, a sentence each; none: it can."""
    match place.part:
        case Part.GROUP | Part.INDICATOR:
            if len(place.path) == 2 and len(definition.groups) == 1:
                return ["Bộ tiêu chí cần ít nhất một nhóm."]
            codes = {one.code for one in (place, *inside(tree, place))}
            return [*_gates_on(definition, codes), *_minimums_on(definition, codes)]
        case Part.LEVEL:
            if len(definition.levels) == 1:
                return ["Bộ tiêu chí cần ít nhất một mức độ."]
            return list(_on_level(definition, int(place.code), place.title))
        case _:
            return []


def _gates_on(definition: SetDefinition, codes: set[str]) -> Iterator[str]:
    for gate in definition.gates:
        for code in sorted(codes & _asked_by(gate)):
            yield f"Trường hợp “{gate.question}” xét theo tiêu chí {code}: cần sửa hoặc bỏ trường hợp đó trước."


def _asked_by(gate: Gate) -> set[str]:
    if not isinstance(gate.source, IndicatorSource):
        return set()
    return {gate.source.indicator} | ({gate.source.sample.indicator} if gate.source.sample else set())


def _minimums_on(definition: SetDefinition, codes: set[str]) -> Iterator[str]:
    stated: list[tuple[str, tuple[Minimum, ...]]] = [("Phần chung", definition.minimums)]
    stated += [(level.title, level.minimums) for level in definition.levels]
    for holder, minimums in stated:
        for code in sorted(codes & {one.node for one in minimums}):
            yield f"{holder} có điều kiện riêng về mục {code}: cần bỏ điều kiện đó trước."


def _on_level(definition: SetDefinition, number: int, title: str) -> Iterator[str]:
    for level in definition.levels:
        if level.number != number and any(one.level == number for one in level.requires):
            yield f"{level.title} có điều kiện về {title}: cần bỏ điều kiện đó trước."
    for gate in definition.gates:
        if number in (gate.cap, _cap_of_sample(gate)):
            yield f"Trường hợp “{gate.question}” khống chế ở {title}: cần sửa hoặc bỏ trường hợp đó trước."


def _cap_of_sample(gate: Gate) -> int | None:
    return gate.source.sample.too_small if isinstance(gate.source, IndicatorSource) and gate.source.sample else None


def without(definition: SetDefinition, place: Place) -> SetDefinition:
    """The set without a piece that nobody names. Levels above one that goes move down, and so does what names them."""
    match place.part:
        case Part.GROUP | Part.INDICATOR:
            kept = (one for one in _rest(definition.groups, place.code) if isinstance(one, Node))
            return replace(definition, groups=tuple(kept))
        case Part.GATE:
            return replace(definition, gates=tuple(one for one in definition.gates if one.key != place.code))
        case _:
            return _without_level(definition, int(place.code))


def _rest(nodes: tuple[Any, ...], code: str) -> Iterator[Node | Indicator]:
    for node in nodes:
        if node.code != code:
            yield replace(node, children=tuple(_rest(node.children, code))) if isinstance(node, Node) else node


def _without_level(definition: SetDefinition, gone: int) -> SetDefinition:
    def moved(number: int) -> int:
        return number - (number > gone)

    def level(one: Level) -> Level:
        requires = tuple(replace(each, level=moved(each.level)) for each in one.requires)
        return replace(one, number=moved(one.number), requires=requires)

    def gate(one: Gate) -> Gate:
        source = one.source
        small = _cap_of_sample(one)
        if isinstance(source, IndicatorSource) and source.sample and small is not None:
            source = replace(source, sample=replace(source.sample, too_small=moved(small)))
        return replace(one, source=source, cap=None if one.cap is None else moved(one.cap))

    levels = tuple(level(one) for one in definition.levels if one.number != gone)
    return replace(definition, levels=levels, gates=tuple(map(gate, definition.gates)))
