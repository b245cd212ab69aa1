"""The log of steps: read-only, with filters and CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.core.access import requires
from thanthien.core.csv_text import harmless
from thanthien.evaluations.models import Cycle, StepLog
from thanthien.reports.forms import StepLogForm
from thanthien.reports.permissions import reads_step_log
from thanthien.reports.queries.steps import csv_rows, role_title, step_log
from thanthien.reports.views.cycle_choice import chosen, others, report_tabs

PAGE_SIZE = 50


@require_safe
@requires(reads_step_log)
def log(request: PersonRequest, cycle_id: int | None = None) -> HttpResponseBase:
    """Who moved which dossier, when, from where to where, and why."""
    cycle, cycles = chosen(cycle_id)
    if cycle is None:
        return render(request, "reports/no_cycle.html")
    form = StepLogForm(request.GET)
    wanted = form.wanted()
    steps = step_log(request.user, cycle, wanted)
    if request.GET.get("tai") == "csv":
        return _download(cycle, steps)
    page = Paginator(steps, PAGE_SIZE).get_page(request.GET.get("trang"))
    query = request.GET.copy()
    query["tai"] = "csv"
    context = {
        "cycle": cycle,
        "others": others(cycles, cycle),
        "tabs": report_tabs(request.user, cycle, "step-log"),
        "form": form,
        "wanted": wanted,
        "page": page,
        "rows": [(row, role_title(row.role)) for row in page],
        "csv_url": f"?{query.urlencode()}",
    }
    return render(request, "reports/steps.html", context)


class _Echo:
    """What csv.writer writes to when each line is sent at once."""

    def write(self, line: str) -> str:
        return line


def _lines(cycle: Cycle, steps: QuerySet[StepLog]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"  # so that Excel reads Vietnamese
    for row in csv_rows(cycle, steps):
        yield writer.writerow([harmless(cell) for cell in row])


def _download(cycle: Cycle, steps: QuerySet[StepLog]) -> HttpResponseBase:
    response = StreamingHttpResponse(_lines(cycle, steps), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="nhat-ky-{cycle.year}-{cycle.kind}.csv"'
    return response
