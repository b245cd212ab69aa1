"""Ending letters about a matter by the link that stands in each of them; who has the code may do so there."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from thanthien.core.access import public
from thanthien.core.request_checks import asks_the_head, small_alone
from thanthien.feedback.letters import contact_of, leave_letters


# A mail program sends the POST of RFC 8058 without a page of ours before it, so there is no token of a form to check;
# the signed link is what lets it through, and it can do nothing else.
@asks_the_head(small_alone)
@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@public
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """A page with one button; pressed, no more letters go to the address for which the link was written."""
    contact = contact_of(token)
    if contact is None:
        raise Http404
    if request.method == "POST":
        leave_letters(*contact)
    context = {"done": request.method == "POST", "days": settings.FEEDBACK_LEFT_DAYS}
    return render(request, "feedback/public/leave.html", context)
