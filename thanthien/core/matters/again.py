"""What a browser sends a second time within a day, with a form opened anew: it is asked before one matter becomes two.

A keyed digest of the browser's number and of what was said is kept for a day where rations are counted; nobody reads
from it who said what, and a browser learns of its own sendings alone. Who brings no number is compared with nothing.
"""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from thanthien.core.matters.slips import Slip
from thanthien.core.rationing import browser_number
from thanthien.core.text import exact

_DAY = 24 * 3600


def mark_of_sending(request: HttpRequest, *said: str) -> str:
    """By what it is known that this browser says the same again: in whatever letters and spaces. Empty for a browser
    without a number."""
    browser = browser_number(request)
    return _digest("mark", browser, *map(exact, said)) if browser else ""


def is_again(mark: str, slip: Slip) -> bool:
    """Whether another form said the same within a day; if none did, this one has from now on. Within the transaction
    that stores the matter: both are kept or none, and of two that come at once the second waits for the first."""
    if not mark:
        return False
    key, form = f"sent:{mark}", _digest("form", str(slip.key))
    return not cache.add(key, form, _DAY) and cache.get(key, form) != form


def _digest(what: str, *parts: str) -> str:
    return salted_hmac(f"thanthien.sent.{what}", "\x1f".join(parts), algorithm="sha256").hexdigest()
