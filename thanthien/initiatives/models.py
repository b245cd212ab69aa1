"""Creative models: what a commune registers and reports, what bodies say of it, where others adopted it."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from thanthien.initiatives.enums import Outcome, Topic, Verdict
from thanthien.records.models import Record
from thanthien.records.years import YearField

_YEARS = (2020, 2200)
FARTHEST = timedelta(days=366)  # from registering to the beginning


class Initiative(Record):
    """A creative model as a commune registered it. ``day`` is the day of registering."""

    title = models.CharField("tên mô hình", max_length=120)
    topic = models.CharField("lĩnh vực", max_length=12, choices=Topic.choices)
    problem = models.TextField("vấn đề cần giải quyết", max_length=2000)
    novelty = models.TextField("điểm mới, cách làm", max_length=2000)
    doer = models.CharField(
        "nơi thực hiện", max_length=120, help_text="Bộ phận, tổ chức, thôn, tổ dân phố; không ghi họ tên."
    )
    started_on = models.DateField("triển khai từ ngày")

    class Meta(Record.Meta):
        verbose_name = "mô hình sáng tạo"
        verbose_name_plural = "mô hình sáng tạo"
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["unit", "title"],
                condition=Q(ended_at__isnull=True),
                name="initiative_once",
                violation_error_message="Đơn vị đã đăng ký mô hình mang tên này.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """What is registered is under way, or begins soon: a day years ahead is a slip of the pen."""
        if self.started_on > self.day + FARTHEST:
            raise ValidationError({"started_on": "Ngày này sau ngày đăng ký hơn một năm. Cần xem lại năm đã ghi."})


class _OfInitiative(Record):
    """Something told of a model, named by the key of its first version: a correction of either keeps the tie."""

    initiative = models.UUIDField("mô hình", db_index=True)

    class Meta(Record.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.initiative} {self.day:%d/%m/%Y}"


class ProgressReport(_OfInitiative):
    """What came of a model, as its commune says."""

    results = models.TextField("kết quả", max_length=4000)
    people = models.PositiveIntegerField("số người được hưởng", null=True, blank=True)

    class Meta(_OfInitiative.Meta):
        abstract = False
        verbose_name = "báo cáo kết quả mô hình"
        verbose_name_plural = "báo cáo kết quả mô hình"


class BodyWord(_OfInitiative):
    """What the appraising body says of a model for a year, by its document. ``day`` is the document's."""

    verdict = models.CharField("ý kiến", max_length=10, choices=Verdict.choices)
    document = models.CharField("số văn bản", max_length=60)
    year = YearField("năm đánh giá")
    words = models.TextField("nhận xét", max_length=2000, blank=True)

    class Meta(_OfInitiative.Meta):
        abstract = False
        verbose_name = "ý kiến về mô hình"
        verbose_name_plural = "ý kiến về mô hình"
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(condition=Q(year__range=_YEARS), name="body_word_of_a_year"),
            models.UniqueConstraint(
                fields=["initiative", "agency", "year"],
                condition=Q(ended_at__isnull=True),
                name="body_word_once",
                violation_error_message="Cơ quan đã có ý kiến về mô hình này; cần đổi thì đính chính.",
            ),
        ]


class Recognition(_OfInitiative):
    """The city recognised a model by a document. ``day`` is the document's."""

    document = models.CharField("số quyết định", max_length=60)
    signer = models.CharField("người ký", max_length=120)

    class Meta(_OfInitiative.Meta):
        abstract = False
        verbose_name = "công nhận mô hình"
        verbose_name_plural = "công nhận mô hình"
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["initiative", "document"],
                condition=Q(ended_at__isnull=True),
                name="recognition_once",
                violation_error_message="Quyết định công nhận này đã được ghi.",
            ),
        ]


class Adoption(_OfInitiative):
    """Another unit took a model over, and how it goes there; the last word of a unit is the one that is shown."""

    outcome = models.CharField("tình hình", max_length=10, choices=Outcome.choices)
    words = models.TextField("kinh nghiệm, kết quả", max_length=2000, blank=True)

    class Meta(_OfInitiative.Meta):
        abstract = False
        verbose_name = "áp dụng mô hình"
        verbose_name_plural = "áp dụng mô hình"
