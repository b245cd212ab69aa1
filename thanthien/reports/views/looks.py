"""Who read personal data: read-only."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.core.access import requires
from thanthien.core.tables.pages import table_page
from thanthien.reports.permissions import sees_looks
from thanthien.reports.tables.looks import look_table


@require_safe
@requires(sees_looks)
def log(request: PersonRequest) -> HttpResponseBase:
    """Who looked at whose data, when and what for; nothing of what was read."""
    return table_page(request, "reports/looks.html", {}, table=look_table(request.user))
