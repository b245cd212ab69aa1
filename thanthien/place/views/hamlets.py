"""Thôn and tổ dân phố of one unit, as the administrator keeps them; the list comes by `hamlets_workbook`."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.core.access import requires
from thanthien.core.tables.pages import table_page
from thanthien.place.permissions import can_manage_place
from thanthien.place.tables import former_hamlet_table, hamlet_table
from thanthien.units.models import Unit


@requires(can_manage_place)
@require_safe
def unit_hamlets(request: PersonRequest, code: str) -> HttpResponseBase:
    """The thôn and tổ dân phố of one unit, and the former ones."""
    unit = get_object_or_404(Unit, code=code)
    lists = {"table": hamlet_table(unit), "former": former_hamlet_table(unit)}
    return table_page(request, "place/unit_hamlets.html", {"unit": unit}, **lists)
