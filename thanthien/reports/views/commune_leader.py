"""One page on a phone for the leaders of a commune: three numbers, and what waits for them."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.core import clock
from thanthien.core.access import requires
from thanthien.notices.work import grouped, work_of
from thanthien.reports.permissions import leads_commune
from thanthien.reports.queries.commune_leader import standings_of_units


@require_safe
@requires(leads_commune)
def summary(request: PersonRequest) -> HttpResponse:
    """Of each year that runs: points with the level they lead to, what can still be gained, what is overdue; then what
    waits for this person, without the week's duties, which others do."""
    waiting = [work for work in work_of(request.user) if not work.weekly]
    context = {"standings": standings_of_units(request.user), "groups": grouped(waiting, clock.today())}
    return render(request, "reports/commune_leader.html", context)
