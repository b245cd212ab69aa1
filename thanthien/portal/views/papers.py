"""Signed decisions for everybody, once the office has read them and said so."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control

from thanthien.core.access import public
from thanthien.core.kept.actions import NotGenuineError, open_genuine
from thanthien.core.kept.views import not_genuine
from thanthien.evaluations.models.decision import DECISION_SHELF
from thanthien.evaluations.queries.public import public_papers


@public
def public_paper(request: HttpRequest, decision_id: int) -> HttpResponseBase:
    """The signed PDF, byte by byte as it was recorded. 404 before the office has made it public, and once it was taken
    back."""
    found = get_object_or_404(public_papers(), pk=decision_id)
    try:
        content = open_genuine(DECISION_SHELF, found)
    except NotGenuineError as problem:
        return not_genuine(request, problem)
    name = f"quyet-dinh-{found.signed_on:%Y-%m-%d}-{found.pk}.pdf"
    response = FileResponse(content, as_attachment=True, filename=name, content_type="application/pdf")
    patch_cache_control(response, public=True, no_cache=True)
    return response
