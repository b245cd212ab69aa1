"""Indicators that are not applied to a unit in a cycle: by the city's document, before the unit scores itself."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models

from thanthien.criteria.models import Indicator
from thanthien.evaluations import states
from thanthien.evaluations.models.dossier import Dossier
from thanthien.evaluations.models.paper import Paper

_KEPT = pgtrigger.Update | pgtrigger.Delete
_FROZEN = "Đơn vị đã bắt đầu tự chấm nên danh sách tiêu chí không áp dụng không thay đổi được nữa."


def _refuse_once_begun(dossier: str) -> str:
    """Body of a trigger: the list is as it is from the day on which the unit may score itself."""
    early = ", ".join(f"'{status}'" for status in sorted(states.BEFORE_SELF_SCORING))
    return (
        f"IF (SELECT status FROM evaluations_dossier WHERE id = {dossier}) NOT IN ({early}) THEN "  # noqa: S608
        f"RAISE EXCEPTION '{_FROZEN}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
    )


class WaiverQuerySet(models.QuerySet["Waiver"]):
    """Waivers with the words of the domain."""

    def standing(self) -> WaiverQuerySet:
        """Those that were not taken back."""
        return self.filter(end__isnull=True)

    def in_order(self) -> WaiverQuerySet:
        """By unit, then as the set lists its indicators."""
        return self.order_by("dossier__unit__sort_key", "indicator__position", "pk")


@pghistory.track(pghistory.InsertEvent())
class Waiver(models.Model):
    """One indicator that is not applied to one unit, with the reason and the document that says so. Never edited."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="waivers")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+", verbose_name="tiêu chí")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="waivers", verbose_name="văn bản")
    reason = models.TextField("lý do")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc")

    objects = WaiverQuerySet.as_manager()

    class Meta:
        verbose_name = "tiêu chí không áp dụng"
        verbose_name_plural = "tiêu chí không áp dụng"
        ordering = ["recorded_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="waiver_has_reason", violation_error_message="Cần ghi lý do."
            )
        ]
        triggers = [
            pgtrigger.Protect(name="waiver_is_kept", operation=_KEPT),
            pgtrigger.Trigger(
                name="waiver_before_self_scoring",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=_refuse_once_begun("NEW.dossier_id"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.indicator_id}"

    @property
    def holds(self) -> bool:
        """Is the indicator left out because of it? Not when it was taken back, nor once a change of the set left the
        indicator out for everybody. The dossier and the indicator are in hand."""
        return not hasattr(self, "end") and self.indicator.code in self.dossier.waived


@pghistory.track(pghistory.InsertEvent())
class WaiverEnd(models.Model):
    """That a waiver was taken back: the indicator is applied again. The waiver stays readable, with this reason."""

    waiver = models.OneToOneField(Waiver, on_delete=models.PROTECT, related_name="end")
    reason = models.TextField("lý do")
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "áp dụng lại tiêu chí"
        verbose_name_plural = "áp dụng lại tiêu chí"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="waiver_end_has_reason", violation_error_message="Cần ghi lý do."
            )
        ]
        triggers = [
            pgtrigger.Protect(name="waiver_end_is_kept", operation=_KEPT),
            pgtrigger.Trigger(
                name="waiver_end_before_self_scoring",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=_refuse_once_begun("(SELECT dossier_id FROM evaluations_waiver WHERE id = NEW.waiver_id)"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.waiver_id}: {self.said_at:%d/%m/%Y}"
