"""What the unit wrote of a matter ends with the words of its sender: drafts of answers, and what steps said in free
text. What was answered stays, and why it was not solved, which is a part of the answer."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from thanthien.core import clock
from thanthien.feedback.enums import Part
from thanthien.feedback.known import code_was_seen, with_seen_code
from thanthien.feedback.models import Feedback, FeedbackAnswer, FeedbackStep, FeedbackText
from thanthien.feedback.shelf import text_time_is_over
from thanthien.feedback.workflow import RESULTS, Actor, Status

# Whose reason is a part of what was answered; why a result is not public may say by what its sender would be known.
_ANSWERS = ("close",)
_NOT_OF_UNIT = (Actor.BODY, Actor.LEGAL)


def _without_words() -> Q:
    kept = FeedbackText.objects.filter(feedback=OuterRef("feedback"), part=Part.TEXT, erased_at=None)
    return Q(~Exists(kept))


def forget_drafts_over() -> int:
    """Drafts of matters whose words can't be read any more: what they said is taken out. How many there were."""
    answers = Q(feedback__status__in=RESULTS, feedback__answer=F("pk"))
    return forget_drafts(FeedbackAnswer.objects.filter(_without_words()).exclude(answers))


def forget_drafts(rows: QuerySet[FeedbackAnswer]) -> int:
    """Take out what these say; that there was a draft, whose and when stays."""
    return rows.filter(erased_at=None).update(summary="", text="", erased_at=clock.now())


def forget_notes_over() -> int:
    """What steps said in free text of matters whose words can't be read any more. Of how many steps."""
    by_whom = Q(with_seen_code("feedback__"), feedback__status=Status.WITHDRAWN, actor__in=_NOT_OF_UNIT)
    rows = FeedbackStep.objects.filter(_without_words()).exclude(step__in=_ANSWERS)
    return _forget_notes(rows.exclude(by_whom & ~text_time_is_over()))


def forget_withdrawn(row: Feedback) -> None:
    """What was written of a matter that is withdrawn. By a code that the unit saw it may have done that itself: what
    bodies said of it stays as long as words of ended matters do."""
    forget_drafts(row.drafts.all())
    seen = code_was_seen(row.via, from_staff=row.from_staff)
    _forget_notes(row.steps.exclude(actor__in=_NOT_OF_UNIT) if seen else row.steps.all())


def _forget_notes(rows: QuerySet[FeedbackStep]) -> int:
    """Take out what these steps said; that they were taken, by whom, when and where to stays."""
    return rows.exclude(note="").update(note="")
