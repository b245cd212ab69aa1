"""That an appraising body said nothing on a dossier, as it was recorded."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from thanthien.evaluations.models.dossier import Dossier
from thanthien.evaluations.models.paper import Paper
from thanthien.units.models import Agency


class Silence(models.Model):
    """“Không có ý kiến của …”: recorded after the body's time was over and it had been reminded by a document; or taken
    back, with the reason. Append-only; the latest row of a body in a dossier holds. ``only_gates``: it had sent its
    sheet, which counts, and said nothing on its gates."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="silences")
    body = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan thẩm định")
    silent = models.BooleanField("không có ý kiến")
    only_gates = models.BooleanField("chỉ không xác nhận trường hợp", default=False, db_default=False)
    reminder = models.ForeignKey(
        Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="văn bản đôn đốc"
    )
    reason = models.TextField("lý do", blank=True)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "không có ý kiến"
        ordering = ["said_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(silent=True, reminder__isnull=False) | (Q(silent=False) & ~Q(reason="")),
                name="silence_rests_on_a_reminder",
                violation_error_message="Cần văn bản đôn đốc; hủy việc ghi thì cần lý do.",
            )
        ]
        triggers = [pgtrigger.Protect(name="silence_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.body_id}: {self.silent}"

    @property
    def said_as(self) -> str:
        """Which body said nothing, as it was called then."""
        return self.body.called_at(self.said_at)
