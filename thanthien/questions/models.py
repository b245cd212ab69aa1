"""What the room keeps: a question as it was asked, and as the office answered it."""

from __future__ import annotations

from typing import Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat

from thanthien.accounts.models import User
from thanthien.accounts.positions import is_office
from thanthien.core.db import VnFold
from thanthien.core.text import fold
from thanthien.questions.enums import ANSWERED, State, Topic
from thanthien.units.models import Agency

LONGEST, LONGEST_ANSWER, LONGEST_PAGE = 2000, 5000, 300


class QuestionQuerySet(models.QuerySet["Question"]):
    """Questions with the words of the domain."""

    def visible_to(self, user: User) -> Self:
        """The office sees all; others what was answered for all, and what they asked themselves."""
        return self if is_office(user) else self.filter(Q(state=State.FOR_ALL) | Q(asked_by=user.pk))

    def for_all(self) -> Self:
        """What everybody who works here reads."""
        return self.filter(state=State.FOR_ALL)

    def waiting(self) -> Self:
        """What the office has not answered, the oldest first."""
        return self.filter(state=State.WAITING).order_by("asked_at", "pk")

    def saying(self, text: str) -> Self:
        """Those whose wording and answer hold every word, diacritics forgiven."""
        found = self
        for word in fold(text).split():
            found = found.filter(folded__contains=word)
        return found


@pghistory.track(exclude=["folded"])
class Question(models.Model):
    """A question to the standing office.

    ``text`` is what the asker wrote, read by asker and office alone; ``wording`` is the question as the office lets
    all read it. ``page``: the work page from which it was asked. ``joined_to``: the answered question that says the
    same. Who asked is the office's to know.
    """

    topic = models.CharField("chủ đề", max_length=10, choices=Topic)
    text = models.TextField("câu hỏi")
    page = models.CharField("hỏi từ trang", max_length=LONGEST_PAGE, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người hỏi")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="cơ quan của người hỏi")
    asked_at = models.DateTimeField("hỏi lúc")
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.WAITING)
    wording = models.TextField("câu hỏi để mọi người đọc", blank=True)
    answer = models.TextField("trả lời", blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="người trả lời"
    )
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    joined_to = models.ForeignKey(
        "self", models.PROTECT, related_name="joined", null=True, blank=True, verbose_name="trả lời ở câu hỏi"
    )
    folded = models.GeneratedField(
        expression=VnFold(Concat(F("wording"), Value(" "), F("answer"), output_field=models.TextField())),
        output_field=models.TextField(),
        db_persist=True,
    )

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "câu hỏi"
        verbose_name_plural = "câu hỏi"
        ordering = ["-answered_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "-answered_at"], name="question_by_state"),
            models.Index(fields=["asked_by", "-asked_at"], name="question_of_person"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(topic__in=Topic.values), name="question_topic_known"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="question_state_known"),
            models.CheckConstraint(condition=~Q(text=""), name="question_says_something"),
            models.CheckConstraint(
                condition=Q(state__in=ANSWERED, answered_at__isnull=False, answered_by__isnull=False)
                & ~Q(answer="")
                & ~Q(wording="")
                | ~Q(state__in=ANSWERED),
                name="question_answered_at_by",
                violation_error_message="Câu trả lời cần có nội dung.",
            ),
            models.CheckConstraint(
                condition=Q(state=State.JOINED, joined_to__isnull=False) | (~Q(state=State.JOINED) & Q(joined_to=None)),
                name="question_joined_to_one",
            ),
            models.CheckConstraint(condition=~Q(joined_to=F("pk")), name="question_not_joined_to_itself"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="question_asked_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("text", "asked_by_id", "asked_at", "page", "agency_id"),
                condition=pgtrigger.Q(old__text__df=pgtrigger.F("new__text"))
                | pgtrigger.Q(old__asked_by_id__df=pgtrigger.F("new__asked_by_id"))
                | pgtrigger.Q(old__asked_at__df=pgtrigger.F("new__asked_at"))
                | pgtrigger.Q(old__agency_id__df=pgtrigger.F("new__agency_id"))
                | pgtrigger.Q(old__page__df=pgtrigger.F("new__page")),
                func="RAISE EXCEPTION 'Câu hỏi giữ nguyên như người hỏi đã viết.' USING ERRCODE = 'check_violation';",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.get_topic_display()}"
