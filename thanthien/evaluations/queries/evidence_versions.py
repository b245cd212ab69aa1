"""Reads of evidence that names an older version of its file than the newest one."""

from __future__ import annotations

from django.db.models import F, OuterRef, Subquery

from thanthien.accounts.models import User
from thanthien.accounts.positions import FRONT, SCORERS
from thanthien.core import clock
from thanthien.evaluations.models import AnswerEvidence
from thanthien.evaluations.permissions import can_edit_answer
from thanthien.evaluations.queries.deadlines import editing_days
from thanthien.evaluations.states import EDITABLE
from thanthien.evidence.models import DocumentVersion


def newest_number(document: str) -> Subquery:
    """Number of the newest version of the document that the outer row names in the field ``document``."""
    versions = DocumentVersion.objects.filter(document=OuterRef(document)).order_by("-number")
    return Subquery(versions.values("number")[:1])


def renewable(user: User, document_id: int) -> list[AnswerEvidence]:
    """Evidence that names an older version of the file, of answers that the person may write today, in the order of
    the indicators."""
    rows = AnswerEvidence.objects.filter(
        document=document_id,
        answer__dossier__unit_id__in=user.unit_ids(*(SCORERS | FRONT)),
        answer__dossier__status__in=sorted(EDITABLE),
    )
    rows = rows.annotate(newest=newest_number("document_id")).filter(version__number__lt=F("newest"))
    rows = rows.select_related(
        "answer__indicator", "answer__dossier__cycle__criteria_set__scheme", "answer__dossier__unit"
    )
    today, over = clock.today(), dict[int, bool]()
    found: list[AnswerEvidence] = []
    for row in rows.order_by("answer__dossier_id", "answer__indicator__position"):
        dossier = row.answer.dossier
        if dossier.pk not in over:
            over[dossier.pk] = editing_days(dossier).is_over(today)
        if not over[dossier.pk] and can_edit_answer(user, row.answer):
            found.append(row)
    return found
