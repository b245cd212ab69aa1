"""The council's column, the facts of the gates, and the requests for review."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from thanthien.criteria.compiling import CompiledIndicator
from thanthien.criteria.models import Indicator
from thanthien.evaluations.enums import ReviewOutcome
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
    """A declared fact of a gate: does the condition that bars or caps recognition hold? Unknown until stated."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="gate_facts")
    key = models.CharField("điều kiện", max_length=64)
    holds = models.BooleanField("có xảy ra", null=True, blank=True)
    note = models.TextField("ghi chú", blank=True)
    version = models.PositiveIntegerField(default=0)
    stated_at = models.DateTimeField(null=True, blank=True)
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "điều kiện của hồ sơ"
        constraints = [
            models.UniqueConstraint(fields=["dossier", "key"], name="one_fact_per_gate"),
            models.CheckConstraint(
                condition=Q(holds__isnull=True)
                | Q(holds__isnull=False, stated_at__isnull=False, stated_by__isnull=False),
                name="gate_fact_stated_at_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.key}"


@pghistory.track()
class ReviewRequest(models.Model):
    """The commune asks the council to look again at one indicator of the provisional result."""

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
            models.UniqueConstraint(fields=["dossier", "indicator"], name="one_review_per_indicator"),
            models.CheckConstraint(
                condition=Q(outcome="", answer="", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(outcome="") & ~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="review_answered_at_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.indicator_id}"
