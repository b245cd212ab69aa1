"""The systems that hand in feedback, each with its key."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from thanthien.core import clock
from thanthien.core.matters.triggers import only_these
from thanthien.feedback.open311.sources import CODE_FORM, LONGEST_CODE, prefix_of

SAME_CODE = "Mã hệ thống này đang được dùng."
_STAFF = settings.AUTH_USER_MODEL
_FREE = (
    "name", "unit_codes", "most_a_day", "tells_codes", "valid_to", "digest", "key_made_at", "ended_at",
    "ended_by_id", "version",
)  # fmt: skip


@pghistory.track(exclude=["digest"])
class ApiClient(models.Model):
    """A system of the city that hands in feedback, “1022”. Of its key the digest is kept. ``code``: what stands before
    its own numbers in ``Feedback.source``; ``unit_codes``: the units to which it may hand in, empty for all;
    ``most_a_day``: how many in a day; ``tells_codes``: whether it is given the codes by which senders follow."""

    code = models.CharField(
        "mã hệ thống", max_length=LONGEST_CODE, validators=[RegexValidator(CODE_FORM, "Chỉ gồm chữ thường không dấu.")]
    )
    name = models.CharField("tên hệ thống", max_length=120)
    unit_codes = ArrayField(models.CharField(max_length=10), verbose_name="đơn vị", default=list, db_default=[])
    most_a_day = models.PositiveIntegerField("số phản ánh mỗi ngày")
    tells_codes = models.BooleanField("nhận mã theo dõi để chuyển cho người gửi", default=False)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    digest = models.CharField("mã kiểm tra của khóa", max_length=64, unique=True, editable=False)
    key_made_at = models.DateTimeField("tạo khóa lúc", default=clock.now)
    made_by = models.ForeignKey(_STAFF, models.PROTECT, related_name="+", verbose_name="người lập")
    made_at = models.DateTimeField("lập lúc", default=clock.now)
    ended_by = models.ForeignKey(
        _STAFF, models.PROTECT, related_name="+", verbose_name="người kết thúc", null=True, blank=True
    )
    ended_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)
    version = models.PositiveSmallIntegerField("lần ghi", default=1)

    class Meta:
        verbose_name = "hệ thống gửi phản ánh"
        verbose_name_plural = "hệ thống gửi phản ánh"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(ended_at__isnull=True), name="api_client_code_once",
                violation_error_message=SAME_CODE,
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="api_client_ended_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="api_client_days_in_order"
            ),
        ]  # fmt: skip
        triggers = [
            only_these("api_client_is_fixed", _FREE, "Mã hệ thống, ngày bắt đầu và người lập không sửa được."),
            pgtrigger.Protect(name="api_client_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def opens(self) -> bool:
        """Whether its key is good today."""
        today = clock.today()
        begun = self.ended_at is None and self.valid_from <= today
        return begun and (self.valid_to is None or today <= self.valid_to)

    @property
    def sources(self) -> str:
        """What stands before its numbers."""
        return prefix_of(self.code)

    def hands_in_to(self, unit_code: str) -> bool:
        """Whether it may hand in to a unit."""
        return not self.unit_codes or unit_code in self.unit_codes
