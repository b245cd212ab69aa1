"""Documents that prove an answer, their versions, and the record of who opened a restricted one."""

import uuid
from datetime import date
from typing import TYPE_CHECKING, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import ExtractYear

from thanthien.core import clock, text
from thanthien.core.db import VnFold
from thanthien.core.files import KINDS, FileKind
from thanthien.core.formats import datetime_vn, file_size
from thanthien.evidence.enums import AccessClass, DocumentKind, FileOrigin
from thanthien.evidence.visibility import as_member, granted_versions, visible
from thanthien.units.models import Agency, Unit

if TYPE_CHECKING:
    from thanthien.accounts.models import User

STORAGE_ROOT = "evidence"
MAX_TITLE = 250
MAX_URL = 2000
MAX_TEXT = 20_000


def evidence_storage() -> Storage:
    """Where files of evidence lie: the storage “evidence” of the settings."""
    return storages["evidence"]


def storage_path(version: "DocumentVersion", filename: str) -> str:
    """A random place for a file: what people call it never becomes a path."""
    key = uuid.uuid4().hex
    return f"{STORAGE_ROOT}/{key[:2]}/{key}"


class DocumentQuerySet(models.QuerySet["Document"]):
    """Documents with the words of the domain."""

    def visible_to(self, user: "User") -> Self:
        """The documents that this person may see; nothing for a stranger."""
        return self.filter(visible(user))

    def of_unit(self, unit: Unit) -> Self:
        """Documents of one unit."""
        return self.filter(unit=unit)

    def in_use(self) -> Self:
        """Documents that were not retired."""
        return self.filter(retired_at__isnull=True)

    def matching(self, words: str) -> Self:
        """Documents whose title holds every word, diacritics forgiven."""
        found = self
        for word in text.fold(words).split():
            found = found.filter(folded__contains=word)
        return found

    def of_year(self, year: int) -> Self:
        """Documents entered in a calendar year, local time."""
        return self.annotate(entered_in=ExtractYear("created_at", tzinfo=clock.ZONE)).filter(entered_in=year)


@pghistory.track(exclude=["folded"])
class Document(models.Model):
    """One piece of evidence of a unit: a file with versions, a link or a text. Its content never changes.

    It belongs to the agency whose people entered it (People's Committee or Fatherland Front of the unit); only
    these may change or retire it.
    """

    key = models.UUIDField("mã tra cứu", default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="documents", verbose_name="đơn vị")
    owner_agency = models.ForeignKey(Agency, models.PROTECT, related_name="documents", verbose_name="cơ quan nhập")
    title = models.CharField("tên minh chứng", max_length=MAX_TITLE)
    kind = models.CharField("loại", max_length=8, choices=DocumentKind.choices)
    url = models.URLField("đường dẫn", max_length=MAX_URL, blank=True)
    text = models.TextField("nội dung", max_length=MAX_TEXT, blank=True)
    access_class = models.CharField(
        "phạm vi xem", max_length=10, choices=AccessClass.choices, default=AccessClass.APPRAISAL
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người nhập"
    )
    created_at = models.DateTimeField("nhập lúc", default=clock.now)
    retired_at = models.DateTimeField("ngừng sử dụng lúc", null=True, blank=True)
    retired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người cho ngừng sử dụng",
    )
    retired_reason = models.CharField("lý do ngừng sử dụng", max_length=500, blank=True)
    folded = models.GeneratedField(expression=VnFold(F("title")), output_field=models.TextField(), db_persist=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "minh chứng"
        verbose_name_plural = "minh chứng"
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["unit", "-created_at"], name="evidence_unit_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=DocumentKind.FILE, url="", text="")
                | (Q(kind=DocumentKind.LINK, text="") & ~Q(url=""))
                | (Q(kind=DocumentKind.TEXT, url="") & ~Q(text="")),
                name="evidence_kind_goes_with_content",
                violation_error_message="Đường dẫn phải có địa chỉ, ghi chép phải có nội dung, tệp không có cả hai.",
            ),
            models.CheckConstraint(
                condition=Q(url="") | Q(url__startswith="https://") | Q(url__startswith="http://"),
                name="evidence_url_is_web",
                violation_error_message="Đường dẫn phải bắt đầu bằng https:// hoặc http://.",
            ),
            models.CheckConstraint(
                condition=Q(retired_at__isnull=True, retired_by__isnull=True, retired_reason="")
                | (Q(retired_at__isnull=False, retired_by__isnull=False) & ~Q(retired_reason="")),
                name="evidence_retired_by_whom_and_why",
                violation_error_message="Khi ngừng sử dụng phải ghi thời điểm, người thực hiện và lý do.",
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="evidence_has_title",
                violation_error_message="Minh chứng phải có tên.",
            ),
            models.CheckConstraint(condition=Q(access_class__in=AccessClass.values), name="evidence_access_known"),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="evidence_content_fixed",
                fields=["key", "unit", "owner_agency", "kind", "url", "text", "created_by", "created_at"],
            ),
            pgtrigger.Protect(name="evidence_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_retired(self) -> bool:
        """Whether it is no longer offered; where it is attached it stays readable."""
        return self.retired_at is not None

    @property
    def is_restricted(self) -> bool:
        """Whether each look at it is recorded."""
        return self.access_class == AccessClass.RESTRICTED

    @property
    def access_sentence(self) -> str:
        """Who may see it, as a sentence."""
        return AccessClass(self.access_class).sentence

    @property
    def latest(self) -> "DocumentVersion | None":
        """The newest version of a file; uses prefetched versions."""
        return max(self.versions.all(), key=lambda version: version.number, default=None)

    @property
    def details(self) -> str:
        """What tells two documents of one title apart: file, size, version, when it was entered."""
        latest = self.latest
        told = [f"{latest.original_name}, {file_size(latest.size)}", f"phiên bản {latest.number}"] if latest else []
        return ", ".join([*told, f"thêm {datetime_vn(self.created_at)}"])

    def added_on(self, version: "DocumentVersion | None" = None) -> date:
        """The day on which its content came: of a file that of this version, or of the newest one."""
        state = version or self.latest
        return (state.uploaded_at if state else self.created_at).astimezone(clock.ZONE).date()


SHELF = "evidence"  # of kept files (thanthien.core.kept)


class DocumentVersionQuerySet(models.QuerySet["DocumentVersion"]):
    """Versions with the words of the domain."""

    def visible_to(self, user: "User") -> Self:
        """All versions for the people of the unit; for others those that a use means."""
        return self.filter(Q(document__in=Document.objects.filter(as_member(user))) | granted_versions(user))

    def with_scans(self) -> Self:
        """Each with ``is_scanned``, and ``has_malware`` when any scan found some."""
        scans = FileScan.objects.filter(version=OuterRef("pk"))
        return self.annotate(is_scanned=Exists(scans), has_malware=Exists(scans.exclude(found="")))

    def not_scanned(self) -> Self:
        """No scanner has said anything of them yet."""
        return self.filter(~Exists(FileScan.objects.filter(version=OuterRef("pk"))))


class DocumentVersion(models.Model):
    """One stored state of a file, for good: its bytes are known by their SHA-256."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="versions", verbose_name="minh chứng")
    number = models.PositiveIntegerField("phiên bản")
    file = models.FileField("tệp", storage=evidence_storage, upload_to=storage_path, max_length=100)
    original_name = models.CharField("tên tệp", max_length=200)
    kind = models.CharField("loại tệp", max_length=8, choices=[(kind.code, kind.title) for kind in KINDS.values()])
    size = models.PositiveBigIntegerField("dung lượng (byte)")
    sha256 = models.CharField("mã kiểm tra (SHA-256)", max_length=64, db_index=True)
    # Whose file it is, and what the platform's mark says of it: checked when it came.
    origin = models.CharField(
        "nguồn tệp", max_length=8, choices=FileOrigin.choices, default=FileOrigin.OWN, db_default="own"
    )
    origin_words = models.CharField("nội dung dấu của hệ thống", max_length=300, blank=True, db_default="")
    cleaned = models.BooleanField("đã bỏ thông tin ẩn của ảnh", default=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người tải lên"
    )
    uploaded_at = models.DateTimeField("tải lên lúc", default=clock.now)

    objects = DocumentVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "phiên bản minh chứng"
        verbose_name_plural = "phiên bản minh chứng"
        ordering = ["document", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "number"],
                name="evidence_version_number_once",
                violation_error_message="Phiên bản này đã có.",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, size__gte=1),
                name="evidence_version_counts_from_one",
                violation_error_message="Phiên bản đếm từ 1 và tệp không được trống.",
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
                name="evidence_version_hash_is_sha256",
                violation_error_message="Mã kiểm tra phải là SHA-256.",
            ),
            models.CheckConstraint(
                condition=Q(origin=FileOrigin.OWN, origin_words="")
                | (Q(origin__in=[FileOrigin.SYSTEM, FileOrigin.CITY, FileOrigin.UNPROVEN]) & ~Q(origin_words="")),
                name="evidence_version_origin_with_its_mark",
                violation_error_message="Nguồn tệp phải đi cùng nội dung dấu của hệ thống.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="evidence_version_append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.original_name} (phiên bản {self.number})"

    @property
    def file_kind(self) -> FileKind:
        """Kind of file, with its content type and whether it may be shown in the browser."""
        return KINDS[self.kind]

    @property
    def origin_sentence(self) -> str:
        """What its origin means, as a sentence."""
        return FileOrigin(self.origin).sentence

    @property
    def sha256_groups(self) -> list[str]:
        """The hash in groups of eight, so that it can break on a phone."""
        return [self.sha256[at : at + 8] for at in range(0, 64, 8)]


class FileScan(models.Model):
    """What a scanner for malware said of a version, and when. A version without one is not scanned."""

    version = models.ForeignKey(DocumentVersion, models.PROTECT, related_name="scans", verbose_name="phiên bản")
    found = models.CharField("mã độc tìm thấy", max_length=200, blank=True)
    scanned_at = models.DateTimeField("quét lúc", default=clock.now)

    class Meta:
        verbose_name = "lần quét mã độc"
        verbose_name_plural = "lần quét mã độc"
        ordering = ["-scanned_at", "-pk"]
        triggers = [pgtrigger.Protect(name="evidence_scan_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.version_id} · {self.scanned_at:%d/%m/%Y %H:%M}"


class AccessLog(models.Model):
    """Someone opened a restricted document: who, which version (none for a text), when. Never changed or deleted."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="openings", verbose_name="minh chứng")
    version = models.ForeignKey(
        DocumentVersion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="phiên bản"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người xem")
    at = models.DateTimeField("lúc", default=clock.now)

    class Meta:
        verbose_name = "lần xem minh chứng hạn chế"
        verbose_name_plural = "lần xem minh chứng hạn chế"
        ordering = ["-at", "-pk"]
        triggers = [
            pgtrigger.Protect(name="evidence_opening_append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.document_id} · {self.at:%d/%m/%Y %H:%M}"
