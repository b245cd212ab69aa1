"""What the platform counts about itself, in the format of Prometheus, summed over all server processes.

Labels are the name of the route, the method and the status: never a person or a unit.
"""

import hmac
import os
from collections.abc import Iterator
from typing import Final

from django.db import DatabaseError
from django.http import HttpRequest
from prometheus_client import REGISTRY as ONE_PROCESS
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector  # type: ignore[no-untyped-call,unused-ignore]

from thanthien.core import metric_files

metric_files.use()
REQUESTS: Final = Counter("thanthien_requests", "Requests answered.", ["route", "method", "status"])
SECONDS: Final = Histogram(
    "thanthien_request_seconds",
    "Seconds from the first middleware to the answer.",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)

JOBS: Final = Counter("thanthien_jobs", "Attempts at jobs, by what came of them.", ["job", "outcome"])
JOB_SECONDS: Final = Histogram(
    "thanthien_job_seconds",
    "Seconds of one attempt at a job.",
    ["job"],
    buckets=(0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600),
)


FILE_ALARMS: Final = Counter(
    "thanthien_file_alarms", "Kept files that were found changed or gone.", ["shelf", "problem"]
)


def count_request(route: str, method: str, status: int, seconds: float) -> None:
    """Count one answered request; `seconds` is its duration."""
    REQUESTS.labels(route, method if method in {"GET", "HEAD", "POST"} else "other", status).inc()
    SECONDS.labels(route).observe(seconds)


def count_job(job: str, outcome: str, seconds: float) -> None:
    """Count one attempt at a job: “done”, “refused”, “cancelled”, “again”, “dead” or “superseded”."""
    JOBS.labels(job, outcome).inc()
    JOB_SECONDS.labels(job).observe(seconds)


def count_file_alarm(shelf: str, problem: str) -> None:
    """Count a kept file that was found “changed” or “missing”, once for each alarm."""
    FILE_ALARMS.labels(shelf, problem).inc()


class Queue:
    """The queue as the database has it when the numbers are asked for; left out when the database does not answer."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Four numbers of runs and two ages, from one statement."""
        # Jobs count their attempts here, so the queue is known only when it is asked.
        from thanthien.core.jobs.queries import queue_state

        try:
            state = queue_state()
        except DatabaseError:
            return
        runs = GaugeMetricFamily("thanthien_job_runs", "Runs of jobs that have not ended well.", labels=["state"])
        for word, number in (("waiting", state.waiting), ("running", state.running), ("dead", state.dead)):
            runs.add_metric([word], number)
        yield runs
        yield GaugeMetricFamily(
            "thanthien_job_oldest_waiting_seconds", "Since when the oldest run could have begun.", state.oldest
        )
        yield GaugeMetricFamily("thanthien_job_lanes", "Lanes of workers that are signed in.", state.lanes)
        if state.heartbeat is not None:
            yield GaugeMetricFamily(
                "thanthien_job_heartbeat_age_seconds", "Since the youngest sign of a worker.", state.heartbeat
            )


def render() -> bytes:
    """All numbers as text."""
    registry = CollectorRegistry()
    registry.register(Queue())
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        return generate_latest(ONE_PROCESS) + generate_latest(registry)
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call,unused-ignore]
    return generate_latest(registry)


def may_read(request: HttpRequest, token: str) -> bool:
    """With the token from anywhere; without one only from this machine itself, and not through a proxy on it."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(given.encode(), token.encode()):
        return True
    forwarded = {"X-Forwarded-For", "Forwarded", "X-Real-Ip"} & set(request.headers)
    return not forwarded and request.META.get("REMOTE_ADDR") in {"127.0.0.1", "::1"}
