"""What every request must be and every answer to a person says: no NUL characters, no copies in caches."""

from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render

NUL = "\x00"


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
