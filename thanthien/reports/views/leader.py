"""One page on a phone for leaders: targets, map, who is at risk, what is contested."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.core import clock
from thanthien.core.access import requires
from thanthien.evaluations.queries.council_pages import open_contested
from thanthien.evaluations.queries.deadlines import late_condition
from thanthien.evaluations.queries.steering import levels_hidden
from thanthien.reports.permissions import sees_leader_page
from thanthien.reports.queries.board import overview_of, rows_of
from thanthien.reports.queries.comparison import previous_cycle
from thanthien.reports.queries.forecasts import foresight_of
from thanthien.reports.queries.raising import comparable, raising_of
from thanthien.reports.queries.risk import with_risk
from thanthien.reports.queries.standing import standings
from thanthien.reports.tiles import level_tiles
from thanthien.reports.views.cycle_choice import chosen, frame

MOST_AT_RISK = 12


@require_safe
@requires(sees_leader_page)
def leader_home(request: PersonRequest, cycle_id: int | None = None) -> HttpResponse:
    """The year in one page; each number opens its records."""
    cycle, cycles = chosen(cycle_id)
    if cycle is None:
        return render(request, "reports/no_cycle.html")
    rows = standings(request.user, cycle).order_by("unit__sort_key", "pk")
    risky = with_risk(rows, cycle, late_condition(cycle, clock.today())).filter(at_risk=True)
    summary = overview_of(request.user, cycle)
    before = previous_cycle(cycle)
    context = {
        "before": before,
        "raised": raising_of(request.user, cycle, before) if before and comparable(cycle, before) else None,
        "levels_hidden": levels_hidden(request.user, cycle),
        "comparison_url": reverse("city-comparison", args=[cycle.pk]),
        **frame(request.user, cycle, cycles, "leader-home"),
        "summary": summary,
        "tiles": level_tiles(rows),
        "risky": rows_of(
            cycle, list(risky.order_by("best_level", "best_share", "unit__sort_key", "pk")[:MOST_AT_RISK])
        ),
        "more_risky": max(summary.at_risk - MOST_AT_RISK, 0),
        "contested": open_contested(request.user, cycle.pk).count(),
        "foresight": foresight_of(cycle),
        "forecasts_url": reverse("city-forecasts", args=[cycle.pk]),
        "board_url": reverse("city-board", args=[cycle.pk]),
    }
    return render(request, "reports/leader.html", context)
