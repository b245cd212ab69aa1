"""One page on a phone for the leaders of a commune: three numbers, what waits for their word, and what else waits."""

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
    waits for the signature or the word of this person, and apart from it what others of the unit may do as well,
    without the week's duties."""
    waiting, today = work_of(request.user), clock.today()
    context = {
        "standings": standings_of_units(request.user),
        "groups": grouped([work for work in waiting if work.personal], today),
        "others": grouped([work for work in waiting if not work.personal and not work.weekly], today),
    }
    return render(request, "reports/commune_leader.html", context)
