"""Drafts of answers end with the words of their matter, unless it was answered: what was answered stays."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from thanthien.core import clock
from thanthien.feedback.enums import Part
from thanthien.feedback.models import FeedbackAnswer, FeedbackText
from thanthien.feedback.workflow import RESULTS


def forget_drafts_over() -> int:
    """Drafts of matters whose words can't be read any more: what they said is taken out. How many there were."""
    kept = FeedbackText.objects.filter(feedback=OuterRef("feedback"), part=Part.TEXT, erased_at=None)
    answers = Q(feedback__status__in=RESULTS, feedback__answer=F("pk"))
    return forget_drafts(FeedbackAnswer.objects.filter(~Exists(kept)).exclude(answers))


def forget_drafts(rows: QuerySet[FeedbackAnswer]) -> int:
    """Take out what these say; that there was a draft, whose and when stays."""
    return rows.filter(erased_at=None).update(summary="", text="", erased_at=clock.now())
