"""The city board and the comparison behind it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from thanthien.accounts.http import PersonRequest
from thanthien.core.access import requires
from thanthien.core.components.charts import Stage
from thanthien.evaluations.models import Cycle
from thanthien.reports.board_lines import lines
from thanthien.reports.forms import BoardForm
from thanthien.reports.permissions import sees_board
from thanthien.reports.queries.board import Overview, board_page, overview_of
from thanthien.reports.queries.comparison import climbers, fallers, previous_cycle, widest_gaps
from thanthien.reports.queries.standing import standings
from thanthien.reports.views.cycle_choice import chosen, named, others, report_tabs


@require_safe
@vary_on_headers("HX-Request")
@requires(sees_board)
def city_board(request: PersonRequest, cycle_id: int | None = None) -> HttpResponse:
    """All units of a cycle: targets, funnel, and the table with its filters."""
    cycle, cycles = chosen(cycle_id)
    if cycle is None:
        return render(request, "reports/no_cycle.html")
    form = BoardForm(request.GET, level_choices(cycle))
    wanted = form.wanted()
    standing = standings(request.user, cycle)
    page, rows = board_page(standing, cycle, wanted, request.GET.get("trang"))
    context = {
        "cycle": cycle,
        "others": others(cycles, cycle),
        "tabs": report_tabs(request.user, cycle, "city-board"),
        "form": form,
        "wanted": wanted,
        "page": page,
        "rows": lines(cycle, rows, wanted.text),
        "top_level": len(cycle.criteria_set.parsed().levels),
        "board_url": reverse("city-board", args=[cycle.pk]),
    }
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, "reports/board.html#rows", context)
    summary = overview_of(standing, cycle)
    context |= {
        "summary": summary,
        "stages": funnel_stages(cycle, summary),
    }
    return render(request, "reports/board.html", context)


def level_choices(cycle: Cycle) -> list[tuple[int, str]]:
    """Numbers and titles of the set's levels, lowest first."""
    return [(level.number, level.title) for level in cycle.criteria_set.parsed().levels]


def funnel_stages(cycle: Cycle, summary: Overview) -> list[Stage]:
    """The funnel; each number leads to its rows."""
    board = reverse("city-board", args=[cycle.pk])
    return [Stage(one.label, one.count, f"{board}?trang_thai={one.status.value}") for one in summary.stages]


@require_safe
@requires(sees_board)
def comparison(request: PersonRequest, cycle_id: int) -> HttpResponse:
    """Widest gaps between self-score and appraisal, greatest steps since the last decided year."""
    cycle, cycles = named(cycle_id)
    before = previous_cycle(cycle)
    context = {
        "cycle": cycle,
        "others": others(cycles, cycle),
        "tabs": report_tabs(request.user, cycle, "city-comparison"),
        "gaps": list(widest_gaps(request.user, cycle)),
        "before": before,
        "movements": [
            ("Tăng nhiều nhất", list(climbers(request.user, cycle, before)) if before else []),
            ("Giảm nhiều nhất", list(fallers(request.user, cycle, before)) if before else []),
        ],
    }
    return render(request, "reports/comparison.html", context)
