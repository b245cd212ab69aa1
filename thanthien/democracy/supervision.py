"""What supervisors of a commune keep: plans, sessions, recommendations; and the committee's answers."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from thanthien.core.naming_people import fault_of_person
from thanthien.democracy.enums import Body, Reply
from thanthien.records.guards import kept_by
from thanthien.records.models import Record
from thanthien.units.enums import AgencyKind

_PUBLIC_HELP = "Đăng lên trang công khai của đơn vị; không nêu tên người"


class _Supervision(Record):
    """Told by a supervising body of itself; by Mặt trận Tổ quốc also for those that it guides."""

    body = models.CharField("bên giám sát", max_length=20, choices=Body.choices)
    subject = models.CharField("nội dung giám sát", max_length=200)
    project = models.CharField(
        "dự án, công trình", max_length=120, blank=True, help_text="Ban Giám sát đầu tư của cộng đồng thì cần ghi"
    )

    class Meta(Record.Meta):
        abstract = True
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(condition=Q(body__in=Body.values), name="%(class)s_names_its_body"),
        ]
        triggers = [*Record.Meta.triggers, *kept_by(Body.values)]

    def __str__(self) -> str:
        return f"{self.subject}, {self.day:%d/%m/%Y}"

    def clean(self) -> None:
        """Whose supervision it is, of which project, and that nobody is named in public. No statement."""
        if faults := self._faults():
            raise ValidationError(faults)

    def _faults(self) -> dict[str, str]:
        faults = {}
        by: Any = self.entered_by
        kind = next((hat.agency_kind for hat in by.hats if hat.agency_id == self.agency_id), "")
        if kind not in (self.body, Body.FRONT):
            faults["body"] = "Chỉ ghi được giám sát của chính cơ quan mình; Mặt trận Tổ quốc ghi thay được cho các Ban."
        if self.body == Body.INVESTMENT and not self.project:
            faults["project"] = "Cần ghi dự án, công trình được giám sát."
        return faults

    def _named(self, *fields: str) -> dict[str, str]:
        return {name: fault for name in fields if (fault := fault_of_person(getattr(self, name)))}


class SupervisionPlan(_Supervision):
    """A supervision to come. ``day`` is the plan's."""

    starts_on = models.DateField("giám sát từ ngày")
    sent_on = models.DateField(
        "ngày gửi kế hoạch", null=True, blank=True, help_text="Ngày gửi đến cơ quan, đơn vị được giám sát"
    )
    document = models.CharField("số kế hoạch", max_length=60, blank=True)

    class Meta(_Supervision.Meta):
        abstract = False
        verbose_name = "kế hoạch giám sát"
        verbose_name_plural = "kế hoạch giám sát"

    def _faults(self) -> dict[str, str]:
        faults = super()._faults()
        if self.starts_on < self.day:
            faults["starts_on"] = "Giám sát không bắt đầu trước ngày lập kế hoạch."
        return faults


class SupervisionSession(_Supervision):
    """A supervision that was held on ``day``; ``plan`` is the key of the plan's first version, where there was one."""

    findings = models.TextField("kết quả giám sát", max_length=2000)
    breaches = models.PositiveSmallIntegerField("số vụ việc vi phạm phát hiện", default=0)
    public = models.BooleanField("công khai được", default=False, help_text=_PUBLIC_HELP)
    plan = models.UUIDField("kế hoạch", null=True, blank=True, db_index=True)

    class Meta(_Supervision.Meta):
        abstract = False
        verbose_name = "cuộc giám sát"
        verbose_name_plural = "cuộc giám sát"

    def _faults(self) -> dict[str, str]:
        return super()._faults() | (self._named("subject", "project", "findings") if self.public else {})


class Recommendation(_Supervision):
    """What supervisors recommend to the committee. ``day`` is the day on which it received it: the time to answer runs
    from it. ``session``: the key of the session's first version, where one led to it."""

    words = models.TextField("nội dung kiến nghị", max_length=2000)
    document = models.CharField("số văn bản kiến nghị", max_length=60, blank=True)
    public = models.BooleanField("công khai được", default=False, help_text=f"{_PUBLIC_HELP}; trả lời được đăng kèm")
    session = models.UUIDField("cuộc giám sát", null=True, blank=True, db_index=True)

    class Meta(_Supervision.Meta):
        abstract = False
        verbose_name = "kiến nghị giám sát"
        verbose_name_plural = "kiến nghị giám sát"

    def _faults(self) -> dict[str, str]:
        return super()._faults() | (self._named("subject", "project", "words") if self.public else {})


class RecommendationAnswer(Record):
    """The committee's answer to a recommendation, which is named by the key of its first version. ``day`` is the
    answer's."""

    recommendation = models.UUIDField("kiến nghị", db_index=True)
    reply = models.CharField("trả lời", max_length=10, choices=Reply.choices)
    words = models.TextField("nội dung trả lời", max_length=2000, help_text="Được đăng kèm kiến nghị công khai")
    document = models.CharField("số văn bản trả lời", max_length=60, blank=True)

    class Meta(Record.Meta):
        verbose_name = "trả lời kiến nghị giám sát"
        verbose_name_plural = "trả lời kiến nghị giám sát"
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(condition=Q(reply__in=Reply.values), name="recommendation_answer_replies"),
            models.UniqueConstraint(
                fields=["recommendation"],
                condition=Q(ended_at__isnull=True),
                name="recommendation_answered_once",
                violation_error_message="Kiến nghị này đã được trả lời; cần sửa thì đính chính.",
            ),
        ]
        triggers = [*Record.Meta.triggers, *kept_by([AgencyKind.COMMUNE_COMMITTEE.value])]

    def __str__(self) -> str:
        return f"{self.get_reply_display()}, {self.day:%d/%m/%Y}"

    def clean(self) -> None:
        """Nobody is named where anybody may read it."""
        if fault := fault_of_person(self.words):
            raise ValidationError({"words": fault})
