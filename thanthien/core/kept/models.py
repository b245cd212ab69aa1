"""Alarms about stored files, until a check finds them as they were."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from thanthien.core import clock
from thanthien.core.kept.enums import Problem


class FileAlarm(models.Model):
    """A stored file that was found to be another one, or gone. ``shelf`` and ``row`` say whose, ``path`` where it
    lies."""

    shelf = models.CharField("loại tệp", max_length=20)
    row = models.BigIntegerField("bản ghi")
    path = models.CharField("đường dẫn lưu trữ", max_length=255)
    problem = models.CharField("lý do", max_length=8, choices=Problem)
    found_at = models.DateTimeField("thấy lúc", default=clock.now)
    settled_at = models.DateTimeField("đã khôi phục lúc", null=True, blank=True)

    class Meta:
        verbose_name = "báo động về tệp"
        verbose_name_plural = "báo động về tệp"
        ordering = ["-found_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["shelf", "row"], condition=Q(settled_at__isnull=True), name="one_open_alarm_per_file"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shelf} {self.row}: {self.problem}"
