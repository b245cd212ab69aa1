"""What the room of the staff keeps: the roll, courses, commitments, discipline, praise and yearly ratings.

No record holds a name: records are never rewritten, and a name has to go some day. It stands in :class:`StaffName`
alone (ADR 31); everywhere else a person is their number on the roll of the unit, or only counted.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from thanthien.core.formats import number
from thanthien.records.codes import CodesField
from thanthien.records.enums import Through
from thanthien.records.models import Record
from thanthien.records.years import YearField
from thanthien.workforce.enums import Award, Group, Severity, Source, Topic
from thanthien.workforce.numbers import in_order, numbers_in

_NO_NAME = "Không ghi họ tên."
_DOCUMENT = "Số, ngày của văn bản. " + _NO_NAME


class NumbersField(CodesField):
    """Numbers on the roll in one text (“1; 2; 5”); whose form knows the roll offers them by name."""

    def listed(self) -> list[tuple[str, str]]:
        """None by itself: the roll is the unit's."""
        return []

    def titles(self, value: str) -> str:
        """How many people, and by which numbers they stand on the roll."""
        several = len(numbers_in(value))
        return f"{number(several)} người, số trong danh sách: {value}" if several else ""

    def validate(self, value: Any, model_instance: Any) -> None:
        """Raises ValidationError for what isn't a rising list of numbers."""
        super().validate(value, model_instance)
        if in_order(value) != value:
            raise ValidationError(
                "Ghi số thứ tự trong danh sách từ nhỏ đến lớn, cách nhau bằng dấu chấm phẩy: 1; 2; 5."
            )


class StaffEntry(Record):
    """One person's time on the roll of a unit, from ``day`` until the day before ``left_on``."""

    number = models.PositiveSmallIntegerField(
        "số trong danh sách",
        validators=[MinValueValidator(1)],
        help_text="Mỗi người một số, không đổi và không dùng lại cho người khác.",
    )
    group = models.CharField("nhóm", max_length=20, choices=Group.choices, default=Group.CIVIL_SERVANT)
    post = models.CharField("chức danh", max_length=120, help_text=_NO_NAME)
    document = models.CharField("văn bản tiếp nhận, bổ nhiệm", max_length=200, help_text=_DOCUMENT)
    left_on = models.DateField("thôi từ ngày", null=True, blank=True)
    left_document = models.CharField(
        "văn bản thôi, điều chuyển", max_length=200, blank=True, help_text=f"Cần ghi khi có ngày thôi. {_DOCUMENT}"
    )
    source = models.CharField("nguồn", max_length=10, choices=Source.choices, default=Source.UNIT)

    class Meta(Record.Meta):
        verbose_name = "cán bộ, công chức trong danh sách"
        verbose_name_plural = "cán bộ, công chức trong danh sách"
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(left_on__isnull=True, left_document="") | (Q(left_on__gt=F("day")) & ~Q(left_document="")),
                name="staff_entry_leaves_by_document",
                violation_error_message="Ngày thôi sau ngày vào danh sách, và có văn bản.",
            ),
            models.UniqueConstraint(
                fields=["unit", "number"],
                condition=Q(ended_at__isnull=True),
                name="staff_entry_number_once",
                violation_error_message="Số này đã có trong danh sách của đơn vị.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.number}"

    def clean(self) -> None:
        """Who leaves came before, and goes by a document; only a file that the city marked speaks for the database."""
        faults = {}
        if self.left_on and self.left_on <= self.day:
            faults["left_on"] = "Ngày thôi phải sau ngày vào danh sách."
        if bool(self.left_on) != bool(self.left_document):
            missing = "left_document" if self.left_on else "left_on"
            faults.setdefault(missing, "Thôi khỏi danh sách cần cả ngày và văn bản.")
        if self.source == Source.DATABASE and self.through != Through.CITY_FILE:
            faults["source"] = (
                "Dòng trích từ cơ sở dữ liệu cán bộ, công chức chỉ nhập được bằng tệp do thành phố cấp, còn nguyên dấu "
                f"kiểm tra. Dòng trong tệp của đơn vị thì chọn nguồn “{Source.UNIT.label}”."
            )
        if faults:
            raise ValidationError(faults)


class StaffName(models.Model):
    """Whose entry it is. Apart from the record, which nobody may change, and without a history, which would keep it:
    a name goes some time after its person has left."""

    origin = models.UUIDField("khóa của bản đầu", primary_key=True)
    name = models.CharField("họ và tên", max_length=120)

    class Meta:
        verbose_name = "họ và tên cán bộ, công chức"
        verbose_name_plural = "họ và tên cán bộ, công chức"

    def __str__(self) -> str:
        return str(self.origin)


class StaffCount(Record):
    """How many officials and civil servants a unit had on a day, as the standing office counts them."""

    people = models.PositiveSmallIntegerField("số cán bộ, công chức có mặt")
    document = models.CharField("văn bản", max_length=200, blank=True, help_text=_DOCUMENT)

    class Meta(Record.Meta):
        verbose_name = "số cán bộ, công chức theo cơ quan thường trực"
        verbose_name_plural = "số cán bộ, công chức theo cơ quan thường trực"
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["unit", "day"],
                condition=Q(ended_at__isnull=True),
                name="staff_count_once",
                violation_error_message="Số của ngày này đã được ghi; cần sửa thì đính chính.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.day:%d/%m/%Y}"


class Course(Record):
    """A course that people of the roll attended; ``day`` is its last day."""

    title = models.CharField("tên lớp", max_length=200)
    topic = models.CharField("nội dung", max_length=20, choices=Topic.choices)
    hours = models.PositiveSmallIntegerField(
        "số giờ", validators=[MinValueValidator(1), MaxValueValidator(2000)], help_text="Một buổi là 4 giờ."
    )
    organiser = models.CharField("đơn vị tổ chức", max_length=160)
    document = models.CharField("văn bản", max_length=200, help_text=_DOCUMENT)
    attendees = NumbersField("người dự", max_length=4000, help_text="Chọn những người trong danh sách đã dự đủ lớp.")

    class Meta(Record.Meta):
        verbose_name = "lớp tập huấn"
        verbose_name_plural = "lớp tập huấn"
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(condition=Q(hours__gte=1), name="course_lasts"),
            models.UniqueConstraint(
                fields=["unit", "title", "day"],
                condition=Q(ended_at__isnull=True),
                name="course_once",
                violation_error_message="Lớp này đã được ghi; thêm người dự thì đính chính.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.day:%d/%m/%Y}"


class Commitment(Record):
    """Who of the roll signed the commitment to “4 xin, 4 luôn, 5 không” on a day."""

    signers = NumbersField("người ký", max_length=4000, help_text="Chọn những người trong danh sách đã ký bản cam kết.")

    class Meta(Record.Meta):
        verbose_name = "lần ký cam kết"
        verbose_name_plural = "lần ký cam kết"

    def __str__(self) -> str:
        return f"{self.unit_id} {self.day:%d/%m/%Y}"


class Sanction(Record):
    """One person's violation, confirmed and punished. ``day``: of the violation; the unit is where it was committed.
    Of one violation both sides may punish: it stays one case. What the unit told of a decision doesn't keep the
    standing office from telling it otherwise: then the office's case counts (``queries.py: cases_of``)."""

    administrative = models.CharField("kỷ luật hành chính", max_length=20, choices=Severity.choices, blank=True)
    party = models.CharField("kỷ luật đảng", max_length=20, choices=Severity.choices, blank=True)
    decided_on = models.DateField("ngày quyết định kỷ luật")
    document = models.CharField("số quyết định kỷ luật", max_length=60, help_text=_NO_NAME)

    class Meta(Record.Meta):
        verbose_name = "trường hợp kỷ luật"
        verbose_name_plural = "trường hợp kỷ luật"
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(administrative="", party=""),
                name="sanction_names_a_measure",
                violation_error_message="Cần chọn hình thức kỷ luật hành chính hoặc kỷ luật đảng.",
            ),
            models.CheckConstraint(
                condition=Q(decided_on__gte=F("day")),
                name="sanction_follows_the_violation",
                violation_error_message="Ngày quyết định không trước ngày vi phạm.",
            ),
            models.UniqueConstraint(
                fields=["unit", "decided_on", "document", "agency"],
                condition=Q(ended_at__isnull=True),
                name="sanction_once",
                violation_error_message="Quyết định kỷ luật này đã được ghi.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.decided_on:%d/%m/%Y}"

    def clean(self) -> None:
        """At least one side punished, and not before the violation."""
        faults = {}
        if not (self.administrative or self.party):
            faults["administrative"] = "Cần chọn hình thức kỷ luật hành chính hoặc kỷ luật đảng."
        if self.decided_on < self.day:
            faults["decided_on"] = "Ngày quyết định không trước ngày vi phạm."
        if faults:
            raise ValidationError(faults)


class Statement(Record):
    """The word of the Chủ tịch on how many cases of discipline there were from the beginning of the year until ``day``,
    this day included."""

    cases = models.PositiveSmallIntegerField(
        "số trường hợp bị kỷ luật từ đầu năm", help_text="Vi phạm trong năm và tại đơn vị; không có thì ghi 0."
    )

    class Meta(Record.Meta):
        verbose_name = "lần xác nhận về kỷ luật"
        verbose_name_plural = "lần xác nhận về kỷ luật"
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["unit", "day"],
                condition=Q(ended_at__isnull=True),
                name="statement_once",
                violation_error_message="Đã xác nhận đến ngày này; cần sửa thì đính chính.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.day:%d/%m/%Y}"


class Commendation(Record):
    """People of the unit who were praised by one decision; ``day`` is the day of the decision."""

    award = models.CharField("hình thức", max_length=20, choices=Award.choices)
    people = models.PositiveSmallIntegerField("số người được khen", validators=[MinValueValidator(1)])
    document = models.CharField("số quyết định", max_length=60, help_text=_NO_NAME)

    class Meta(Record.Meta):
        verbose_name = "quyết định khen thưởng"
        verbose_name_plural = "quyết định khen thưởng"
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["unit", "document", "day"],
                condition=Q(ended_at__isnull=True),
                name="commendation_once",
                violation_error_message="Quyết định này đã được ghi.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.day:%d/%m/%Y}"


class Rating(Record):
    """How many people of a unit were rated how for a year; ``day`` is the day of the document that says so. Of one year
    the last document holds."""

    year = YearField("năm xếp loại")
    excellent = models.PositiveSmallIntegerField("hoàn thành xuất sắc nhiệm vụ")
    good = models.PositiveSmallIntegerField("hoàn thành tốt nhiệm vụ")
    fair = models.PositiveSmallIntegerField("hoàn thành nhiệm vụ")
    failed = models.PositiveSmallIntegerField("không hoàn thành nhiệm vụ")
    document = models.CharField("văn bản thông báo kết quả", max_length=200, help_text=_DOCUMENT)

    class Meta(Record.Meta):
        verbose_name = "kết quả xếp loại"
        verbose_name_plural = "kết quả xếp loại"
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["unit", "year", "document"],
                condition=Q(ended_at__isnull=True),
                name="rating_once",
                violation_error_message="Kết quả xếp loại này đã được ghi; cần sửa thì đính chính.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year}"

    def clean(self) -> None:
        """Somebody was rated, and the document speaks of its own year or the one before."""
        faults = {}
        if not self.rated:
            faults["excellent"] = "Cần ghi số người của ít nhất một mức xếp loại."
        if not self.day.year - 1 <= self.year <= self.day.year:
            faults["year"] = "Năm xếp loại là năm của văn bản hoặc năm liền trước."
        if faults:
            raise ValidationError(faults)

    @property
    def rated(self) -> int:
        """How many people were rated."""
        return self.excellent + self.good + self.fair + self.failed
