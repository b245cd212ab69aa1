"""Thôn and tổ dân phố of the units, as the administrator keeps them: the list of a unit, and its import."""

from __future__ import annotations

from dataclasses import astuple
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.core.access import requires
from thanthien.core.acting import carrying
from thanthien.core.acting.pages import press
from thanthien.core.sheets import SheetError, read_sheet
from thanthien.place.forms import DatedSheetForm
from thanthien.place.hamlets_sheet import HEADINGS, HamletCheck, check_hamlets, lines_of, template
from thanthien.place.permissions import can_manage_place
from thanthien.place.views.boundaries import EXPIRED, SHOWN_ERRORS
from thanthien.place.views.figures import XLSX
from thanthien.units.actions import import_hamlets
from thanthien.units.models import Unit
from thanthien.units.queries import hamlets_by_unit, search_units

_PURPOSE = "place.hamlets"


@requires(can_manage_place)
@require_safe
def unit_hamlets(request: PersonRequest, code: str) -> HttpResponse:
    """The thôn and tổ dân phố of one unit, and the former ones."""
    unit = get_object_or_404(Unit, code=code)
    known = hamlets_by_unit([unit.pk]).get(unit.pk, [])
    current = [one for one in known if one.valid_to is None]
    former = [one for one in known if one.valid_to is not None]
    return render(request, "place/unit_hamlets.html", {"unit": unit, "current": current, "former": former})


@requires(can_manage_place)
@require_http_methods(["GET", "HEAD", "POST"])
def hamlets(request: PersonRequest) -> HttpResponse:
    """A spreadsheet of thôn and tổ dân phố to check; nothing is written here."""
    form = DatedSheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            rows = read_sheet(file, file.size, HEADINGS)
        except SheetError as problem:
            form.add_error("file", str(problem))
        else:
            units, day = search_units(""), form.cleaned_data["as_of"]
            return _check_page(request, check_hamlets(rows, units, hamlets_by_unit(one.pk for one in units), day), day)
    return render(request, "place/hamlets.html", {"form": form}, status=422 if form.errors else 200)


def _check_page(request: PersonRequest, check: HamletCheck, day: date) -> HttpResponse:
    packed = ""
    if check.ok:
        payload = {"as_of": day.isoformat(), "rows": [astuple(row.line()) for row in check.filled]}
        packed = carrying.pack(payload, request.user, _PURPOSE)
    context = {
        "check": check,
        "wrong": check.wrong[:SHOWN_ERRORS],
        "left_out": max(len(check.wrong) - SHOWN_ERRORS, 0),
        "packed": packed,
        "as_of": day,
    }
    return render(request, "place/hamlets_check.html", context, status=200 if check.ok else 422)


@requires(can_manage_place)
@require_POST
def hamlets_confirm(request: PersonRequest) -> HttpResponse:
    """Store the lists that were checked and shown."""
    carried = carrying.unpack(request.POST.get("packed", ""), request.user, _PURPOSE)
    if carried is None:
        messages.error(request, EXPIRED)
        return redirect("place-hamlets")
    day = date.fromisoformat(carried["as_of"])
    done = press(
        request,
        lambda: import_hamlets(lines=lines_of(carried["rows"]), from_day=day, by=request.user),
        "Đã nhập thôn, tổ dân phố của {} đơn vị.".format,
    )
    return redirect("place-units" if done else "place-hamlets")


@requires(can_manage_place)
@require_safe
def hamlets_template(request: PersonRequest) -> HttpResponse:
    """The spreadsheet with every unit and the thôn and tổ dân phố known so far."""
    units = search_units("")
    response = HttpResponse(template(units, hamlets_by_unit(one.pk for one in units)), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="thon-to-dan-pho.xlsx"'
    return response
