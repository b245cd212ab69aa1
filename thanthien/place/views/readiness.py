"""What units lack before a year begins, and the workbooks to send them: prefilled with what is known of just these."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.core import clock
from thanthien.core.access import requires
from thanthien.core.calendar import year_named
from thanthien.core.tables.pages import table_page
from thanthien.core.workbooks.columns import Record, Workbook
from thanthien.core.workbooks.writing import XLSX, workbook_file
from thanthien.place.figures_workbook import figures_import, figures_workbook
from thanthien.place.hamlets_workbook import hamlets_import, hamlets_workbook
from thanthien.place.permissions import can_manage_place, sees_readiness
from thanthien.place.tables import readiness_table
from thanthien.units.models import Unit
from thanthien.units.readiness import Readiness, readiness


@require_safe
@requires(sees_readiness)
def place_readiness(request: PersonRequest) -> HttpResponseBase:
    """What is missing by unit, for the year asked."""
    found = _asked(request)
    context = {"found": found, "may_import": can_manage_place(request.user)}
    return table_page(request, "place/readiness.html", context, table=readiness_table(found))


@require_safe
@requires(sees_readiness)
def households_file(request: PersonRequest) -> HttpResponse:
    """The workbook of figures with the units that have no count of households for the year."""
    units = [one.unit for one in _asked(request).gaps if one.lacks_count]
    return _file(figures_workbook(units), figures_import.stored(), units, "so-ho-can-bo-sung")


@require_safe
@requires(sees_readiness)
def hamlets_file(request: PersonRequest) -> HttpResponse:
    """The workbook of thôn and tổ dân phố with the units whose list lacks something: the whole list of each."""
    units = [one.unit for one in _asked(request).gaps if one.hamlets_words]
    return _file(hamlets_workbook(units), hamlets_import.stored(), units, "thon-to-dan-pho-can-bo-sung")


def _asked(request: PersonRequest) -> Readiness:
    """For the year of the address, of today's units whose codes it names; of all without any. A code of no such unit
    is left out. 404 where none is left."""
    year = year_named(request.GET.get("nam", "")) or clock.today().year
    codes = request.GET.get("don-vi", "").replace("\0", "").split(",")
    named = Unit.objects.filter(code__in=codes).values_list("pk", flat=True) if any(codes) else None
    found = readiness(year, named)
    if named is not None and not found.units:
        raise Http404
    return found


def _file(workbook: Workbook, stored: Iterable[Record], units: list[Unit], name: str) -> HttpResponse:
    wanted = {unit.pk for unit in units}
    rows = [row for row in stored if row["unit"].pk in wanted]
    response = HttpResponse(workbook_file(workbook, rows), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response
