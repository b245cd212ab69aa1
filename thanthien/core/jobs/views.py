"""Pages of runs: how far one is, one's own, and everybody's for the administrator."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from thanthien.core.access import requires, signed_in
from thanthien.core.acting.pages import press, sent_from
from thanthien.core.jobs import actions, words
from thanthien.core.jobs.actions import FILE_DAYS
from thanthien.core.jobs.enums import LIVE, TAKEN_AWAY, JobState
from thanthien.core.jobs.lists import RunFilter, everybodys_table, own_table
from thanthien.core.jobs.models import JobFile, JobRun
from thanthien.core.jobs.permissions import can_manage_jobs
from thanthien.core.jobs.queries import heartbeat_age, is_away, queue_state, visible_to
from thanthien.core.tables.pages import table_page


@signed_in
@never_cache
@require_safe
def run(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """How far a run is, and what came of it. Asks again by itself until it ends, also without scripts."""
    row = get_object_or_404(visible_to(request.user).select_related("person"), pk=uuid)
    live, own = row.state in LIVE, row.person_id == request.user.pk
    context = {
        "run": row,
        "live": live,
        "running": row.state == JobState.RUNNING,
        "tone": words.tone(row),
        "state": words.state_words(row),
        "sentence": words.sentence(row, worker_away=live and is_away(heartbeat_age())),
        "own": own,
        "facts": words.facts(row, own=own),
        "may_run_again": row.state == JobState.DEAD and can_manage_jobs(request.user),
        "days_kept": FILE_DAYS,
        "file": JobFile.objects.filter(run=row).first() if own and row.state in TAKEN_AWAY else None,
    }
    page = "jobs/run.html#standing" if request.htmx else "jobs/run.html"  # type: ignore[attr-defined]
    return render(request, page, context)


@signed_in
@sent_from(lambda uuid: reverse("jobs:run", args=[uuid]))
def stop(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask a run to stop."""
    row = get_object_or_404(visible_to(request.user), pk=uuid)
    press(request, lambda: actions.stop(run_id=row.pk, by=request.user), "Đã yêu cầu dừng.")
    return redirect(row)


@signed_in
@require_safe
def file(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """What a run made for its person, or hands back; nobody else takes it away."""
    row = get_object_or_404(JobFile, pk=uuid, run__person_id=request.user.pk, run__state__in=TAKEN_AWAY)
    return FileResponse(row.file.open("rb"), as_attachment=True, filename=row.name)


@signed_in
@require_safe
def mine(request: HttpRequest) -> HttpResponseBase:
    """What runs, or ran, for the person who looks."""
    return table_page(request, "jobs/mine.html", {}, table=own_table(request.user))


@requires(can_manage_jobs)
@require_safe
def everybody(request: HttpRequest) -> HttpResponseBase:
    """Everybody's runs, and how the queue stands."""
    table = everybodys_table(RunFilter(request.GET), request)
    return table_page(request, "jobs/everybody.html", lambda: {"queue": queue_state()}, table=table)


@requires(can_manage_jobs)
@sent_from(lambda uuid: reverse("jobs:everybody"))
def run_again(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Put a dead run into the queue again."""
    row = get_object_or_404(JobRun, pk=uuid)
    press(request, lambda: actions.run_again(run_id=row.pk, by=request.user), f"Đã đưa “{row.title}” vào hàng đợi.")
    return redirect("jobs:everybody")
