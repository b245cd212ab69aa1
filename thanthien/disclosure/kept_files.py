"""Files of what is made public, kept whatever becomes of them."""

from __future__ import annotations

import uuid
from typing import Self

import pgtrigger
from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q

from thanthien.core import clock
from thanthien.core.files import KINDS, FileKind
from thanthien.core.scanning import is_scanning

SHELF = "disclosure"  # of kept files (thanthien.core.kept)


def file_storage() -> Storage:
    """Where files lie: beside evidence, the storage “evidence” of the settings."""
    return storages["evidence"]


def file_path(_file: DisclosureFile, _filename: str) -> str:
    """A random place for a file: what people call it never becomes a path."""
    key = uuid.uuid4().hex
    return f"{SHELF}/{key[:2]}/{key}"


class FileQuerySet(models.QuerySet["DisclosureFile"]):
    """Files with the words of the domain."""

    def there(self) -> Self:
        """Neither taken away nor found to hold malware."""
        return self.filter(taken_at__isnull=True, malware="")

    def for_everybody(self) -> Self:
        """There; where the installation has a scanner, also looked at by it."""
        return self.there().filter(scanned_at__isnull=False) if is_scanning() else self.there()


class DisclosureFile(models.Model):
    """A file of a disclosure, of all its versions. Everybody sees it once it was there at a check that was followed by
    publishing."""

    key = models.UUIDField("mã tệp", default=uuid.uuid4, unique=True, editable=False)
    disclosure = models.UUIDField("nội dung công khai", db_index=True)
    file = models.FileField("tệp", storage=file_storage, upload_to=file_path, max_length=100)
    name = models.CharField("tên tệp", max_length=200)
    file_code = models.CharField("loại tệp", max_length=8)
    size = models.PositiveBigIntegerField("dung lượng (byte)")
    sha256 = models.CharField("mã kiểm tra (SHA-256)", max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người thêm")
    added_at = models.DateTimeField("thêm lúc", default=clock.now)
    taken_at = models.DateTimeField("bỏ lúc", null=True, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="người bỏ tệp"
    )
    taken_reason = models.CharField("lý do bỏ tệp", max_length=500, blank=True)
    scanned_at = models.DateTimeField("quét mã độc lúc", null=True, blank=True)
    malware = models.CharField("mã độc tìm thấy", max_length=200, blank=True)

    objects = FileQuerySet.as_manager()

    class Meta:
        verbose_name = "tệp công khai"
        verbose_name_plural = "tệp công khai"
        ordering = ["added_at", "pk"]
        indexes = [models.Index(fields=["sha256"], name="disclosure_file_by_hash")]
        constraints = [
            models.UniqueConstraint(
                fields=["disclosure", "sha256"], condition=Q(taken_at__isnull=True), name="disclosure_file_once",
                violation_error_message="Tệp này đã có.",
            ),
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True, taken_by__isnull=True, taken_reason="")
                | (Q(taken_at__isnull=False, taken_by__isnull=False) & ~Q(taken_reason="")),
                name="disclosure_file_taken_by_whom_and_why",
            ),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="disclosure_file_hash"),
        ]  # fmt: skip
        triggers = [
            pgtrigger.ReadOnly(
                name="disclosure_file_is_not_rewritten",
                fields=[
                    "key", "disclosure", "file", "name", "file_code", "size", "sha256", "added_by", "added_at",
                ],
            ),
            pgtrigger.Protect(name="disclosure_file_is_kept", operation=pgtrigger.Delete),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def file_kind(self) -> FileKind:
        """Kind of file, with its content type."""
        return KINDS[self.file_code]
