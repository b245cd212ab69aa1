"""What the measures room stores: weekly snapshots for the trend, how duties stood period by period for the boards, and
late records that a body lets count."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from thanthien.core import clock
from thanthien.measures.duties import State
from thanthien.measures.periods import NOUNS
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


class KeptDuty(models.Model):
    """How a duty of one period stands in a unit, as the rooms told it that morning: what the boards count. It is told
    anew each morning until the period is settled (:mod:`thanthien.records.keeping`); looking at a board stores none.
    Where several years hold the period, it stands by the terms of each (``year``: its key; empty where none is)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    duty = models.CharField("việc", max_length=64)
    period = models.CharField("kỳ", max_length=10)
    year = models.CharField("năm đánh giá", max_length=20, blank=True, default="", db_default="")
    kind = models.CharField("loại kỳ", max_length=12, choices=[(kind, noun) for kind, noun in NOUNS.items()])
    # By this day a period belongs to a month: of a week its Thursday, of others its last day.
    counted_on = models.DateField("tính vào ngày")
    state = models.CharField("trạng thái", max_length=8, choices=[(state.value, state.label) for state in State])
    words = models.CharField("nội dung", max_length=300)
    last_day = models.DateField("hạn ghi")
    kept_at = models.DateTimeField("lưu lúc")

    class Meta:
        verbose_name = "việc của đơn vị theo kỳ"
        verbose_name_plural = "việc của đơn vị theo kỳ"
        ordering = ["-counted_on", "duty", "unit"]
        indexes = [models.Index(fields=["duty", "counted_on"], name="kept_duty_by_day")]
        constraints = [
            models.UniqueConstraint(fields=["unit", "duty", "period", "year"], name="kept_duty_once"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]), name="kept_duty_state_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duty} {self.unit_id} {self.period}"


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

    @property
    def said_as(self) -> str:
        """Which body said it, as it was called then; in short where it has a short name."""
        name = self.agency.called_at(self.at)
        return self.agency.label or name if name == self.agency.name else name
