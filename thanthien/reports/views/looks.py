"""Who read personal data: read-only."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.core.access import requires
from thanthien.core.tables.pages import table_page
from thanthien.privacy.parts import part_tabs
from thanthien.privacy.permissions import reads_registers
from thanthien.reports.forms import LookForm
from thanthien.reports.permissions import sees_all_looks, sees_looks
from thanthien.reports.tables.looks import look_table


@require_safe
@requires(sees_looks)
def log(request: PersonRequest) -> HttpResponseBase:
    """Who looked at whose data, when and what for; nothing of what was read."""
    form = LookForm(request.GET, all_units=sees_all_looks(request.user))
    shown = {"tabs": part_tabs("look-log") if reads_registers(request.user) else []}
    return table_page(request, "reports/looks.html", shown, table=look_table(request.user, form))
