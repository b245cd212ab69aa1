"""The standing office reminds late units, and sees who was told, when, and what became of the mail."""

from __future__ import annotations

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.positions import is_office
from thanthien.core.access import requires
from thanthien.core.acting.bulk_pages import bulk_page
from thanthien.core.tables.pages import table_page
from thanthien.evaluations.bulk.urging import UrgeUnits
from thanthien.evaluations.cycle_menu import cycle_tabs
from thanthien.evaluations.tables.urging import urged_table
from thanthien.evaluations.views.cycles import cycle_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_office)
def urge_late(request: PersonRequest, cycle_id: int) -> HttpResponse:
    """Late units: choose, check the list, write, send."""
    cycle_or_404(cycle_id)
    return bulk_page(request, UrgeUnits(request.user, cycle_id))


@require_safe
@requires(is_office)
def urged(request: PersonRequest, cycle_id: int) -> HttpResponseBase:
    """Who was reminded."""
    cycle = cycle_or_404(cycle_id)
    context = {"cycle": cycle, "menu": cycle_tabs(request.user, cycle, "urged")}
    return table_page(request, "evaluations/urged.html", context, table=urged_table(request.user, cycle))
