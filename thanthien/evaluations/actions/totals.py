"""The one place where a total is computed and stored, for every column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from thanthien.core import clock
from thanthien.criteria.compiling import CompiledSet
from thanthien.criteria.rules import DossierSource
from thanthien.criteria.scoring import Result, score
from thanthien.evaluations.enums import Column, CycleKind
from thanthien.evaluations.models import Cycle, Dossier, GateFact, Total
from thanthien.evaluations.seal_documents import points_text
from thanthien.evaluations.states import DECIDED_ON
from thanthien.evaluations.workflow import Status

if TYPE_CHECKING:
    from thanthien.criteria.values import Answer as EngineAnswer

_FIELDS = [
    "points", "maximum", "answered", "expected", "level", "level_low", "level_high", "groups", "gates", "updated_at",
]  # fmt: skip
Answers = Mapping[str, "EngineAnswer | None"]


def compute_totals(column: str, cycle: Cycle, rows: Sequence[tuple[Dossier, Answers]]) -> dict[int, Result]:
    """Score one column of many dossiers and store its totals. Four statements whatever their number.

    ``rows`` holds for each dossier the engine's answers by indicator code.
    """
    dossiers = [dossier for dossier, _ in rows]
    # What bodies state of a commune stays out of its own column, or it would learn it before the result.
    gates = gate_answers(cycle, dossiers, stated=column != Column.SELF)
    held = held_before(cycle, dossiers)
    results = {
        dossier.pk: score(dossier.compiled, answers, gates[dossier.pk], held[dossier.unit_id])
        for dossier, answers in rows
    }
    store_totals(column, results)
    return results


def store_totals(column: str, results: Mapping[int, Result]) -> None:
    """Write the totals of one column (insert or replace)."""
    rows = [_total(dossier_id, column, result) for dossier_id, result in results.items()]
    Total.objects.bulk_create(rows, update_conflicts=True, unique_fields=["dossier", "column"], update_fields=_FIELDS)


def _total(dossier_id: int, column: str, result: Result) -> Total:
    return Total(
        dossier_id=dossier_id,
        column=column,
        points=result.total.points,
        maximum=result.total.maximum,
        answered=result.total.answered,
        expected=result.total.total,
        level=result.level,
        level_low=result.level_low,
        level_high=result.level_high,
        groups=[
            {
                "code": code,
                "points": points_text(result.nodes[code].points),
                "maximum": points_text(result.nodes[code].maximum),
                "answered": result.nodes[code].answered,
                "total": result.nodes[code].total,
            }
            for code in group_codes(result.compiled)
        ],
        gates=[{"key": gate.key, "question": gate.question, "state": gate.state} for gate in result.gates],
        updated_at=clock.now(),
    )


def group_codes(compiled: CompiledSet) -> list[str]:
    """Codes of the groups (the nodes under the total), in order."""
    return [compiled.nodes[index].code for index in compiled.groups]


def gate_answers(
    cycle: Cycle, dossiers: Iterable[Dossier], *, stated: bool = True
) -> dict[int, dict[str, bool | None]]:
    """Declared and dossier gates of each dossier. The dossier's own gate (not submitted in time) is known
    once it was submitted or closed."""
    facts: dict[int, dict[str, bool | None]] = defaultdict(dict)
    dossiers = list(dossiers)
    if stated:
        rows = GateFact.objects.filter(dossier__in=dossiers).values_list("dossier_id", "key", "holds")
        for dossier_id, key, holds in rows:
            facts[dossier_id][key] = holds
    for dossier in dossiers:
        own = [gate.key for gate in dossier.compiled.gates if isinstance(gate.source, DossierSource)]
        facts[dossier.pk].update(dict.fromkeys(own, _not_submitted(dossier)))
    return facts


def _not_submitted(dossier: Dossier) -> bool | None:
    if dossier.submitted_at is not None:
        return False
    return True if dossier.status in {Status.CLOSED_UNSUBMITTED, *DECIDED_ON} else None


def asks_history(cycle: Cycle) -> bool:
    """Does a level of the cycle's set ask which level the unit held before?"""
    levels = cycle.criteria_set.parsed().levels
    return any(need.how == "held_before" for level in levels for need in level.requires)


def held_before(cycle: Cycle, dossiers: Iterable[Dossier]) -> dict[int, frozenset[int]]:
    """Levels at which each unit was recognised in an earlier official year of the same scheme.

    Holding a level means holding the lower ones too. Asked only when a level of the set needs it.
    """
    held: dict[int, frozenset[int]] = defaultdict(frozenset)
    if not asks_history(cycle):
        return held
    earlier = Dossier.objects.public().filter(
        cycle__criteria_set__scheme_id=cycle.criteria_set.scheme_id,
        cycle__kind=CycleKind.OFFICIAL,
        cycle__year__lt=cycle.year,
        unit_id__in=[dossier.unit_id for dossier in dossiers],
    )
    for unit_id, level in earlier.values_list("unit_id", "decided_level"):
        held[unit_id] |= frozenset(range(1, (level or 0) + 1))
    return held
