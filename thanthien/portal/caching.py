"""Public pages from memory: worked out once for each state of the published data, for all strangers.

The key holds a version that every published, lowered or revoked result changes; a process asks for it at most every
two seconds. People who are signed in always get a page of their own.
"""

import functools
import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers

from thanthien.evaluations.queries.public import public_version

VERSION_SECONDS = 2
PAGE_SECONDS = 300
BROWSER_SECONDS = 60
# A message for this person waits in a cookie.
_PERSONAL_COOKIES = ("messages",)
# By Facebook, Zalo, Google, Instagram, TikTok and Microsoft to know who followed a link. On the day of an announcement
# nearly all readers come by such a link, and a page from memory takes a tenth of one that is worked out.
_LEFT_BY_OTHERS = frozenset({"fbclid", "zarsrc", "gclid", "gbraid", "wbraid", "igsh", "igshid", "ttclid", "msclkid"})

View = Callable[..., Any]


@dataclass(frozen=True)
class _Page:
    body: bytes
    content_type: str
    etag: str

    @cached_property
    def zipped(self) -> bytes:
        """The body as most browsers take it; made when it is first asked for."""
        return gzip.compress(self.body, 6, mtime=0)


def cached_page(view: View) -> Callable[..., HttpResponseBase]:
    """Serve strangers a page from memory, with ETag and Cache-Control, without touching session or cookies.

    An address with a query (a search, a filter) is worked out each time: nobody can fill the memory with those. What
    other services put behind an address that is passed on through them asks for nothing, and is taken off.
    """

    @functools.wraps(view)
    def served(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_personal(request):
            response: HttpResponseBase = view(request, *args, **kwargs)
            patch_cache_control(response, private=True, no_cache=True)
            return response
        if request.META.get("QUERY_STRING") and not _asks_something(request):
            _without_query(request)
        if request.META.get("QUERY_STRING") or getattr(request, "htmx", False):
            return _worked_out(request, view(request, *args, **kwargs))
        return _answer(request, _remembered(request, lambda: view(request, *args, **kwargs)))

    return served


def _asks_something(request: HttpRequest) -> bool:
    return any(name not in _LEFT_BY_OTHERS and not name.startswith("utm_") for name in request.GET)


def _without_query(request: HttpRequest) -> None:
    """Before the view sees it: links of the page repeat what was asked, and the page is kept for others."""
    request.META["QUERY_STRING"] = ""
    request.GET = QueryDict()


def is_personal(request: HttpRequest) -> bool:
    """Whether the request belongs to somebody: a session, or a message that waits."""
    return any(name in request.COOKIES for name in (settings.SESSION_COOKIE_NAME, *_PERSONAL_COOKIES))


def data_version() -> str:
    """The version of what the public sees, at most two seconds old."""
    return str(caches["local"].get_or_set("portal-version", public_version, VERSION_SECONDS))


def published_state() -> str:
    """What is published, on whatever day: by this copies of pages are known to be good still."""
    return data_version().rpartition("/")[0]


def _worked_out(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """What is not kept: a list that was narrowed, or a file of it, which is sent as it is read."""
    if isinstance(response, HttpResponse):
        return _answer(request, _page(response))
    patch_cache_control(response, public=True, max_age=BROWSER_SECONDS)
    return response


def _remembered(request: HttpRequest, work_out: Callable[[], HttpResponse]) -> _Page:
    # Under whatever name and port a page is asked for, it is the same: addresses in full begin with `SITE_ADDRESS`.
    key = hashlib.sha256(f"{data_version()}|{request.path}".encode()).hexdigest()
    page: _Page | None = caches["local"].get(key)
    if page is None:
        page = _page(work_out())
        _ = page.zipped  # kept with it
        caches["local"].set(key, page, PAGE_SECONDS)
    return page


def _page(response: HttpResponse) -> _Page:
    body = response.content
    digest = hashlib.sha256(body).hexdigest()[:32]
    return _Page(body, response["Content-Type"], f'W/"{digest}"')


def _answer(request: HttpRequest, page: _Page) -> HttpResponseBase:
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(page.zipped if zipped else page.body, content_type=page.content_type)
    if zipped:
        response["Content-Encoding"] = "gzip"
    response["ETag"] = page.etag
    patch_cache_control(response, public=True, max_age=BROWSER_SECONDS)
    patch_vary_headers(response, ("Cookie", "Accept-Encoding", "HX-Request", "HX-Target"))
    return get_conditional_response(request, etag=page.etag, response=response) or response
