"""What a commune asks of the calendar: more time for a phase, and the answer."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from thanthien.evaluations.enums import PHASE_CHOICES, ExtensionOutcome
from thanthien.evaluations.models.dossier import Dossier


class ExtensionRequestQuerySet(models.QuerySet["ExtensionRequest"]):
    def open(self) -> ExtensionRequestQuerySet:
        """Those that wait for an answer."""
        return self.filter(outcome="")


@pghistory.track()
class ExtensionRequest(models.Model):
    """A unit asks for a later last day of one phase. Its answer is an extension, or a refusal with its reason."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="extension_requests")
    key = models.CharField("giai đoạn", max_length=16, choices=PHASE_CHOICES)
    wished_on = models.DateField("đề nghị đến hết ngày")
    reason = models.TextField("lý do")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("lúc")
    outcome = models.CharField("trả lời", max_length=10, choices=ExtensionOutcome, blank=True)
    granted_on = models.DateField("gia hạn đến hết ngày", null=True, blank=True)
    answer = models.TextField("nội dung trả lời", blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True)

    objects = ExtensionRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "đề nghị gia hạn"
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "key"],
                condition=Q(outcome=""),
                name="one_open_request_per_phase",
                violation_error_message="Đơn vị đã đề nghị gia hạn giai đoạn này và đang chờ trả lời.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="extension_asked_with_reason",
                violation_error_message="Cần ghi lý do đề nghị gia hạn.",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(outcome="") & ~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="extension_answered_whole",
                violation_error_message="Trả lời đề nghị gia hạn cần có nội dung, người và lúc trả lời.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.get_key_display()} → {self.wished_on:%d/%m/%Y}"

    @property
    def told(self) -> str:
        """“Chờ trả lời”, or the answer with its reason."""
        if not self.outcome:
            return self.state
        day = f" đến hết {self.granted_on:%d/%m/%Y}" if self.granted_on else ""
        return f"{self.state}{day}: {self.answer}"

    @property
    def state(self) -> str:
        """“Chờ trả lời”, or how it was answered, in a word."""
        return self.get_outcome_display() if self.outcome else "Chờ trả lời"
