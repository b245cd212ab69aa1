"""Pages of runs."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from thanthien.core.access import signed_in
from thanthien.core.jobs.models import JobRun


@signed_in
@require_safe
def run(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """How far a run is, and what came of it."""
    row = get_object_or_404(JobRun.objects.visible_to(request.user), pk=uuid)
    return render(request, "jobs/run.html", {"run": row})
