"""Requests about one's own data with the steps that were taken, and breaches as they were told, version by version."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from thanthien.core import clock
from thanthien.core.matters.triggers import legal_steps, only_these
from thanthien.core.private.enums import Right
from thanthien.core.private.models import PrivateData
from thanthien.privacy.enums import Outcome, Via
from thanthien.privacy.workflow import OPEN, STATUS_LABELS, STEPS, Status
from thanthien.units.models import Unit

LONGEST_ABOUT, LONGEST_NOTE, LONGEST_TEXT = 300, 500, 3000
MOST_PEOPLE = 200_000_000  # more than live in the country
EARLIEST = date(2000, 1, 1)  # of a breach: what is told of an earlier day is mistyped
_STAFF = settings.AUTH_USER_MODEL
_STATUSES = [(str(one), label) for one, label in STATUS_LABELS.items()]
_FREE = (
    "status", "version", "due_on", "told_on", "told_at", "extended_on", "answered_on", "answered_at", "outcome",
    "sealed", "sealed_key", "erased_at",
)  # fmt: skip


class DataRequestQuerySet(models.QuerySet["DataRequest"]):
    """Requests with the words of the domain."""

    def open(self) -> Self:
        """Those that wait for something."""
        return self.filter(status__in=OPEN)

    def listed(self) -> Self:
        """With what lists name, the next limit first, what is done last; what is encrypted stays where it is."""
        done = models.Case(models.When(status__in=OPEN, then=0), default=1)
        return self.select_related("unit").defer("sealed").order_by(done, "due_on", "-pk")


class DataRequest(PrivateData):
    """Somebody asks to see, correct, delete … their data, by letter or at the desk. What is encrypted: who, how to
    reach them. ``purpose``: the code of the data meant, empty where it isn't known. ``tell_by``, ``due_on``: the last
    days to say that it came, and to carry it out. ``told_at``, ``answered_at``: when the platform heard of that, which
    a typed day can't put back."""

    right = models.CharField("đề nghị", max_length=10, choices=Right.choices)
    purpose = models.CharField("về dữ liệu", max_length=40, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị", null=True, blank=True)
    via = models.CharField("cách gửi", max_length=8, choices=Via.choices)
    received_on = models.DateField("ngày nhận")
    about = models.CharField("nội dung đề nghị", max_length=LONGEST_ABOUT)
    made_at = models.DateTimeField("ghi lúc", default=clock.now, editable=False)
    entered_by = models.ForeignKey(_STAFF, models.PROTECT, related_name="+", verbose_name="người ghi")
    status = models.CharField("trạng thái", max_length=10, choices=_STATUSES, default=Status.RECEIVED)
    version = models.PositiveSmallIntegerField("lần ghi", default=1)
    tell_by = models.DateField("hạn báo đã nhận")
    due_on = models.DateField("hạn thực hiện")
    told_on = models.DateField("ngày báo đã nhận", null=True, blank=True)
    told_at = models.DateTimeField("ghi báo đã nhận lúc", null=True, blank=True, editable=False)
    extended_on = models.DateField("ngày báo gia hạn", null=True, blank=True)
    answered_on = models.DateField("ngày trả lời", null=True, blank=True)
    answered_at = models.DateTimeField("ghi kết quả lúc", null=True, blank=True, editable=False)
    outcome = models.CharField("kết quả", max_length=8, choices=Outcome.choices, blank=True)

    objects = DataRequestQuerySet.as_manager()

    class Meta(PrivateData.Meta):
        verbose_name = "yêu cầu về dữ liệu cá nhân"
        verbose_name_plural = "yêu cầu về dữ liệu cá nhân"
        ordering = ["-pk"]
        constraints = [
            *PrivateData.Meta.constraints,
            models.CheckConstraint(condition=Q(right__in=Right.values), name="data_request_right_known"),
            models.CheckConstraint(
                condition=Q(
                    status=Status.ANSWERED, answered_on__isnull=False, answered_at__isnull=False,
                    outcome__in=Outcome.values,
                )
                | (~Q(status=Status.ANSWERED) & Q(answered_on__isnull=True, answered_at__isnull=True, outcome="")),
                name="data_request_answered_with_outcome",
            ),
        ]  # fmt: skip
        triggers = [
            *PrivateData.Meta.triggers,
            legal_steps("data_request_legal_steps", STEPS.pairs()),
            only_these("data_request_is_fixed", _FREE, "Yêu cầu đã ghi không sửa được."),
            pgtrigger.Protect(name="data_request_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Its number in the register; it opens nothing."""
        return f"YC-{self.pk}"

    @property
    def stage(self) -> Status:
        """The state as its enum member."""
        return Status(self.status)

    @property
    def late_words(self) -> str:
        """Which limit is over, or was not kept; empty where none. What was typed after a limit was not kept by a day
        that is typed back."""
        today = clock.today()
        if self.stage in OPEN and self.due_on < today:
            return "Quá hạn thực hiện"
        if self.stage is Status.RECEIVED and self.tell_by < today:
            return "Quá hạn báo đã nhận"
        answered = _late(self.answered_on, self.answered_at, self.due_on, "Xong sau hạn", "Ghi kết quả sau hạn")
        told = _late(self.told_on, self.told_at, self.tell_by, "Báo đã nhận sau hạn", "Ghi báo đã nhận sau hạn")
        return answered or told


def _late(day: date | None, at: datetime | None, last: date, done: str, entered: str) -> str:
    """Whether it was done after the last day, or only entered after it."""
    if day is not None and day > last:
        return done
    return entered if at is not None and at.astimezone(clock.ZONE).date() > last else ""


class DataRequestStep(models.Model):
    """A step that was taken with a request: never changed. ``day``: of which day it tells."""

    request = models.ForeignKey(DataRequest, models.PROTECT, related_name="steps", verbose_name="yêu cầu")
    step = models.CharField("bước", max_length=16, choices=[(name, one.label) for name, one in STEPS.items()])
    by = models.ForeignKey(_STAFF, models.PROTECT, related_name="+", verbose_name="người ghi")
    at = models.DateTimeField("ghi lúc", default=clock.now, editable=False)
    day = models.DateField("ngày")
    outcome = models.CharField("kết quả", max_length=8, choices=Outcome.choices, blank=True)
    note = models.CharField("ghi rõ", max_length=LONGEST_NOTE, blank=True)
    document = models.CharField("số văn bản", max_length=60, blank=True)

    class Meta:
        verbose_name = "bước của yêu cầu về dữ liệu cá nhân"
        verbose_name_plural = "bước của yêu cầu về dữ liệu cá nhân"
        ordering = ["pk"]
        triggers = [
            pgtrigger.Protect(name="data_request_step_append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.request_id}: {self.step}"


class BreachQuerySet(models.QuerySet["Breach"]):
    """Breaches with the words of the domain."""

    def listed(self) -> Self:
        """With what stands of each now, the latest noticed first."""
        return self.select_related("last", "last__by").order_by("-last__noticed_at", "-pk")

    def untold(self) -> Self:
        """Those of which the authority wasn't told yet."""
        return self.filter(last__told_authority_at=None)


class Breach(models.Model):
    """Personal data were seen, changed, lost by whom or by what they should not. ``last``: the version that stands."""

    made_at = models.DateTimeField("ghi lúc", default=clock.now, editable=False)
    last = models.OneToOneField(
        "BreachVersion", models.PROTECT, related_name="+", verbose_name="bản hiện nay", null=True, editable=False
    )

    objects = BreachQuerySet.as_manager()

    class Meta:
        verbose_name = "vi phạm dữ liệu cá nhân"
        verbose_name_plural = "vi phạm dữ liệu cá nhân"
        ordering = ["-pk"]
        triggers = [
            only_these("breach_is_fixed", ("last_id",), "Vi phạm đã ghi không sửa được; cần ghi thêm một bản."),
            pgtrigger.Protect(name="breach_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Its number in the register."""
        return f"VP-{self.pk}"

    @property
    def now(self) -> BreachVersion:
        """The version that stands: each breach is stored with its first one."""
        assert self.last is not None  # noqa: S101 - for the type checker
        return self.last


class BreachVersion(models.Model):
    """A breach as it was told: all that was known by then. ``reason``: why it was told anew; empty of the first one.
    ``people``: about how many are concerned, None while nobody knows."""

    breach = models.ForeignKey(Breach, models.PROTECT, related_name="versions", verbose_name="vi phạm")
    at = models.DateTimeField("ghi lúc", default=clock.now, editable=False)
    by = models.ForeignKey(_STAFF, models.PROTECT, related_name="+", verbose_name="người ghi")
    noticed_at = models.DateTimeField("phát hiện lúc")
    happened_on = models.DateField("xảy ra từ ngày", null=True, blank=True)
    what = models.TextField("việc đã xảy ra", max_length=LONGEST_TEXT)
    data = models.CharField("dữ liệu liên quan", max_length=LONGEST_NOTE)
    people = models.PositiveIntegerField("số người liên quan", null=True, blank=True)
    measures = models.TextField("biện pháp đã làm", max_length=LONGEST_TEXT, blank=True)
    told_authority_at = models.DateTimeField("báo cơ quan chuyên trách lúc", null=True, blank=True)
    authority_document = models.CharField("số văn bản báo", max_length=60, blank=True)
    told_people_on = models.DateField("ngày báo người liên quan", null=True, blank=True)
    people_words = models.CharField("cách báo, hoặc vì sao không báo", max_length=LONGEST_NOTE, blank=True)
    reason = models.CharField("lý do ghi thêm", max_length=LONGEST_NOTE, blank=True)

    class Meta:
        verbose_name = "bản ghi vi phạm"
        verbose_name_plural = "bản ghi vi phạm"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(told_authority_at__isnull=True) | Q(told_authority_at__gte=F("noticed_at")),
                name="breach_told_after_it_was_noticed",
                violation_error_message="Báo cơ quan chuyên trách phải sau lúc phát hiện.",
            ),
            models.CheckConstraint(
                condition=Q(noticed_at__gte=datetime.combine(EARLIEST, time(), clock.ZONE))
                & (Q(happened_on__isnull=True) | Q(happened_on__gte=EARLIEST)),
                name="breach_of_no_earlier_century",
                violation_error_message=f"Vi phạm ghi ở đây xảy ra từ năm {EARLIEST.year}.",
            ),
            models.CheckConstraint(
                condition=Q(people__isnull=True) | Q(people__lte=MOST_PEOPLE),
                name="breach_people_can_be",
                violation_error_message="Số người lớn quá mức có thể có.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="breach_version_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.breach_id} {self.at:%d/%m/%Y}"

    @property
    def tell_by(self) -> datetime:
        """Until when the authority is told: so many hours after it was noticed, at the minute."""
        return self.noticed_at + timedelta(hours=settings.DATA_BREACH_HOURS)

    @property
    def late_words(self) -> str:
        """How the limit was met; empty while it runs and where it was kept."""
        if self.told_authority_at is None:
            return "Quá hạn báo" if clock.now() > self.tell_by else ""
        return "Báo sau hạn" if self.told_authority_at > self.tell_by else ""
