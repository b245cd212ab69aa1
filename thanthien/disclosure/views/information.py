"""The register of requests for information, and what was told and given."""

from __future__ import annotations

from typing import Any

from thanthien.accounts.http import PersonRequest
from thanthien.core.queries import work_calendar
from thanthien.core.tables.table import Table
from thanthien.disclosure.asked import stands_in_words, with_hearing
from thanthien.disclosure.forms import InformationForm
from thanthien.disclosure.kinds import INFORMATION
from thanthien.disclosure.tables import information_table
from thanthien.records.later import AnsweredFilter
from thanthien.records.later_pages import LaterPages
from thanthien.records.models import Record


class InformationPages(LaterPages):
    """Requests: entered when they come, completed when they are answered; never told in a file."""

    form_class = InformationForm
    later_address = "tra-loi"
    later_title = "Ghi thông báo, gia hạn, trả lời"
    has_workbook = False
    list_template = "disclosure/information.html"

    def table(self, request: PersonRequest) -> Table[Record]:
        """Also how each stands."""
        return information_table(request.user, AnsweredFilter(request.GET, self.kind, request.user), work_calendar())

    def worked_out(self, record: Any) -> list[str]:
        """By when what comes next is to be done."""
        [one] = with_hearing(type(record).objects.filter(pk=record.pk))
        return [stands_in_words(one, work_calendar())]


information_pages = InformationPages(INFORMATION)
