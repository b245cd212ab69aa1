"""How often strangers may send something: by what they come with first, and last, with far more room, by their place.

A village shares one address, and so do all phones of a carrier in a district: the address alone must not stop a
neighbour. A browser, which brings the number that it got with the form, is counted by that number. Who brings none is a
script and shares one small ration of its place, which takes nothing from the browsers there. The place of browsers,
much larger, stops only who throws numbers away. A link has a ration of its own. Two at the same moment may both take
the last one: the limit keeps floods away, it counts nothing.
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
    """How many in a day of one thing (``what``): from one browser, from all of a place that bring no number, and from
    all browsers of a place."""

    what: str
    by_browser: int
    without: int
    by_place: int


def take(request: HttpRequest, ration: Ration) -> bool:
    """Take one; False when the browser or the place has had its share of the day. Addresses are kept as digests only,
    for a day. A place that has had its share gets no further entry, whatever numbers are brought: anybody can have as
    many as they like."""
    place = _digest(neighbourhood(visitor_address(request)))
    browser = browser_number(request)
    if not browser:
        return _one(f"{ration.what}:w:{place}", ration.without)
    if _taken(f"{ration.what}:p:{place}")[0] >= ration.by_place:
        return False
    if not _one(f"{ration.what}:b:{browser}", ration.by_browser):
        return False
    return _one(f"{ration.what}:p:{place}", ration.by_place)


def give_back(request: HttpRequest, ration: Ration) -> None:
    """Put back what :func:`take` took for something that was not done after all."""
    place, browser = _digest(neighbourhood(visitor_address(request))), browser_number(request)
    for whose in (f"b:{browser}", f"p:{place}") if browser else (f"w:{place}",):
        count, until = _taken(f"{ration.what}:{whose}")
        _keep(f"{ration.what}:{whose}", max(0, count - 1), until)


def take_of_place(request: HttpRequest, what: str, most: int) -> bool:
    """Take one of what a whole place may do so often in a day, whatever browsers it has; False when it is used up."""
    return _one(f"{what}:p:{_digest(neighbourhood(visitor_address(request)))}", most)


def take_of(what: str, holder: str, most: int) -> bool:
    """Take one of what somebody known may do so often in a day, from wherever they come; False when it is used up."""
    return _one(f"{what}:h:{holder}", most)


def is_left(what: str, holder: str, most: int) -> bool:
    """Whether some of it is left, without taking any: for what is counted once it was done."""
    return _taken(f"{what}:h:{holder}")[0] < most


def remember_browser(request: HttpRequest, response: HttpResponse) -> None:
    """Give a browser that has none a number of its own: with the page that holds the form."""
    if not browser_number(request):
        response.set_cookie(
            _COOKIE, signing.dumps(secrets.token_urlsafe(12), salt=_SALT), max_age=_KEPT_FOR,
            secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax",
        )  # fmt: skip


def browser_number(request: HttpRequest) -> str:
    """The number that a browser brings; empty for none, a forged one or one that is over."""
    try:
        return str(signing.loads(request.COOKIES.get(_COOKIE, ""), salt=_SALT, max_age=_KEPT_FOR))
    except signing.BadSignature:
        return ""


def _digest(place: str) -> str:
    return salted_hmac("thanthien.ration", place, algorithm="sha256").hexdigest()


def _one(key: str, most: int) -> bool:
    count, until = _taken(key)
    if count >= most:
        return False
    _keep(key, count + 1, until)
    return True


def _keep(key: str, count: int, until: int) -> None:
    cache.set(f"ration:{key}", (count, until), max(1, until - int(time.time())))


def _taken(key: str) -> tuple[int, int]:
    """How many of it were taken, and when the counting begins anew (seconds of the epoch)."""
    found: tuple[int, int] = cache.get(f"ration:{key}") or (0, int(time.time()) + _DAY)
    return found
