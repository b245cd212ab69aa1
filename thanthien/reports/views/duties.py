"""The duties of all units: which is left out where, and who has stopped telling."""

from __future__ import annotations

from typing import Any

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.core.access import requires
from thanthien.core.tables.pages import table_page
from thanthien.evaluations.doors import figure_links
from thanthien.evaluations.queries.terms import year_kept
from thanthien.records.board_tables import CityDutyForm, duties_table
from thanthien.records.boards import kept_until, missed_boards, stopped_in
from thanthien.reports.permissions import sees_board
from thanthien.reports.tables.duties import stopped_table
from thanthien.reports.views.cycle_choice import frame, named


@require_safe
@requires(sees_board)
def city_duties(request: PersonRequest, cycle_id: int) -> HttpResponseBase:
    """Periods × duties as numbers of units, those that stopped, and every period of every duty as a list."""
    cycle, cycles = named(cycle_id)
    year = year_kept(cycle)
    units = cycle.dossiers.values("unit")
    form, link = CityDutyForm(request.GET, year), figure_links(cycle)
    kept = duties_table(
        form,
        form.rows().filter(unit__in=units),
        caption=f"Từng lần của từng việc, {cycle.title}",
        file=f"viec-cua-don-vi-{cycle.year}-{cycle.kind}",
        link=lambda row: link(row.duty, row.unit),
    )
    stopped = stopped_table(stopped_in(year).filter(unit__in=units), cycle)

    def context() -> dict[str, Any]:
        here = reverse("city-duties", args=[cycle.pk])
        return {
            **frame(request.user, cycle, cycles, "city-duties"),
            "boards": missed_boards(year, units=units),
            "kept_at": kept_until(year),
            "here": here,
        }

    return table_page(request, "reports/duties.html", context, table=kept, stopped=stopped)
