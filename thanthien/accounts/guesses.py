"""Wrong passwords and codes: how many are taken, from where; and who is let through all the same.

A stranger who guesses must not lock the owner out. So tries are counted by account and place, and a place is a device
on which the person signed in before, else an address (the /64 of IPv6). Places that the account doesn't know share a
further cap, which a known device or address doesn't feel. A right try gives back what it took.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.core.internal import ratelimit
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from thanthien.accounts.models import KnownAddress, User
from thanthien.core import clock
from thanthien.core.jobs import enqueue
from thanthien.core.visitors import neighbourhood, visitor_address

COOKIE = "thiet_bi"
KNOWN_FOR = timedelta(days=180)
_DAY = 24 * 3600
_MOST_PEOPLE = 10  # who share a browser
_SALT = "thanthien.known-device"


@dataclass(frozen=True, slots=True)
class Place:
    """From where somebody tries; ``known``: the account's owner was there."""

    key: str
    known: bool


def spend(request: HttpRequest, account: str, person_id: int | None) -> ratelimit.RateLimitUsage | None:
    """Take one try for an account; None when there is none left. The same statements whether the account exists.

    ``account``: one key for one account, also for one that doesn't exist.
    """
    place = _place(request, person_id)
    taken = _consume(request, "guess", f"{account}:{place.key}")
    if taken is None or place.known:
        return taken
    everywhere = _consume(request, "guess_unknown", account)
    if everywhere is None:
        taken.rollback()
        _note(account, person_id)
        return None
    taken.usage += everywhere.usage
    return taken


def _consume(request: HttpRequest, action: str, key: str) -> ratelimit.RateLimitUsage | None:
    return ratelimit.consume(request, app="allauth.account", action=action, key=key)


def forget(request: HttpRequest, account: str, person_id: int | None) -> None:
    """The password is another one now: guesses at the former one don't count."""
    key = f"{account}:{_place(request, person_id).key}"
    ratelimit.clear(request, app="allauth.account", action="guess", key=key)


def _place(request: HttpRequest, person_id: int | None) -> Place:
    address = neighbourhood(visitor_address(request))
    known = KnownAddress.objects.filter(
        person_id=person_id or 0, digest=_digest(address), last_used_at__gt=clock.now() - KNOWN_FOR
    ).exists()
    device = _devices(request).get(str(person_id))
    return Place(f"device:{device}", known=True) if device else Place(f"address:{address}", known)


def _digest(address: str) -> str:
    """Stored instead of the address, which is nobody's business."""
    return salted_hmac("thanthien.known-address", address, algorithm="sha256").hexdigest()


def _devices(request: HttpRequest) -> dict[str, str]:
    """Who signed in with this browser before: a number of the browser by person."""
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=KNOWN_FOR)
    except signing.BadSignature:
        return {}
    return found if isinstance(found, dict) else {}


def remember(request: HttpRequest, response: HttpResponse, person: User) -> None:
    """The person signed in here: the browser and the address are known from now on."""
    devices = _devices(request)
    mine = devices.pop(str(person.pk), "") or secrets.token_urlsafe(12)
    kept = {**dict(list(devices.items())[1 - _MOST_PEOPLE :]), str(person.pk): mine}
    response.set_cookie(
        COOKIE, signing.dumps(kept, salt=_SALT), max_age=KNOWN_FOR, secure=settings.SESSION_COOKIE_SECURE,
        httponly=True, samesite="Lax",
    )  # fmt: skip
    digest = _digest(neighbourhood(visitor_address(request)))
    KnownAddress.objects.update_or_create(person=person, digest=digest, defaults={"last_used_at": clock.now()})
    KnownAddress.objects.filter(person=person, last_used_at__lt=clock.now() - KNOWN_FOR).delete()


# --- Telling the person ---------------------------------------------------------------------------------------------


def _note(account: str, person_id: int | None) -> None:
    """Strangers met the cap: the person is told, once a day. For an account that isn't there all is done, too."""
    from thanthien.accounts.tasks import guesses_noticed

    cache.set(f"guessed:{account}", True, 30 * _DAY)
    if cache.add(f"guessed-told:{account}", True, _DAY):
        enqueue(guesses_noticed, by=None, person_id=person_id)


def was_guessed(account: str) -> bool:
    """Whether strangers met the cap since the person last signed in; asked once."""
    return bool(cache.delete(f"guessed:{account}"))


def account_of(person: Any) -> str:
    """The key of a person's account."""
    return f"account:{person.pk}"
