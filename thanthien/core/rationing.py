"""How often strangers may send something: by their browser first, then, with far more room, by the place they are at.

A village shares one address, so the address alone must not stop a neighbour. Two at the same moment may both take the
last one: the limit keeps floods away, it counts nothing.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from thanthien.core.visitors import neighbourhood, visitor_address

_COOKIE, _SALT = "trinh_duyet", "thanthien.browser"
_KEPT_FOR = 180 * 24 * 3600
_DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class Ration:
    """How many in a day of one thing (``what``): from one browser, and from one place."""

    what: str
    by_browser: int
    by_place: int


def take(request: HttpRequest, ration: Ration) -> bool:
    """Take one; False when the browser or the place has had its share of the day. Addresses are kept as digests only,
    for a day."""
    place = neighbourhood(visitor_address(request))
    browser = _browser(request)
    # Who brings no cookie is told apart by nothing but the place.
    if browser and not _one(f"{ration.what}:b:{browser}", ration.by_browser):
        return False
    return _one(f"{ration.what}:p:{_digest(place)}", ration.by_place)


def remember_browser(request: HttpRequest, response: HttpResponse) -> None:
    """Give a browser that has none a number of its own: with the page that holds the form."""
    if not _browser(request):
        response.set_cookie(
            _COOKIE, signing.dumps(secrets.token_urlsafe(12), salt=_SALT), max_age=_KEPT_FOR,
            secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax",
        )  # fmt: skip


def _browser(request: HttpRequest) -> str:
    try:
        return str(signing.loads(request.COOKIES.get(_COOKIE, ""), salt=_SALT, max_age=_KEPT_FOR))
    except signing.BadSignature:
        return ""


def _digest(place: str) -> str:
    return salted_hmac("thanthien.ration", place, algorithm="sha256").hexdigest()


def _one(key: str, most: int) -> bool:
    now = int(time.time())
    count, until = cache.get(f"ration:{key}") or (0, now + _DAY)
    if count >= most:
        return False
    cache.set(f"ration:{key}", (count + 1, until), max(1, until - now))
    return True
