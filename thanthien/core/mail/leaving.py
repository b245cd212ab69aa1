"""The page behind a link by which whoever reads a letter ends such letters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from thanthien.core.access import public
from thanthien.core.request_checks import asks_the_head, small_alone

View = TypeVar("View", bound=Callable[..., Any])


def by_its_link(view: View) -> View:
    """Lets everybody in who has the signed link. A mail program sends the POST of RFC 8058 without a page of ours
    before it, so there is no token of a form to check; the link is what lets it through, and it can do nothing else.
    What is more than a button sends is refused by its head."""
    met: View = require_http_methods(["GET", "HEAD", "POST"])(public(view))
    exempt: View = csrf_exempt(met)
    return asks_the_head(small_alone)(exempt)
