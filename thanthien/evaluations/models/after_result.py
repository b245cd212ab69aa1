"""What changes after a result was told: a paper that the city returned, an adjusted decision, a corrected one."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from thanthien.criteria.compiling import CompiledIndicator
from thanthien.criteria.models import Indicator
from thanthien.evaluations.enums import CorrectedWhat, ReturnOutcome
from thanthien.evaluations.models.decision import Decision
from thanthien.evaluations.models.dossier import Dossier
from thanthien.evaluations.models.paper import Paper
from thanthien.evaluations.models.self_score import ScoredValue, value_constraints

_APPEND_ONLY = pgtrigger.Update | pgtrigger.Delete


class CityReturnQuerySet(models.QuerySet["CityReturn"]):
    """Returned papers with the words of the domain."""

    def open(self) -> CityReturnQuerySet:
        """Those to which the council has not answered yet."""
        return self.filter(outcome="")


@pghistory.track()
class CityReturn(models.Model):
    """One dossier of a Tờ trình that the city returned before it decided. The council opens named indicators again, or
    keeps the result with its reason."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="city_returns")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="city_returns", verbose_name="văn bản")
    reason = models.TextField("nội dung trả lại")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc")
    outcome = models.CharField("xử lý", max_length=10, choices=ReturnOutcome, blank=True)
    answer = models.TextField("lý do xử lý", blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    answered_at = models.DateTimeField("xử lý lúc", null=True, blank=True)
    # What was announced as the level, while indicators are concluded again.
    level_before = models.PositiveSmallIntegerField("mức độ đề nghị trước", null=True, blank=True)
    level_reason_before = models.TextField("lý do của mức độ đề nghị trước", blank=True)

    objects = CityReturnQuerySet.as_manager()

    class Meta:
        verbose_name = "hồ sơ trong Tờ trình được trả lại"
        ordering = ["recorded_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"],
                condition=Q(outcome=""),
                name="one_open_city_return",
                violation_error_message="Hồ sơ này đã được trả lại và đang chờ Hội đồng xử lý.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="city_return_has_reason",
                violation_error_message="Cần ghi nội dung trả lại.",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", answer="", answered_by__isnull=True, answered_at__isnull=True)
                | (~Q(outcome="") & ~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="city_return_answered_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.paper_id}"


class ReopenedItem(models.Model):
    """One indicator that the council opened again, with what it had concluded until then. Append-only."""

    city_return = models.ForeignKey(CityReturn, on_delete=models.PROTECT, related_name="items")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    state = models.CharField("trạng thái trước", max_length=16)
    value = models.JSONField("số liệu trước", null=True, blank=True)
    points = models.DecimalField("điểm trước", max_digits=8, decimal_places=4, null=True, blank=True)
    reason = models.TextField("lý do trước", blank=True)

    class Meta:
        verbose_name = "tiêu chí được mở lại"
        constraints = [models.UniqueConstraint(fields=["city_return", "indicator"], name="item_reopened_once")]
        triggers = [pgtrigger.Protect(name="reopeneditem_append_only", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.city_return_id}/{self.indicator_id}"


class AdjustmentQuerySet(models.QuerySet["Adjustment"]):
    """Adjustments with the words of the domain."""

    def running(self) -> AdjustmentQuerySet:
        """Those without a decision that were not given up."""
        return self.filter(decision__isnull=True, dropped_at__isnull=True)


@pghistory.track()
class Adjustment(models.Model):
    """A complaint about a published result was settled, outside the platform, and the result is to be adjusted: named
    indicators are concluded anew, or without any the level alone is set. Published when the city has decided."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="adjustments")
    settlement = models.ForeignKey(
        Paper, on_delete=models.PROTECT, related_name="adjustments", verbose_name="văn bản giải quyết khiếu nại"
    )
    grounds = models.TextField("căn cứ điều chỉnh")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField("mở lúc")
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="adjustments", null=True, blank=True, verbose_name="quyết định"
    )
    dropped_reason = models.TextField("lý do không điều chỉnh", blank=True)
    dropped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    dropped_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = AdjustmentQuerySet.as_manager()

    class Meta:
        verbose_name = "điều chỉnh kết quả"
        ordering = ["opened_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"],
                condition=Q(decision__isnull=True, dropped_at__isnull=True),
                name="one_running_adjustment",
                violation_error_message="Kết quả của đơn vị này đang được điều chỉnh.",
            ),
            models.CheckConstraint(
                condition=~Q(grounds=""),
                name="adjustment_has_grounds",
                violation_error_message="Cần ghi căn cứ điều chỉnh.",
            ),
            models.CheckConstraint(
                condition=Q(dropped_reason="", dropped_by__isnull=True, dropped_at__isnull=True)
                | (
                    ~Q(dropped_reason="") & Q(dropped_by__isnull=False, dropped_at__isnull=False, decision__isnull=True)
                ),
                name="adjustment_dropped_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.settlement_id}"

    @property
    def label(self) -> str:
        """Where it stands."""
        if self.decision_id:
            return "Đã có quyết định điều chỉnh"
        return "Kết thúc: không điều chỉnh" if self.dropped_at else "Đang điều chỉnh"


@pghistory.track()
class AdjustedItem(ScoredValue):
    """What the council concludes instead on one indicator of an adjusted result. Until the city has decided, the
    published conclusion stands beside it untouched."""

    adjustment = models.ForeignKey(Adjustment, on_delete=models.PROTECT, related_name="items")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "tiêu chí được điều chỉnh"
        ordering = ["indicator__position"]
        constraints = [
            models.UniqueConstraint(fields=["adjustment", "indicator"], name="item_adjusted_once"),
            *value_constraints("adjusteditem"),
        ]

    def __str__(self) -> str:
        return f"{self.adjustment_id}/{self.indicator_id}"

    @property
    def compiled(self) -> CompiledIndicator:
        """The indicator as it stands for this unit, ready to score."""
        return self.adjustment.dossier.compiled.by_code[self.indicator.code]


class DecisionCorrection(models.Model):
    """One text of a recorded decision that was wrong, and what it should be, by a document of its own. Append-only: the
    decision and its seals keep what was written. ``dossier``: whose unit was named wrongly."""

    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="corrections", verbose_name="văn bản đính chính"
    )
    corrected = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="corrected_by", verbose_name="quyết định được đính chính"
    )
    what = models.CharField("nội dung", max_length=10, choices=CorrectedWhat)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    before = models.CharField("đã ghi", max_length=200)
    after = models.CharField("đúng là", max_length=200)

    class Meta:
        verbose_name = "nội dung đính chính"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(what=CorrectedWhat.UNIT_NAME, dossier__isnull=False)
                | (~Q(what=CorrectedWhat.UNIT_NAME) & Q(dossier__isnull=True)),
                name="corrected_name_is_a_units",
            ),
            models.CheckConstraint(
                condition=~Q(before="") & ~Q(after="") & ~Q(before=F("after")),
                name="correction_changes_something",
                violation_error_message="Nội dung đính chính phải khác nội dung đã ghi.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="decisioncorrection_append_only", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.corrected_id}: {self.before} → {self.after}"
