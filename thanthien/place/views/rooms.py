"""Rooms of weekly life: which units use them, and what was said of it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.core.access import requires
from thanthien.core.acting.bulk_pages import bulk_page
from thanthien.place.bulk.rooms import SwitchRoom
from thanthien.place.permissions import can_read_rooms, can_switch_rooms
from thanthien.place.queries import rooms_in_units, said_of_rooms
from thanthien.units.rooms import find_room


@requires(can_read_rooms)
@require_safe
def rooms(request: PersonRequest) -> HttpResponse:
    """Every room with how many units use it, and the latest words."""
    context = {"rooms": rooms_in_units(), "said": said_of_rooms(), "may_switch": can_switch_rooms(request.user)}
    return render(request, "place/rooms.html", context)


@requires(can_switch_rooms)
@require_http_methods(["GET", "HEAD", "POST"])
def switch(request: PersonRequest, room: str) -> HttpResponse:
    """Switch a room on or off in chosen units."""
    if find_room(room) is None:
        raise Http404
    return bulk_page(request, SwitchRoom(request.user, room))
