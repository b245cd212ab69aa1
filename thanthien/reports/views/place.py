"""Units, agencies, boundaries and figures of the place, as the administrator keeps them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Max, Min
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.permissions import can_manage_place
from thanthien.core.access import requires
from thanthien.core.acting import carrying
from thanthien.core.acting.errors import Stale
from thanthien.core.acting.seen import values_of
from thanthien.core.components.boundaries import Feature
from thanthien.core.sheets import SheetError, read_sheet
from thanthien.core.text import matches
from thanthien.reports.figures_sheet import HEADINGS, FigureCheck, check_figures, figures_of, template
from thanthien.reports.place_forms import AgencyNameForm, BoundaryFileForm, FigureFileForm, UnitFilterForm
from thanthien.units.actions import AGENCY_NAMES, import_boundaries, import_figures, remove_boundaries, rename_agency
from thanthien.units.boundaries import GeojsonReading, Outline, read_geojson
from thanthien.units.enums import CITY_KINDS
from thanthien.units.models import Agency, Boundary, Unit
from thanthien.units.queries import agency_names, hamlet_counts, latest_figures, search_units, unit_centres

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN_ERRORS = 100
PER_PAGE = 50
# What a form may carry besides files is limited by DATA_UPLOAD_MAX_MEMORY_SIZE; the rest of the form needs little.
MOST_CARRIED = 4 * 1024 * 1024
_BOUNDARIES, _FIGURES = "reports.boundaries", "reports.figures"
EXPIRED = "Bản kiểm tra đã hết hạn. Vui lòng chọn lại tệp."


# --- Units, agencies ------------------------------------------------------------------------------------------------


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
    return render(request, "reports/place/units.html", {"form": form, "page": page, "rows": rows, "query": text})


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
    return render(request, "reports/place/agencies.html", {"page": page, "query": text})


@requires(can_manage_place)
@require_http_methods(["GET", "HEAD", "POST"])
def agency(request: PersonRequest, code: str) -> HttpResponse:
    """One agency: its names over time, and a new name."""
    shown = get_object_or_404(Agency.objects.select_related("unit"), code=code)
    may_rename = shown.kind in CITY_KINDS
    posted = request.POST or None if may_rename else None
    form = AgencyNameForm(posted, initial=values_of(shown, AGENCY_NAMES), agency=shown)
    if form.is_valid():
        try:
            rename_agency(agency_id=shown.pk, by=request.user, **form.cleaned_data)
        except Stale as stale:
            form.tell_stale(stale.current)
        else:
            messages.success(request, "Đã lưu tên mới. Tên cũ được giữ trong lịch sử.")
            return redirect("place-agency", code=code)
    context = {"shown": shown, "form": form, "names": agency_names(shown), "may_rename": may_rename}
    return render(request, "reports/place/agency.html", context, status=form.status)


# --- Boundaries -----------------------------------------------------------------------------------------------------


@requires(can_manage_place)
@require_http_methods(["GET", "HEAD", "POST"])
def boundaries(request: PersonRequest) -> HttpResponse:
    """What is imported; a GeoJSON file to check. Nothing is written here."""
    form = BoundaryFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        reading = read_geojson(form.cleaned_data["file"].read(), unit_centres())
        packed = _packed(request, reading, form.cleaned_data["source"])
        if len(packed) <= MOST_CARRIED:
            return _boundary_check(request, reading, packed, form.cleaned_data["source"])
        form.add_error("file", "Đường ranh giới quá chi tiết. Hãy giản lược rồi chọn lại.")
    stored = Boundary.objects.filter(unit__in=Unit.objects.current()).select_related("unit").order_by("unit__code")
    context = {
        "form": form,
        "features": [Feature(one.unit.code, one.unit.name, None, one.geometry) for one in stored],
        "about": stored.aggregate(first=Min("imported_at"), last=Max("imported_at")),
        "sources": sorted({one.source for one in stored}),
        "units_count": Unit.objects.current().count(),
    }
    return render(request, "reports/place/boundaries.html", context, status=422 if form.errors else 200)


def _packed(request: PersonRequest, reading: GeojsonReading, source: str) -> str:
    if reading.errors:
        return ""
    outlines = [[one.code, one.geometry] for one in reading.outlines]
    return carrying.pack({"source": source, "outlines": outlines}, request.user, _BOUNDARIES)


def _boundary_check(request: PersonRequest, reading: GeojsonReading, packed: str, source: str) -> HttpResponse:
    names = dict(Unit.objects.current().values_list("code", "name"))
    context: dict[str, Any] = {
        "reading": reading,
        "errors": reading.errors[:SHOWN_ERRORS],
        "left_out": max(len(reading.errors) - SHOWN_ERRORS, 0),
        "missing": [(code, names[code]) for code in reading.missing],
        "features": [Feature(one.code, names[one.code], None, one.geometry) for one in reading.outlines],
        "packed": packed,
        "source": source,
    }
    return render(request, "reports/place/boundaries_check.html", context, status=422 if reading.errors else 200)


@requires(can_manage_place)
@require_POST
def boundaries_confirm(request: PersonRequest) -> HttpResponse:
    """Import the outlines that were checked and shown."""
    carried = carrying.unpack(request.POST.get("packed", ""), request.user, _BOUNDARIES)
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
    return render(request, "reports/place/boundaries_remove.html", {"count": Boundary.objects.count()})


# --- Figures --------------------------------------------------------------------------------------------------------


@requires(can_manage_place)
@require_http_methods(["GET", "HEAD", "POST"])
def figures(request: PersonRequest) -> HttpResponse:
    """A spreadsheet of figures to check; nothing is written here."""
    form = FigureFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            rows = read_sheet(file, file.size, HEADINGS)
        except SheetError as problem:
            form.add_error("file", str(problem))
        else:
            return _figure_check(request, check_figures(rows, search_units("")), form)
    return render(request, "reports/place/figures.html", {"form": form}, status=422 if form.errors else 200)


def _figure_check(request: PersonRequest, check: FigureCheck, form: FigureFileForm) -> HttpResponse:
    as_of, source = form.cleaned_data["as_of"], form.cleaned_data["source"]
    packed = ""
    if check.ok:
        payload = {"as_of": as_of.isoformat(), "source": source, "rows": [row.carried() for row in check.filled]}
        packed = carrying.pack(payload, request.user, _FIGURES)
    context = {"check": check, "packed": packed, "as_of": as_of, "source": source}
    return render(request, "reports/place/figures_check.html", context, status=200 if check.ok else 422)


@requires(can_manage_place)
@require_POST
def figures_confirm(request: PersonRequest) -> HttpResponse:
    """Store the figures that were checked and shown."""
    carried = carrying.unpack(request.POST.get("packed", ""), request.user, _FIGURES)
    if carried is None:
        messages.error(request, EXPIRED)
        return redirect("place-figures")
    as_of = date.fromisoformat(carried["as_of"])
    rows = figures_of(carried["rows"])
    count = import_figures(rows=rows, as_of=as_of, source=carried["source"], by=request.user)
    messages.success(request, f"Đã nhập số liệu của {count} đơn vị.")
    return redirect("place-units")


@requires(can_manage_place)
@require_safe
def figures_template(request: PersonRequest) -> HttpResponse:
    """The spreadsheet with every unit and the figures known so far."""
    response = HttpResponse(template(search_units(""), latest_figures()), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="so-lieu-don-vi.xlsx"'
    return response
