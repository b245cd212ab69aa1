"""Personal links: the page that one opens, and how a unit makes and revokes them."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.models import Membership, User
from thanthien.core.access import public, requires, writes_on_get
from thanthien.core.acting.pages import attempt, carry_out, press, sent_from
from thanthien.core.compression import shows_secret
from thanthien.core.once import shown_once
from thanthien.core.qr import qr_of
from thanthien.core.rationing import take_of
from thanthien.offline import actions, queries
from thanthien.offline.forms import PREFIX
from thanthien.offline.models import EntryLink
from thanthien.offline.offering import blank_forms, greeting
from thanthien.offline.permissions import can_make_links, seats_for_links
from thanthien.offline.receiving import storing, take_parcel
from thanthien.offline.registry import Door, door
from thanthien.records.forms import DeviceSheet


@never_cache
@shows_secret
@writes_on_get("Each opening of a link is noted in its history.")
@public
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    """The entry forms of the seat, and nothing else; without script each is sent by its button."""
    link, person = _opened(token)
    context: dict[str, Any] = {"link": link, "token": token, "owner": queries.link_owner(link)}
    if person is None:
        return render(request, "offline/link_ended.html", context, status=410)
    if queries.is_worn_out(link):
        return render(request, "offline/link_busy.html", status=429)
    sent, status = None, 200
    if request.method == "POST":
        sent, status = _typed(request, link, person)
        if status == 302:
            return redirect("offline-link", token)
    actions.note_opening(link)
    context |= {"person": person, "forms": _forms(person, sent)}
    if status != 200 and sent is None:
        context["lost"] = _as_typed(request)
    return render(request, "offline/link.html", context, status=status)


def _as_typed(request: HttpRequest) -> str:
    """What was typed into a form that the person has no more, a line for each field."""
    names = [name for name in request.POST if name != "csrfmiddlewaretoken" and not name.startswith(f"{PREFIX}-")]
    return "\n".join(typed for name in names for typed in request.POST.getlist(name) if typed.strip())


def _opened(token: str) -> tuple[EntryLink, User | None]:
    """The link and its person, nobody where it ended; 404 for an address that was never one."""
    link = queries.find_link(token)
    if link is None:
        raise Http404
    return link, queries.person_of(link) if link.opens else None


def _typed(request: HttpRequest, link: EntryLink, person: User) -> tuple[tuple[Door, DeviceSheet] | None, int]:
    found = door(person, request.POST.get("may-kind", ""), request.POST.get("may-form", ""), by_link=True)
    key = _key(request.POST.get("may-key", ""))
    if found is None or key is None:
        return None, 422
    form = found.form.make(request.POST, request.FILES, {})
    done = attempt(form, lambda: actions.enter_by_link(link, key, storing(request, found, form, person)))
    if done:
        messages.success(request, f"Đã ghi: {found.form.title[:1].lower()}{found.form.title[1:]}.")
        return None, 302
    return (found, form), done.status


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _forms(person: User, sent: tuple[Door, DeviceSheet] | None) -> list[dict[str, Any]]:
    """The forms as they begin; the one that was refused as it was typed."""
    shown = []
    for one, blank in blank_forms(person, by_link=True):
        refused = sent is not None and sent[0].form.name == one.form.name and sent[0].kind is one.kind
        form = sent[1] if sent and refused else blank
        form.auto_id = f"{one.kind.key}-{one.form.name}-%s"  # several forms of one page have fields of one name
        shown.append({"door": one, "form": form, "open": refused, "key": uuid4(), "short": not _asks(form)})
    return shown


def _asks(form: DeviceSheet) -> bool:
    return len(form.visible_fields()) > 1


@never_cache
@writes_on_get("Each opening of a link is noted in its history.")
@public
@require_safe
@ensure_csrf_cookie
def contact(request: HttpRequest, token: str) -> JsonResponse:
    """What the device of a link keeps; gone when nothing arrives by the link any more."""
    link = queries.find_link(token)
    person = queries.person_of(link) if link and link.still_receives else None
    if link is None or person is None:
        return JsonResponse({"state": "gone"}, status=410)
    if not take_of("offline.contact", queries.link_owner(link), queries.MOST_CONTACTS_A_DAY):
        return JsonResponse({"state": "busy"}, status=429)
    if not queries.was_just_used(link):
        actions.note_opening(link)
    told = greeting(request, person, queries.link_owner(link), by_link=True)
    return JsonResponse(told if link.opens else told | {"forms": []})


@never_cache
@sent_from(lambda token: reverse("offline-link", args=[token]))
@public
def receive(request: HttpRequest, token: str) -> JsonResponse:
    """Take one entry of a device of a link."""
    link = queries.find_link(token)
    person = queries.person_of(link) if link and link.revoked_at is None else None
    if link is None or person is None:
        return JsonResponse({"state": "gone"}, status=410)
    if queries.is_worn_out(link):
        return JsonResponse({"state": "busy"}, status=429)
    answer = take_parcel(request, person, queries.link_owner(link), link)
    if answer.status_code != 200:
        actions.note_opening(link)
    return answer


# --- The unit's pages ---------------------------------------------------------------------------------------------


@requires(can_make_links)
@require_safe
def links(request: PersonRequest) -> HttpResponse:
    """The seats of the unit that may get a link, and the links there are."""
    seats = seats_for_links(request.user).current().filter(user__is_active=True)
    context = {
        "seats": seats.order_by("hamlet__sort_key", "user__sort_key", "pk"),
        "links": queries.links_of(request.user),
        "days": settings.LINK_DAYS,
    }
    return render(request, "offline/links.html", context)


@shows_secret
@requires(can_make_links)
@sent_from(lambda: reverse("offline-links"))
def make(request: PersonRequest) -> HttpResponse:
    """Make a link and show it this once: as an address to forward and as a sheet to print."""
    seat = get_object_or_404(seats_for_links(request.user), pk=_number(request.POST.get("seat", "")))
    done = carry_out(lambda: actions.make_link(seat=seat, by=request.user))
    if not done:
        for sentence in done.sentences:
            messages.error(request, sentence)
        return redirect("offline-links")
    return shown_once(render(request, "offline/link_paper.html", _paper(seat, done.value)), reverse("offline-links"))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _paper(seat: Membership, token: str) -> dict[str, Any]:
    address = f"{settings.SITE_ADDRESS}{reverse('offline-link', args=[token])}"
    return {"seat": seat, "address": address, "qr": qr_of(address), "days": settings.LINK_DAYS}


@requires(can_make_links)
@require_safe
def history(request: PersonRequest, pk: int) -> HttpResponseBase:
    """What was done with one link."""
    link = get_object_or_404(queries.links_of(request.user), pk=pk)
    return render(request, "offline/link_history.html", {"link": link, "uses": queries.uses_of(link)[:500]})


@requires(can_make_links)
@sent_from(lambda pk: reverse("offline-link-history", args=[pk]))
def revoke(request: PersonRequest, pk: int) -> HttpResponse:
    """End a link now."""
    link = get_object_or_404(queries.links_of(request.user), pk=pk)
    press(request, lambda: actions.revoke_link(link=link, by=request.user), "Đã thu hồi đường dẫn.")
    return redirect("offline-links")
