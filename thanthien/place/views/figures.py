"""Area, population and households of the units, imported from a spreadsheet."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.core.access import requires
from thanthien.core.acting import carrying
from thanthien.core.sheets import SheetError, read_sheet
from thanthien.place.figures_sheet import HEADINGS, FigureCheck, check_figures, figures_of, template
from thanthien.place.forms import FigureFileForm
from thanthien.place.permissions import can_manage_place
from thanthien.place.views.boundaries import EXPIRED
from thanthien.units.actions import import_figures
from thanthien.units.queries import latest_figures, search_units

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PURPOSE = "place.figures"


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
    return render(request, "place/figures.html", {"form": form}, status=422 if form.errors else 200)


def _figure_check(request: PersonRequest, check: FigureCheck, form: FigureFileForm) -> HttpResponse:
    as_of, source = form.cleaned_data["as_of"], form.cleaned_data["source"]
    packed = ""
    if check.ok:
        payload = {"as_of": as_of.isoformat(), "source": source, "rows": [row.carried() for row in check.filled]}
        packed = carrying.pack(payload, request.user, _PURPOSE)
    context = {"check": check, "packed": packed, "as_of": as_of, "source": source}
    return render(request, "place/figures_check.html", context, status=200 if check.ok else 422)


@requires(can_manage_place)
@require_POST
def figures_confirm(request: PersonRequest) -> HttpResponse:
    """Store the figures that were checked and shown."""
    carried = carrying.unpack(request.POST.get("packed", ""), request.user, _PURPOSE)
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
