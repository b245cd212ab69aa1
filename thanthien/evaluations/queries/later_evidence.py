"""Evidence that was added after the draft was posted, so that people who read it there did not find it."""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, Case, F, OuterRef, QuerySet, Subquery, Value, When

from thanthien.evaluations.models import AnswerEvidence, StepLog


def since_posting(rows: QuerySet[AnswerEvidence]) -> QuerySet[Any]:
    """The evidence with who added it, and ``after_posting``: was it added after its draft was last posted?"""
    posted = StepLog.objects.filter(dossier=OuterRef("answer__dossier"), step="post").order_by("-at").values("at")
    later = Case(When(attached_at__gt=F("posted_at"), then=True), default=Value(False), output_field=BooleanField())
    return rows.annotate(posted_at=Subquery(posted[:1]), after_posting=later).select_related("attached_by")
