"""What the platform counts about itself, in the format of Prometheus, summed over all server processes.

Labels are the name of the route, the method and the status: never a person or a unit.
"""

import hmac
import os
from typing import Final

from django.http import HttpRequest
from prometheus_client import REGISTRY as ONE_PROCESS
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector  # type: ignore[no-untyped-call,unused-ignore]

REQUESTS: Final = Counter("thanthien_requests", "Requests answered.", ["route", "method", "status"])
SECONDS: Final = Histogram(
    "thanthien_request_seconds",
    "Seconds from the first middleware to the answer.",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


def count_request(route: str, method: str, status: int, seconds: float) -> None:
    """Count one answered request; `seconds` is its duration."""
    REQUESTS.labels(route, method if method in {"GET", "HEAD", "POST"} else "other", status).inc()
    SECONDS.labels(route).observe(seconds)


def render() -> bytes:
    """All numbers as text."""
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        return generate_latest(ONE_PROCESS)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call,unused-ignore]
    return generate_latest(registry)


def may_read(request: HttpRequest, token: str) -> bool:
    """With the token from anywhere; without one only from this machine itself, and not through a proxy on it."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(given.encode(), token.encode()):
        return True
    forwarded = {"X-Forwarded-For", "Forwarded", "X-Real-Ip"} & set(request.headers)
    return not forwarded and request.META.get("REMOTE_ADDR") in {"127.0.0.1", "::1"}
