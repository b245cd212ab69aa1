"""The commune's column: answers, the evidence behind them, opinions on the posted draft."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from thanthien.criteria.compiling import CompiledIndicator
from thanthien.criteria.models import Indicator
from thanthien.evaluations.enums import AnswerState, Origin
from thanthien.evaluations.models.dossier import Dossier
from thanthien.evidence.models import Document, DocumentVersion


class ScoredValue(models.Model):
    """What one column says of one indicator: a value (as entered), or why there is none, and its points.

    ``value`` has the JSON form of the indicator's rule (docs/values-format.md). ``points`` come from the
    engine, never from a person, except where ``state`` is ``deviation``.
    """

    state = models.CharField("trạng thái", max_length=16, choices=AnswerState, default=AnswerState.MISSING)
    value = models.JSONField("số liệu", null=True, blank=True)
    reason = models.TextField("lý do", blank=True)
    points = models.DecimalField("điểm", max_digits=8, decimal_places=4, null=True, blank=True)
    version = models.PositiveIntegerField("phiên bản", default=0)
    updated_at = models.DateTimeField("sửa lúc", null=True, blank=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True


def value_constraints(name: str) -> list[models.BaseConstraint]:
    """A value is there exactly when the state says so; exceptions carry a reason; a missing item has no points."""
    exceptional = [AnswerState.NOT_APPLICABLE, AnswerState.DEVIATION, AnswerState.REFUSED]
    return [
        models.CheckConstraint(
            condition=Q(state=AnswerState.VALUE, value__isnull=False)
            | (~Q(state=AnswerState.VALUE) & Q(value__isnull=True)),
            name=f"{name}_value_matches_state",
        ),
        models.CheckConstraint(
            condition=~Q(state__in=exceptional) | ~Q(reason=""),
            name=f"{name}_exception_has_reason",
            violation_error_message="Cần ghi lý do.",
        ),
        models.CheckConstraint(
            condition=~Q(state__in=[AnswerState.MISSING, AnswerState.REFUSED]) | Q(points__isnull=True),
            name=f"{name}_missing_has_no_points",
        ),
        models.CheckConstraint(condition=Q(points__isnull=True) | Q(points__gte=0), name=f"{name}_points_not_negative"),
    ]


SYSTEM_STATES = [(state, state.label) for state in (AnswerState.MISSING, AnswerState.VALUE, AnswerState.NOT_APPLICABLE)]


@pghistory.track()
class Answer(ScoredValue):
    """The commune's answer to one indicator.

    ``system_*`` is what the platform computed from records: a value, “không phát sinh” with its reason, or why there is
    none. It counts only once someone confirmed it (a prefilled score is not progress); from then on the answer follows
    it until the draft is posted. ``system_as_of``: the day to which it was computed when it last changed.

    ``handed_in``: what was submitted (state, value, reason), where the commune corrected it since on a body's question;
    then ``corrected_at`` says when, and ``corrected_by`` who. Both go when the dossier is re-opened or handed in anew.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="answers")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    explanation = models.TextField("giải trình", blank=True)
    origin = models.CharField("nguồn", max_length=10, choices=Origin, default=Origin.DECLARED)
    system_state = models.CharField(
        "trạng thái số liệu hệ thống", max_length=16, choices=SYSTEM_STATES, default=AnswerState.MISSING
    )
    system_value = models.JSONField("số liệu hệ thống", null=True, blank=True)
    system_reason = models.CharField("lý do của số liệu hệ thống", max_length=500, blank=True)
    system_as_of = models.DateField("số liệu hệ thống đến ngày", null=True, blank=True)
    handed_in = models.JSONField("số liệu đã nộp, trước khi sửa", null=True, blank=True)
    corrected_at = models.DateTimeField("sửa theo đề nghị lúc", null=True, blank=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người phụ trách",
    )

    class Meta:
        verbose_name = "câu trả lời tự chấm"
        constraints = [
            models.UniqueConstraint(fields=["dossier", "indicator"], name="one_answer_per_indicator"),
            *value_constraints("answer"),
            models.CheckConstraint(
                condition=Q(system_state=AnswerState.VALUE, system_value__isnull=False)
                | (~Q(system_state=AnswerState.VALUE) & Q(system_value__isnull=True)),
                name="answer_system_value_matches_state",
            ),
            models.CheckConstraint(
                condition=~Q(system_state=AnswerState.NOT_APPLICABLE) | ~Q(system_reason=""),
                name="answer_system_nothing_arose_has_reason",
            ),
            models.CheckConstraint(
                condition=(Q(system_state=AnswerState.MISSING) & ~Q(origin=Origin.SYSTEM))
                | Q(system_as_of__isnull=False),
                name="answer_system_value_has_date",
            ),
            models.CheckConstraint(
                condition=Q(handed_in__isnull=True, corrected_at__isnull=True)
                | Q(handed_in__isnull=False, corrected_at__isnull=False),
                name="answer_correction_keeps_what_was",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.indicator_id}"

    @property
    def corrected_by(self) -> str | None:
        """The name of who wrote it last: of a corrected answer, who corrected it."""
        return self.updated_by.full_name if self.updated_by else None

    @property
    def follows(self) -> bool:
        """Somebody took the platform's figure over: the answer says what the platform says."""
        return self.origin == Origin.SYSTEM

    @property
    def overrides(self) -> bool:
        """Another word than the platform's stands here: both stay visible, with a reason and evidence."""
        return self.overridden_by(self.state, self.value)

    def overridden_by(self, state: str, value: object | None) -> bool:
        """Would this word be another than the platform's, where the platform has one?"""
        words = (AnswerState.VALUE, AnswerState.NOT_APPLICABLE)
        return (
            self.system_state in words and state in words and (state, value) != (self.system_state, self.system_value)
        )

    @property
    def compiled(self) -> CompiledIndicator:
        """The indicator as it stands for this unit, ready to score."""
        return self.dossier.compiled.by_code[self.indicator.code]


@pghistory.track()
class AnswerEvidence(models.Model):
    """A document attached to an answer, with the pages or section meant.

    ``version`` is the state of a file that is meant: a newer one, added for another year, changes no dossier by
    itself. A link or a text has no versions.
    """

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="evidence")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="uses")
    version = models.ForeignKey(
        DocumentVersion, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="phiên bản"
    )
    pages = models.CharField("trang, mục", max_length=200, blank=True)
    attached_at = models.DateTimeField()
    attached_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "minh chứng của câu trả lời"
        ordering = ["attached_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "document"],
                name="document_attached_once",
                violation_error_message="Tài liệu này đã được gắn vào tiêu chí.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.answer_id} ← {self.document_id}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Opinion(models.Model):
    """An opinion on the posted draft, recorded by an officer without personal data, and its answer. ``paper``: of the
    Party committee or the Front of the unit that doesn't agree, the document by which it says so."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="opinions")
    received_on = models.DateField("ngày nhận")
    channel = models.CharField("nhận qua", max_length=200)
    text = models.TextField("nội dung ý kiến")
    paper = models.OneToOneField(
        "evaluations.Paper", on_delete=models.PROTECT, null=True, blank=True, related_name="opinion"
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    response = models.TextField("tiếp thu, giải trình", blank=True)
    responded_at = models.DateTimeField(null=True, blank=True)
    responded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "ý kiến về dự thảo"
        ordering = ["received_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(response="", responded_at__isnull=True, responded_by__isnull=True)
                | (~Q(response="") & Q(responded_at__isnull=False, responded_by__isnull=False)),
                name="opinion_response_at_by",
            )
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.received_on:%d/%m/%Y}"
