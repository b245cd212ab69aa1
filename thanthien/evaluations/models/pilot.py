"""Which units a pilot takes in, as it changed after it was opened."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models

from thanthien.evaluations.models.cycle import Cycle
from thanthien.units.models import Unit


@pghistory.track()
class PilotChange(models.Model):
    """A unit joined a pilot, or left it, before registration was over; why, by whom. Never changed."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="pilot_changes", verbose_name="kỳ")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="đơn vị")
    joined = models.BooleanField("tham gia")
    reason = models.CharField("lý do", max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "thay đổi đơn vị thí điểm"
        ordering = ["-at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="pilot_change_has_reason",
                violation_error_message="Cần ghi lý do.",
            )
        ]
        triggers = [pgtrigger.Protect(name="pilot_change_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.unit_id} {'+' if self.joined else '-'} {self.cycle_id}"
