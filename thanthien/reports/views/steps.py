"""The log of steps: read-only."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.core.access import requires
from thanthien.core.tables.pages import table_page
from thanthien.reports.forms import StepLogForm
from thanthien.reports.permissions import reads_step_log
from thanthien.reports.tables.steps import step_table
from thanthien.reports.views.cycle_choice import chosen, frame


@require_safe
@requires(reads_step_log)
def log(request: PersonRequest, cycle_id: int | None = None) -> HttpResponseBase:
    """Who moved which dossier, when, from where to where, and why."""
    cycle, cycles = chosen(cycle_id)
    if cycle is None:
        return render(request, "reports/no_cycle.html")
    table = step_table(request.user, cycle, StepLogForm(request.GET))
    return table_page(
        request, "reports/steps.html", lambda: frame(request.user, cycle, cycles, "step-log"), table=table
    )
