"""What a dossier's year is foreseen to come to."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.positions import COMMUNE
from thanthien.core.access import requires
from thanthien.evaluations.permissions import can_see_forecast, follows_forecasts
from thanthien.evaluations.queries.forecast_page import pages_of, trend_bars
from thanthien.evaluations.queries.kept_forecasts import trend_of
from thanthien.evaluations.views.dossier import dossier_or_404


@require_safe
@requires(follows_forecasts)
def forecast(request: PersonRequest, cycle_id: int, code: str) -> HttpResponse:
    """Points per group, levels that can still be reached, what is at risk, the way to the level aimed at."""
    dossier = dossier_or_404(request, cycle_id, code)
    if not can_see_forecast(request.user, dossier):
        raise Http404
    context = {
        "dossier": dossier,
        "page": pages_of([dossier]).get(dossier.pk),
        "trend": trend_bars(trend_of(dossier)),
        "own": dossier.unit_id in request.user.unit_ids(*COMMUNE),
    }
    return render(request, "evaluations/forecast.html", context)
