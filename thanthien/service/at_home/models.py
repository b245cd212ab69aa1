"""Requests for home service, the steps that were taken with them, and the public announcement of the service."""

from __future__ import annotations

import uuid
from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from thanthien.core import clock
from thanthien.core.matters.triggers import legal_steps, only_these
from thanthien.core.private.models import PrivateData
from thanthien.records.models import Record
from thanthien.service.at_home.enums import REASONS, Via
from thanthien.service.at_home.workflow import ACTOR_LABELS, OPEN, STATUS_LABELS, STEPS, Actor, Status
from thanthien.units.models import Agency, Hamlet, Unit

_STATUSES = [(str(status), label) for status, label in STATUS_LABELS.items()]
_FREE = ("status", "version", "planned_on", "planned_who", "sealed", "sealed_key", "erased_at")


class HomeAnnouncement(Record):
    """The service was told to the public. ``day``: since when."""

    text = models.CharField("nội dung thông báo", max_length=600)
    phone = models.CharField("số điện thoại nhận đề nghị", max_length=30)

    class Meta(Record.Meta):
        verbose_name = "thông báo phục vụ tại nhà"
        verbose_name_plural = "thông báo phục vụ tại nhà"
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["unit", "day"],
                condition=Q(ended_at__isnull=True),
                name="home_announcement_once_a_day",
                violation_error_message="Ngày này đã có thông báo; cần sửa thì đính chính.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.day:%d/%m/%Y}"


class HomeRequestQuerySet(models.QuerySet["HomeRequest"]):
    """Requests with the words of the domain."""

    def open(self) -> Self:
        """Those that wait for something."""
        return self.filter(status__in=OPEN)

    def with_names(self) -> Self:
        """With what lists name. What is encrypted stays where it is."""
        return self.select_related("unit", "hamlet", "agency").defer("sealed")

    def newest_first(self) -> Self:
        """The latest day of asking first."""
        return self.order_by("-asked_on", "-pk")


class HomeRequest(PrivateData):
    """Somebody who can't travel asks to be served at home. What is encrypted: name, phone, address, reason, and what
    was typed of the procedure. ``code_digest``: of the code by which the person follows; the code is kept nowhere.
    ``from_staff``: sent on the public page of a device on which somebody of the unit was signed in."""

    key = models.UUIDField("khóa chống trùng", default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    hamlet = models.ForeignKey(
        Hamlet, models.PROTECT, related_name="+", verbose_name="thôn, tổ dân phố", null=True, blank=True
    )
    procedure = models.CharField("thủ tục", max_length=20, blank=True)
    asked_on = models.DateField("ngày đề nghị")
    wished_on = models.DateField("ngày mong muốn", null=True, blank=True)
    via = models.CharField("cách đề nghị", max_length=8, choices=Via.choices)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi", null=True, blank=True
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="+", verbose_name="cơ quan ghi", null=True, blank=True
    )
    made_at = models.DateTimeField("ghi lúc", default=clock.now, editable=False)
    code_digest = models.CharField("dấu của mã theo dõi", max_length=64, unique=True, editable=False)
    from_staff = models.BooleanField("gửi từ máy của cán bộ", default=False, db_default=False, editable=False)
    status = models.CharField("trạng thái", max_length=12, choices=_STATUSES, default=Status.ASKED)
    version = models.PositiveSmallIntegerField("lần ghi", default=1)
    planned_on = models.DateField("hẹn ngày", null=True, blank=True)
    planned_who = models.CharField("người đến nhà", max_length=120, blank=True)

    objects = HomeRequestQuerySet.as_manager()

    class Meta(PrivateData.Meta):
        verbose_name = "đề nghị phục vụ tại nhà"
        verbose_name_plural = "đề nghị phục vụ tại nhà"
        ordering = ["-asked_on", "-pk"]
        indexes = [models.Index(fields=["unit", "asked_on"], name="home_request_unit_day")]
        constraints = [
            *PrivateData.Meta.constraints,
            models.CheckConstraint(
                condition=Q(status__in=[str(one) for one in Status]), name="home_request_status_known"
            ),
            models.CheckConstraint(
                condition=Q(via=Via.WEB, entered_by__isnull=True, agency__isnull=True)
                | (~Q(via=Via.WEB) & Q(entered_by__isnull=False, agency__isnull=False)),
                name="home_request_entered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(from_staff=False) | Q(via=Via.WEB), name="home_request_beside_staff_is_of_the_web"
            ),
            models.CheckConstraint(
                condition=Q(wished_on__isnull=True) | Q(wished_on__gte=F("asked_on")),
                name="home_request_wish_after_asking",
                violation_error_message="Ngày mong muốn không trước ngày đề nghị.",
            ),
        ]
        triggers = [
            *PrivateData.Meta.triggers,
            legal_steps("home_request_legal_steps", STEPS.pairs()),
            only_these("home_request_is_fixed", _FREE, "Đề nghị đã ghi không sửa được."),
            pgtrigger.Protect(name="home_request_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Its number among officials; it opens nothing."""
        return f"PV-{self.pk}"

    @property
    def stage(self) -> Status:
        """The state as its enum member."""
        return Status(self.status)


class HomeStep(models.Model):
    """A step that was taken with a request: never changed. ``day``: of which day it tells. Of one that was written on a
    device without a signal ``key`` is the entry's and ``told_at`` its moment, where that is believed. ``from_staff``:
    taken by the code on a device on which somebody of the unit was signed in."""

    request = models.ForeignKey(HomeRequest, models.PROTECT, related_name="steps", verbose_name="đề nghị")
    step = models.CharField("bước", max_length=16, choices=[(name, step.label) for name, step in STEPS.items()])
    actor = models.CharField("bên", max_length=8, choices=[(str(one), label) for one, label in ACTOR_LABELS.items()])
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi", null=True, blank=True
    )
    at = models.DateTimeField("ghi lúc", default=clock.now, editable=False)
    day = models.DateField("ngày", null=True, blank=True)
    due_on = models.DateField("ngày hẹn trả kết quả", null=True, blank=True)
    who = models.CharField("người đến nhà", max_length=120, blank=True)
    reason = models.CharField("lý do", max_length=12, choices=REASONS, blank=True)
    note = models.CharField("ghi rõ", max_length=300, blank=True)
    key = models.UUIDField("khóa chống trùng", null=True, blank=True, unique=True, editable=False)
    told_at = models.DateTimeField("ghi trên máy lúc", null=True, blank=True, editable=False)
    from_staff = models.BooleanField("gửi từ máy của cán bộ", default=False, db_default=False, editable=False)

    class Meta:
        verbose_name = "bước của đề nghị phục vụ tại nhà"
        verbose_name_plural = "bước của đề nghị phục vụ tại nhà"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(from_staff=False) | Q(actor=str(Actor.CITIZEN)), name="home_step_beside_staff_is_by_code"
            ),
        ]
        triggers = [pgtrigger.Protect(name="home_step_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.request_id}: {self.step}"
