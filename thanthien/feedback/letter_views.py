"""Ending letters about a matter by the link that stands in each of them; who has the code may do so there."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from thanthien.core.mail.leaving import by_its_link
from thanthien.feedback.letters import contact_of, leave_letters


@never_cache
@by_its_link
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """A page with one button; pressed, no more letters go to the address for which the link was written."""
    contact = contact_of(token)
    if contact is None:
        raise Http404
    if request.method == "POST":
        leave_letters(*contact)
    context = {"done": request.method == "POST", "days": settings.FEEDBACK_LEFT_DAYS}
    return render(request, "feedback/public/leave.html", context)
