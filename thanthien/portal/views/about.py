"""What this is, who runs it, whom to write to."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from thanthien.accounts.positions import OFFICE
from thanthien.accounts.queries import agencies_with
from thanthien.core.access import public
from thanthien.evaluations.queries.public import units_without_results
from thanthien.portal.caching import cached_page
from thanthien.portal.years import kinds_words


@public
@cached_page
def about(request: HttpRequest) -> HttpResponse:
    """The platform in a few words, with the standing office as memberships name it today. Two statements."""
    units = units_without_results()
    context = {"offices": agencies_with(OFFICE), "kinds": kinds_words(units), "units_count": len(units)}
    return render(request, "portal/about.html", context)
