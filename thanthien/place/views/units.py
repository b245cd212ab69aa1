"""Units of the place with their latest figures, as the administrator keeps them."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.core.access import requires
from thanthien.core.tables.pages import table_page
from thanthien.place.forms import UnitFilterForm
from thanthien.place.permissions import can_manage_place
from thanthien.place.tables import unit_table


@requires(can_manage_place)
@require_safe
def units(request: PersonRequest) -> HttpResponseBase:
    """Today's units with their latest figures."""
    return table_page(request, "place/units.html", {}, table=unit_table(UnitFilterForm(request.GET)))
