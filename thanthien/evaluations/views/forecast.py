"""What a dossier's year is foreseen to come to, and which days of it count."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.positions import COMMUNE
from thanthien.core.access import requires, signed_in
from thanthien.core.tables.pages import table_page
from thanthien.evaluations.doors import figure_links
from thanthien.evaluations.models import Dossier
from thanthien.evaluations.permissions import can_see_forecast, follows_forecasts
from thanthien.evaluations.queries.counted import counted_for
from thanthien.evaluations.queries.forecast_page import pages_of, trend_bars
from thanthien.evaluations.queries.kept_forecasts import trend_of
from thanthien.evaluations.queries.terms import year_kept
from thanthien.evaluations.views.dossier import dossier_or_404
from thanthien.records.board_tables import UnitDutyForm, duties_table
from thanthien.records.boards import heat_of, kept_until


@require_safe
@requires(follows_forecasts)
def forecast(request: PersonRequest, cycle_id: int, code: str) -> HttpResponse:
    """Points per group, levels that can still be reached, what fell short, the way to the level aimed at."""
    dossier = _foreseen(request, cycle_id, code)
    context = {
        "dossier": dossier,
        "page": pages_of([dossier]).get(dossier.pk),
        "trend": trend_bars(trend_of(dossier)),
        "own": dossier.unit_id in request.user.unit_ids(*COMMUNE),
    }
    return render(request, "evaluations/forecast.html", context)


def _foreseen(request: PersonRequest, cycle_id: int, code: str) -> Dossier:
    """The dossier, when the person may see what is foreseen of it. Raises Http404."""
    dossier = dossier_or_404(request, cycle_id, code)
    if not can_see_forecast(request.user, dossier):
        raise Http404
    return dossier


@require_safe
@requires(follows_forecasts)
def duties(request: PersonRequest, cycle_id: int, code: str) -> HttpResponseBase:
    """Months × duties of the year as a heat table, and each period of each duty as a list beside it; who came for some
    of the list reads it first."""
    dossier = _foreseen(request, cycle_id, code)
    year, unit = year_kept(dossier.cycle), dossier.unit
    form = UnitDutyForm(request.GET, year)
    link = figure_links(dossier.cycle)
    table = duties_table(
        form,
        form.rows().filter(unit=unit),
        caption=f"Từng lần của từng việc, {unit.name}",
        file=f"viec-{unit.code}-{dossier.cycle.year}",
        link=lambda row: link(row.duty, unit),
    )

    def context() -> dict[str, Any]:
        own = dossier.unit_id in request.user.unit_ids(*COMMUNE)
        here = reverse("unit-duties", args=[cycle_id, code])
        return {
            "dossier": dossier,
            "heat": heat_of(unit.pk, year),
            "kept_at": kept_until(year),
            "own": own,
            "here": here,
            "narrowed": form.narrows,
        }

    return table_page(request, "evaluations/duties.html", context, table=table)


@require_safe
@signed_in
def counted(request: PersonRequest, cycle_id: int, code: str) -> HttpResponse:
    """What is due for the unit and what is not: per figure from which day, why, how many periods so far."""
    dossier = dossier_or_404(request, cycle_id, code)
    own = dossier.unit_id in request.user.unit_ids(*COMMUNE)
    context = {"dossier": dossier, "counted": counted_for(dossier), "own": own}
    return render(request, "evaluations/counted.html", context)
