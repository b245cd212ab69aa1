"""The sums of the commune's column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from thanthien.criteria.scoring import Result
from thanthien.criteria.values import Answer as EngineAnswer
from thanthien.evaluations.actions.totals import compute_totals
from thanthien.evaluations.enums import Column
from thanthien.evaluations.models import Answer, Dossier
from thanthien.evaluations.scored import ScoredRow, engine_answer


def recompute_self(dossier: Dossier) -> Result:
    """Score the commune's column as it stands and store its totals."""
    return recompute_selves([dossier])[dossier.pk]


def recompute_selves(dossiers: Sequence[Dossier]) -> dict[int, Result]:
    """The same for many dossiers of one cycle, by dossier id."""
    rows = Answer.objects.filter(dossier__in=dossiers).values_list(
        "dossier_id", "indicator__code", "state", "value", "reason", "points", named=True
    )
    return score_column(dossiers, ((row.dossier_id, row.indicator__code, row) for row in rows))


def score_column(dossiers: Sequence[Dossier], rows: Iterable[tuple[int, str, ScoredRow]]) -> dict[int, Result]:
    """Score rows of (dossier, indicator code, what the answer says) and store the totals."""
    compiled = {dossier.pk: dossier.compiled.by_code for dossier in dossiers}
    answers: dict[int, dict[str, EngineAnswer | None]] = {dossier.pk: {} for dossier in dossiers}
    for dossier_id, code, row in rows:
        answers[dossier_id][code] = engine_answer(compiled[dossier_id][code].definition, row)
    return compute_totals(Column.SELF, dossiers[0].cycle, [(d, answers[d.pk]) for d in dossiers])
