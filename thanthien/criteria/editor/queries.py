"""What the forms of a draft choose from."""

from __future__ import annotations

from thanthien.criteria.checks import walk_set
from thanthien.criteria.draft_problems import draft_problems
from thanthien.criteria.editor.asks import Known, Pairs
from thanthien.criteria.editor.places import Part, Place, place_over, places
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


def pieces_of(draft: CriteriaSet) -> list[tuple[str, list[Place]]]:
    """The pieces of a draft but its indicators, under their headings. One statement."""
    every = list(places(draft.definition))
    headings = {Part.HEAD: "Phần chung", Part.GROUP: "Nhóm", Part.LEVEL: "Mức độ", Part.GATE: "Trường hợp"}
    return [(heading, [one for one in every if one.part == part]) for part, heading in headings.items()]


def unfinished(draft: CriteriaSet) -> list[tuple[Place, str]]:
    """What is to be mended before a draft can be issued, each with the piece where it is. Two statements."""
    tree = draft.definition
    return [(place_over(tree, path), sentence) for path, sentence, _ in draft_problems(draft.parsed())]
