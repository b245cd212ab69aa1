"""What was told, its texts, the answers that were drafted, and every step that was taken with it."""

from __future__ import annotations

import uuid
from typing import Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Concat

from thanthien.core import clock
from thanthien.core.db import VnFold, Words
from thanthien.core.matters.triggers import legal_steps, only_emptied, only_these
from thanthien.core.private.models import PrivateData
from thanthien.feedback.channels.models import ChannelTest, FeedbackChannel
from thanthien.feedback.enums import NUMBERED, Exempt, Part, Via
from thanthien.feedback.kept_photographs import FeedbackPhotograph, PublicPhotograph
from thanthien.feedback.left_addresses import LeftAddress
from thanthien.feedback.open311.models import ApiClient
from thanthien.feedback.workflow import (
    ACTOR_LABELS,
    HIDDEN,
    LEGAL_LANE,
    OPEN,
    RESULTS,
    STATUS_LABELS,
    STEPS,
    Actor,
    Kind,
    Status,
)
from thanthien.units.models import Agency, Hamlet, Unit

# Django reads the models of a room in this module alone: those that have files of their own are named here.
__all__ = [
    "ApiClient", "ChannelTest", "Feedback", "FeedbackAnswer", "FeedbackChannel", "FeedbackPhotograph",
    "FeedbackQuerySet", "FeedbackStep", "FeedbackText", "LeftAddress", "PublicPhotograph", "StandardAnswer",
]  # fmt: skip
MAX_TEXT, MAX_ANSWER, MAX_SUMMARY, MAX_NOTE, MAX_TITLE = 3000, 4000, 500, 500, 120
UNPUBLISHED = Q(status__in=RESULTS, published_at=None, exempt="")  # answered, and still to be said who sees it
SAME_TITLE = "Đã có mẫu trả lời mang tên này."
_STATUSES = [(str(one), label) for one, label in STATUS_LABELS.items()]
_KINDS = [(str(one), one.label) for one in Kind]
_FREE = (
    "status", "version", "topic", "kind", "assigned_id", "joined_to_id", "answer_id", "due_on", "answered_on",
    "published_at", "exempt", "solved",
)  # fmt: skip
_STAFF = settings.AUTH_USER_MODEL
_ONLY_ERASED = (
    "IF OLD.erased_at IS NOT NULL OR NEW.erased_at IS NULL THEN "
    "RAISE EXCEPTION 'Trả lời đã soạn chỉ được xóa, không thay.' USING ERRCODE = 'check_violation'; "
    "END IF; RETURN NEW;"
)


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    """Feedback with the words of the domain."""

    def open(self) -> Self:
        """Those that wait for an answer."""
        return self.filter(status__in=OPEN)

    def overdue(self) -> Self:
        """Of these those whose limit is over."""
        return self.open().filter(due_on__lt=clock.today())

    def seen(self) -> Self:
        """Those that are no matter of the lanes that the unit doesn't see."""
        return self.exclude(status__in=HIDDEN)

    def unpublished(self) -> Self:
        """Those that were answered, and of which it is still to be said whether everybody sees it."""
        return self.filter(UNPUBLISHED)

    def published(self) -> Self:
        """Those whose result anybody may see."""
        return self.filter(status__in=RESULTS, published_at__isnull=False, answer__isnull=False)

    def with_names(self) -> Self:
        """With what pages name."""
        return self.select_related("unit", "hamlet", "agency", "entered_by", "assigned", "joined_to", "answer")

    def with_listed_names(self) -> Self:
        """With what its line in a list names, and the summary of its answer."""
        named = self.select_related("unit", "hamlet", "assigned", "answer")
        return named.defer("answer__text", "answer__words")

    def newest_first(self) -> Self:
        """What was received last first."""
        return self.order_by("-received_on", "-pk")


class Feedback(models.Model):
    """What somebody told a unit. Its words and who told it are in :class:`FeedbackText`, encrypted. ``code_digest``: of
    the code by which the sender follows; the code is kept nowhere. ``public_id``: its number for other systems, which
    leads to no page. ``source``: of which record of another room or system it came. ``from_staff``: sent on a device on
    which somebody of the unit was signed in. ``due_on``: the last day of the answer, as of the last step."""

    key = models.UUIDField("khóa chống trùng", default=uuid.uuid4, unique=True, editable=False)
    public_id = models.UUIDField("mã công khai", db_default=RandomUUID(), unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    hamlet = models.ForeignKey(
        Hamlet, models.PROTECT, related_name="+", verbose_name="thôn, tổ dân phố", null=True, blank=True
    )
    topic = models.CharField("lĩnh vực", max_length=30)
    kind = models.CharField("loại", max_length=8, choices=_KINDS)
    first_kind = models.CharField("loại khi tiếp nhận", max_length=8, choices=_KINDS, editable=False)
    via = models.CharField("cách tiếp nhận", max_length=12, choices=Via.choices)
    source = models.CharField("nguồn", max_length=100, blank=True)
    received_on = models.DateField("ngày tiếp nhận")
    made_at = models.DateTimeField("ghi lúc", default=clock.now, editable=False)
    entered_by = models.ForeignKey(
        _STAFF, models.PROTECT, related_name="+", verbose_name="người ghi", null=True, blank=True
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="+", verbose_name="cơ quan ghi", null=True, blank=True
    )
    code_digest = models.CharField("dấu của mã theo dõi", max_length=64, unique=True, editable=False)
    from_staff = models.BooleanField("gửi từ máy của cán bộ", default=False, editable=False)
    status = models.CharField("trạng thái", max_length=12, choices=_STATUSES, default=Status.RECEIVED)
    version = models.PositiveSmallIntegerField("lần ghi", default=1)
    assigned = models.ForeignKey(
        _STAFF, models.PROTECT, related_name="+", verbose_name="người xử lý", null=True, blank=True
    )
    joined_to = models.ForeignKey(
        "self", models.PROTECT, related_name="joined", verbose_name="gộp với", null=True, blank=True
    )
    answer = models.ForeignKey(
        "FeedbackAnswer", models.PROTECT, related_name="+", verbose_name="trả lời", null=True, blank=True
    )
    due_on = models.DateField("hạn trả lời")
    answered_on = models.DateField("ngày trả lời", null=True, blank=True)
    published_at = models.DateTimeField("công khai lúc", null=True, blank=True)
    exempt = models.CharField("lý do không công khai", max_length=8, choices=Exempt.choices, blank=True)
    solved = models.BooleanField("người gửi cho biết đã giải quyết", null=True, blank=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = "phản ánh, góp ý"
        verbose_name_plural = "phản ánh, góp ý"
        ordering = ["-received_on", "-pk"]
        indexes = [
            models.Index(fields=["unit", "received_on"], name="feedback_unit_day"),
            models.Index(fields=["unit", "due_on"], name="feedback_unit_due"),
            models.Index(fields=["-received_on", "-id"], name="feedback_newest"),
            models.Index(fields=["unit", "due_on"], condition=Q(status__in=sorted(OPEN)), name="feedback_waiting"),
            models.Index(fields=["-answered_on", "-id"], condition=Q(published_at__isnull=False), name="feedback_told"),
            models.Index(
                fields=["source"],
                condition=Q(via=Via.GRASSROOTS, status__in=sorted(HIDDEN)),
                name="feedback_heard_withheld",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=[str(one) for one in Status]), name="feedback_status_known"),
            models.CheckConstraint(
                condition=Q(via=Via.WEB, entered_by__isnull=True, agency__isnull=True)
                | Q(via__in=[Via.IMPORT, Via.GRASSROOTS])
                | (~Q(via=Via.WEB) & Q(entered_by__isnull=False, agency__isnull=False)),
                name="feedback_entered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(from_staff=False) | Q(via=Via.WEB), name="feedback_beside_staff_is_of_the_web"
            ),
            models.CheckConstraint(
                condition=Q(status=Status.JOINED, joined_to__isnull=False)
                | (~Q(status=Status.JOINED) & Q(joined_to__isnull=True)),
                name="feedback_joined_to_another",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[str(Status.DRAFTED), *sorted(RESULTS)]) | Q(answer__isnull=False),
                name="feedback_answered_with_words",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(exempt="", status__in=sorted(RESULTS)),
                name="feedback_published_is_answered",
            ),
            models.UniqueConstraint(
                fields=["source"], condition=~Q(source=""), name="feedback_source_once",
                violation_error_message="Phản ánh này đã được nhận.",
            ),
        ]  # fmt: skip
        triggers = [
            legal_steps("feedback_legal_steps", STEPS.pairs()),
            only_these("feedback_is_fixed", _FREE, "Phản ánh đã ghi không sửa được."),
            pgtrigger.Protect(name="feedback_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Its number among officials; it opens nothing."""
        return f"{NUMBERED}{self.pk}"

    @property
    def stage(self) -> Status:
        """The state as its enum member."""
        return Status(self.status)

    @property
    def is_in_legal_lane(self) -> bool:
        """It is in the channel of complaints and denunciations."""
        return self.stage in LEGAL_LANE


class FeedbackText(PrivateData):
    """One text of a matter, encrypted under a key of its own: what was said (``text``, ``place``), what was added, or
    who said it (``name``, ``phone``, ``email``). ``by_unit``: the unit wrote down what its sender added, or the
    contact, or another system handed that on. Of a contact: since when its owner agrees to letters, and when they ended
    that."""

    feedback = models.ForeignKey(Feedback, models.PROTECT, related_name="texts", verbose_name="phản ánh")
    part = models.CharField("phần", max_length=8, choices=Part.choices)
    at = models.DateTimeField("ghi lúc", default=clock.now, editable=False)
    by_unit = models.BooleanField("do đơn vị ghi", default=False, db_default=False, editable=False)
    letters_at = models.DateTimeField("đồng ý nhận thư lúc", null=True, blank=True, editable=False)
    letters_left_at = models.DateTimeField("ngừng nhận thư lúc", null=True, blank=True, editable=False)

    class Meta(PrivateData.Meta):
        verbose_name = "nội dung phản ánh"
        verbose_name_plural = "nội dung phản ánh"
        ordering = ["pk"]
        constraints = [
            *PrivateData.Meta.constraints,
            models.UniqueConstraint(
                fields=["feedback", "part"], condition=Q(erased_at__isnull=True) & ~Q(part=Part.ADDED),
                name="feedback_said_once",
            ),
            models.CheckConstraint(
                condition=Q(letters_at__isnull=True, letters_left_at__isnull=True)
                | Q(letters_at__isnull=False, part=Part.CONTACT),
                name="feedback_letters_to_a_contact",
            ),
        ]  # fmt: skip
        triggers = [
            *PrivateData.Meta.triggers,
            only_these(
                "feedback_text_is_fixed",
                ("sealed", "sealed_key", "erased_at", "letters_left_at"),
                "Nội dung đã gửi không sửa được.",
            ),
            pgtrigger.Protect(name="feedback_text_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.feedback_id}: {self.part}"

    @property
    def wants_letters(self) -> bool:
        """Whether who left this contact agreed to letters, and did not end them."""
        return self.letters_at is not None and self.letters_left_at is None


class FeedbackAnswer(models.Model):
    """An answer as it was drafted: what the public reads of the matter, what is answered, in whose office's name.
    Another draft is another row. ``words``: by what a search finds it, folded. ``erased_at``: what it said was taken
    out, with the words of its matter (:mod:`thanthien.feedback.drafts`)."""

    feedback = models.ForeignKey(Feedback, models.PROTECT, related_name="drafts", verbose_name="phản ánh")
    summary = models.CharField("tóm tắt phản ánh để công khai", max_length=MAX_SUMMARY)
    text = models.TextField("nội dung trả lời", max_length=MAX_ANSWER)
    signer = models.CharField("chức vụ người ký", max_length=120)
    by = models.ForeignKey(_STAFF, models.PROTECT, related_name="+", verbose_name="người soạn")
    at = models.DateTimeField("soạn lúc", default=clock.now, editable=False)
    words = models.GeneratedField(
        expression=Words(VnFold(Concat("summary", Value(" "), "text", output_field=models.TextField()))),
        output_field=SearchVectorField(),
        db_persist=True, verbose_name="từ để tìm",
    )  # fmt: skip
    erased_at = models.DateTimeField("xóa lúc", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "trả lời phản ánh"
        verbose_name_plural = "trả lời phản ánh"
        ordering = ["pk"]
        indexes = [GinIndex(fields=["words"], name="feedback_answer_words")]
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(summary="", text=""), name="feedback_answer_erased_is_empty"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="feedback_answer_is_kept", operation=pgtrigger.Delete),
            only_these(
                "feedback_answer_stays", ("summary", "text", "words", "erased_at"), "Trả lời đã soạn không sửa được."
            ),
            pgtrigger.Trigger(
                name="feedback_answer_is_only_erased",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=_ONLY_ERASED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.feedback_id}: {self.at:%d/%m/%Y}"

    @property
    def headline(self) -> str:
        """The summary where more words follow it: without the point at its end."""
        return self.summary.rstrip(". ")


class FeedbackStep(models.Model):
    """A step that was taken: never changed, but its ``note`` (why, what was asked) ends with the words of the matter.
    ``to``: where it went. ``kind``, ``topic``: from then on. ``from_staff``: by the code, beside a session of staff."""

    feedback = models.ForeignKey(Feedback, models.PROTECT, related_name="steps", verbose_name="phản ánh")
    step = models.CharField("bước", max_length=12, choices=[(name, one.label) for name, one in STEPS.items()])
    actor = models.CharField("bên", max_length=8, choices=[(str(one), label) for one, label in ACTOR_LABELS.items()])
    by = models.ForeignKey(_STAFF, models.PROTECT, related_name="+", verbose_name="người ghi", null=True, blank=True)
    at = models.DateTimeField("ghi lúc", default=clock.now, editable=False)
    note = models.CharField("ghi rõ", max_length=MAX_NOTE, blank=True)
    to = models.CharField("nơi nhận", max_length=200, blank=True)
    topic = models.CharField("lĩnh vực", max_length=30, blank=True)
    kind = models.CharField("loại", max_length=8, choices=_KINDS, blank=True)
    exempt = models.CharField("lý do không công khai", max_length=8, choices=Exempt.choices, blank=True)
    assigned = models.ForeignKey(
        _STAFF, models.PROTECT, related_name="+", verbose_name="người xử lý", null=True, blank=True
    )
    answer = models.ForeignKey(
        FeedbackAnswer, models.PROTECT, related_name="+", verbose_name="trả lời", null=True, blank=True
    )
    joined_to = models.ForeignKey(
        Feedback, models.PROTECT, related_name="+", verbose_name="gộp với", null=True, blank=True
    )
    from_staff = models.BooleanField("gửi từ máy của cán bộ", default=False, editable=False)

    class Meta:
        verbose_name = "bước của phản ánh"
        verbose_name_plural = "bước của phản ánh"
        ordering = ["pk"]
        indexes = [models.Index(fields=["feedback", "id"], name="feedback_steps_in_turn")]
        constraints = [
            models.CheckConstraint(
                condition=Q(from_staff=False) | Q(actor=str(Actor.CITIZEN)),
                name="feedback_step_beside_staff_is_by_code",
            ),
        ]
        triggers = [
            only_these("feedback_step_is_fixed", ("note",), "Bước đã ghi không sửa được."),
            only_emptied("feedback_step_note_is_only_erased", "note"),
            pgtrigger.Protect(name="feedback_step_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.feedback_id}: {self.step}"


@pghistory.track(exclude=["sort_key"])
class StandardAnswer(models.Model):
    """An answer that is given often, with fields (:mod:`thanthien.feedback.answer_fields`) that a matter fills in; of a
    unit, or of the city for all. ``topic`` empty: of whatever topic. Changed under a version, ended, never deleted; its
    history keeps what it said before."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị", null=True, blank=True)
    title = models.CharField("tên mẫu", max_length=MAX_TITLE)
    sort_key = models.CharField(max_length=2_000, editable=False, db_collation="C", db_default="")
    topic = models.CharField("lĩnh vực", max_length=30, blank=True)
    summary = models.CharField("tóm tắt phản ánh để công khai", max_length=MAX_SUMMARY, blank=True)
    text = models.TextField("nội dung trả lời", max_length=MAX_ANSWER)
    version = models.PositiveSmallIntegerField("lần ghi", default=1)
    saved_by = models.ForeignKey(_STAFF, models.PROTECT, related_name="+", verbose_name="người ghi")
    saved_at = models.DateTimeField("ghi lúc", default=clock.now, editable=False)
    ended_at = models.DateTimeField("ngừng sử dụng lúc", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "mẫu trả lời"
        verbose_name_plural = "mẫu trả lời"
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "title"], condition=Q(ended_at__isnull=True), nulls_distinct=False,
                name="standard_answer_title_once", violation_error_message=SAME_TITLE,
            ),
        ]  # fmt: skip
        triggers = [
            pgtrigger.Protect(name="standard_answer_is_kept", operation=pgtrigger.Delete),
            only_these(
                "standard_answer_stays_with_its_unit",
                ("title", "sort_key", "topic", "summary", "text", "version", "saved_by_id", "saved_at", "ended_at"),
                "Mẫu trả lời thuộc một đơn vị, không chuyển đơn vị khác.",
            ),
        ]

    def __str__(self) -> str:
        return self.title
