"""What a job costs beside its work: putting in, one attempt, each of 3,321 steps; and how soon the worker begins."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from bench.database import use
from bench.timing import median_ms
from thanthien.core.jobs import Run, enqueue, job
from thanthien.core.jobs.carrying import carry
from thanthien.core.jobs.models import JobRun
from thanthien.core.jobs.tasks import prune

SIZES = (114, 3321)
ROUNDS = 200
BEGINNINGS = 20
PATIENCE = 60
AIMS = {
    "putting_in_milliseconds_at_most": 10, "attempt_milliseconds_at_most": 20, "step_milliseconds_at_most": 5,
    "progress_microseconds_at_most": 20, "begins_after_milliseconds_at_most": 250,
}  # fmt: skip


@job("bench.nothing", title="Không làm gì")
def nothing(run: Run) -> None:
    """An attempt and nothing else."""


@job("bench.progress", title="Chỉ báo tiến độ")
def progress(run: Run, *, number: int) -> None:
    """One decision that tells how far it is for each of its parts."""
    for done in range(1, number + 1):
        run.progress(done, of=number)


@job("bench.steps", title="Từng phần", in_steps=True)
def steps(run: Run, *, number: int) -> None:
    """As many decisions, each empty."""
    for one in run.remaining(range(number)):
        with run.step(one):
            pass


def main() -> dict[str, Any]:
    address = use(0, lambda units: None)
    put_in = [seconds(lambda: enqueue(nothing, by=None)) for _ in range(ROUNDS)]
    attempts = [seconds(lambda run=run: carry(run.pk)) for run in JobRun.objects.filter(name=nothing.name)]  # type: ignore[misc]
    told, stepped = carried(progress, SIZES[-1]), {size: carried(steps, size) for size in SIZES}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    return {
        "aims": AIMS,
        "size": {"rounds": ROUNDS, "beginnings": BEGINNINGS, "steps": SIZES[-1]},
        "putting_in_milliseconds": median_ms(put_in),
        "attempt_milliseconds": median_ms(attempts),
        "progress_microseconds": round(told / SIZES[-1] * 1e6, 1),
        "step_milliseconds": round(stepped[SIZES[-1]] / SIZES[-1] * 1000, 2),
        **{f"steps_of_{size}_seconds": round(stepped[size], 2) for size in SIZES},
        "begins_after_milliseconds": round(beginnings(address) * 1000, 1),
        "notes": [
            "Empty work, in one process beside its database; the worker is a process of its own.",
            "Begins after: from before the commit of what puts it in to the mark “running”, nothing else in the lane.",
        ],
    }


def seconds(act: Callable[[], object]) -> float:
    """How long it takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def carried(what: Any, number: int) -> float:
    """Seconds of one attempt at a job of so many parts."""
    run = enqueue(what, by=None, number=number)
    took = seconds(lambda: carry(run.pk))
    assert JobRun.objects.get(pk=run.pk).state == "done"
    return took


def beginnings(address: str) -> float:
    """Median seconds until the real worker begins."""
    with worker(address):
        waited = []
        for _ in range(BEGINNINGS + 1):
            run = enqueue(prune, by=None)
            while not ended(run):
                time.sleep(0.02)
            assert run.started_at is not None
            waited.append((run.started_at - run.created_at).total_seconds())
    return statistics.median(waited[1:])  # the first waits for the process to start


def ended(run: JobRun) -> bool:
    """Whether the run is over. Raises AssertionError when it takes too long."""
    run.refresh_from_db()
    assert run.finished_at or time.time() - run.created_at.timestamp() < PATIENCE
    return run.finished_at is not None


@contextmanager
def worker(address: str) -> Iterator[None]:
    """The worker on the measurement's database."""
    env = dict(os.environ) | {"DATABASE_URL": address, "DATABASE_POOL": "8"}
    process = subprocess.Popen([sys.executable, "-m", "thanthien.manage", "worker"], env=env)
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)
