"""What the platform computed for a dossier, and from what: each computation with the rules that held for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
import pgtrigger
from django.db import models

from thanthien.evaluations.enums import Moment
from thanthien.evaluations.models.cycle import Cycle
from thanthien.evaluations.models.dossier import Dossier
from thanthien.measures.figure_json import figure_from_json

if TYPE_CHECKING:
    from thanthien.measures.figures import Figure


class Computation(models.Model):
    """One computing of figures: for which days, as known when, by which settings and calendar. Never changed, so that a
    figure can be computed again as it was. ``settings``: by measure and setting. ``calendar``: days off and days worked
    inside the span and until its records may be made, as ISO dates. ``unit_ends``: by the numbers of units that ended
    before the span did, their last day as it was known then, which a merger noted later would change."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="computations")
    moment = models.CharField("lần tính", max_length=8, choices=Moment)
    span_first = models.DateField("thời kỳ số liệu từ ngày")
    span_last = models.DateField("thời kỳ số liệu đến hết ngày")
    as_of = models.DateField("tính đến ngày")
    known_at = models.DateTimeField("theo những gì đã ghi đến lúc")
    late_days = models.PositiveSmallIntegerField("hạn ghi sau kỳ (ngày làm việc)")
    settings = models.JSONField("thông số", default=dict, blank=True)
    calendar = models.JSONField("lịch làm việc")
    unit_ends = models.JSONField("ngày kết thúc của đơn vị", default=dict, db_default={}, blank=True)

    class Meta:
        verbose_name = "lần tính số liệu"
        verbose_name_plural = "lần tính số liệu"
        ordering = ["known_at", "pk"]
        indexes = [models.Index(fields=["cycle", "moment", "-known_at"], name="computation_latest")]
        triggers = [pgtrigger.Protect(name="computation_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.cycle_id} {self.moment} {self.as_of:%d/%m/%Y}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(condition=pghistory.AnyChange("figure", "digest")))
class DossierFigure(models.Model):
    """What one measure says of one dossier at one moment. ``figure`` has a form of ``measures.figure_json``; an absent
    figure is stored with its reason, so that “chưa có số liệu” can be told from “chưa tính”."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="figures")
    measure = models.CharField("số liệu", max_length=64)
    moment = models.CharField("lần tính", max_length=8, choices=Moment)
    computation = models.ForeignKey(Computation, on_delete=models.PROTECT, related_name="figures")
    figure = models.JSONField("số liệu")
    digest = models.CharField("dấu của các bản ghi", max_length=80, blank=True)
    records = models.PositiveIntegerField("số bản ghi", default=0)
    numbers = models.PositiveIntegerField("số nhập theo tuần", default=0)
    note = models.CharField("ghi chú", max_length=300, blank=True)
    withdrawn = models.CharField("lý do không còn dùng", max_length=500, blank=True)

    class Meta:
        verbose_name = "số liệu của hồ sơ"
        verbose_name_plural = "số liệu của hồ sơ"
        ordering = ["dossier", "measure", "moment"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "measure", "moment"], name="one_figure_per_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.measure} {self.moment}"

    @property
    def value(self) -> Figure:
        """The figure as the measure answered it."""
        return figure_from_json(self.figure)
