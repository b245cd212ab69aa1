"""A form that is sent several times is carried out once, whatever it is: a note, a question, a link.

Every form carries a token against forged requests, masked anew for each page that is shown. The same token with the
same content from the same person is therefore the same sending: a second click, an impatient reload, a network that
repeats. The first is carried out, the others wait for it and are led to where it led. What was not taken (422, 409) may
be sent again. A sending costs two statements, one before it is carried out and one after; what very many send at once
is noted within its own transaction (``note_within``), so that the disk is waited for once.

Requests of scripts (HX-Request) are left alone: they carry the version that they saw.

What is carried out and answered with a page that can't be shown again (a first password, a link) leads on as well:
``shown_once`` says where to. Whoever didn't see that page makes another one there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect

from thanthien.core import clock
from thanthien.core.models import Sending

TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of the field
KEPT_FOR = timedelta(days=2)
_LED_ON = frozenset({302, 303})


class OnceMiddleware:
    """Goes last, so that policy and token are checked before anything is looked up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        led_to = ""
        try:
            response = self.get_response(request)
            if response.status_code in _LED_ON:
                led_to = response["Location"]
            led_to = led_to or getattr(response, "leads_on_to", "")
        finally:
            _let_go(request, led_to)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        key = _key(request)
        if not key:
            return None
        led_to = _hold(request, key)
        return HttpResponseRedirect(led_to) if led_to else None


def shown_once(response: HttpResponse, leads_on_to: str) -> HttpResponse:
    """Say of an answer that shows what was made this once: sent again, its form makes nothing and leads to an
    address."""
    response.leads_on_to = leads_on_to  # type: ignore[attr-defined]
    return response


def _key(request: HttpRequest) -> str:
    """What this sending is known by; empty for what is no form of a signed-in person."""
    is_form = request.method == "POST" and request.headers.get("HX-Request") != "true" and TOKEN in request.POST
    if not is_form or not request.user.is_authenticated:
        return ""
    digest = hashlib.sha256(f"{request.user.pk} {request.get_full_path()}".encode())
    for name, values in sorted(request.POST.lists()):
        digest.update(repr((name, values)).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            digest.update(repr((name, file.name, file.size)).encode())
            for piece in file.chunks():
                digest.update(piece)
            file.seek(0)
    return digest.hexdigest()


def _lock_number(key: str) -> int:
    return int.from_bytes(bytes.fromhex(key)[:8], "big", signed=True)


def _hold(request: HttpRequest, key: str) -> str:
    """Wait until nobody else carries out this sending; where it led if it was carried out, else empty."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT core_hold_sending(%s, %s)", [key, _lock_number(key)])
        led_to = cursor.fetchone()[0] or ""
    request.held, request.sending = key, not led_to  # type: ignore[attr-defined]
    return str(led_to)


# The lock of the transaction holds until what was noted can be seen; that of the session would be gone before.
_NOTE_AND_LET_GO = """
WITH held AS (SELECT pg_advisory_xact_lock(%(number)s)),
noted AS (INSERT INTO core_sending (key, led_to, sent_at) SELECT %(key)s, %(led_to)s, %(sent_at)s FROM held RETURNING 1)
SELECT pg_advisory_unlock(%(number)s) FROM noted
"""


def _let_go(request: HttpRequest, led_to: str) -> None:
    """Let others carry on, and note where the sending led, where it did."""
    key = getattr(request, "held", "")
    if not key or connection.needs_rollback or connection.connection is None:
        return
    with connection.cursor() as cursor:
        if led_to and getattr(request, "sending", False):
            told = {"number": _lock_number(key), "key": key, "led_to": led_to, "sent_at": clock.now()}
            cursor.execute(_NOTE_AND_LET_GO, told)
        else:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_lock_number(key)])


def note_within(request: HttpRequest, led_to: str) -> None:
    """Note where a sending leads that is being carried out, as the last act of its transaction: both are stored, or
    none. Nobody carries on with it before that has ended. No statement where nothing is held: of a script."""
    _let_go(request, led_to)
    request.held = ""  # type: ignore[attr-defined]


def forget_old_sendings() -> int:
    """Erase what nobody will send again; how many there were."""
    return Sending.objects.filter(sent_at__lt=clock.now() - KEPT_FOR).delete()[0]
