"""Photographs of feedback: freed of place and device, seen by whoever may read its words, gone with them."""

from __future__ import annotations

import uuid
from typing import Self

import pgtrigger
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q

from thanthien.core import clock
from thanthien.core.files import KINDS, MEGABYTE, FileKind

SHELF = "feedback"  # of kept files (thanthien.core.kept)
MOST = 5  # of one matter
MOST_BYTES = 10 * MEGABYTE  # of one picture: a phone's is smaller, and strangers fill no disk


def photograph_storage() -> Storage:
    """Where they lie: beside evidence, the storage “evidence” of the settings."""
    return storages["evidence"]


def photograph_path(_photograph: FeedbackPhotograph, _filename: str) -> str:
    """A random place for a file: what people call it never becomes a path."""
    key = uuid.uuid4().hex
    return f"{SHELF}/{key[:2]}/{key}"


class PhotographQuerySet(models.QuerySet["FeedbackPhotograph"]):
    """Photographs with the words of the domain."""

    def shown(self) -> Self:
        """Those in which no malware was found."""
        return self.filter(malware="")


class FeedbackPhotograph(models.Model):
    """One picture that came with feedback. Row and file go together with the words."""

    key = models.UUIDField("mã ảnh", default=uuid.uuid4, unique=True, editable=False)
    feedback = models.ForeignKey(
        "feedback.Feedback", models.PROTECT, related_name="photographs", verbose_name="phản ánh"
    )
    file = models.FileField("tệp", storage=photograph_storage, upload_to=photograph_path, max_length=100)
    file_code = models.CharField("loại tệp", max_length=8)
    size = models.PositiveBigIntegerField("dung lượng (byte)")
    sha256 = models.CharField("mã kiểm tra (SHA-256)", max_length=64)
    added_at = models.DateTimeField("gửi lúc", default=clock.now)
    scanned_at = models.DateTimeField("quét mã độc lúc", null=True, blank=True)
    malware = models.CharField("mã độc tìm thấy", max_length=200, blank=True)

    objects = PhotographQuerySet.as_manager()

    class Meta:
        verbose_name = "ảnh của phản ánh"
        verbose_name_plural = "ảnh của phản ánh"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["feedback", "sha256"], name="feedback_photograph_once"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="feedback_photograph_hash"),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="feedback_photograph_is_not_rewritten",
                fields=["key", "feedback", "file", "file_code", "size", "sha256", "added_at"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.feedback_id}: {self.key}"

    @property
    def file_kind(self) -> FileKind:
        """Kind of file, with its content type."""
        return KINDS[self.file_code]
