"""Drafts that communes have posted: readable for everybody while they hang, and gone with the posting."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache

from thanthien.core import clock
from thanthien.core.access import public
from thanthien.evaluations.queries.drafts import draft_of, hamlet_head, posted_dossiers


@public
@never_cache
def drafts(request: HttpRequest) -> HttpResponse:
    """Which units have a draft posted, and until when opinions are taken. Two statements with those of the frame."""
    return render(request, "portal/drafts.html", {"dossiers": posted_dossiers(), "today": clock.today()})


@public
@never_cache
def draft(request: HttpRequest, cycle_id: int, code: str) -> HttpResponse:
    """One posted draft. 404 before it is posted, and once it is signed or taken down."""
    dossier = get_object_or_404(posted_dossiers(), cycle_id=cycle_id, unit__code=code)
    return render(request, "portal/draft.html", {"draft": draft_of(dossier), "hamlet_head": hamlet_head(dossier.unit)})
