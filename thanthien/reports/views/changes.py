"""The log of changes of people, roles and settings: read-only."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.positions import is_auditor
from thanthien.core.access import requires
from thanthien.core.tables.pages import table_page
from thanthien.reports.forms import ChangeLogForm
from thanthien.reports.tables.changes import change_table


@require_safe
@requires(is_auditor)
def log(request: PersonRequest) -> HttpResponseBase:
    """Who changed which person, role or setting, when, and from what to what."""
    return table_page(request, "reports/changes.html", {}, table=change_table(ChangeLogForm(request.GET)))
