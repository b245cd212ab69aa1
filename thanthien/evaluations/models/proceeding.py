"""Proceedings before a recognition is lowered or revoked: what the unit was told, what it says, what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from thanthien.accounts.positions import COMMUNE_LEADS
from thanthien.evaluations import proceedings
from thanthien.evaluations.models.decision import Decision
from thanthien.evaluations.models.dossier import Dossier
from thanthien.evaluations.models.paper import Paper
from thanthien.evaluations.proceedings import OVER, PROCEEDING_LABELS, ProceedingStatus
from thanthien.evaluations.visibility import follows_proceedings
from thanthien.evidence.models import Document, DocumentVersion

if TYPE_CHECKING:
    from thanthien.accounts.models import User

PROCEEDING_CHOICES = [(status.value, PROCEEDING_LABELS[status]) for status in ProceedingStatus]


def proceeding_trigger_sql() -> str:
    """Body of the trigger that refuses every pair of states that the table of steps does not hold."""
    legal = ", ".join(f"('{source}', '{target}')" for source, target in sorted(proceedings.pairs()))
    return (
        f"IF (OLD.status, NEW.status) NOT IN ({legal}) THEN "
        "RAISE EXCEPTION 'Không có bước từ % sang % của thủ tục', OLD.status, NEW.status "
        "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
    )


class ProceedingQuerySet(models.QuerySet["Proceeding"]):
    """Proceedings with the words of the domain."""

    def visible_to(self, user: User) -> ProceedingQuerySet:
        """The standing office, the city's leaders and inspectors read all; the unit's chair and focal officer their
        own. Nobody else: proceedings are not public, and no body or council judges by them."""
        if follows_proceedings(user):
            return self
        return self.filter(dossier__unit_id__in=user.unit_ids(*COMMUNE_LEADS))

    def running(self) -> ProceedingQuerySet:
        """Those that have not come to their end."""
        return self.exclude(status__in=sorted(OVER))


@pghistory.track()
class Proceeding(models.Model):
    """One unit is to lose its recognition, or part of it. ``level``: what is considered (0: to revoke), told with the
    notice; ``concluded_level``: what the standing office concludes, never lower than that."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="proceedings")
    status = models.CharField(
        "trạng thái", max_length=12, choices=PROCEEDING_CHOICES, default=ProceedingStatus.NOTIFIED
    )
    level = models.PositiveSmallIntegerField("mức dự kiến")
    grounds = models.TextField("căn cứ, lý do xem xét")
    notice = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="proceedings", verbose_name="thông báo")
    opened_at = models.DateTimeField("thông báo lúc")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField("giải trình đến hết ngày")
    explanation = models.TextField("giải trình của đơn vị", blank=True)
    explained_at = models.DateTimeField("giải trình lúc", null=True, blank=True)
    explained_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    concluded_level = models.PositiveSmallIntegerField("mức kết luận", null=True, blank=True)
    conclusion = models.TextField("kết luận của cơ quan thường trực", blank=True)
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="proceedings", null=True, blank=True, verbose_name="quyết định"
    )
    version = models.PositiveIntegerField(default=0)

    objects = ProceedingQuerySet.as_manager()

    class Meta:
        verbose_name = "thủ tục hạ mức độ, thu hồi công nhận"
        verbose_name_plural = "thủ tục hạ mức độ, thu hồi công nhận"
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"],
                condition=~Q(status__in=sorted(OVER)),
                name="one_running_proceeding",
                violation_error_message="Đơn vị này đang có thủ tục hạ mức độ, thu hồi công nhận.",
            ),
            models.CheckConstraint(
                condition=~Q(grounds=""),
                name="proceeding_has_grounds",
                violation_error_message="Cần ghi căn cứ, lý do xem xét.",
            ),
            models.CheckConstraint(
                condition=Q(explanation="", explained_at__isnull=True, explained_by__isnull=True)
                | (~Q(explanation="") & Q(explained_at__isnull=False, explained_by__isnull=False)),
                name="proceeding_explained_whole",
                violation_error_message="Giải trình cần có nội dung, người và lúc gửi.",
            ),
            models.CheckConstraint(
                condition=Q(concluded_level__isnull=True)
                | (~Q(conclusion="") & Q(concluded_level__gte=models.F("level"))),
                name="proceeding_concluded_no_worse",
                violation_error_message="Kết luận không được nặng hơn mức đã thông báo cho đơn vị.",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["concluded", "decided"]) | Q(concluded_level__isnull=False),
                name="proceeding_concluded_has_level",
            ),
            models.CheckConstraint(
                condition=Q(status="decided", decision__isnull=False)
                | (~Q(status="decided") & Q(decision__isnull=True)),
                name="proceeding_decided_by",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="proceeding_legal_steps",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("status"),
                condition=pgtrigger.Q(old__status__df=pgtrigger.F("new__status")),
                func=proceeding_trigger_sql(),
            )
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.label}"

    @property
    def label(self) -> str:
        return PROCEEDING_LABELS[ProceedingStatus(self.status)]


class ProceedingDocument(models.Model):
    """A document that the unit sent with its explanation, a file in the version of that moment."""

    proceeding = models.ForeignKey(Proceeding, on_delete=models.PROTECT, related_name="documents")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(DocumentVersion, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        verbose_name = "tài liệu giải trình"
        constraints = [models.UniqueConstraint(fields=["proceeding", "document"], name="document_once_in_proceeding")]
        triggers = [
            pgtrigger.Protect(name="proceedingdocument_append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.proceeding_id}/{self.document_id}"


class ProceedingLog(models.Model):
    """Who moved proceedings, when, from where to where, and why. Append-only. Without ``by`` the calendar did: the last
    day of the explanation passed."""

    proceeding = models.ForeignKey(Proceeding, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField("bước", max_length=16)
    from_status = models.CharField(max_length=12, choices=PROCEEDING_CHOICES, blank=True)
    to_status = models.CharField(max_length=12, choices=PROCEEDING_CHOICES)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    at = models.DateTimeField("lúc")
    reason = models.TextField("nội dung", blank=True)

    class Meta:
        verbose_name = "nhật ký thủ tục"
        ordering = ["at", "id"]
        triggers = [pgtrigger.Protect(name="proceedinglog_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.proceeding_id}: {self.from_status} → {self.to_status}"

    @property
    def label(self) -> str:
        return proceedings.label_of(self.step)
