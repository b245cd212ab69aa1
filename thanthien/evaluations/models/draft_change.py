"""What the commune changed of its posted draft because of an opinion on it, or of its meeting."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from thanthien.criteria.models import Indicator
from thanthien.evaluations.models.dossier import Dossier
from thanthien.evaluations.models.self_score import Opinion
from thanthien.evidence.models import Document


class DraftChange(models.Model):
    """One value that was changed while the draft hung: what stood there, what stands there since, who changed it, when
    and why. It goes back to an answered ``opinion``, or to the ``minutes`` of the commune's meeting. Never edited.

    ``before``, ``after``: state, value and reason as an answer holds them.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="draft_changes")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    opinion = models.ForeignKey(Opinion, on_delete=models.PROTECT, null=True, blank=True, related_name="changes")
    minutes = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    before = models.JSONField("trước")
    after = models.JSONField("sau")
    points_before = models.DecimalField("điểm trước", max_digits=8, decimal_places=4, null=True, blank=True)
    points_after = models.DecimalField("điểm sau", max_digits=8, decimal_places=4, null=True, blank=True)
    why = models.TextField("lý do")
    made_at = models.DateTimeField("lúc")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "sửa theo ý kiến, biên bản họp"
        ordering = ["made_at", "id"]
        indexes = [models.Index(fields=["dossier", "made_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(opinion__isnull=False, minutes__isnull=True)
                | Q(opinion__isnull=True, minutes__isnull=False),
                name="draft_change_has_one_ground",
            ),
            models.CheckConstraint(
                condition=~Q(why=""), name="draft_change_has_reason", violation_error_message="Cần ghi lý do."
            ),
        ]
        triggers = [pgtrigger.Protect(name="draftchange_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.indicator_id}: {self.made_at:%d/%m/%Y}"

    @property
    def ground(self) -> str:
        """What it goes back to, in words."""
        if self.opinion is None:
            return "Theo biên bản họp đánh giá"
        if self.opinion.paper_id:
            return f"Theo {self.opinion.channel[:1].lower()}{self.opinion.channel[1:]}"
        return f"Theo ý kiến nhận ngày {self.opinion.received_on:%d/%m/%Y}"

    @property
    def public_ground(self) -> str:
        """The same for everybody: neither the number of a body's document nor which of the bodies disagreed."""
        if self.opinion is not None and self.opinion.paper_id:
            return "Theo ý kiến của Đảng ủy, Mặt trận Tổ quốc đơn vị"
        return self.ground
