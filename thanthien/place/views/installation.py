"""For which city this installation runs, as its administrator reads it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.core.access import requires
from thanthien.place.installation import stated
from thanthien.place.permissions import can_manage_place


@require_safe
@requires(can_manage_place)
def installation(request: PersonRequest) -> HttpResponse:
    """Names and contacts by which pages, letters and papers speak, each with the setting that holds it."""
    return render(request, "place/installation.html", {"groups": stated()})
