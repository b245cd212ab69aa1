"""What the room keeps of visits, greetings of the head, and the yearly meeting with supporters."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from thanthien.core import clock
from thanthien.core.address_field import AddressField
from thanthien.core.naming_people import fault_of_person
from thanthien.engagement.occasions import kind_choices, occasion_choices
from thanthien.engagement.outreach_words import Sender, Way
from thanthien.records.models import Record

_NO_NAMES = "Không ghi họ tên, số điện thoại, địa chỉ của người dân."


def _refuse(**faults: str) -> None:
    """Raises ValidationError with the fields at which there is a fault."""
    if found := {name: told for name, told in faults.items() if told}:
        raise ValidationError(found)


class Outreach(Record):
    """One activity: a visit, a letter, a gift. ``open_to_all``: it may be told in public; people agreed, or nobody is
    named."""

    occasion = models.CharField("loại dịp", max_length=30, choices=kind_choices)
    way = models.CharField("hình thức", max_length=10, choices=Way.choices)
    people = models.PositiveSmallIntegerField("số người")
    households = models.PositiveSmallIntegerField("số hộ", null=True, blank=True)
    paper = models.CharField(
        "số, ký hiệu văn bản", max_length=60, blank=True,
        help_text="Thư, giấy khen, kế hoạch hoặc danh sách đã duyệt; để trống nếu có ảnh.",
    )  # fmt: skip
    about = models.CharField("nội dung", max_length=120, blank=True, help_text=_NO_NAMES)
    open_to_all = models.BooleanField("công khai hoạt động này trên trang của đơn vị", default=False)

    class Meta(Record.Meta):
        verbose_name = "hoạt động thăm hỏi, chúc mừng"
        verbose_name_plural = "hoạt động thăm hỏi, chúc mừng"
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(people__gte=1),
                name="outreach_reaches_somebody",
                violation_error_message="Số người từ 1 trở lên.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occasion} {self.day:%d/%m/%Y}"

    def clean(self) -> None:
        """Somebody is reached, and nobody named: what it was about stands on the unit's public page."""
        _refuse(people="Số người từ 1 trở lên." if self.people < 1 else "", about=fault_of_person(self.about))


class Greeting(Record):
    """A greeting to all people on an occasion of the year. ``day`` is the day on which it was made public."""

    occasion = models.CharField("dịp", max_length=30, choices=occasion_choices)
    sender = models.CharField("người gửi lời chúc", max_length=10, choices=Sender.choices)
    text = models.TextField("nội dung lời chúc", max_length=4000, blank=True)
    link = AddressField("địa chỉ bài đăng", max_length=500, blank=True)
    broadcast = models.CharField(
        "nơi phát thanh, phát biểu", max_length=200, blank=True, help_text="Ví dụ: đài truyền thanh phường, 3 buổi."
    )

    class Meta(Record.Meta):
        verbose_name = "lời chúc mừng của người đứng đầu"
        verbose_name_plural = "lời chúc mừng của người đứng đầu"
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(text="", link="", broadcast=""),
                name="greeting_reached_the_people",
                violation_error_message="Cần ghi nội dung, địa chỉ bài đăng hoặc nơi phát thanh, phát biểu.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occasion} {self.day:%d/%m/%Y}"

    @property
    def public_since(self) -> date:
        """The day on which it reached people: as told, where it says where it was published or broadcast. What stands
        here alone was public no earlier than it was told."""
        elsewhere = self.link or self.broadcast
        return self.day if elsewhere else max(self.day, self.told_at.astimezone(clock.ZONE).date())

    def clean(self) -> None:
        """What was said stands here, or where it was published or broadcast."""
        if not (self.text or self.link or self.broadcast):
            raise ValidationError({"text": "Cần ghi nội dung, địa chỉ bài đăng hoặc nơi phát thanh, phát biểu."})


class SupportersMeeting(Record):
    """A meeting of the head with supporters of the place and people of prestige. It counts once its minutes have a
    number, which a correction may bring."""

    place_held = models.CharField("địa điểm", max_length=120)
    organisations = models.PositiveSmallIntegerField("số tổ chức dự")
    people = models.PositiveSmallIntegerField("số người dự")
    minutes = models.CharField(
        "số, ký hiệu biên bản", max_length=60, blank=True, help_text="Chưa có biên bản thì để trống, đính chính sau."
    )
    about = models.CharField("nội dung", max_length=120, blank=True, help_text=_NO_NAMES)

    class Meta(Record.Meta):
        verbose_name = "cuộc gặp gỡ người ủng hộ, người có uy tín"
        verbose_name_plural = "cuộc gặp gỡ người ủng hộ, người có uy tín"
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(people__gte=1),
                name="supporters_meeting_has_guests",
                violation_error_message="Số người dự từ 1 trở lên.",
            ),
            models.UniqueConstraint(
                fields=["unit", "day", "place_held"],
                condition=Q(ended_at__isnull=True),
                name="supporters_meeting_once",
                violation_error_message="Cuộc gặp gỡ này đã được ghi; cần sửa thì đính chính.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_held} {self.day:%d/%m/%Y}"

    def clean(self) -> None:
        """Somebody came, and nobody is named."""
        _refuse(people="Số người dự từ 1 trở lên." if self.people < 1 else "", about=fault_of_person(self.about))
