"""Photographs of feedback: freed of place and device, encrypted with its words, seen by whoever may read these, gone
with them. Of some the unit makes a picture for everybody, in which people and plates are made unrecognisable."""

from __future__ import annotations

import uuid
from typing import Self

import pgtrigger
from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import F, Q

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.files import KINDS, MEGABYTE, FileKind
from thanthien.feedback.workflow import RESULTS

SHELF = "feedback"  # of kept files (thanthien.core.kept)
PUBLIC_SHELF = "feedback_public"  # the same, of pictures for everybody
MOST = 5  # of one matter
MOST_BYTES = 10 * MEGABYTE  # of one picture: a phone's is smaller, and strangers fill no disk
MAX_ALT = 200
_STAFF = settings.AUTH_USER_MODEL
_HASH = r"^[0-9a-f]{64}$"


def photograph_storage() -> Storage:
    """Where they lie: beside evidence, the storage “evidence” of the settings."""
    return storages["evidence"]


def photograph_path(_photograph: FeedbackPhotograph, _filename: str) -> str:
    """A random place for a file: what people call it never becomes a path."""
    return _path(SHELF)


def public_path(_photograph: PublicPhotograph, _filename: str) -> str:
    """The same for a picture for everybody."""
    return _path(PUBLIC_SHELF)


def _path(folder: str) -> str:
    key = uuid.uuid4().hex
    return f"{folder}/{key[:2]}/{key}"


class SealedPicture(models.Model):
    """A stored picture whose bytes are encrypted under the key of the words of its matter: ``sha256`` and ``size`` are
    those of what lies on the disk."""

    key = models.UUIDField("mã ảnh", default=uuid.uuid4, unique=True, editable=False)
    file_code = models.CharField("loại tệp", max_length=8)
    size = models.PositiveBigIntegerField("dung lượng lưu (byte)")
    sha256 = models.CharField("mã kiểm tra (SHA-256) của tệp đã mã hóa", max_length=64)
    scanned_at = models.DateTimeField("quét mã độc lúc", null=True, blank=True)
    malware = models.CharField("mã độc tìm thấy", max_length=200, blank=True)

    class Meta:
        abstract = True

    @property
    def file_kind(self) -> FileKind:
        """Kind of file, with its content type."""
        return KINDS[self.file_code]


class SentPhotographQuerySet(models.QuerySet["FeedbackPhotograph"]):
    """Photographs with the words of the domain."""

    def shown(self) -> Self:
        """Those in which no malware was found."""
        return self.filter(malware="")


class FeedbackPhotograph(SealedPicture):
    """One picture that came with feedback. Row and file go together with the words. ``mark``: by what the same picture
    is known when it is sent again; without the key of the words it says nothing."""

    feedback = models.ForeignKey(
        "feedback.Feedback", models.PROTECT, related_name="photographs", verbose_name="phản ánh"
    )
    file = models.FileField("tệp", storage=photograph_storage, upload_to=photograph_path, max_length=100)
    mark = models.CharField("dấu nhận lại", max_length=64, db_default="")
    added_at = models.DateTimeField("gửi lúc", default=clock.now)

    objects = SentPhotographQuerySet.as_manager()

    class Meta:
        verbose_name = "ảnh của phản ánh"
        verbose_name_plural = "ảnh của phản ánh"
        ordering = ["pk"]
        constraints = [
            # No two marks are the same either: the matter is held while photographs come.
            models.UniqueConstraint(fields=["feedback", "sha256"], name="feedback_photograph_once"),
            models.CheckConstraint(
                condition=Q(sha256__regex=_HASH, mark__regex=_HASH), name="feedback_photograph_hash"
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="feedback_photograph_is_not_rewritten",
                fields=["key", "feedback", "file", "file_code", "size", "sha256", "mark", "added_at"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.feedback_id}: {self.key}"


class PublicPhotographQuerySet(models.QuerySet["PublicPhotograph"]):
    """Pictures for everybody with the words of the domain."""

    def kept(self) -> Self:
        """Those that weren't put away."""
        return self.filter(dropped_at=None)

    def clean(self) -> Self:
        """Of these those in which no malware was found."""
        return self.kept().filter(malware="")

    def waiting(self) -> Self:
        """Those that somebody else is still to compare with what was sent."""
        return self.clean().filter(checked_at=None, photograph__malware="")

    def waiting_for(self, user: User) -> Self:
        """Those that the person may compare and approve, as :meth:`PublicPhotograph.waits_for` says it of one."""
        return self.waiting().exclude(by=user)

    def public(self) -> Self:
        """Those that everybody sees: approved for the answer that stands in public now."""
        return self.clean().filter(
            checked_at__isnull=False, answer=F("photograph__feedback__answer"),
            photograph__feedback__published_at__isnull=False, photograph__feedback__status__in=RESULTS,
            photograph__malware="",
        )  # fmt: skip


class PublicPhotograph(SealedPicture):
    """What was made of a photograph for everybody, drawn anew in the browser of ``by``: ``regions`` places were
    covered, by their word (``places``: “of” the width and height of the picture, “at” left, top, width, height of each,
    in points); for none the person said that nothing had to be (``nothing``). Another person compared it with what was
    sent (``checked_by``) and approved it for one ``answer``. Put away it is seen by nobody and its file is gone."""

    photograph = models.ForeignKey(
        FeedbackPhotograph, models.PROTECT, related_name="made", verbose_name="ảnh của phản ánh"
    )
    file = models.FileField("tệp", storage=photograph_storage, upload_to=public_path, max_length=100)
    alt = models.CharField("mô tả ảnh", max_length=MAX_ALT)
    regions = models.PositiveSmallIntegerField("số vùng đã che")
    places = models.JSONField("vùng đã che", default=dict, db_default={})
    nothing = models.BooleanField("xác nhận không có gì cần che")
    by = models.ForeignKey(_STAFF, models.PROTECT, related_name="+", verbose_name="người che ảnh")
    made_at = models.DateTimeField("tạo lúc", default=clock.now)
    answer = models.ForeignKey(
        "feedback.FeedbackAnswer", models.PROTECT, related_name="photographs", verbose_name="trả lời", null=True,
        blank=True,
    )  # fmt: skip
    checked_by = models.ForeignKey(
        _STAFF, models.PROTECT, related_name="+", verbose_name="người duyệt", null=True, blank=True
    )
    checked_at = models.DateTimeField("duyệt lúc", null=True, blank=True)
    dropped_at = models.DateTimeField("bỏ lúc", null=True, blank=True)

    objects = PublicPhotographQuerySet.as_manager()

    class Meta:
        verbose_name = "ảnh công khai của phản ánh"
        verbose_name_plural = "ảnh công khai của phản ánh"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["photograph"], condition=Q(dropped_at__isnull=True), name="feedback_public_photograph_once"
            ),
            models.CheckConstraint(condition=Q(sha256__regex=_HASH), name="feedback_public_photograph_hash"),
            models.CheckConstraint(
                condition=Q(regions=0, nothing=True) | Q(regions__gt=0, nothing=False),
                name="feedback_public_photograph_covered_or_said",
            ),
            models.CheckConstraint(
                condition=Q(answer__isnull=True, checked_by__isnull=True, checked_at__isnull=True)
                | Q(answer__isnull=False, checked_by__isnull=False, checked_at__isnull=False),
                name="feedback_public_photograph_checked_for_an_answer",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("by")),
                name="feedback_public_photograph_checked_by_another",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="feedback_public_photograph_is_not_rewritten",
                fields=[
                    "key", "photograph", "file", "file_code", "size", "sha256",  "alt", "regions", "places",
                    "nothing", "by", "made_at",
                ],
            ),
            pgtrigger.Protect(
                name="feedback_public_photograph_goes_one_way",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__dropped_at__isnull=False)
                | pgtrigger.Q(old__checked_at__isnull=False, new__checked_at__df=pgtrigger.F("old__checked_at")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.photograph_id}: {self.key}"

    def waits_for(self, user: User) -> bool:
        """Whether the person may compare and approve it: somebody else made it, and nobody did yet."""
        return self.checked_at is None and self.by_id != user.pk
