"""What records of weekly life have in common: a unit, a day, who entered it, when the platform knew it, a correction;
and the photographs that some carry.

A room's record inherits :class:`Record` and adds its own fields. Rows are never changed: a correction is a new row that
names the one it corrects, so a table of records is its own append-only history, and any moment of it can be read again.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, When

from thanthien.core import clock
from thanthien.core.files import KINDS, FileKind
from thanthien.records.enums import PUBLIC_CONSENTS, Consent, Through
from thanthien.units.models import Agency, Hamlet, Unit

AT_ONCE = timedelta(minutes=1)  # what comes so soon after it was written was not kept waiting
# What may be written into a row after it was made: that it no longer stands, since when, by whom and why.
_END = "'{ended_at,ended_by_id,end_reason}'::text[]"
_CHANGES_MORE = f"to_jsonb(NEW) - {_END} IS DISTINCT FROM to_jsonb(OLD) - {_END} OR OLD.ended_at IS NOT NULL"
_REFUSE = "RAISE EXCEPTION 'Bản ghi không sửa được; cần ghi bản đính chính.' USING ERRCODE = 'check_violation';"


def came_at(told_at: datetime, reached_at: datetime) -> datetime | None:
    """When something came that was written on a device before; None of what came as it was told."""
    return reached_at if reached_at - told_at >= AT_ONCE else None


class RecordQuerySet(models.QuerySet[Any]):
    """Records with the words of the domain."""

    def standing(self) -> Self:
        """Those that hold now: neither corrected by a later one nor withdrawn."""
        return self.filter(ended_at__isnull=True)

    def known_at(self, moment: datetime) -> Self:
        """Those that held as known at a moment."""
        return self.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=moment), made_at__lte=moment)

    def between(self, first: date, last: date) -> Self:
        """Those of the days from first to last, both included."""
        return self.filter(day__gte=first, day__lte=last)

    def with_names(self) -> Self:
        """With what lists and pages name: unit, thôn, tổ dân phố, agency, person."""
        return self.select_related("unit", "hamlet", "agency", "entered_by")

    def with_reached(self) -> Self:
        """Each with ``reached_at``, when the platform first had what was told at its moment of telling: a correction
        keeps it, as it keeps the moment."""
        same = type(self)(self.model).filter(origin=OuterRef("origin"), told_at=OuterRef("told_at"))
        first = Subquery(same.order_by("version").values("made_at")[:1])
        return self.annotate(reached_at=Case(When(version=1, then=F("made_at")), default=first))

    def newest_first(self) -> Self:
        """By day, the latest first; of one day the last made first."""
        return self.order_by("-day", "-made_at", "-pk")


class Record(models.Model):
    """One thing that happened in a unit on a day, as somebody told it."""

    # Of a row of a file it is made of what the row says: sent again, it is stored once.
    key = models.UUIDField("khóa chống trùng", default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    hamlet = models.ForeignKey(
        Hamlet, models.PROTECT, related_name="+", verbose_name="thôn, tổ dân phố", null=True, blank=True
    )
    # Whose record it is: what Mặt trận Tổ quốc entered is not the committee's to correct.
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="cơ quan ghi")
    day = models.DateField("ngày")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi", null=True, blank=True
    )
    through = models.CharField("cách ghi", max_length=10, choices=Through.choices, default=Through.PAGE)
    made_at = models.DateTimeField("ghi lúc", default=clock.now, editable=False)
    # By this moment the late rule goes: a correction of the same day keeps that of the record it corrects.
    told_at = models.DateTimeField("báo lúc", default=clock.now, editable=False)
    version = models.PositiveSmallIntegerField("lần ghi", default=1, editable=False)
    # The key of the first record of a chain of corrections: one question finds the whole chain.
    origin = models.UUIDField("khóa của bản đầu", editable=False, db_index=True)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name="đính chính bản"
    )
    reason = models.CharField("lý do đính chính", max_length=500, blank=True)
    ended_at = models.DateTimeField("thôi giá trị lúc", null=True, blank=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, editable=False
    )
    end_reason = models.CharField("lý do hủy", max_length=500, blank=True, editable=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-day", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, version=1)
                | (Q(corrects__isnull=False, version__gt=1) & ~Q(reason="")),
                name="%(app_label)s_%(class)s_correction_has_reason",
                violation_error_message="Cần ghi lý do đính chính.",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=False) | Q(origin=F("key")), name="%(app_label)s_%(class)s_chain_begins"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, end_reason="") | Q(ended_at__gte=F("made_at")),
                name="%(app_label)s_%(class)s_ends_after_it_was_made",
            ),
            models.CheckConstraint(
                condition=Q(told_at__lte=F("made_at")), name="%(app_label)s_%(class)s_told_before_it_was_made"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "day"], name="%(class)s_unit_day"),
            models.Index(fields=["day"], name="%(class)s_day"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="record_is_not_rewritten",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=f"IF {_CHANGES_MORE} THEN {_REFUSE} END IF; RETURN NEW;",
            ),
            pgtrigger.Protect(name="record_is_kept", operation=pgtrigger.Delete),
        ]

    @property
    def stands(self) -> bool:
        """Neither corrected nor withdrawn."""
        return self.ended_at is None

    @property
    def came_at(self) -> datetime | None:
        """When it came that was written on a device before, of rows read :meth:`RecordQuerySet.with_reached`; None of
        what came as it was told."""
        return came_at(self.told_at, self.reached_at)  # type: ignore[attr-defined]


# --- Photographs ---

SHELF = "photographs"  # of kept files (thanthien.core.kept)


def photograph_storage() -> Storage:
    """Where photographs lie: beside evidence, the storage “evidence” of the settings."""
    return storages["evidence"]


def photograph_path(_photograph: Photograph, _filename: str) -> str:
    """A random place for a file: what people call it never becomes a path."""
    key = uuid.uuid4().hex
    return f"{SHELF}/{key[:2]}/{key}"


class PhotographQuerySet(models.QuerySet["Photograph"]):
    """Photographs with the words of the domain."""

    def shown(self) -> Self:
        """Neither taken away nor found to hold malware."""
        return self.filter(taken_at__isnull=True, malware="")

    def known_at(self, moment: datetime) -> Self:
        """Those that a record carried as known at a moment: neither taken away nor found to hold malware by then."""
        there = Q(taken_at__isnull=True) | Q(taken_at__gt=moment)
        return self.filter(there, Q(malware="") | Q(scanned_at__gt=moment), added_at__lte=moment)

    def for_everybody(self) -> Self:
        """Those that the people in them let be shown in public."""
        return self.shown().filter(consent__in=PUBLIC_CONSENTS)


class Photograph(models.Model):
    """One picture of a record, of all its versions: it hangs on the key of the first one. Its bytes are those without
    place, device and time; the name of the file, which may name a person, isn't kept."""

    key = models.UUIDField("mã ảnh", default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("loại bản ghi", max_length=60)
    origin = models.UUIDField("khóa của bản đầu", db_index=True)
    file = models.FileField("tệp", storage=photograph_storage, upload_to=photograph_path, max_length=100)
    file_code = models.CharField("loại tệp", max_length=8)
    size = models.PositiveBigIntegerField("dung lượng (byte)")
    sha256 = models.CharField("mã kiểm tra (SHA-256)", max_length=64)
    consent = models.CharField("người trong ảnh", max_length=10, choices=Consent.choices)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người thêm ảnh"
    )
    added_at = models.DateTimeField("thêm lúc", default=clock.now)
    taken_at = models.DateTimeField("bỏ lúc", null=True, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="người bỏ ảnh"
    )
    taken_reason = models.CharField("lý do bỏ ảnh", max_length=500, blank=True)
    scanned_at = models.DateTimeField("quét mã độc lúc", null=True, blank=True)
    malware = models.CharField("mã độc tìm thấy", max_length=200, blank=True)

    objects = PhotographQuerySet.as_manager()

    class Meta:
        verbose_name = "ảnh của bản ghi"
        verbose_name_plural = "ảnh của bản ghi"
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "origin", "sha256"],
                condition=Q(taken_at__isnull=True),
                name="photograph_once_at_a_record",
                violation_error_message="Ảnh này đã có ở bản ghi.",
            ),
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True, taken_by__isnull=True, taken_reason="")
                | (Q(taken_at__isnull=False, taken_by__isnull=False) & ~Q(taken_reason="")),
                name="photograph_taken_by_whom_and_why",
                violation_error_message="Khi bỏ ảnh phải ghi thời điểm, người bỏ và lý do.",
            ),
            models.CheckConstraint(condition=Q(consent__in=Consent.values), name="photograph_consent_known"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="photograph_hash_is_sha256"),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="photograph_is_not_rewritten",
                fields=[
                    "key",
                    "kind",
                    "origin",
                    "file",
                    "file_code",
                    "size",
                    "sha256",
                    "consent",
                    "added_by",
                    "added_at",
                ],
            ),
            pgtrigger.Trigger(
                name="photograph_is_taken_away_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__taken_at__isnull=False)
                & (
                    pgtrigger.Q(new__taken_at__df=pgtrigger.F("old__taken_at"))
                    | pgtrigger.Q(new__taken_by__df=pgtrigger.F("old__taken_by"))
                    | pgtrigger.Q(new__taken_reason__df=pgtrigger.F("old__taken_reason"))
                ),
                func="RAISE EXCEPTION 'Ảnh đã bỏ không lấy lại được.' USING ERRCODE = 'check_violation';",
            ),
            pgtrigger.Protect(name="photograph_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.origin}"

    @property
    def file_kind(self) -> FileKind:
        """Kind of file, with its content type."""
        return KINDS[self.file_code]

    @property
    def is_shown(self) -> bool:
        """Neither taken away nor found to hold malware."""
        return self.taken_at is None and not self.malware
