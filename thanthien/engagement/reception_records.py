"""Receptions and dialogues as records: the published calendar, the sessions held, what was promised there."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from thanthien.core import clock
from thanthien.engagement.enums import Head, Meeting, Presided
from thanthien.engagement.matters import MattersField
from thanthien.engagement.neutral import LONGEST_SUBJECT, fault_of_cases, fault_of_subject
from thanthien.records.models import Record

FARTHEST = timedelta(days=366)
MOST_MATTERS = 10  # of one visit; more are a slip of the pen
_STANDS = Q(ended_at__isnull=True)


class PlannedReception(Record):
    """A session that the calendar promises. ``day`` is the day on which the calendar was made public."""

    head = models.CharField("của ai", max_length=12, choices=Head.choices)
    meeting = models.CharField("hình thức", max_length=12, choices=Meeting.choices, default=Meeting.RECEPTION)
    planned_on = models.DateField("ngày tiếp, đối thoại")
    hours = models.CharField("giờ", max_length=40, help_text="Ví dụ: 8 giờ đến 11 giờ")
    venue = models.CharField("địa điểm", max_length=120)

    class Meta(Record.Meta):
        verbose_name = "buổi trong lịch"
        verbose_name_plural = "buổi trong lịch"
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(condition=Q(planned_on__gte=F("day")), name="planned_reception_is_to_come"),
            models.UniqueConstraint(
                fields=["unit", "head", "planned_on", "meeting"],
                condition=_STANDS,
                name="planned_reception_once",
                violation_error_message="Lịch đã có buổi này.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_head_display()}, {self.planned_on:%d/%m/%Y}"

    def clean(self) -> None:
        """A calendar tells what is to come: nobody promises a day that has passed."""
        if self.planned_on < max(self.day, self.made_at.astimezone(clock.ZONE).date()):
            told = "Lịch chỉ ghi ngày chưa qua. Buổi đã tổ chức thì ghi ở “Kết quả tiếp công dân, đối thoại”."
            raise ValidationError({"planned_on": told})
        if self.planned_on > self.day + FARTHEST:
            raise ValidationError({"planned_on": "Ngày này quá xa. Cần ghi ngày trong vòng một năm."})


class Reception(Record):
    """A session that was held on ``day``, with numbers alone: whoever came and what they said stands elsewhere."""

    head = models.CharField("của ai", max_length=12, choices=Head.choices)
    meeting = models.CharField("hình thức", max_length=12, choices=Meeting.choices, default=Meeting.RECEPTION)
    instead_of = models.DateField(
        "bù cho buổi trong lịch ngày", null=True, blank=True, help_text="Để trống nếu đúng lịch hoặc ngoài lịch"
    )
    presided = models.CharField("ai chủ trì", max_length=12, choices=Presided.choices, default=Presided.HEAD)
    delegate = models.CharField(
        "chức danh người chủ trì thay", max_length=120, blank=True, help_text="Ví dụ: Phó Chủ tịch Ủy ban nhân dân"
    )
    basis = models.CharField(
        "lý do ủy quyền, văn bản giao phụ trách", max_length=120, blank=True, help_text="Số, ngày văn bản nếu có"
    )
    received = models.PositiveSmallIntegerField("số lượt người")
    matters = models.PositiveSmallIntegerField("số vụ việc", default=0)
    kinds = MattersField("lĩnh vực", max_length=400, blank=True)
    case_numbers = models.CharField(
        "mã số trên Cơ sở dữ liệu quốc gia",
        max_length=400,
        blank=True,
        help_text="Vụ việc khiếu nại, tố cáo chỉ ghi mã số, cách nhau bằng dấu chấm phẩy",
    )
    subject = models.CharField(
        "chủ đề chung",
        max_length=LONGEST_SUBJECT,
        blank=True,
        help_text="Không ghi nội dung khiếu nại, tố cáo, không nêu tên người",
    )

    class Meta(Record.Meta):
        verbose_name = "buổi tiếp công dân, đối thoại"
        verbose_name_plural = "buổi tiếp công dân, đối thoại"
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(presided=Presided.HEAD, delegate="", basis="")
                | (~Q(presided=Presided.HEAD) & ~Q(delegate="") & ~Q(basis="")),
                name="reception_says_who_presided",
                violation_error_message="Cần ghi ai chủ trì thay và vì sao.",
            ),
            models.UniqueConstraint(
                fields=["unit", "head", "day", "meeting"],
                condition=_STANDS,
                name="reception_once",
                violation_error_message="Buổi này đã được ghi; cần sửa thì đính chính.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_head_display()}, {self.day:%d/%m/%Y}"

    def clean(self) -> None:
        """Who presided in whose place, and that nothing of a case is told but its number."""
        faults = self._faults_of_presiding() | self._faults_of_matters()
        if self.instead_of == self.day:
            faults["instead_of"] = "Buổi đúng ngày trong lịch thì để trống ô này."
        if self.instead_of and abs(self.instead_of - self.day) > FARTHEST:
            faults["instead_of"] = "Ngày này quá xa ngày tổ chức."
        if fault := fault_of_subject(self.subject):
            faults["subject"] = fault
        if fault := fault_of_cases(self.case_numbers):
            faults["case_numbers"] = fault
        if faults:
            raise ValidationError(faults)

    def _faults_of_matters(self) -> dict[str, str]:
        """Matters are somebody's, and of some field; many times more than people is a slip of the pen."""
        if not self.matters:
            return {}
        faults = {} if self.kinds else {"kinds": "Có vụ việc thì cần chọn lĩnh vực."}
        if self.matters > self.received * MOST_MATTERS:
            faults["matters"] = f"Số vụ việc gấp hơn {MOST_MATTERS} lần số lượt người. Cần xem lại hai ô này."
        return faults

    def _faults_of_presiding(self) -> dict[str, str]:
        if self.presided == Presided.HEAD:
            told = "Người đứng đầu trực tiếp chủ trì thì để trống ô này."
            return {name: told for name in ("delegate", "basis") if getattr(self, name)}
        wanted = {
            "delegate": "Cần ghi chức danh người chủ trì thay.",
            "basis": (
                "Cần ghi lý do ủy quyền."
                if self.presided == Presided.DELEGATED
                else "Cần ghi số, ngày văn bản giao phụ trách."
            ),
        }
        return {name: told for name, told in wanted.items() if not getattr(self, name)}


class Promise(Record):
    """What the head promised at a session of ``day``, by when it is answered, and what the answer was."""

    head = models.CharField("của ai", max_length=12, choices=Head.choices)
    subject = models.CharField(
        "hứa việc gì", max_length=LONGEST_SUBJECT, help_text="Ngắn, chung; không nêu tên người, không ghi nội dung đơn"
    )
    due_on = models.DateField("hạn trả lời")
    public = models.BooleanField(
        "công khai được", default=False, help_text="Đăng việc hứa và câu trả lời lên trang đơn vị"
    )
    answered_on = models.DateField("ngày trả lời", null=True, blank=True)
    answer = models.CharField(
        "trả lời thế nào", max_length=300, blank=True, help_text="Ghi gọn kết quả hoặc số, ngày văn bản trả lời"
    )

    class Meta(Record.Meta):
        verbose_name = "cam kết"
        verbose_name_plural = "cam kết"
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(due_on__gte=F("day")),
                name="promise_due_after_the_session",
                violation_error_message="Hạn trả lời không trước ngày tiếp.",
            ),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True, answer="")
                | (Q(answered_on__isnull=False, answered_on__gte=F("day")) & ~Q(answer="")),
                name="promise_answered_with_day_and_words",
                violation_error_message="Ngày trả lời và nội dung trả lời đi cùng nhau.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject}, {self.day:%d/%m/%Y}"

    def clean(self) -> None:
        """Due after the session; an answer has its day, which has come, and its words."""
        faults: dict[str, str] = {}
        if self.due_on < self.day:
            faults["due_on"] = "Hạn trả lời không trước ngày tiếp."
        if fault := fault_of_subject(self.subject):
            faults["subject"] = fault
        if fault := fault_of_subject(self.answer):
            faults["answer"] = fault
        if bool(self.answer) != bool(self.answered_on):
            name = "answered_on" if self.answer else "answer"
            faults[name] = "Cần ghi cả ngày trả lời và nội dung trả lời."
        elif self.answered_on and not self.day <= self.answered_on <= self.made_at.astimezone(clock.ZONE).date():
            faults["answered_on"] = "Ngày trả lời từ ngày tiếp đến hôm nay."
        if faults:
            raise ValidationError(faults)
