"""What the measures room stores: weekly snapshots for the trend, and late records that a body lets count."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from thanthien.core import clock
from thanthien.units.models import Agency, Unit


class Snapshot(models.Model):
    """A figure of one unit as it stood on a day, kept so that a trend can be drawn. Looking at a figure stores none."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    measure = models.CharField("số liệu", max_length=64)
    span_first = models.DateField("thời kỳ từ ngày")
    span_last = models.DateField("đến ngày")
    as_of = models.DateField("tính đến ngày")
    taken_at = models.DateTimeField("lưu lúc", default=clock.now)
    figure = models.JSONField("số liệu")
    digest = models.CharField("dấu của các bản ghi", max_length=80, blank=True)

    class Meta:
        verbose_name = "số liệu lưu hằng tuần"
        verbose_name_plural = "số liệu lưu hằng tuần"
        ordering = ["-as_of", "measure", "unit"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "span_first", "span_last", "as_of", "unit"], name="snapshot_once_a_day"
            ),
            models.CheckConstraint(condition=Q(span_first__lte=models.F("span_last")), name="snapshot_span_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.unit_id} {self.as_of:%d/%m/%Y}"


class LateAcceptance(models.Model):
    """An appraising body lets the late records of one period of one unit count, or doesn't accept them, and says why.
    Never changed: another word is another row."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    measure = models.CharField("số liệu", max_length=64)
    period = models.CharField("kỳ", max_length=10)
    accepted = models.BooleanField("tính", default=True)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="cơ quan")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")
    reason = models.CharField("lý do", max_length=500)
    at = models.DateTimeField("lúc", default=clock.now)

    class Meta:
        verbose_name = "chấp nhận ghi quá hạn"
        verbose_name_plural = "chấp nhận ghi quá hạn"
        ordering = ["unit", "measure", "period", "pk"]
        indexes = [models.Index(fields=["measure", "unit"], name="late_acceptance_of_measure")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="late_acceptance_has_reason",
                violation_error_message="Cần ghi lý do.",
            )
        ]
        triggers = [pgtrigger.Protect(name="late_acceptance_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.measure} {self.unit_id} {self.period}"
