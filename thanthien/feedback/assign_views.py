"""The pages on which several matters are given to one person."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from thanthien.accounts.http import PersonRequest
from thanthien.core.access import requires
from thanthien.core.acting.bulk_pages import bulk_page
from thanthien.feedback.assigning import AssignMany
from thanthien.feedback.permissions import can_work


@require_http_methods(["GET", "HEAD", "POST"])
@requires(can_work)
def assign_many(request: PersonRequest) -> HttpResponse:
    """What was ticked in the register, to be checked; then given out."""
    return bulk_page(request, AssignMany(by=request.user))
