"""Reads of questions."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from thanthien.accounts.models import User
from thanthien.core.text import fold
from thanthien.questions.models import Question

_SHORTEST = 3
MOST_LIKE = 100


def visible_questions(user: User, ids: Iterable[int]) -> set[int]:
    """Which of these questions the person may read now."""
    return set(Question.objects.visible_to(user).filter(pk__in=list(ids)).values_list("pk", flat=True))


def own(user: User) -> QuerySet[Question]:
    """What the person asked, the newest first."""
    return Question.objects.filter(asked_by=user.pk).order_by("-asked_at", "-pk")


def like(question: Question) -> list[Question]:
    """Questions answered for all that this one may be joined to: those with most of its words first. One statement."""
    words = {word for word in fold(question.text).split() if len(word) >= _SHORTEST}
    found = Question.objects.for_all().exclude(pk=question.pk).order_by("-answered_at", "-pk")
    near = sorted(found, key=lambda one: -len(words & set(one.folded.split())))
    return near[:MOST_LIKE]
