"""A plain duty, as a room would build it on the kit: whom a commune visited, on which day, on what occasion."""

from django.db import models
from django.db.models import Q

from thanthien.records.models import Record


class Occasion(models.TextChoices):
    """Why people are visited."""

    ILLNESS = "illness", "ốm đau"
    FUNERAL = "funeral", "việc tang"


class Visit(Record):
    """One visit."""

    occasion = models.CharField("dịp", max_length=10, choices=Occasion.choices)
    people = models.PositiveSmallIntegerField("số người được thăm", default=1)
    by_head = models.BooleanField("lãnh đạo đến thăm", default=False)
    words = models.TextField("nội dung", blank=True, max_length=500)

    class Meta(Record.Meta):
        verbose_name = "lượt thăm hỏi"
        verbose_name_plural = "lượt thăm hỏi"
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(people__gte=1),
                name="visit_of_somebody",
                violation_error_message="Số người được thăm từ 1 trở lên.",
            ),
            models.UniqueConstraint(
                fields=["unit", "hamlet", "day", "occasion"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="visit_once_a_day",
                violation_error_message="Lượt thăm này đã có người ghi.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.day:%d/%m/%Y}"
