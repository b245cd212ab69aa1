"""What the room keeps: checklists and views of the offices, inspections, tests of broadcasting, households with the
app."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from thanthien.core.codes import parted
from thanthien.records.codes import CodesField
from thanthien.records.enums import Through
from thanthien.records.models import Record
from thanthien.workplace.enums import Channel, Counted, Heard, Inspected, Origin, Smoke, Spot
from thanthien.workplace.items import catalogue, choices

_ONCE = "Nội dung này của ngày này đã được ghi; cần sửa thì đính chính."


class CentreItemsField(CodesField):
    """Codes of what a centre has."""

    def listed(self) -> list[tuple[str, str]]:
        return choices()


class CentreCheck(Record):
    """One checklist of the place where people hand in their papers: what is there and can be used, and whether somebody
    smokes."""

    items = CentreItemsField("tiện ích người dân dùng được", max_length=1000, blank=True)
    smoke = models.CharField("thuốc lá", max_length=8, choices=Smoke.choices)
    minutes = models.CharField("số biên bản", max_length=60, blank=True)
    note = models.CharField("ghi chú", max_length=500, blank=True)

    class Meta(Record.Meta):
        verbose_name = "biên bản kiểm tra"
        verbose_name_plural = "biên bản kiểm tra"
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(condition=Q(smoke__in=Smoke.values), name="centre_check_says_of_smoke"),
            models.UniqueConstraint(
                fields=["unit", "day"],
                condition=Q(ended_at__isnull=True),
                name="centre_check_once_a_day",
                violation_error_message="Biên bản của ngày này đã được ghi; cần sửa thì đính chính.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.day:%d/%m/%Y}"

    def clean(self) -> None:
        """Only what the city's list knows."""
        unknown = [code for code in parted(self.items) if code not in catalogue()]
        if unknown:
            raise ValidationError({"items": f"Danh mục tiện ích không có mã “{unknown[0]}”."})


class SmokingInspection(Record):
    """A body outside the commune looked whether somebody smokes in its offices."""

    result = models.CharField("kết quả", max_length=8, choices=Inspected.choices)
    document = models.CharField("số văn bản, biên bản", max_length=60)
    where = models.CharField("nơi kiểm tra", max_length=200, blank=True)

    class Meta(Record.Meta):
        verbose_name = "lần kiểm tra thuốc lá"
        verbose_name_plural = "lần kiểm tra thuốc lá"
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(condition=Q(result__in=Inspected.values), name="smoking_inspection_has_a_result"),
            models.UniqueConstraint(
                fields=["unit", "document", "day"],
                condition=Q(ended_at__isnull=True),
                name="smoking_inspection_once",
                violation_error_message=_ONCE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.day:%d/%m/%Y}"


class GreenView(Record):
    """How a place of the offices looked on a day; what it shows are its photographs. Proof only: the indicator is
    judged."""

    spot = models.CharField("nơi chụp", max_length=8, choices=Spot.choices)
    note = models.CharField("ghi chú", max_length=500, blank=True)

    class Meta(Record.Meta):
        verbose_name = "ảnh môi trường làm việc"
        verbose_name_plural = "ảnh môi trường làm việc"
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(condition=Q(spot__in=Spot.values), name="green_view_names_a_spot"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.day:%d/%m/%Y}"


class RadioTest(Record):
    """A test of digital broadcasting in one thôn or tổ dân phố: by which device or channel, and whether it was heard.
    What was never tested is not covered."""

    channel = models.CharField("hình thức", max_length=10, choices=Channel.choices)
    device = models.CharField("thiết bị hoặc tên kênh", max_length=120)
    result = models.CharField("kết quả kiểm tra", max_length=8, choices=Heard.choices)

    class Meta(Record.Meta):
        verbose_name = "lần kiểm tra truyền thanh"
        verbose_name_plural = "lần kiểm tra truyền thanh"
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(condition=Q(hamlet__isnull=False), name="radio_test_is_of_a_hamlet"),
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values, result__in=Heard.values), name="radio_test_is_known"
            ),
            models.UniqueConstraint(
                fields=["hamlet", "day"],
                condition=Q(ended_at__isnull=True),
                name="radio_test_once_a_day",
                violation_error_message="Lần kiểm tra của nơi này, ngày này đã được ghi; cần sửa thì đính chính.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hamlet_id} {self.day:%d/%m/%Y}"

    def clean(self) -> None:
        """A test is of one thôn, tổ dân phố."""
        if self.hamlet_id is None:
            raise ValidationError({"hamlet": "Cần ghi thôn, tổ dân phố được kiểm tra."})


class AppHouseholds(Record):
    """Households and those of them in which somebody installed the city's app, as of a day. Only rows of the owner's
    file make a figure; what a unit counts itself is proof beside it."""

    households = models.PositiveIntegerField("số hộ", validators=[MinValueValidator(1)])
    installed = models.PositiveIntegerField("số hộ đã cài đặt")
    counted = models.CharField("số đã cài đặt đếm theo", max_length=12, choices=Counted.choices)
    source = models.CharField("nguồn", max_length=200, help_text="Cơ quan cung cấp, số và ngày văn bản gửi số liệu.")
    origin_of_numbers = models.CharField("bên đếm", max_length=8, choices=Origin.choices, default=Origin.OWN)

    class Meta(Record.Meta):
        verbose_name = "số hộ cài đặt ứng dụng"
        verbose_name_plural = "số hộ cài đặt ứng dụng"
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(installed__lte=F("households"), households__gt=0),
                name="app_households_within_households",
                violation_error_message="Số hộ đã cài đặt không lớn hơn số hộ.",
            ),
            models.CheckConstraint(
                condition=~Q(origin_of_numbers=Origin.OWNER) | Q(through=Through.CITY_FILE),
                name="app_households_of_owner_by_city_file",
            ),
            models.CheckConstraint(condition=Q(counted=Counted.HOUSEHOLDS), name="app_households_counts_households"),
            models.UniqueConstraint(
                fields=["unit", "hamlet", "day", "origin_of_numbers"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="app_households_once",
                violation_error_message="Số liệu này của ngày này đã được ghi.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.day:%d/%m/%Y}"

    def clean(self) -> None:
        """Not more households than there are, households and not phones; the owner's numbers come in the city's marked
        file, by somebody outside the commune."""
        faults = {}
        if self.installed > self.households:
            faults["installed"] = "Số hộ đã cài đặt không lớn hơn số hộ."
        if self.counted != Counted.HOUSEHOLDS:
            faults["counted"] = "Số thiết bị, tài khoản không phải số hộ. Cần số đếm theo hộ."
        if self.origin_of_numbers == Origin.OWNER and not self._is_from_the_city():
            faults["origin_of_numbers"] = (
                "Số của cơ quan quản lý ứng dụng do cơ quan của thành phố nhập bằng tệp còn nguyên dấu kiểm tra. Số "
                f"của đơn vị thì chọn “{Origin.OWN.label}”."
            )
        if self.origin_of_numbers == Origin.OWN and self._is_of_a_body():
            faults["origin_of_numbers"] = (
                "Cơ quan của thành phố không tự đếm hộ của đơn vị: số của cơ quan quản lý ứng dụng chỉ nhập bằng tệp, "
                "số sai thì hủy bản ghi rồi nhập lại."
            )
        if faults:
            raise ValidationError(faults)

    def _is_from_the_city(self) -> bool:
        """A marked file, handed in by a person of an agency of the city. No statement."""
        return self.through == Through.CITY_FILE and self._is_of_a_body()

    def _is_of_a_body(self) -> bool:
        """Told in a membership outside of the commune."""
        by = self.entered_by
        hats = by.hats if by is not None else ()
        return any(hat.unit_id is None and hat.agency_id == self.agency_id for hat in hats)
