"""Agencies of the place: those of the city have names of their own, those of the units follow their unit."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.core.access import requires
from thanthien.core.acting.pages import attempt, posted
from thanthien.core.acting.seen import values_of
from thanthien.core.tables.pages import table_page
from thanthien.place.forms import AgencyFilterForm, AgencyNameForm
from thanthien.place.permissions import can_manage_place
from thanthien.place.tables import agency_table
from thanthien.units.actions import AGENCY_NAMES, rename_agency
from thanthien.units.enums import CITY_KINDS
from thanthien.units.models import Agency
from thanthien.units.queries import names_over_time


@requires(can_manage_place)
@require_safe
def agencies(request: PersonRequest) -> HttpResponseBase:
    """Agencies of the city; those of the units when they are searched for."""
    return table_page(request, "place/agencies.html", {}, table=agency_table(AgencyFilterForm(request.GET)))


@requires(can_manage_place)
@require_http_methods(["GET", "HEAD", "POST"])
def agency(request: PersonRequest, code: str) -> HttpResponse:
    """One agency: its names over time, and a new name."""
    shown = get_object_or_404(Agency.objects.select_related("unit"), code=code)
    may_rename = shown.kind in CITY_KINDS
    data = posted(request) if may_rename else None
    form = AgencyNameForm(data, initial=values_of(shown, AGENCY_NAMES), agency=shown)
    if attempt(form, lambda: rename_agency(agency_id=shown.pk, by=request.user, **form.cleaned_data)):
        messages.success(request, "Đã lưu tên mới. Tên cũ được giữ trong lịch sử.")
        return redirect("place-agency", code=code)
    context = {"shown": shown, "form": form, "names": names_over_time(shown), "may_rename": may_rename}
    return render(request, "place/agency.html", context, status=form.status)
