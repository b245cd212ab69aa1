"""Agencies of the place: those of the city have names of their own, those of the units follow their unit."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.core.access import requires
from thanthien.core.acting.pages import attempt
from thanthien.core.acting.seen import values_of
from thanthien.core.text import matches
from thanthien.place.forms import AgencyNameForm
from thanthien.place.permissions import can_manage_place
from thanthien.units.actions import AGENCY_NAMES, rename_agency
from thanthien.units.enums import CITY_KINDS
from thanthien.units.models import Agency
from thanthien.units.queries import names_over_time

PER_PAGE = 50


@requires(can_manage_place)
@require_safe
def agencies(request: PersonRequest) -> HttpResponse:
    """Agencies of the city; those of the units when they are searched for."""
    text = request.GET.get("q", "").strip()[:100]
    current = Agency.objects.current().in_list_order()
    if text:
        found = [one for one in current if matches(text, f"{one.name} {one.label} {one.code}")]
    else:
        found = list(current.of_city())
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("trang"))
    return render(request, "place/agencies.html", {"page": page, "query": text})


@requires(can_manage_place)
@require_http_methods(["GET", "HEAD", "POST"])
def agency(request: PersonRequest, code: str) -> HttpResponse:
    """One agency: its names over time, and a new name."""
    shown = get_object_or_404(Agency.objects.select_related("unit"), code=code)
    may_rename = shown.kind in CITY_KINDS
    posted = request.POST or None if may_rename else None
    form = AgencyNameForm(posted, initial=values_of(shown, AGENCY_NAMES), agency=shown)
    if attempt(form, lambda: rename_agency(agency_id=shown.pk, by=request.user, **form.cleaned_data)):
        messages.success(request, "Đã lưu tên mới. Tên cũ được giữ trong lịch sử.")
        return redirect("place-agency", code=code)
    context = {"shown": shown, "form": form, "names": names_over_time(shown), "may_rename": may_rename}
    return render(request, "place/agency.html", context, status=form.status)
