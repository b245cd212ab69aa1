"""What each open dossier was foreseen to come to, kept by day: lists are sorted by it, a trend is drawn of it."""

from __future__ import annotations

from django.db import models

from thanthien.evaluations.models.dossier import Dossier


class DailyForecast(models.Model):
    """The forecast of one dossier as it stood when a day was over (``forecasting.Forecast``). Of the days gone by the
    Sundays are kept.

    ``missed``: periods lost for good, ``due``: over, not done, and still to be told; ``lost``: points lost with what
    was missed. ``worth``: by measure, points still open, by how many of them those of the day can rise,
    the kind of period, and how many are left.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="forecasts")
    as_of = models.DateField("tính đến ngày")
    points = models.DecimalField("điểm đến nay", max_digits=9, decimal_places=4)
    points_low = models.DecimalField("điểm thấp nhất", max_digits=9, decimal_places=4)
    points_high = models.DecimalField("điểm cao nhất có thể", max_digits=9, decimal_places=4)
    maximum = models.DecimalField("điểm tối đa áp dụng", max_digits=9, decimal_places=4)
    level_low = models.PositiveSmallIntegerField("mức độ thấp nhất")
    level_now = models.PositiveSmallIntegerField("mức độ nếu giữ như đến nay")
    level_high = models.PositiveSmallIntegerField("mức độ cao nhất có thể")
    missed = models.PositiveSmallIntegerField("số kỳ không được tính")
    due = models.PositiveSmallIntegerField("số kỳ đến hạn chưa làm")
    lost = models.DecimalField("điểm đã mất", max_digits=9, decimal_places=4)
    worth = models.JSONField("điểm còn được, mất")

    class Meta:
        verbose_name = "dự báo trong ngày"
        verbose_name_plural = "dự báo trong ngày"
        ordering = ["dossier", "as_of"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "as_of"], name="one_forecast_a_day"),
            models.CheckConstraint(condition=models.Q(level_low__lte=models.F("level_high")), name="forecast_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.as_of:%d/%m/%Y}"
