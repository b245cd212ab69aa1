"""Units of a published year whose total would do for the level above theirs, and what keeps them below it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from thanthien.criteria.compiling import CompiledSet
from thanthien.criteria.rules import TOTAL_NODE
from thanthien.criteria.why import why_not
from thanthien.evaluations.enums import Column
from thanthien.evaluations.held_back import why_not_higher
from thanthien.evaluations.models import Cycle, Total
from thanthien.evaluations.queries.commune_home import CouncilSum
from thanthien.evaluations.states import PUBLIC


class _Published(NamedTuple):
    """What a published dossier says of its level."""

    code: str
    kind: str
    level: int | None
    reason: str


def held_below(cycle: Cycle) -> Mapping[str, str]:
    """By code of the unit, one short reason; only of units whose points in all suffice for more. One statement."""
    rows: Any = Total.objects.filter(
        dossier__cycle=cycle, dossier__status__in=PUBLIC, column=Column.COUNCIL
    ).values_list(
        "dossier__unit__code", "dossier__unit__kind", "dossier__decided_level", "dossier__decided_reason",
        *CouncilSum._fields,
    )  # fmt: skip
    told = {}
    for row in rows:
        unit, total = _Published(*row[:4]), CouncilSum(*row[4:])
        if reason := _reason(unit, total, cycle.criteria_set.compiled(unit.kind)):
            told[unit.code] = reason
    return told


def _reason(unit: _Published, total: CouncilSum, compiled: CompiledSet) -> str:
    if unit.level is None or total.level is None:
        return ""
    if unit.level != total.level:  # decided otherwise than the points say
        return unit.reason if unit.level < total.level else ""
    return why_not_higher(compiled, total) if _total_suffices(compiled, total, total.level + 1) else ""


def _total_suffices(compiled: CompiledSet, total: CouncilSum, level: int) -> bool:
    if not total.maximum or level > len(compiled.levels):
        return False
    points = Fraction(total.points)
    return not why_not(compiled, level, {TOTAL_NODE: (points, Fraction(total.maximum))}, {TOTAL_NODE: points}, ())
