"""What every request must be and every answer to a person says: no NUL characters, no copies in caches; and what some
addresses ask of the head of a request before anything of its body is read."""

from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render

NUL = "\x00"
_SMALL = 4096  # bytes of what a button sends
HeadCheck = Callable[..., HttpResponse | None]
View = TypeVar("View", bound=Callable[..., Any])


def asks_the_head(check: HeadCheck) -> Callable[[View], View]:
    """Ask ``check`` of a POST (request, named parts of the address) before its body is read: reading a form is what
    writes its files to the disk. What it answers is the answer; None lets the request in. It may look at the head
    alone. For addresses at which no token of ours stands before the body."""

    def decorate(view: View) -> View:
        view.asks_the_head = check  # type: ignore[attr-defined]
        return view

    return decorate


def length_of(request: HttpRequest) -> int:
    """Bytes of the body as the head tells them, and no more are read; 0 where it tells none."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def small_alone(request: HttpRequest, **_named: str) -> HttpResponse | None:
    """Lets in what a button sends. For links of RFC 8058, whose mail programs send multipart forms too, as they may."""
    return render(request, "400.html", status=413) if length_of(request) > _SMALL else None


class HeadMiddleware:
    """Asks the head of what says so by ``asks_the_head``. Goes before CsrfViewMiddleware, which reads forms."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        check: HeadCheck | None = getattr(view, "asks_the_head", None)
        return check(request, **kwargs) if check is not None and request.method == "POST" else None


class NoStoreMiddleware:
    """Answers within a session are kept by no cache, unless the view says otherwise.

    Asks for the cookie, not for the person: a public page must not read the session.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response


class NoNulMiddleware:
    """Answers 400 to a NUL in path, query, cookie or form: no text holds one, and the database takes none.

    Goes after CsrfViewMiddleware, so that no form is read before its token is.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if _has_nul(chain([request.path_info], request.COOKIES.values(), _texts(request.GET))):
            return _refused(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        return _refused(request) if request.method == "POST" and _has_nul(_texts(request.POST)) else None


def _texts(form: QueryDict) -> Iterable[str]:
    return chain(form.keys(), chain.from_iterable(values for _, values in form.lists()))


def _has_nul(texts: Iterable[str]) -> bool:
    return any(NUL in text for text in texts)


def _refused(request: HttpRequest) -> HttpResponse:
    return render(request, "400.html", status=400)
