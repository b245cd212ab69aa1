"""The appraising bodies' column. A sheet is one body × one dossier; blind until all are sent (J3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from thanthien.criteria.compiling import CompiledIndicator
from thanthien.criteria.models import Indicator
from thanthien.evaluations.enums import SheetStatus
from thanthien.evaluations.models.dossier import Dossier
from thanthien.evaluations.models.self_score import ScoredValue, value_constraints
from thanthien.evaluations.visibility import sheet_item_filter
from thanthien.units.models import Agency

if TYPE_CHECKING:
    from thanthien.accounts.models import User


class SheetItemQuerySet(models.QuerySet["SheetItem"]):
    def of_speakers(self) -> SheetItemQuerySet:
        """Without those of a body of which it is recorded that it said nothing: what it had entered was never sent."""
        return self.exclude(sheet__status=SheetStatus.SILENT)

    def readable_by(self, user: User) -> SheetItemQuerySet:
        """Items whose content the person may read: the own body's, and others' with the appraised column."""
        return self.filter(sheet_item_filter(user))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Sheet(models.Model):
    """One body's sheet on one dossier. ``body``: as the set names it, also where another agency goes on with its work;
    ``said_as``: as what a sheet that is sent or closed was known, where its body is called otherwise by now
    (`actions/successions.py`)."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="sheets")
    body = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan thẩm định")
    status = models.CharField(max_length=8, choices=SheetStatus, default=SheetStatus.DRAFT)
    sent_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    returned_reason = models.TextField("lý do trả lại phiếu", blank=True)
    said_as = models.CharField("tên cơ quan khi đó", max_length=450, blank=True, default="", db_default="")

    class Meta:
        verbose_name = "phiếu thẩm định"
        constraints = [
            models.UniqueConstraint(fields=["dossier", "body"], name="one_sheet_per_body_and_dossier"),
            models.CheckConstraint(
                condition=Q(
                    status__in=[SheetStatus.DRAFT, SheetStatus.SILENT], sent_at__isnull=True, sent_by__isnull=True
                )
                | Q(status=SheetStatus.SENT, sent_at__isnull=False, sent_by__isnull=False),
                name="sheet_sent_at_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} – {self.dossier_id}"

    @property
    def name(self) -> str:
        """Whose sheet it is: of one that is sent or closed as the body was called then, else as it is called now."""
        return self.said_as or self.body.called


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class SheetItem(ScoredValue):
    """One body's word on one indicator: it confirms or corrects the value; the engine gives the points."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="items")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    field_check = models.BooleanField("cần kiểm tra thực tế", default=False)

    objects = SheetItemQuerySet.as_manager()

    class Meta:
        verbose_name = "mục thẩm định"
        constraints = [
            models.UniqueConstraint(fields=["sheet", "indicator"], name="one_item_per_indicator_and_sheet"),
            *value_constraints("sheetitem"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id}/{self.indicator_id}"

    @property
    def compiled(self) -> CompiledIndicator:
        """The indicator as it stands for this unit, ready to score."""
        return self.sheet.dossier.compiled.by_code[self.indicator.code]


@pghistory.track()
class ItemRequest(models.Model):
    """A body asks the commune about one indicator; it has its own deadline while the rest goes on."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="item_requests")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    question = models.TextField("nội dung đề nghị bổ sung")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_on = models.DateField("hạn trả lời")
    answer = models.TextField("trả lời", blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "đề nghị bổ sung một tiêu chí"
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="itemrequest_answered_at_by",
            )
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.indicator_id}: {self.body_id}"

    @property
    def asked_as(self) -> str:
        """Who asked, as it was called then."""
        return self.body.called_at(self.asked_at)
