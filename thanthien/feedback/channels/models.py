"""The channels of a unit, and the tests of them by whoever is not its committee."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from thanthien.core.naming_people import fault_of_name
from thanthien.feedback.channels.catalogue import choices
from thanthien.feedback.channels.enums import Works
from thanthien.records.guards import kept_by
from thanthien.records.models import Record
from thanthien.records.supervisors import SUPERVISING
from thanthien.units.enums import AgencyKind

_ENDS_FIRST = "Ngày dùng cuối cùng không trước ngày bắt đầu dùng."


class _OfChannel(Record):
    """``kind`` and ``where`` say which channel it is: a test names them as they were, so that what a channel is called
    afterwards is proved by no earlier test."""

    kind = models.CharField("loại phương tiện", max_length=30, choices=choices)
    where = models.CharField(
        "nơi đặt, số, địa chỉ",
        max_length=120,
        help_text="Như người dân cần biết: nơi đặt hòm thư, số điện thoại của cơ quan, địa chỉ trang. Không ghi tên, "
        "số điện thoại riêng của ai.",
    )

    class Meta(Record.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.where}"


class FeedbackChannel(_OfChannel):
    """A way in which people reach the unit. ``day``: since when; ``last_day``: until when, where it is given up."""

    last_day = models.DateField(
        "ngày dùng cuối cùng", null=True, blank=True, help_text="Chỉ ghi khi không dùng phương tiện này nữa."
    )

    class Meta(_OfChannel.Meta):
        abstract = False
        verbose_name = "phương tiện tiếp nhận"
        verbose_name_plural = "phương tiện tiếp nhận"
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("day")),
                name="feedback_channel_ends_after_it_began",
                violation_error_message=_ENDS_FIRST,
            ),
            models.UniqueConstraint(
                fields=["unit", "kind", "where"],
                condition=Q(ended_at__isnull=True, last_day__isnull=True),
                name="feedback_channel_once",
                violation_error_message="Phương tiện này đã có trong danh sách.",
            ),
        ]
        triggers = [*Record.Meta.triggers, *kept_by([AgencyKind.COMMUNE_COMMITTEE.value])]

    def clean(self) -> None:
        """Everybody reads where it is; it ends no earlier than it began."""
        faults = {"where": fault_of_name(self.where)}
        if self.last_day is not None and self.last_day < self.day:
            faults["last_day"] = _ENDS_FIRST
        if told := {name: fault for name, fault in faults.items() if fault}:
            raise ValidationError(told)


class ChannelTest(_OfChannel):
    """Somebody beside the committee tried a channel on ``day``. ``channel``: the key of the channel's first version."""

    channel = models.UUIDField("phương tiện", db_index=True)
    result = models.CharField("kết quả kiểm tra", max_length=8, choices=Works.choices)
    note = models.CharField("ghi chú", max_length=300, blank=True)

    class Meta(_OfChannel.Meta):
        abstract = False
        verbose_name = "lần kiểm tra phương tiện tiếp nhận"
        verbose_name_plural = "lần kiểm tra phương tiện tiếp nhận"
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(condition=Q(result__in=Works.values), name="channel_test_has_a_result"),
            models.UniqueConstraint(
                fields=["channel", "day"],
                condition=Q(ended_at__isnull=True),
                name="channel_test_once_a_day",
                violation_error_message="Phương tiện này đã được kiểm tra trong ngày; cần sửa thì đính chính.",
            ),
        ]
        triggers = [*Record.Meta.triggers, *kept_by(kind.value for kind in SUPERVISING)]
