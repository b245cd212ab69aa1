"""Units of the place with their latest figures, as the administrator keeps them."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.core.access import requires
from thanthien.place.forms import UnitFilterForm
from thanthien.place.permissions import can_manage_place
from thanthien.units.models import Boundary
from thanthien.units.queries import hamlet_counts, latest_figures, search_units

PER_PAGE = 50


@requires(can_manage_place)
@require_safe
def units(request: PersonRequest) -> HttpResponse:
    """Today's units with their latest figures."""
    form = UnitFilterForm(request.GET)
    text, kind = form.wanted()
    figures, drawn = latest_figures(), set(Boundary.objects.values_list("unit_id", flat=True))
    found = search_units(text, kind or None)
    counts = hamlet_counts()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("trang"))
    rows = [(one, figures.get(one.pk), counts.get(one.pk), one.pk in drawn) for one in page]
    return render(request, "place/units.html", {"form": form, "page": page, "rows": rows, "query": text})
