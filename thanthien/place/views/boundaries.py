"""Outlines of the units: what is imported, a GeoJSON file to check and take over, and the way back to the tile map."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Max, Min
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from thanthien.accounts.http import PersonRequest
from thanthien.core.access import requires
from thanthien.core.acting import carrying
from thanthien.core.acting.pages import posted, sent_from
from thanthien.core.components.boundaries import Feature
from thanthien.core.levels import NO_LEVELS
from thanthien.place.forms import BoundaryFileForm
from thanthien.place.permissions import can_manage_place
from thanthien.units.actions import import_boundaries, remove_boundaries
from thanthien.units.boundaries import GeojsonReading, Outline, read_geojson
from thanthien.units.models import Boundary, Unit
from thanthien.units.queries import unit_centres

SHOWN_ERRORS = 100
# What a form may carry besides files is limited by DATA_UPLOAD_MAX_MEMORY_SIZE; the rest of the form needs little.
MOST_CARRIED = 4 * 1024 * 1024
EXPIRED = "Bản kiểm tra đã hết hạn. Vui lòng chọn lại tệp."
_PURPOSE = "place.boundaries"


@requires(can_manage_place)
@require_http_methods(["GET", "HEAD", "POST"])
def boundaries(request: PersonRequest) -> HttpResponse:
    """What is imported; a GeoJSON file to check. Nothing is written here."""
    form = BoundaryFileForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        reading = read_geojson(form.cleaned_data["file"].read(), unit_centres())
        packed = _packed(request, reading, form.cleaned_data["source"])
        if len(packed) <= MOST_CARRIED:
            return _boundary_check(request, reading, packed, form.cleaned_data["source"])
        form.add_error("file", "Đường ranh giới quá chi tiết. Cần giản lược rồi chọn lại.")
    stored = Boundary.objects.filter(unit__in=Unit.objects.current()).select_related("unit").order_by("unit__code")
    context = {
        "form": form,
        "features": [Feature(one.unit.code, one.unit.name, None, one.geometry) for one in stored],
        "names": NO_LEVELS,
        "about": stored.aggregate(first=Min("imported_at"), last=Max("imported_at")),
        "sources": sorted({one.source for one in stored}),
        "units_count": Unit.objects.current().count(),
    }
    return render(request, "place/boundaries.html", context, status=422 if form.errors else 200)


def _packed(request: PersonRequest, reading: GeojsonReading, source: str) -> str:
    if reading.errors:
        return ""
    outlines = [[one.code, one.geometry] for one in reading.outlines]
    return carrying.pack({"source": source, "outlines": outlines}, request.user, _PURPOSE)


def _boundary_check(request: PersonRequest, reading: GeojsonReading, packed: str, source: str) -> HttpResponse:
    names = dict(Unit.objects.current().values_list("code", "name"))
    context: dict[str, Any] = {
        "reading": reading,
        "errors": reading.errors[:SHOWN_ERRORS],
        "left_out": max(len(reading.errors) - SHOWN_ERRORS, 0),
        "missing": [(code, names[code]) for code in reading.missing],
        "features": [Feature(one.code, names[one.code], None, one.geometry) for one in reading.outlines],
        "names": NO_LEVELS,
        "packed": packed,
        "source": source,
    }
    return render(request, "place/boundaries_check.html", context, status=422 if reading.errors else 200)


@requires(can_manage_place)
@sent_from(lambda: reverse("place-boundaries"))
def boundaries_confirm(request: PersonRequest) -> HttpResponse:
    """Import the outlines that were checked and shown."""
    carried = carrying.unpack(request.POST.get("packed", ""), request.user, _PURPOSE)
    if carried is None:
        messages.error(request, EXPIRED)
        return redirect("place-boundaries")
    known = unit_centres()
    outlines = [Outline(code, geometry) for code, geometry in carried["outlines"] if code in known]
    count = import_boundaries(outlines=outlines, source=carried["source"], by=request.user)
    messages.success(request, f"Đã nhập địa giới của {count} đơn vị.")
    return redirect("place-boundaries")


@requires(can_manage_place)
@require_http_methods(["GET", "HEAD", "POST"])
def boundaries_remove(request: PersonRequest) -> HttpResponse:
    """Ask, then go back to the tile map."""
    if request.method == "POST":
        count = remove_boundaries(by=request.user)
        messages.success(request, f"Đã gỡ địa giới của {count} đơn vị. Bản đồ công khai trở lại dạng ô.")
        return redirect("place-boundaries")
    return render(request, "place/boundaries_remove.html", {"count": Boundary.objects.count()})
