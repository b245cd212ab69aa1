"""Pages of visits, greetings and meetings."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from thanthien.core.access import public
from thanthien.engagement.enums import ROOM
from thanthien.engagement.outreach_kinds import GREETINGS, MEETINGS, OUTREACH
from thanthien.engagement.public_outreach import public_outreach
from thanthien.records.views import RecordPages
from thanthien.units.models import Unit

outreach_pages = RecordPages(OUTREACH)
greeting_pages = RecordPages(GREETINGS)
meeting_pages = RecordPages(MEETINGS)


@require_safe
@public
def outreach(request: HttpRequest, code: str) -> HttpResponse:
    """What a unit did for its people this year, as far as it may be told; the head's greetings and the meetings."""
    unit = get_object_or_404(Unit, code=code)
    if not unit.uses(ROOM.key):
        raise Http404
    return render(request, "engagement/outreach.html", {"unit": unit, "year": public_outreach(unit)})
