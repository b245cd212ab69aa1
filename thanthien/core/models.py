"""What the core stores: days of the calendar that differ from the weekly rule."""

import pghistory
from django.db import models

from thanthien.core.enums import DayKind


@pghistory.track()
class CalendarDay(models.Model):
    """A day that is off though a weekday, or worked though a weekend, with the announcement that says so."""

    date = models.DateField("ngày", unique=True)
    kind = models.CharField("loại ngày", max_length=4, choices=DayKind.choices)
    name = models.CharField("tên ngày", max_length=200)
    source = models.CharField("nguồn", max_length=300, blank=True)
    announcement_number = models.CharField("số văn bản", max_length=100, blank=True)

    class Meta:
        verbose_name = "ngày trong lịch"
        verbose_name_plural = "lịch nghỉ và làm bù"
        ordering = ["date"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=DayKind.values), name="calendar_day_kind_known")
        ]

    def __str__(self) -> str:
        return f"{self.date:%d/%m/%Y}: {self.name}"
