"""What a dossier was returned for, item by item, and what the commune did about each."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from thanthien.criteria.models import Indicator
from thanthien.evaluations.models.dossier import Dossier


@pghistory.track()
class ReturnItem(models.Model):
    """One indicator of which the standing office asks something with the return of a dossier. ``asked_at`` is the
    moment of the return (the dossier's ``status_since``): what was asked earlier stays readable, and waits for nobody.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="return_items")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    ask = models.TextField("nội dung cần bổ sung")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("trả lại lúc")
    answer = models.TextField("đã bổ sung", blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "mục trả lại để bổ sung"
        ordering = ["asked_at", "indicator__position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "indicator", "asked_at"],
                name="returned_item_once",
                violation_error_message="Tiêu chí này đã có trong lần trả lại.",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="returnitem_answered_at_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.indicator_id}: {self.asked_at:%d/%m/%Y}"
