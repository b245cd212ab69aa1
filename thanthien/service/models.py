"""What the service room keeps: the decision on the fast day, and the numbers of each day held."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from thanthien.core.address_field import AddressField
from thanthien.core.codes import parted
from thanthien.records.codes import CodesField
from thanthien.records.enums import Through
from thanthien.records.models import Record
from thanthien.service.at_home.models import HomeAnnouncement, HomeRequest, HomeStep  # noqa: F401 - models of this room
from thanthien.service.enums import Origin, Weekday
from thanthien.service.procedures import catalogue, choices, choices_of_numbers


class ProceduresField(CodesField):
    """Codes of procedures."""

    def listed(self) -> list[tuple[str, str]]:
        return choices()


class FastDayDecision(Record):
    """The commune's decision on its fast day. ``day`` is the day of signing."""

    number = models.CharField("số quyết định", max_length=60)
    signer = models.CharField("người ký", max_length=120)
    weekday = models.PositiveSmallIntegerField("ngày giải quyết nhanh", choices=Weekday.choices)
    effective_on = models.DateField("áp dụng từ tuần có ngày")
    procedures = ProceduresField("danh mục thủ tục", max_length=1000)
    published_on = models.DateField("ngày công khai", null=True, blank=True)
    link = AddressField("địa chỉ bản công khai", max_length=500, blank=True)

    class Meta(Record.Meta):
        verbose_name = "quyết định về ngày giải quyết nhanh"
        verbose_name_plural = "quyết định về ngày giải quyết nhanh"
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(condition=Q(weekday__in=Weekday.values), name="fast_day_decision_names_a_weekday"),
            models.CheckConstraint(
                condition=Q(published_on__isnull=True) | Q(published_on__gte=F("day")),
                name="fast_day_decision_published_after_signing",
                violation_error_message="Ngày công khai không trước ngày ký.",
            ),
            models.UniqueConstraint(
                fields=["unit", "number", "day"],
                condition=Q(ended_at__isnull=True),
                name="fast_day_decision_once",
                violation_error_message="Quyết định này đã được ghi.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.day:%d/%m/%Y}"

    def clean(self) -> None:
        """A decision holds from the week of its signing at the earliest: a past week is not decided afterwards."""
        faults: dict[str, str] = {}
        unknown = [code for code in parted(self.procedures) if code not in catalogue()]
        if unknown:
            faults["procedures"] = f"Danh mục của thành phố không có thủ tục mang mã “{unknown[0]}”."
        if self.effective_monday < monday_of(self.day):
            faults["effective_on"] = "Tuần áp dụng không trước tuần ký quyết định."
        if self.published_on and self.published_on < self.day:
            faults["published_on"] = "Ngày công khai không trước ngày ký."
        if faults:
            raise ValidationError(faults)

    @property
    def effective_monday(self) -> date:
        """The first day of the week from which the decision holds."""
        return monday_of(self.effective_on)


class FastDay(Record):
    """Numbers of one fast day: of one procedure, or of the whole list."""

    procedure = models.CharField("thủ tục", max_length=20, choices=choices_of_numbers, blank=True)
    received = models.PositiveSmallIntegerField("số hồ sơ nhận")
    returned = models.PositiveSmallIntegerField("số trả trong ngày")
    nothing = models.BooleanField("không có hồ sơ nào", default=False)
    origin_of_numbers = models.CharField("nguồn số liệu", max_length=10, choices=Origin.choices, default=Origin.COUNTED)

    class Meta(Record.Meta):
        verbose_name = "số liệu ngày giải quyết nhanh"
        verbose_name_plural = "số liệu ngày giải quyết nhanh"
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(returned__lte=F("received")),
                name="fast_day_returns_what_it_received",
                violation_error_message="Số trả trong ngày không lớn hơn số nhận.",
            ),
            models.CheckConstraint(
                condition=Q(nothing=True, received=0) | Q(nothing=False, received__gt=0),
                name="fast_day_states_zero",
                violation_error_message="Ngày không có hồ sơ nào thì đánh dấu “không có hồ sơ nào”.",
            ),
            models.UniqueConstraint(
                fields=["unit", "day", "procedure", "origin_of_numbers"],
                condition=Q(ended_at__isnull=True),
                name="fast_day_once",
                violation_error_message="Số liệu này của ngày này đã được ghi; cần sửa thì đính chính.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.day:%d/%m/%Y}"

    def clean(self) -> None:
        """Not more returned than received; zero is stated, not left; an extract comes in a file that the city marked,
        never typed or in a file of the commune's own."""
        faults = {}
        if self.origin_of_numbers == Origin.SYSTEM and self.through != Through.CITY_FILE:
            faults["origin_of_numbers"] = (
                "Số trích từ hệ thống giải quyết thủ tục chỉ nhập được bằng tệp do thành phố cấp, còn nguyên dấu kiểm "
                f"tra. Số trong tệp của đơn vị thì chọn nguồn “{Origin.COUNTED.label}”."
            )
        if self.returned > self.received:
            faults["returned"] = "Số trả trong ngày không lớn hơn số nhận."
        if self.nothing != (self.received == 0):
            faults["nothing"] = (
                "Đã ghi số hồ sơ nhận thì không đánh dấu ô này."
                if self.nothing
                else "Ngày không có hồ sơ nào thì đánh dấu ô này."
            )
        if faults:
            raise ValidationError(faults)


def monday_of(day: date) -> date:
    """The first day of the week."""
    return day - timedelta(days=day.weekday())


# Its tables belong to this room; Django finds them here.
from thanthien.service.roster.models import ShiftPerson, ShiftPresence, SupportShift  # noqa: E402, F401
