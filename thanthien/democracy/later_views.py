"""Pages of consultations and of what people decided: told when they begin or were held, and once more when what follows
was done."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from thanthien.accounts.http import PersonRequest
from thanthien.core import clock
from thanthien.core.access import requires
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.pages import posted
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
    FirstForm,
    LaterForm,
)
from thanthien.democracy.kinds import CONSULTATIONS, DECISIONS
from thanthien.democracy.queries import is_public, result_of, sending_of
from thanthien.democracy.tables import consultation_table, decision_table
from thanthien.democracy.words import outcome_of, time_of
from thanthien.records.actions import correct
from thanthien.records.models import Record
from thanthien.records.views import RecordPages


class LaterPages(RecordPages):
    """What is told later is a correction that only adds; its reason is ``later_title``, too."""

    form_class: type[FirstForm]
    later_class: type[LaterForm] = LaterForm
    record_template = "democracy/later.html"
    later_address = ""
    later_title = ""

    def urls(self, prefix: str) -> list[URLPattern]:
        """Those of a kind of record, and what is told later."""
        view = requires(self.kind.may_write)(require_http_methods(["GET", "HEAD", "POST"])(self.later))
        own = path(f"{prefix}<int:pk>/{self.later_address}/", view, name=f"{self.kind.route}-later")
        return [*super().urls(prefix), own]

    def later(self, request: PersonRequest, pk: int) -> HttpResponse:
        """Tell what was done since; the record as it was stays readable."""
        record = self._changeable(request, pk)
        form = self.later_class(self.form_class.later, self.kind, request.user, record, posted(request))
        page = FormPage(
            title=self.later_title,
            button="Lưu",
            done="Đã lưu. Nội dung trước vẫn xem được.",
            back=self._address("record", pk),
            to=lambda made: self._address("record", made.pk),
            trail=self.above(request.user),
            facts=self.facts(record),
            problems=() if record.stands else ("Bản ghi này đã được đính chính hoặc hủy.",),
        )
        return form_page(request, form, lambda: self._store_later(request, form, pk), page)

    def beside(self, request: PersonRequest, record: Record) -> dict[str, Any]:
        """What the platform works out, the door to what is told later, and where everybody reads it."""
        if not record.stands:
            return {}
        may = self.kind.may_write(request.user) and self.kind.may_change(request.user, record)
        return {
            "told": self.worked_out(record),
            "door": self._address("later", record.pk) if may else "",
            "door_words": self.later_title,
            "public_url": f"{reverse('democracy-unit', args=[record.unit.code])}#{record.origin}"
            if self.is_public(record)
            else "",
        }

    def is_public(self, record: Any) -> bool:
        """Whether everybody reads it."""
        return True

    def worked_out(self, record: Any) -> list[str]:
        """Sentences that nobody typed."""
        raise NotImplementedError

    def _store_later(self, request: PersonRequest, form: LaterForm, pk: int) -> Record:
        version = form.cleaned_data["version"]
        return correct(
            self.kind, form.entry(), record_id=pk, version=version, reason=self.later_title, by=request.user
        )  # fmt: skip


class ConsultationPages(LaterPages):
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
        deadline = result_of(record, work_calendar())
        return [time_of(record), deadline.told(clock.today(), "đã thông báo kết quả", "chưa thông báo kết quả")]


class DecisionPages(LaterPages):
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
        deadline = sending_of(record, work_calendar())
        return [outcome_of(record), deadline.told(clock.today(), "đã gửi kết quả", "chưa gửi kết quả")]


consultation_pages = ConsultationPages(CONSULTATIONS)
decision_pages = DecisionPages(DECISIONS)
