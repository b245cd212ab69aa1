"""Pages of records that are told when they begin, and once more when what follows was done."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from thanthien.accounts.http import PersonRequest
from thanthien.core.access import requires
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.pages import posted
from thanthien.records.actions import correct
from thanthien.records.later import FirstForm, LaterForm
from thanthien.records.models import Record
from thanthien.records.publishing import doors_of
from thanthien.records.views import RecordPages


class LaterPages(RecordPages):
    """What is told later is a correction that only adds; its reason is ``later_title``, too."""

    form_class: type[FirstForm]
    later_class: type[LaterForm] = LaterForm
    record_template = "records/later.html"
    later_address = ""
    later_title = ""
    public_waits = ""  # what is said of a record that everybody will read, until they do

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
        """What the platform works out, the door to what is told later, and where everybody reads it; of what was taken
        back what was published of it."""
        publishing = doors_of(self.kind, record, request.user)
        if not record.stands:
            return {"publishing": publishing}
        may = self.kind.may_write(request.user) and self.kind.may_change(request.user, record)
        return {
            "told": self.worked_out(record),
            "door": self._address("later", record.pk) if may else "",
            "door_words": self.later_title,
            "public_url": self.public_url(record),
            "public_waits": self.public_waits,
            "publishing": publishing,
        }

    def public_url(self, record: Any) -> str:
        """Where everybody reads it; empty where nobody does."""
        return ""

    def worked_out(self, record: Any) -> list[str]:
        """Sentences that nobody typed."""
        raise NotImplementedError

    def _store_later(self, request: PersonRequest, form: LaterForm, pk: int) -> Record:
        version = form.cleaned_data["version"]
        return correct(
            self.kind, form.entry(), record_id=pk, version=version, reason=self.later_title, by=request.user
        )  # fmt: skip
