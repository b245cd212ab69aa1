"""Papers of the procedure: what carries a number, a date and a signature, beside the city's decisions."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from thanthien.evaluations.enums import PaperKind
from thanthien.evaluations.models.cycle import Cycle
from thanthien.evaluations.models.dossier import Dossier
from thanthien.evaluations.paper_kinds import OPINIONS
from thanthien.units.models import Agency

# Signed PDFs lie here, one folder for each year.
PAPER_ROOT = "van-ban"
PAPER_SHELF = "papers"  # of kept files (thanthien.core.kept)

_APPEND_ONLY = pgtrigger.Update | pgtrigger.Delete


class PaperQuerySet(models.QuerySet["Paper"]):
    """Papers with the words of the domain."""

    def standing(self) -> PaperQuerySet:
        """Those that were not withdrawn."""
        return self.filter(withdrawal__isnull=True)


@pghistory.track()
class Paper(models.Model):
    """A document of the procedure as it was signed, about one dossier or many. Never edited: a wrong one is withdrawn
    with its reason, and recorded anew.

    ``agency`` recorded it, and withdraws it; ``issuer`` is whose document it is, as printed. ``addressee``: the body to
    which it was sent, where it is about what that body has to do; others outside the city don't read it then.
    ``agrees``: of an opinion on the posted draft, whether the body agrees; where it doesn't, ``note`` says why.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField("loại", max_length=24, choices=PaperKind)
    number = models.CharField("số, ký hiệu", max_length=60)
    signed_on = models.DateField("ngày ký")
    signer = models.CharField("người ký", max_length=120)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan ghi")
    issuer = models.CharField("cơ quan ban hành", max_length=200)
    addressee = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    agrees = models.BooleanField("nhất trí", null=True, blank=True)
    note = models.TextField("ghi chú", blank=True)
    file = models.FileField("bản ký (PDF)", upload_to=f"{PAPER_ROOT}/%Y/", max_length=255, blank=True)
    file_name = models.CharField("tên tệp", max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc")

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = "văn bản"
        ordering = ["signed_on", "id"]
        indexes = [models.Index(fields=["cycle", "kind"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(number="") & ~Q(signer="") & ~Q(issuer=""),
                name="paper_is_signed",
                violation_error_message="Văn bản cần có số, người ký và cơ quan ban hành.",
            ),
            models.CheckConstraint(
                condition=Q(file="", file_name="", sha256="") | (~Q(file="") & ~Q(file_name="") & ~Q(sha256="")),
                name="paper_file_is_known",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=OPINIONS, agrees__isnull=False) | (~Q(kind__in=OPINIONS) & Q(agrees__isnull=True)),
                name="opinion_agrees_or_not",
            ),
            models.CheckConstraint(
                condition=Q(agrees__isnull=True) | Q(agrees=True) | ~Q(note=""),
                name="other_opinion_is_said",
                violation_error_message="Có ý kiến khác thì cần ghi nội dung.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="paper_append_only", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} số {self.number} ngày {self.signed_on:%d/%m/%Y}"

    @property
    def response(self) -> str:
        """Of another opinion on the draft, what the unit said to it; empty where it said nothing."""
        opinion = getattr(self, "opinion", None)
        return opinion.response if opinion else ""


class PaperDossier(models.Model):
    """One dossier that a paper is about."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="lines")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="paper_lines")

    class Meta:
        verbose_name = "hồ sơ của văn bản"
        constraints = [models.UniqueConstraint(fields=["paper", "dossier"], name="dossier_once_per_paper")]
        triggers = [pgtrigger.Protect(name="paperdossier_append_only", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.paper_id}: {self.dossier_id}"


class PaperWithdrawal(models.Model):
    """That a paper was recorded wrongly: it counts no longer and stays readable, with the reason."""

    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.TextField("lý do")
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "văn bản ghi nhầm"
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""), name="withdrawn_paper_has_reason", violation_error_message="Cần ghi lý do."
            )
        ]
        triggers = [pgtrigger.Protect(name="paperwithdrawal_append_only", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.paper_id}: {self.said_at:%d/%m/%Y}"
