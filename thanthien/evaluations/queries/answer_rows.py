"""Answers of one dossier that is locked, as its actions need them."""

from __future__ import annotations

from collections.abc import Iterable

from thanthien.core.prepared import Given, Prepared
from thanthien.evaluations.models import Answer, AnswerEvidence, Dossier

_ROW = Prepared(lambda: Answer.objects.filter(pk=Given("answer")).select_related("indicator"))
_COLUMN = Prepared(lambda: Answer.objects.filter(dossier=Given("dossier")).select_related("indicator"))
_PROVEN = Prepared(
    lambda: (
        AnswerEvidence.objects.filter(answer__dossier=Given("dossier")).order_by().values_list("answer_id", flat=True)
    )
)


def answer_row(dossier: Dossier, answer_id: int) -> Answer:
    """One answer of a locked dossier."""
    (answer,) = _ROW(answer=answer_id)
    answer.dossier = dossier
    return answer


def answer_column(dossier: Dossier) -> list[Answer]:
    """Every answer of a locked dossier."""
    column = _COLUMN(dossier=dossier.pk)
    for row in column:
        row.dossier = dossier
    return column


def proven_codes_of(dossier: Dossier, column: Iterable[Answer]) -> frozenset[str]:
    """Codes of the answers that have evidence. Asked by itself: as a column of the answers, the database would read
    the evidence of all dossiers for it."""
    proven = set(_PROVEN(dossier=dossier.pk))
    return frozenset(row.indicator.code for row in column if row.pk in proven)
