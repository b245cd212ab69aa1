"""A dossier: one unit in one cycle, its status, its totals and the log of its steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from thanthien.criteria.compiling import CompiledSet
from thanthien.evaluations import states, workflow
from thanthien.evaluations.enums import PHASE_CHOICES, STATUS_CHOICES, Column
from thanthien.evaluations.models.cycle import Cycle
from thanthien.evaluations.modes import counts_words, status_label
from thanthien.evaluations.visibility import dossier_filter
from thanthien.evaluations.workflow import Status
from thanthien.evidence.models import Document, DocumentVersion
from thanthien.units.models import Unit

if TYPE_CHECKING:
    from thanthien.accounts.models import User


def status_trigger_sql() -> str:
    """Body of the trigger that refuses every pair of states that the step table does not hold."""
    legal = ", ".join(f"('{source}', '{target}')" for source, target in sorted(workflow.pairs()))
    return (
        f"IF (OLD.status, NEW.status) NOT IN ({legal}) THEN "
        "RAISE EXCEPTION 'Không có bước chuyển hồ sơ từ % sang %', OLD.status, NEW.status "
        "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
    )


class DossierQuerySet(models.QuerySet["Dossier"]):
    def visible_to(self, user: User) -> DossierQuerySet:
        """Dossiers that a person may open: all for the city's bodies, the own unit's for a commune."""
        return self.filter(dossier_filter(user))

    def public(self) -> DossierQuerySet:
        return self.filter(status__in=states.PUBLIC, cycle__results_published_at__isnull=False)

    def in_neither_list(self) -> DossierQuerySet:
        """Those that no published decision names, as recognised or not. Years from before every unit had to be named
        (``Cycle.every_unit_listed``) leave out withdrawn and closed dossiers; a dossier closed by a merger stands in
        no list."""
        left_out = Q(status__in=states.WITHOUT_RESULT, cycle__every_unit_listed=False)
        return self.exclude(Q(status__in=states.PUBLIC | states.IN_NO_LIST) | left_out)


def _together(*fields: str) -> Q:
    """All of the fields are set, or none of them."""
    return Q(**{f"{name}__isnull": True for name in fields}) | Q(**{f"{name}__isnull": False for name in fields})


def _person() -> Any:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)


@pghistory.track()
class Dossier(models.Model):
    """The file of one unit in one cycle. Only ``actions`` move its status. ``set_turn``: as that of its cycle; a row
    that was locked tells by it that its cycle was read before the set changed (``actions/moves.py``)."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="dossiers", verbose_name="kỳ")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="dossiers", verbose_name="đơn vị")
    status = models.CharField("trạng thái", max_length=24, choices=STATUS_CHOICES, default=Status.UNREGISTERED)
    status_since = models.DateTimeField("từ lúc")
    # Codes of the waivers that stand, kept by ``actions.waivers`` so that the set is compiled without a statement.
    waived = ArrayField(models.CharField(max_length=40), default=list, db_default=models.Value([]), blank=True)
    target_level = models.PositiveSmallIntegerField("mức độ phấn đấu", null=True, blank=True)
    creative_model = models.TextField("mô hình sáng tạo đăng ký", blank=True)
    report = models.TextField("báo cáo tự đánh giá", blank=True)
    registered_at = models.DateTimeField("đăng ký lúc", null=True, blank=True)
    registered_by = _person()
    posted_on = models.DateField("niêm yết ngày", null=True, blank=True)
    posting_ends_on = models.DateField("niêm yết đến hết ngày", null=True, blank=True)
    posting_places = models.TextField("nơi niêm yết", blank=True)
    meeting_on = models.DateField("ngày họp", null=True, blank=True)
    meeting_minutes = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="biên bản họp"
    )
    meeting_minutes_version = models.ForeignKey(
        DocumentVersion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="phiên bản biên bản họp",
    )
    signed_at = models.DateTimeField("ký lúc", null=True, blank=True)
    signed_by = _person()
    submitted_at = models.DateTimeField("nộp lúc", null=True, blank=True)
    # Stays when the dossier is opened again: from here on it can't be withdrawn.
    first_submitted_at = models.DateTimeField("nộp lần đầu lúc", null=True, blank=True)
    submitted_by = _person()
    supplement_due_on = models.DateField("hạn bổ sung", null=True, blank=True)
    # The city returned the Tờ trình: what follows is due by this day, where its phases are over earlier.
    again_due_on = models.DateField("hạn xử lý lại sau khi trả lại Tờ trình", null=True, blank=True)
    paused_days = models.PositiveSmallIntegerField("số ngày làm việc chờ bổ sung", default=0)
    sheets_complete_at = models.DateTimeField("đủ phiếu thẩm định lúc", null=True, blank=True)
    # Codes of the bodies that said nothing, as recorded (``Silence``): their words and gates are left to the council.
    silent_bodies = models.JSONField("cơ quan không có ý kiến", default=list, db_default=[], blank=True)
    council_on = models.DateField("ngày Hội đồng họp hoặc chốt ý kiến", null=True, blank=True)
    # Of the council: how many there are, and how many met or wrote; where the cycle asks for it.
    council_members = models.PositiveSmallIntegerField("số thành viên Hội đồng", null=True, blank=True)
    council_took_part = models.PositiveSmallIntegerField("số thành viên dự họp hoặc gửi ý kiến", null=True, blank=True)
    proposed_level = models.PositiveSmallIntegerField("mức độ đề nghị", null=True, blank=True)
    proposed_reason = models.TextField("lý do đề nghị khác mức độ tính được", blank=True)
    decided_level = models.PositiveSmallIntegerField("mức độ theo quyết định", null=True, blank=True)
    decided_reason = models.TextField("lý do quyết định khác mức độ đề nghị", blank=True)
    set_turn = models.PositiveSmallIntegerField("lần điều chỉnh bộ tiêu chí", default=0, db_default=0)
    version = models.PositiveIntegerField(default=0)

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = "hồ sơ"
        indexes = [models.Index(fields=["cycle", "status"])]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "unit"], name="one_dossier_per_unit_and_cycle"),
            models.CheckConstraint(condition=_together("registered_at", "registered_by"), name="registered_at_by"),
            models.CheckConstraint(condition=_together("signed_at", "signed_by"), name="signed_at_by"),
            models.CheckConstraint(condition=_together("submitted_at", "submitted_by"), name="submitted_at_by"),
            models.CheckConstraint(condition=_together("posted_on", "posting_ends_on"), name="posting_dates"),
            models.CheckConstraint(
                condition=Q(posted_on__isnull=True) | Q(posting_ends_on__gte=F("posted_on")), name="posting_order"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=sorted(states.targets_of("post", "sign"))) | Q(posted_on__isnull=False),
                name="posted_has_dates",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=sorted(states.targets_of("sign", "submit", "accept")))
                | Q(signed_at__isnull=False),
                name="signed_has_signer",
            ),
            models.CheckConstraint(
                condition=_together("council_members", "council_took_part")
                & (Q(council_members__isnull=True) | Q(council_took_part__lte=F("council_members"))),
                name="council_counts_fit",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=sorted(states.DECIDED_ON)) | Q(decided_level__isnull=False),
                name="decided_has_level",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="dossier_legal_steps",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("status"),
                condition=pgtrigger.Q(old__status__df=pgtrigger.F("new__status")),
                func=status_trigger_sql(),
            ),
            pgtrigger.Trigger(
                name="dossier_starts_unregistered",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=~pgtrigger.Q(new__status="unregistered"),
                func="RAISE EXCEPTION 'Hồ sơ mới phải ở trạng thái chưa đăng ký.' USING ERRCODE = 'check_violation';",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} – {self.cycle}"

    @property
    def label(self) -> str:
        mode = self.cycle.council_mode if self.status == Status.CONCLUDED else ""
        return status_label(self.status, mode)

    @property
    def council_words(self) -> str:
        """How many of the council took part, in words; empty where nothing was said."""
        return counts_words(self.cycle.council_mode, self.council_members, self.council_took_part)

    @property
    def compiled(self) -> CompiledSet:
        """The cycle's criteria set, made ready for the unit: for its kind, without what is not applied to it."""
        return self.cycle.criteria_set.compiled(self.unit.kind, self.waived)

    @property
    def is_editable(self) -> bool:
        return self.status in states.EDITABLE


class Total(models.Model):
    """Stored sums of one column of one dossier, written only by ``actions.totals`` from the engine's result."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="totals")
    column = models.CharField(max_length=10, choices=Column)
    points = models.DecimalField("điểm", max_digits=9, decimal_places=4)
    maximum = models.DecimalField("điểm tối đa áp dụng", max_digits=9, decimal_places=4)
    answered = models.PositiveSmallIntegerField("đã chấm")
    expected = models.PositiveSmallIntegerField("phải chấm")
    level = models.PositiveSmallIntegerField("mức độ", null=True)
    level_low = models.PositiveSmallIntegerField("mức thấp nhất có thể")
    level_high = models.PositiveSmallIntegerField("mức cao nhất có thể")
    groups = models.JSONField("điểm theo nhóm")
    gates = models.JSONField("điều kiện")
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = "tổng điểm"
        constraints = [models.UniqueConstraint(fields=["dossier", "column"], name="one_total_per_column")]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.column}: {self.points}/{self.maximum}"


class StepLog(models.Model):
    """Who moved a dossier, when, from where to where, and why. Append-only. ``phase``: the one that was begun before
    its first day; the dossier stayed where it was."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField("bước", max_length=24)
    from_status = models.CharField(max_length=24, choices=STATUS_CHOICES)
    to_status = models.CharField(max_length=24, choices=STATUS_CHOICES)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField("vai trò", max_length=32)
    at = models.DateTimeField("lúc")
    reason = models.TextField("lý do", blank=True)
    phase = models.CharField("giai đoạn làm sớm", max_length=16, choices=PHASE_CHOICES, blank=True, db_default="")

    class Meta:
        verbose_name = "nhật ký bước"
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["dossier", "at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(phase="") | (Q(step=workflow.BEGIN_EARLY, to_status=F("from_status")) & ~Q(reason="")),
                name="begun_early_with_reason",
                violation_error_message="Làm sớm cần ghi lý do.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="steplog_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.from_status} → {self.to_status}"

    @property
    def label(self) -> str:
        label = workflow.label_of(self.step)
        return f"{label}: {self.get_phase_display()}" if self.phase else label
