"""The one place where a total is computed and stored, for every column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from thanthien.core import clock
from thanthien.criteria.scoring import Result, score
from thanthien.evaluations.enums import Column
from thanthien.evaluations.models import Cycle, Dossier, Total
from thanthien.evaluations.queries.gate_figures import gate_figures
from thanthien.evaluations.queries.score_facts import gate_answers, held_before
from thanthien.evaluations.seal_documents import points_text

if TYPE_CHECKING:
    from thanthien.criteria.values import Answer as EngineAnswer

_FIELDS = [
    "points", "maximum", "answered", "expected", "level", "level_low", "level_high", "groups", "gates", "updated_at",
]  # fmt: skip
Answers = Mapping[str, "EngineAnswer | None"]


def compute_totals(column: str, cycle: Cycle, rows: Sequence[tuple[Dossier, Answers]]) -> dict[int, Result]:
    """Score one column of many dossiers and store its totals. The same statements whatever their number.
    Gates on measures are read from the figures of the cut-off: before it they are unknown.

    ``rows`` holds for each dossier the engine's answers by indicator code.
    """
    dossiers = [dossier for dossier, _ in rows]
    # What bodies state of a commune stays out of its own column, or it would learn it before the result.
    gates = gate_answers(cycle, dossiers, stated=column != Column.SELF)
    held = held_before(cycle, dossiers)
    figures = gate_figures(cycle, [dossier.pk for dossier in dossiers])
    results = {
        dossier.pk: score(dossier.compiled, answers, gates[dossier.pk], held[dossier.unit_id], figures[dossier.pk])
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
            for code in result.compiled.group_codes
        ],
        gates=[{"key": gate.key, "question": gate.question, "state": gate.state} for gate in result.gates],
        updated_at=clock.now(),
    )
