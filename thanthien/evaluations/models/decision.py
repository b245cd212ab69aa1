"""Decisions of the city, and the seals that keep what was submitted and decided."""

from __future__ import annotations

from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from thanthien.evaluations.enums import DecisionKind, SealKind
from thanthien.evaluations.models.cycle import Cycle
from thanthien.evaluations.models.dossier import Dossier

# Signed PDFs lie here, one folder for each year.
DECISION_ROOT = "quyet-dinh"
DECISION_SHELF = "decisions"  # of kept files (thanthien.core.kept)

_APPEND_ONLY = pgtrigger.Update | pgtrigger.Delete


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Decisions with the words of the domain."""

    def with_paper_word(self) -> models.QuerySet[Any]:
        """With ``paper_is_public``: the last word on whether everybody may read the signed PDF."""
        last = PaperWord.objects.filter(decision=OuterRef("pk")).order_by("-pk").values("is_public")[:1]
        return self.annotate(paper_is_public=Coalesce(Subquery(last), Value(False)))


@pghistory.track()
class Decision(models.Model):
    """A decision that came back from the city: number, date, signer, signed PDF. Never edited."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField("loại", max_length=12, choices=DecisionKind)
    number = models.CharField("số quyết định", max_length=60)
    signed_on = models.DateField("ngày ký")
    signer = models.CharField("người ký", max_length=120)
    file = models.FileField("bản ký (PDF)", upload_to=f"{DECISION_ROOT}/%Y/", max_length=255)
    file_name = models.CharField("tên tệp", max_length=200)
    sha256 = models.CharField(max_length=64)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "quyết định"
        ordering = ["signed_on", "id"]
        constraints = [
            models.UniqueConstraint(
                # Number and day alone stand twice where they were wrong, and were corrected, in one of both.
                fields=["number", "signed_on", "sha256"],
                name="decision_document_recorded_once",
                violation_error_message="Quyết định này đã được ghi nhận.",
            )
        ]
        triggers = [pgtrigger.Protect(name="decision_append_only", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"Quyết định số {self.number} ngày {self.signed_on:%d/%m/%Y}"


@pghistory.track()
class DecisionItem(models.Model):
    """One dossier in a decision. Level 0: not recognised."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="items")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="decision_items")
    level = models.PositiveSmallIntegerField("mức độ")
    reason = models.TextField("lý do", blank=True)

    class Meta:
        verbose_name = "mục của quyết định"
        constraints = [models.UniqueConstraint(fields=["decision", "dossier"], name="dossier_once_per_decision")]
        triggers = [pgtrigger.Protect(name="decisionitem_append_only", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.level}"


class PaperWord(models.Model):
    """The office's word on a decision's signed PDF: everybody may read it, or no longer. The last one holds; until the
    first, nobody outside may. Never changed, so that it stays readable who said what when."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="paper_words")
    is_public = models.BooleanField("công khai")
    said_at = models.DateTimeField("lúc")
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "công khai bản ký"
        ordering = ["pk"]
        triggers = [pgtrigger.Protect(name="paperword_append_only", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.is_public}"


class Seal(models.Model):
    """A numbered, hashed copy of a dossier (RFC 8785 JSON): it stays the same whatever changes later."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="seals")
    kind = models.CharField(max_length=12, choices=SealKind)
    number = models.CharField("số niêm phong", max_length=40, unique=True)
    body = models.TextField("nội dung")
    sha256 = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()
    sealed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "bản niêm phong"
        ordering = ["sealed_at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(body=""), name="seal_has_body")]
        triggers = [pgtrigger.Protect(name="seal_append_only", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.number} {self.sha256[:12]}"


class Edition(models.Model):
    """A year's results as they were published, lowered or revoked at one moment: what its file says beside the sealed
    documents, and the fingerprint of the whole. Never changed, so that every fingerprint a year ever had can be listed.

    ``head``: the file's own words (docs/open-data.md), which no later setting changes.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="editions")
    reason = models.CharField("vì sao", max_length=300)
    head = models.JSONField("phần đầu của tệp")
    fingerprint = models.CharField("mã kiểm tra (SHA-256)", max_length=64)
    made_at = models.DateTimeField("lúc")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "bản công bố của năm"
        verbose_name_plural = "bản công bố của năm"
        ordering = ["-pk"]
        triggers = [pgtrigger.Protect(name="edition_append_only", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.cycle_id} {self.made_at:%d/%m/%Y} {self.fingerprint[:12]}"
