"""Requests for information that isn't public, no longer, or out of reach (khoản 2 Điều 14 of Luật 10/2022/QH15)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from thanthien.core import clock
from thanthien.core.naming_people import fault_of_person
from thanthien.disclosure.enums import InformationOutcome
from thanthien.disclosure.information_terms import InformationTerm, information_terms, term_choices
from thanthien.records.models import Record

_NEEDS_REASON = (InformationOutcome.PARTLY, InformationOutcome.REFUSED)


class InformationRequest(Record):
    """Somebody asked on ``day``; what was told and given is told later, by a correction of its own. Who asked is not
    kept here: the answer goes out on paper or by the way it came."""

    term = models.CharField("cách gửi, loại thông tin", max_length=30, choices=term_choices)
    about = models.CharField(
        "thông tin được yêu cầu", max_length=200, help_text="Không ghi họ tên, địa chỉ, số định danh của người yêu cầu"
    )
    notified_on = models.DateField(
        "ngày thông báo thời hạn", null=True, blank=True, help_text="Ngày báo cho người yêu cầu khi nào cung cấp"
    )
    extended_on = models.DateField("ngày thông báo gia hạn", null=True, blank=True)
    extended_why = models.CharField("lý do gia hạn", max_length=200, blank=True)
    answered_on = models.DateField("ngày trả lời", null=True, blank=True)
    outcome = models.CharField("kết quả", max_length=10, choices=InformationOutcome.choices, blank=True)
    reason_told = models.CharField(
        "lý do không cung cấp", max_length=500, blank=True,
        help_text="Không cung cấp, hoặc chỉ cung cấp một phần thì ghi căn cứ",
    )  # fmt: skip
    document = models.CharField("số văn bản trả lời", max_length=60, blank=True)

    class Meta(Record.Meta):
        verbose_name = "yêu cầu cung cấp thông tin"
        verbose_name_plural = "yêu cầu cung cấp thông tin"
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(outcome="", answered_on__isnull=True)
                | Q(outcome__in=InformationOutcome.values, answered_on__isnull=False),
                name="information_answered_with_day_and_outcome",
                violation_error_message="Ngày trả lời và kết quả đi cùng nhau.",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=[one.value for one in _NEEDS_REASON]) | ~Q(reason_told=""),
                name="information_refused_with_reason",
                violation_error_message="Cần ghi lý do không cung cấp.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.about}, {self.day:%d/%m/%Y}"

    @property
    def known_term(self) -> InformationTerm | None:
        """Its term, as long as the data know it."""
        return information_terms().get(self.term)

    def clean(self) -> None:
        """Nobody named, days in order, what goes together told together."""
        texts = ("about", "extended_why", "reason_told")
        faults = {name: told for name in texts if (told := fault_of_person(getattr(self, name)))}
        if self.known_term is None:
            faults["term"] = "Danh mục không có loại này."
        if faults := faults | self._faults_of_days() | self._faults_of_answer():
            raise ValidationError(faults)

    def _faults_of_days(self) -> dict[str, str]:
        today, faults = self.made_at.astimezone(clock.ZONE).date(), {}
        for name in ("notified_on", "extended_on", "answered_on"):
            day: Any = getattr(self, name)
            if day and not self.day <= day <= today:
                faults[name] = "Ngày này từ ngày nhận yêu cầu đến hôm nay."
        if self.extended_on and not self.extended_why:
            faults["extended_why"] = "Cần ghi lý do gia hạn."
        return faults

    def _faults_of_answer(self) -> dict[str, str]:
        if bool(self.answered_on) != bool(self.outcome):
            return {"outcome" if self.answered_on else "answered_on": "Cần ghi cả ngày trả lời và kết quả."}
        if self.outcome in _NEEDS_REASON and not self.reason_told:
            return {"reason_told": "Cần ghi lý do, căn cứ không cung cấp."}
        return {}
