"""What the core stores: days of the calendar that differ from the weekly rule, and forms that were carried out."""

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


class PracticeMark(models.Model):
    """This database belongs to a practice copy (``core/practice.py``): a row that is made only while it is empty."""

    since = models.DateTimeField("từ lúc")

    class Meta:
        verbose_name = "dấu của bản tập dượt"
        verbose_name_plural = "dấu của bản tập dượt"

    def __str__(self) -> str:
        return f"{self.since:%d/%m/%Y}"


class Sending(models.Model):
    """A form that was carried out, so that it isn't a second time (``core/once.py``): its digest, and where it led."""

    key = models.CharField("mã của lần gửi", max_length=64, unique=True)
    led_to = models.TextField("trang sau khi gửi")
    sent_at = models.DateTimeField("gửi lúc", db_index=True)

    class Meta:
        verbose_name = "lần gửi biểu mẫu"
        verbose_name_plural = "lần gửi biểu mẫu"

    def __str__(self) -> str:
        return self.key[:12]
