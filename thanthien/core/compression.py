"""Answers travel compressed: texts of pages, lists and files, but never a page with a secret in it.

A page in which what a stranger chose stands beside a secret would tell the secret by its compressed length. The
framework puts random bytes into the head of what it packs (its guard against such attacks) and masks the token of
forms; views marked with `shows_secret` are not packed at all.
"""

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

View = TypeVar("View", bound=Callable[..., Any])

# What is worth packing: pictures, PDF, Word and Excel files are packed already.
_TEXTS = ("text/", "application/json", "application/xml", "application/yaml", "image/svg+xml")


def shows_secret(view: View) -> View:
    """Mark a view whose pages hold a password, a code or a key: they travel as they are."""

    @functools.wraps(view)
    def marked(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs)

    marked.shows_secret = True  # type: ignore[attr-defined]
    return marked  # type: ignore[return-value]


def is_secret(view: Any) -> bool:
    """Whether a view carries the mark, under whatever other decorators."""
    return bool(getattr(view, "shows_secret", False))


class CompressionMiddleware(GZipMiddleware):
    """Packs texts for browsers that take them so. Goes above all that writes into the answer."""

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        request.shows_secret = is_secret(view)  # type: ignore[attr-defined]

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "")
        if getattr(request, "shows_secret", True) or not kind.startswith(_TEXTS):
            return response
        return super().process_response(request, response)
