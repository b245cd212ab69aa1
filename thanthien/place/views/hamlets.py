"""Thôn and tổ dân phố of one unit, as the administrator keeps them; the list comes by `hamlets_workbook`."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.core.access import requires
from thanthien.place.permissions import can_manage_place
from thanthien.units.models import Unit
from thanthien.units.queries import hamlets_by_unit


@requires(can_manage_place)
@require_safe
def unit_hamlets(request: PersonRequest, code: str) -> HttpResponse:
    """The thôn and tổ dân phố of one unit, and the former ones."""
    unit = get_object_or_404(Unit, code=code)
    known = hamlets_by_unit([unit.pk]).get(unit.pk, [])
    current = [one for one in known if one.valid_to is None]
    former = [one for one in known if one.valid_to is not None]
    return render(request, "place/unit_hamlets.html", {"unit": unit, "current": current, "former": former})
