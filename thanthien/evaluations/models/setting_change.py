"""What the city set otherwise about the measures of an open cycle, and why."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models

from thanthien.evaluations.models.cycle import Cycle


@pghistory.track(pghistory.InsertEvent())
class SettingChange(models.Model):
    """One change of settings, never edited. ``before`` and ``after``: what differs, by measure and setting."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="setting_changes")
    before = models.JSONField("trước")
    after = models.JSONField("sau")
    reason = models.TextField("lý do")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "thay đổi thông số của số liệu"
        verbose_name_plural = "thay đổi thông số của số liệu"
        ordering = ["changed_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="setting_change_has_reason",
                violation_error_message="Cần ghi lý do thay đổi.",
            )
        ]
        triggers = [pgtrigger.Protect(name="setting_change_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.cycle_id} {self.changed_at:%d/%m/%Y}"
