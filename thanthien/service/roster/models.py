"""Who helps people at the Trung tâm Phục vụ hành chính công in which shift, and who was there."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from thanthien.records.models import Record
from thanthien.service.roster.enums import Organisation, Part, Shown

SAME_PERSON = ("day", "part", "organisation", "post")
ONCE = ["unit", *SAME_PERSON]
_NO_NUMBER = "Cần ghi số hoặc tên của lịch trực đã ký."


class _OfShift(Record):
    """A person in a shift, named by what they are and who sends them: a person's name stands elsewhere."""

    part = models.CharField("ca", max_length=10, choices=Part.choices)
    organisation = models.CharField("tổ chức", max_length=12, choices=Organisation.choices)
    post = models.CharField(
        "chức danh, nhiệm vụ", max_length=80, help_text="Ví dụ: Bí thư chi đoàn tổ dân phố 3. Không ghi họ tên ở đây."
    )

    class Meta(Record.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.unit_id} {self.day:%d/%m/%Y} {self.part}"

    @property
    def who(self) -> str:
        """The person in words, without a name."""
        return f"{self.get_organisation_display()}, {self.post}"


class SupportShift(_OfShift):
    """A person who is to help in a shift. ``day`` may lie ahead."""

    class Meta(_OfShift.Meta):
        abstract = False
        verbose_name = "phân công ca hỗ trợ"
        verbose_name_plural = "phân công ca hỗ trợ"
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=ONCE,
                condition=Q(ended_at__isnull=True),
                name="support_shift_once",
                violation_error_message="Người này đã được phân công trong ca này.",
            ),
        ]


class ShiftPresence(_OfShift):
    """A person of the roster was there, and how many people they helped."""

    shown_by = models.CharField("xác nhận", max_length=6, choices=Shown.choices)
    sheet = models.CharField(
        "lịch trực đã ký", max_length=120, blank=True, help_text="Số, ngày của lịch trực tuần có chữ ký."
    )
    served = models.PositiveSmallIntegerField("số lượt người được hỗ trợ", null=True, blank=True)

    class Meta(_OfShift.Meta):
        abstract = False
        verbose_name = "lần có mặt ở ca hỗ trợ"
        verbose_name_plural = "lần có mặt ở ca hỗ trợ"
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=ONCE,
                condition=Q(ended_at__isnull=True),
                name="shift_presence_once",
                violation_error_message="Người này đã được ghi có mặt ở ca này.",
            ),
            models.CheckConstraint(
                condition=~Q(shown_by=Shown.SHEET) | ~Q(sheet=""),
                name="shift_presence_names_its_sheet",
                violation_error_message=_NO_NUMBER,
            ),
        ]

    def clean(self) -> None:
        """A signed sheet is named."""
        if self.shown_by == Shown.SHEET and not self.sheet:
            raise ValidationError({"sheet": _NO_NUMBER})


class ShiftPerson(models.Model):
    """The name of a person on the roster, where the unit needs it. Apart from the record, which nobody may change, so
    that it can be erased; and without a history, which would keep it."""

    origin = models.UUIDField("khóa của bản đầu", primary_key=True)
    name = models.CharField("họ tên", max_length=120)

    class Meta:
        verbose_name = "họ tên người trực"
        verbose_name_plural = "họ tên người trực"

    def __str__(self) -> str:
        return str(self.origin)
