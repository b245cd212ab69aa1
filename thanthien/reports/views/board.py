"""The city board and the comparison behind it."""

from __future__ import annotations

from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.positions import is_office
from thanthien.core.access import requires
from thanthien.core.components.charts import Stage
from thanthien.core.formats import number
from thanthien.core.tables.pages import table_page
from thanthien.evaluations.cycle_menu import Fact
from thanthien.evaluations.models import Cycle
from thanthien.evaluations.queries.steering import levels_hidden
from thanthien.reports.forms import BoardForm, RaisingForm
from thanthien.reports.permissions import sees_board
from thanthien.reports.queries.board import Overview, overview_of
from thanthien.reports.queries.comparison import previous_cycle
from thanthien.reports.queries.raising import comparable, raising_of
from thanthien.reports.queries.standing import standings
from thanthien.reports.tables.board import board_table
from thanthien.reports.tables.comparison import climber_table, faller_table, gap_table, raising_table
from thanthien.reports.views.cycle_choice import chosen, frame, named


@require_safe
@requires(sees_board)
def city_board(request: PersonRequest, cycle_id: int | None = None) -> HttpResponseBase:
    """All units of a cycle: targets, funnel, and the table with its filters."""
    cycle, cycles = chosen(cycle_id)
    if cycle is None:
        return render(request, "reports/no_cycle.html")
    standing, hidden = standings(request.user, cycle), levels_hidden(request.user, cycle)

    def whole_page() -> dict[str, Any]:
        summary = overview_of(request.user, cycle)
        return {
            **frame(request.user, cycle, cycles, "city-board"),
            "summary": summary,
            "urge_url": reverse("urge-late", args=[cycle.pk]) if summary.late and is_office(request.user) else "",
            "facts": facts_of(cycle, summary, levels_hidden=hidden),
            "levels_hidden": hidden,
            "stages": funnel_stages(cycle, summary),
        }

    table = board_table(request.user, standing, cycle, BoardForm(request.GET, cycle.level_names, levels_hidden=hidden))
    return table_page(request, "reports/board.html", whole_page, table=table)


def facts_of(cycle: Cycle, summary: Overview, *, levels_hidden: bool) -> list[Fact]:
    """What the year's targets ask for against today, and the units that need someone. ``levels_hidden``: only what no
    level is behind."""
    board = reverse("city-board", args=[cycle.pk])
    late = Fact(number(summary.late), "quá hạn", f"{board}?tre=on")
    if levels_hidden:
        return [late]
    reached = (
        [
            Fact(f"{one.reach.foreseen}/{one.base}", f"{one.label.lower()}, mục tiêu {one.needed}", url)
            for one, url in zip(summary.targets, ("#muc-tieu", f"{board}?muc={summary.targets[-1].level}"), strict=True)
        ]
        if summary.targets
        else []
    )
    return [
        *reached,
        late,
        Fact(number(summary.at_risk), "có nguy cơ", f"{board}?nguy_co=on"),
    ]


def funnel_stages(cycle: Cycle, summary: Overview) -> list[Stage]:
    """The funnel; each number leads to its rows."""
    board = reverse("city-board", args=[cycle.pk])
    return [Stage(one.label, one.count, f"{board}?trang_thai={one.status.value}") for one in summary.stages]


@require_safe
@requires(sees_board)
def comparison(request: PersonRequest, cycle_id: int) -> HttpResponseBase:
    """Widest gaps between self-score and appraisal, greatest steps since the last decided year."""
    cycle, cycles = named(cycle_id)
    before, hidden = previous_cycle(cycle), levels_hidden(request.user, cycle)
    tables = {"gaps": gap_table(request.user, cycle, levels_hidden=hidden)}
    if before:
        tables["climbers"] = climber_table(request.user, cycle, before, levels_hidden=hidden)
        tables["fallers"] = faller_table(request.user, cycle, before, levels_hidden=hidden)
        if comparable(cycle, before) and not hidden:
            tables["raising"] = raising_table(request.user, cycle, before, RaisingForm(request.GET))

    def whole_page() -> dict[str, Any]:
        raised = raising_of(request.user, cycle, before) if before and "raising" in tables else None
        return {
            **frame(request.user, cycle, cycles, "city-comparison"),
            "before": before,
            "raised": raised,
            "levels_hidden": hidden,
        }

    return table_page(request, "reports/comparison.html", whole_page, **tables)
