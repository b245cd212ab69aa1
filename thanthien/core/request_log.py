"""One number for each request, one log line for its answer, and its count in the metrics."""

import re
import secrets
import time
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from thanthien.core import metrics
from thanthien.core.logging import route_of

log = structlog.get_logger("thanthien.request")

_GIVEN = re.compile(r"[A-Za-z0-9-]{8,64}", re.ASCII)
_QUIET = frozenset({"healthz", "metrics"})


class RequestLogMiddleware:
    """The outermost middleware. Logs route, method, status and duration: no path, no query, no person.

    The answer carries the number as X-Request-ID, so that a person can quote it. A number given by a proxy is kept.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        number = _request_number(request)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=number)
        response = self.get_response(request)
        seconds = time.perf_counter() - began
        route = route_of(request)
        response["X-Request-ID"] = number
        metrics.count_request(route, request.method or "", response.status_code, seconds)
        if route not in _QUIET:
            log.info(
                "request",
                route=route,
                method=request.method,
                status=response.status_code,
                ms=round(seconds * 1000, 1),
            )
        return response


def _request_number(request: HttpRequest) -> str:
    given = request.headers.get("X-Request-ID", "") if settings.BEHIND_PROXY else ""
    return given if _GIVEN.fullmatch(given) else secrets.token_hex(8)
