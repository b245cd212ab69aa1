"""What was heard in a week through Mặt trận Tổ quốc, unions, thôn and tổ dân phố, or that nothing was."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from thanthien.grassroots.enums import How, Topic
from thanthien.records.models import Record

MISSING = "Ô này chưa có nội dung."


class WeeklyReport(Record):
    """One opinion of the people, or the statement that in this place nothing came up in the week of its day."""

    nothing = models.BooleanField("không phát sinh", default=False)
    topic = models.CharField("lĩnh vực", max_length=20, choices=Topic.choices, blank=True)
    address = models.CharField("nơi xảy ra", max_length=200, blank=True)
    text = models.TextField("nội dung ý kiến", max_length=2000, blank=True)
    how = models.CharField("cách nghe", max_length=10, choices=How.choices, default=How.SELF)
    told_by = models.CharField(
        "người báo cáo",
        max_length=120,
        blank=True,
        help_text="Ghi tên người báo cáo khi ghi thay cho họ.",
    )

    class Meta(Record.Meta):
        verbose_name = "báo cáo hằng tuần"
        verbose_name_plural = "báo cáo hằng tuần"
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(nothing=True, text="", topic="") | (Q(nothing=False) & ~Q(text="") & ~Q(topic="")),
                name="report_says_something_or_nothing",
                violation_error_message="Cần ghi nội dung và lĩnh vực của ý kiến, hoặc báo “không phát sinh”.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.day:%d/%m/%Y}"

    def clean(self) -> None:
        """Raises ValidationError beside the field that is missing or too much."""
        if self.nothing and (self.text or self.topic):
            raise ValidationError({"nothing": "Đã ghi ý kiến thì không báo “không phát sinh”."})
        missing = {name: MISSING for name in ("topic", "text") if not getattr(self, name)}
        if not self.nothing and missing:
            raise ValidationError(missing)


class OpinionPerson(models.Model):
    """Whose opinion it was, where they wish an answer. Apart from the record, which nobody may change, so that a
    person's data can be erased; and without a history, which would keep it."""

    origin = models.UUIDField("khóa của bản đầu", primary_key=True)
    name = models.CharField("họ tên", max_length=120)
    contact = models.CharField("cách liên hệ", max_length=120, blank=True)

    class Meta:
        verbose_name = "người có ý kiến"
        verbose_name_plural = "người có ý kiến"

    def __str__(self) -> str:
        return str(self.origin)
