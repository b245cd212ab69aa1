"""A cycle: one year of evaluation under one pinned criteria set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models

from thanthien.core import clock
from thanthien.criteria.models import CriteriaSet
from thanthien.evaluations.enums import (
    PHASE_CHOICES,
    CouncilMode,
    CycleKind,
    HeardBeforeSigning,
    PaperAsked,
    Quorum,
)
from thanthien.evaluations.modes import phase_label
from thanthien.measures.scope import LATE_DAYS, Span
from thanthien.units.models import Unit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from thanthien.core.levels import LevelNames


PILOT_WORD = "thí điểm"


class CycleQuerySet(models.QuerySet["Cycle"]):
    def by_year(self) -> CycleQuerySet:
        """Newest year first; within a year the official cycle stands before a trial, whichever was opened later."""
        return self.order_by("-year", "kind", "-opened_at", "-pk")

    def newest_first(self) -> CycleQuerySet:
        """By year, as pages offer them: a cycle that has not begun stands after those that people work in."""
        return self.order_by(begun("pk", clock.today()).desc(), "-year", "kind", "-opened_at", "-pk")

    def published(self) -> CycleQuerySet:
        return self.filter(results_published_at__isnull=False)


_PIN = (
    "IF NOT EXISTS (SELECT 1 FROM evaluations_setchange WHERE cycle_id = NEW.id AND made_in = txid_current() "
    "AND from_set_id = OLD.criteria_set_id AND to_set_id = NEW.criteria_set_id) THEN "
    "RAISE EXCEPTION 'Bộ tiêu chí của kỳ đã mở chỉ thay đổi theo quyết định điều chỉnh.' "
    "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
)


@pghistory.track()
class Cycle(models.Model):
    """One evaluation year. What cities do differently are its switches; the set is pinned until a decision changes it
    (:class:`~.set_change.SetChange`). ``set_turn``: how many times that was."""

    criteria_set = models.ForeignKey(CriteriaSet, on_delete=models.PROTECT, verbose_name="bộ tiêu chí")
    set_turn = models.PositiveSmallIntegerField("số lần điều chỉnh bộ tiêu chí", default=0, db_default=0)
    year = models.PositiveSmallIntegerField("năm")
    title = models.CharField("tên kỳ", max_length=200)
    kind = models.CharField("loại kỳ", max_length=10, choices=CycleKind, default=CycleKind.OFFICIAL)
    span_first = models.DateField("thời kỳ số liệu từ ngày")
    span_last = models.DateField("thời kỳ số liệu đến hết ngày")
    as_of = models.DateField("ngày chốt số liệu")
    late_days = models.PositiveSmallIntegerField("hạn ghi sau kỳ (ngày làm việc)", default=LATE_DAYS)
    measure_settings = models.JSONField("thông số của số liệu", default=dict, blank=True)
    registration_needs_approval = models.BooleanField("duyệt đăng ký", default=False)
    posting_days = models.PositiveSmallIntegerField("số ngày niêm yết", default=5)
    commune_meeting_required = models.BooleanField("cần cuộc họp cấp xã", default=True)
    heard_before_signing = models.CharField(
        "ý kiến trước khi ký",
        max_length=8,
        choices=HeardBeforeSigning,
        default=HeardBeforeSigning.NONE,
        db_default=HeardBeforeSigning.NONE,
    )
    proposal_asked = models.CharField(
        "Tờ trình khi nộp hồ sơ",
        max_length=8,
        choices=PaperAsked,
        default=PaperAsked.NONE,
        db_default=PaperAsked.NONE,
    )
    step_papers_asked = models.CharField(
        "văn bản đăng ký, trả lại hồ sơ, thông báo kết quả dự kiến",
        max_length=8,
        choices=PaperAsked,
        default=PaperAsked.NONE,
        db_default=PaperAsked.NONE,
    )
    supplement_days = models.PositiveSmallIntegerField("hạn bổ sung (ngày làm việc)", default=3)
    item_request_days = models.PositiveSmallIntegerField("hạn giải trình một tiêu chí (ngày làm việc)", default=3)
    again_days = models.PositiveSmallIntegerField(
        "hạn xử lý lại khi Tờ trình bị trả lại (ngày làm việc)", default=10, db_default=10
    )
    council_mode = models.CharField("cách kết luận", max_length=10, choices=CouncilMode, default=CouncilMode.MEETING)
    council_quorum = models.CharField(
        "số thành viên tham gia kết luận", max_length=12, choices=Quorum, default=Quorum.NONE, db_default=Quorum.NONE
    )
    review_allowed = models.BooleanField("được kiến nghị xem xét lại", default=True)
    early_allowed = models.BooleanField(
        "được làm trước ngày mở giai đoạn khi ghi lý do", default=False, db_default=False
    )
    # Cycles opened before proceedings were kept lower and revoke at once, as they did.
    proceedings_required = models.BooleanField(
        "hạ mức độ, thu hồi công nhận sau khi đơn vị được giải trình", default=True, db_default=False
    )
    explanation_days = models.PositiveSmallIntegerField("hạn giải trình (ngày làm việc)", default=5, db_default=5)
    decided_by = models.CharField("cơ quan quyết định", max_length=200)
    # A trial of some units only; which ones its dossiers say.
    pilot = models.BooleanField("thí điểm", default=False, db_default=False)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField("mở lúc")
    results_published_at = models.DateTimeField("công bố kết quả lúc", null=True, blank=True)
    # The city's word that the year is decided although some units still wait; public with its reason.
    taken_as_decided_at = models.DateTimeField("coi là đã quyết định lúc", null=True, blank=True)
    taken_as_decided_reason = models.TextField("lý do coi là đã quyết định", blank=True, db_default="")

    # Every unit stands in one of the two lists of a decision before the year is decided. Years that were opened before
    # this rule count withdrawn and closed dossiers as decided without a list.
    every_unit_listed = models.BooleanField("mọi đơn vị phải có trong quyết định", default=True, db_default=False)

    objects = CycleQuerySet.as_manager()

    class Meta:
        verbose_name = "kỳ đánh giá"
        verbose_name_plural = "kỳ đánh giá"
        constraints = [
            # With a condition (that always holds) it is no key of the row: a change of the set then locks out nobody
            # who holds dossiers and refers to the cycle.
            models.UniqueConstraint(
                fields=["criteria_set", "year", "kind"],
                condition=models.Q(year__gte=2000),
                name="one_cycle_per_set_year_kind",
                violation_error_message="Đã có kỳ đánh giá cùng năm, cùng loại với bộ tiêu chí này.",
            ),
            models.CheckConstraint(
                condition=models.Q(year__gte=2000) & models.Q(year__lte=2200),
                name="cycle_year_in_range",
                violation_error_message="Năm phải từ 2000 đến 2200.",
            ),
            models.CheckConstraint(
                condition=models.Q(taken_as_decided_at__isnull=True, taken_as_decided_reason="")
                | (models.Q(taken_as_decided_at__isnull=False) & ~models.Q(taken_as_decided_reason="")),
                name="taken_as_decided_with_reason",
                violation_error_message="Cần ghi lý do coi năm này là đã quyết định.",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    posting_days__gte=1,
                    supplement_days__gte=1,
                    item_request_days__gte=1,
                    again_days__gte=1,
                    explanation_days__gte=1,
                ),
                name="cycle_days_at_least_one",
                violation_error_message="Số ngày niêm yết, bổ sung, giải trình phải từ 1 trở lên.",
            ),
            models.CheckConstraint(
                condition=models.Q(pilot=False) | models.Q(kind=CycleKind.TRIAL),
                name="pilot_is_a_trial",
                violation_error_message="Kỳ thí điểm là kỳ chấm thử.",
            ),
            models.CheckConstraint(
                condition=models.Q(span_first__lte=models.F("span_last"), as_of__gte=models.F("span_last")),
                name="cycle_span_before_cut_off",
                violation_error_message="Thời kỳ số liệu phải bắt đầu trước khi kết thúc.",
            ),
        ]
        triggers = [
            # Criteria never change under live dossiers (warning 11) but by a decision, which leaves its row.
            pgtrigger.Trigger(
                name="cycle_set_is_pinned",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("criteria_set_id"),
                condition=pgtrigger.Q(old__criteria_set_id__df=pgtrigger.F("new__criteria_set_id")),
                func=_PIN,
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def council_day_label(self) -> str:
        """What the day on which the council concludes is called in this cycle; empty where none is asked for."""
        return CouncilMode(self.council_mode).day_label

    @property
    def level_names(self) -> LevelNames:
        """What the pinned set calls its levels."""
        return self.criteria_set.level_names

    @property
    def told_title(self) -> str:
        """The title; of a trial with “chấm thử”, of a pilot with “thí điểm”, once."""
        said = not self.is_trial or self.trial_word in self.title.lower()
        return self.title if said else f"{self.title} ({self.trial_word})"

    @property
    def trial_word(self) -> str:
        """What a cycle without official results is called; empty for an official one."""
        if not self.is_trial:
            return ""
        return PILOT_WORD if self.pilot else "chấm thử"

    @property
    def is_trial(self) -> bool:
        return self.kind == CycleKind.TRIAL

    @property
    def terms_key(self) -> str:
        """By which rooms that know no cycle ask for its terms (``measures/terms.py``): “2026-3”."""
        return f"{self.year}-{self.pk}"

    @property
    def span(self) -> Span:
        """The days whose records count. Its cut-off is stored as ``as_of``, so that a decided year keeps its own."""
        return Span(self.span_first, self.span_last, self.late_days)


@pghistory.track()
class Phase(models.Model):
    """The calendar of a cycle: when each phase starts and ends (both days included)."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="phases")
    key = models.CharField("giai đoạn", max_length=16, choices=PHASE_CHOICES)
    starts_on = models.DateField("từ ngày")
    ends_on = models.DateField("đến hết ngày")

    class Meta:
        verbose_name = "giai đoạn"
        ordering = ["starts_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "key"], name="one_phase_per_key"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="phase_dates_in_order",
                violation_error_message="Ngày kết thúc phải từ ngày bắt đầu trở đi.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_key_display()} ({self.starts_on:%d/%m/%Y}–{self.ends_on:%d/%m/%Y})"

    @property
    def label(self) -> str:
        """What the phase is called in its cycle."""
        return phase_label(self.key, self.cycle.council_mode)


@pghistory.track()
class Extension(models.Model):
    """A later last day of one phase, for all units or for one, with its reason. Never edited."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="extensions")
    key = models.CharField("giai đoạn", max_length=16, choices=PHASE_CHOICES)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, verbose_name="đơn vị")
    ends_on = models.DateField("gia hạn đến hết ngày")
    reason = models.TextField("lý do")
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "gia hạn"
        ordering = ["granted_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="extension_has_reason",
                violation_error_message="Cần ghi lý do gia hạn.",
            )
        ]
        triggers = [pgtrigger.Protect(name="extension_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_key_display()} → {self.ends_on:%d/%m/%Y}"

    @property
    def label(self) -> str:
        """What its phase is called in its cycle."""
        return phase_label(self.key, self.cycle.council_mode)


def begun(cycle: str, today: Any) -> models.Exists:
    """Whether the first phase of a cycle has begun on a day: that of the row that ``cycle`` leads to."""
    return models.Exists(Phase.objects.filter(cycle=models.OuterRef(cycle), starts_on__lte=today))


def latest_end(planned: Iterable[Phase], extensions: Iterable[Extension], unit_id: int | None) -> dict[str, date]:
    """Last day of each phase for one unit: the planned day, or the latest extension that reaches the unit.
    Without a unit: the day that holds for all."""
    ends = {phase.key: phase.ends_on for phase in planned}
    for extension in extensions:
        if extension.unit_id in (None, unit_id) and extension.key in ends:
            ends[extension.key] = max(ends[extension.key], extension.ends_on)
    return ends
