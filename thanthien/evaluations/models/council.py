"""The council's column, the facts of the gates, and the requests for review."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from thanthien.criteria.compiling import CompiledIndicator
from thanthien.criteria.models import Indicator
from thanthien.evaluations.enums import ReviewOutcome
from thanthien.evaluations.heads import document_words, lines
from thanthien.evaluations.models.dossier import Dossier
from thanthien.evaluations.models.self_score import ScoredValue, value_constraints


@pghistory.track()
class Conclusion(ScoredValue):
    """What the council concludes on one indicator. ``contested``: commune, bodies and council do not all say the
    same, and the council gave its reason."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="conclusions")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    contested = models.BooleanField("có chênh lệch", default=False)

    class Meta:
        verbose_name = "kết luận của hội đồng"
        constraints = [
            models.UniqueConstraint(fields=["dossier", "indicator"], name="one_conclusion_per_indicator"),
            *value_constraints("conclusion"),
            models.CheckConstraint(
                condition=Q(contested=False) | ~Q(reason=""),
                name="contested_conclusion_has_reason",
                violation_error_message="Cần ghi lý do kết luận khi có chênh lệch.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.indicator_id}"

    @property
    def compiled(self) -> CompiledIndicator:
        """The indicator as it stands for this unit, ready to score."""
        return self.dossier.compiled.by_code[self.indicator.code]


@pghistory.track()
class GateFact(models.Model):
    """A declared fact of a gate: does the condition that bars or caps recognition hold? Unknown until stated.

    ``heads``: of a gate that asks of each head of the unit, what was said of whom and by which document
    (``evaluations/heads.py: statement``); ``holds`` follows from it. ``corrected``: why what had been stated was put
    right, where the last word is a correction.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="gate_facts")
    key = models.CharField("trường hợp", max_length=64)
    holds = models.BooleanField("có xảy ra", null=True, blank=True)
    note = models.TextField("ghi chú", blank=True)
    heads = models.JSONField("từng người đứng đầu", null=True, blank=True)
    corrected = models.TextField("lý do sửa xác nhận", blank=True, default="", db_default="")
    version = models.PositiveIntegerField(default=0)
    stated_at = models.DateTimeField(null=True, blank=True)
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "trường hợp không công nhận, khống chế mức độ"
        constraints = [
            models.UniqueConstraint(fields=["dossier", "key"], name="one_fact_per_gate"),
            models.CheckConstraint(
                condition=Q(holds__isnull=True)
                | Q(holds__isnull=False, stated_at__isnull=False, stated_by__isnull=False),
                name="gate_fact_stated_at_by",
            ),
            models.CheckConstraint(
                condition=Q(corrected="") | Q(holds__isnull=False), name="gate_fact_corrected_is_known"
            ),
            models.CheckConstraint(
                condition=Q(heads__isnull=True) | Q(holds__isnull=False), name="gate_fact_of_heads_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.key}"

    @property
    def head_lines(self) -> list[str]:
        """What was said of each head, a sentence each, and by which document; nothing for other gates."""
        return [*lines(self.heads), f"{document_words(self.heads)}."] if self.heads else []


@pghistory.track()
class ReviewRequest(models.Model):
    """The commune asks the council to look again at one indicator of the provisional result. A result that is announced
    anew may be reviewed again, so that an indicator can have several requests, one of them open."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="review_requests")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField("lý do kiến nghị")
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField("kết quả", max_length=10, choices=ReviewOutcome, blank=True)
    answer = models.TextField("trả lời", blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "kiến nghị xem xét lại"
        ordering = ["requested_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "indicator"], condition=Q(outcome=""), name="one_open_review_per_indicator"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", answer="", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(outcome="") & ~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="review_answered_at_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.indicator_id}"
