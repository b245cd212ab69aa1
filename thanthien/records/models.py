"""What records of weekly life have in common: a unit, a day, who entered it, when the platform knew it, a correction.

A room's record inherits :class:`Record` and adds its own fields. Rows are never changed: a correction is a new row that
names the one it corrects, so a table of records is its own append-only history, and any moment of it can be read again.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from thanthien.core import clock
from thanthien.records.enums import Through
from thanthien.units.models import Agency, Hamlet, Unit

# What may be written into a row after it was made: that it no longer stands, since when, by whom and why.
_END = "'{ended_at,ended_by_id,end_reason}'::text[]"
_CHANGES_MORE = f"to_jsonb(NEW) - {_END} IS DISTINCT FROM to_jsonb(OLD) - {_END} OR OLD.ended_at IS NOT NULL"
_REFUSE = "RAISE EXCEPTION 'Bản ghi không sửa được; cần ghi bản đính chính.' USING ERRCODE = 'check_violation';"


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
