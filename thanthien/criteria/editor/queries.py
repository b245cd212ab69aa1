"""What the forms of a draft choose from."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from thanthien.criteria.checks import walk_set
from thanthien.criteria.definition_io import definition_to_json
from thanthien.criteria.draft_problems import draft_problems
from thanthien.criteria.editor.adding import GATE_SOURCES, heading_of_new, may_hold
from thanthien.criteria.editor.asks import Known, Pairs
from thanthien.criteria.editor.places import HEAD_CODE, Part, Place, Tree, place_over, places
from thanthien.criteria.measure_keys import measure_titles
from thanthien.criteria.models import CriteriaSet
from thanthien.criteria.rules import Node, SetDefinition
from thanthien.units.models import Agency


def known_for(definition: SetDefinition) -> Known:
    """Agencies of the city that work today, measures, and the pieces of the set that others name. One statement."""
    agencies = Agency.objects.current().of_city().in_list_order().values_list("code", "name")
    measures = ((key, f"{title} ({key})") for key, title in measure_titles())
    return pieces_known(definition, tuple(agencies), tuple(measures))


def pieces_known(definition: SetDefinition, agencies: Pairs, measures: Pairs) -> Known:
    """The same with these agencies and measures."""
    indicators = tuple(definition.indicators())
    nodes = (
        (node.code, f"{node.code}. {node.title if isinstance(node, Node) else node.label}")
        for node, _ in walk_set(definition)
    )
    return Known(
        agencies=agencies,
        measures=measures,
        indicators=tuple((one.code, f"{one.code}. {one.label}") for one in indicators),
        nodes=tuple(nodes),
        levels=tuple((str(level.number), level.title) for level in definition.levels),
        inputs={one.code: one.input for one in indicators},
        weighted=definition.total == "weighted",
    )


@dataclass(frozen=True, slots=True)
class Doors:
    """The pieces of one kind, and the new ones that may be added: what its page says, and its address."""

    heading: str
    pieces: list[Place]
    adding: list[tuple[str, str]]


def pieces_of(draft: CriteriaSet) -> list[Doors]:
    """The pieces of a draft but its indicators, by kind. One statement."""
    every = list(places(draft.definition))
    headings = {Part.HEAD: "Phần chung", Part.GROUP: "Nhóm", Part.LEVEL: "Mức độ", Part.GATE: "Trường hợp"}
    overs = {Part.GROUP: [HEAD_CODE], Part.LEVEL: [HEAD_CODE], Part.GATE: list(GATE_SOURCES)}
    return [
        Doors(
            heading,
            [one for one in every if one.part == part],
            [new_door(draft, part, over) for over in overs.get(part, [])],
        )
        for part, heading in headings.items()
    ]


def new_door(draft: CriteriaSet, part: Part, over: str) -> tuple[str, str]:
    """What is done on the page of a new piece, and its address."""
    return heading_of_new(part, over), reverse("criteria:add-piece", args=[draft.pk, part.value, over])


def doors_in(draft: CriteriaSet, group: Place) -> list[tuple[str, str]]:
    """The pages on which something is added to a group."""
    parts = [part for part in (Part.INDICATOR, Part.GROUP) if may_hold(group, part)]
    return [new_door(draft, part, group.code) for part in parts]


def unfinished(draft: CriteriaSet) -> list[tuple[Place, str]]:
    """What is to be mended before a draft can be issued, each with the piece where it is. Two statements."""
    return _problems_of(draft.parsed(), draft.definition)


def left_by(before: SetDefinition, after: SetDefinition) -> list[tuple[Place, str]]:
    """What is to be mended after a change that wasn't before. Two statements."""
    known = {(place.named, sentence) for place, sentence in _problems_of(before, definition_to_json(before))}
    found = _problems_of(after, definition_to_json(after))
    return [(place, sentence) for place, sentence in found if (place.named, sentence) not in known]


def _problems_of(definition: SetDefinition, tree: Tree) -> list[tuple[Place, str]]:
    return [(place_over(tree, path), sentence) for path, sentence, _ in draft_problems(definition)]
