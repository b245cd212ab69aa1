"""A person's own work."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.core import clock
from thanthien.core.access import signed_in
from thanthien.notices.permissions import works_somewhere
from thanthien.notices.work import grouped, urgency, work_of


@require_safe
@signed_in
def my_work(request: PersonRequest) -> HttpResponse:
    """What waits for me, by when, and at which door."""
    works = work_of(request.user)
    context = {
        "groups": grouped(works, clock.today()),
        "has_role": works_somewhere(request.user),
    }
    return render(request, "notices/work.html", context)


@require_safe
@signed_in
def counts(request: PersonRequest) -> HttpResponse:
    """How many things wait for me: asked for by every work page once it is there, so that it is never stale."""
    works = work_of(request.user)
    late = sum(urgency(work.due, clock.today()) == "late" for work in works)
    return render(request, "notices/counts.html", {"count": len(works), "late": late})
