"""What rooms tell of the contents of a declared checklist, beside it (1.2.1): worth no points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from thanthien.core import clock
from thanthien.criteria.compiling import CompiledIndicator
from thanthien.criteria.rules import Checklist, Item
from thanthien.evaluations.models import Dossier
from thanthien.measures.contents import ContentLine, are_supervised, contents_told


@dataclass(frozen=True, slots=True)
class Content:
    """An item of the checklist with what rooms tell of it."""

    title: str
    lines: Sequence[ContentLine]


def contents_beside(dossier: Dossier, compiled: CompiledIndicator) -> tuple[Content, ...]:
    """Of a declared checklist whose items rooms know, what they tell of the days of the cycle that have come. One
    statement, none for any other indicator."""
    items = _known_items(compiled)
    if not items:
        return ()
    cycle = dossier.cycle
    told = contents_told(
        dossier.unit, [one.code for one in items], cycle.span_first, min(cycle.span_last, clock.today())
    )
    return tuple(Content(one.title, told[one.code]) for one in items)


def has_contents(compiled: CompiledIndicator) -> bool:
    """Whether rooms tell of the items of this indicator."""
    return bool(_known_items(compiled))


def _known_items(compiled: CompiledIndicator) -> Sequence[Item]:
    """The items of a declared checklist that rooms know."""
    definition = compiled.definition
    if definition.measure or not isinstance(definition.rule, Checklist):
        return ()
    items = definition.rule.items
    return items if are_supervised([one.code for one in items]) else ()
