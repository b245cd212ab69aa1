"""Pages of consultations and of what people decided: told when they begin or were held, and once more when what follows
was done."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from thanthien.accounts.http import PersonRequest
from thanthien.core import clock
from thanthien.core.queries import work_calendar
from thanthien.core.tables.table import Table
from thanthien.democracy.forms import (
    ConsultationCorrection,
    ConsultationFilter,
    ConsultationForm,
    DecisionCorrection,
    DecisionFilter,
    DecisionForm,
    DecisionLaterForm,
)
from thanthien.democracy.kinds import CONSULTATIONS, DECISIONS
from thanthien.democracy.queries import is_public, result_of, sending_of
from thanthien.democracy.tables import consultation_table, decision_table
from thanthien.democracy.words import outcome_of, time_of
from thanthien.records.later_pages import LaterPages
from thanthien.records.models import Record


class DemocracyPages(LaterPages):
    """Records of the room that everybody reads on the unit's page."""

    public_waits = "Chưa công khai: chờ Ủy ban nhân dân kiểm tra, ghi ngày công khai."

    def public_url(self, record: Any) -> str:
        """The record's place on that page."""
        if not self.is_public(record):
            return ""
        return f"{reverse('democracy-unit', args=[record.unit.code])}#{record.origin}"

    def is_public(self, record: Any) -> bool:
        """Whether everybody reads it."""
        return True


class ConsultationPages(DemocracyPages):
    """Consultations."""

    form_class = ConsultationForm
    correction_class = ConsultationCorrection
    later_address = "ket-qua"
    later_title = "Ghi kết quả lấy ý kiến"

    def table(self, request: PersonRequest) -> Table[Record]:
        """Also for how long each is open, and by when its result is told."""
        return consultation_table(
            request.user, ConsultationFilter(request.GET, self.kind, request.user), work_calendar()
        )

    def worked_out(self, record: Any) -> list[str]:
        """How long it is open, and how its result stands."""
        calendar, done, waits = work_calendar(), "đã thông báo kết quả", "chưa thông báo kết quả"
        return [time_of(record), result_of(record, calendar).told(clock.today(), done, waits, calendar)]


class DecisionPages(DemocracyPages):
    """What people decided."""

    form_class = DecisionForm
    correction_class = DecisionCorrection
    later_class = DecisionLaterForm
    later_address = "gui-cong-nhan-cong-khai"
    later_title = "Ghi việc gửi, công nhận, công khai"

    def table(self, request: PersonRequest) -> Table[Record]:
        """Also whether each passed, and by when its result is sent."""
        return decision_table(request.user, DecisionFilter(request.GET, self.kind, request.user), work_calendar())

    def is_public(self, record: Any) -> bool:
        """Once the committee checked it and made it public."""
        return is_public(record)

    def worked_out(self, record: Any) -> list[str]:
        """Whether it passed, and how sending its result stands."""
        calendar = work_calendar()
        told = sending_of(record, calendar).told(clock.today(), "đã gửi kết quả", "chưa gửi kết quả", calendar)
        return [outcome_of(record), told]


consultation_pages = ConsultationPages(CONSULTATIONS)
decision_pages = DecisionPages(DECISIONS)
