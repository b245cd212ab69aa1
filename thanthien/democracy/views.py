"""Pages of the room: its registers with a door to each, and what anybody sees of a unit."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.core.access import public, requires
from thanthien.democracy.enums import ROOM
from thanthien.democracy.later_views import consultation_pages, decision_pages
from thanthien.democracy.permissions import can_read
from thanthien.democracy.public import consulted, decided, supervised
from thanthien.democracy.supervision_views import answer_pages, plan_pages, recommendation_pages, session_pages
from thanthien.records.views import room_registers
from thanthien.units.models import Unit

# By the ends of their addresses.
PAGES = {
    "lay-y-kien/": consultation_pages,
    "nhan-dan-quyet-dinh/": decision_pages,
    "ke-hoach-giam-sat/": plan_pages,
    "cuoc-giam-sat/": session_pages,
    "kien-nghi-giam-sat/": recommendation_pages,
    "tra-loi-kien-nghi/": answer_pages,
}


@require_safe
@requires(can_read)
def registers(request: PersonRequest) -> HttpResponse:
    """The registers of the room, each with what it is for."""
    units = Unit.objects.filter(pk__in=request.user.unit_ids()).in_vietnamese_order()
    links = [
        (f"Trang công khai của {one.name_in_sentence}", reverse("democracy-unit", args=[one.code])) for one in units
    ]
    return room_registers(request, ROOM.title, PAGES.values(), links)


@require_safe
@public
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """What everybody may know of grassroots democracy in a unit."""
    found = get_object_or_404(Unit, code=code)
    if not found.uses(ROOM.key):
        raise Http404
    told = {"consulted": consulted(found), "decided": decided(found), "supervised": supervised(found)}
    return render(request, "democracy/public.html", {"unit": found} | told)
