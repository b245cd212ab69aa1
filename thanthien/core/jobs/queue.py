"""The way into the queue and out of it: procrastinate holds the number of a run, and nothing else.

A row of the queue lives from its putting in to its end; what came of a run stands in its own row (`JobRun`).
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import Job as QueuedJob
from procrastinate.manager import JobManager

from thanthien.core import clock
from thanthien.core.jobs.errors import TryAgain
from thanthien.core.jobs.registry import LONG

CARRY = "jobs.carry"
# When a run's own row could not be written, the database was away: until it is back.
_BOOKKEEPING_FAILED = timedelta(seconds=30)


def put(run: UUID, *, lane: str, at: datetime | None = None) -> None:
    """Hand a run to the worker, inside the present transaction; not before ``at``."""
    queued = QueuedJob(
        queue=lane,
        lock=None,
        queueing_lock=None,
        task_name=CARRY,
        task_kwargs={"run": str(run)},
        scheduled_at=at,
    )
    # Always by Django's connection: in the worker the app's own connector is another one, outside the transaction.
    JobManager(DjangoConnector()).defer_job(queued)


class WhenTold(BaseRetryStrategy):
    """`TryAgain` says when; any other error comes from the bookkeeping, never from the work, and is tried again."""

    def get_retry_decision(self, *, exception: BaseException, job: QueuedJob) -> RetryDecision:
        """When the queue hands the run out again."""
        at = exception.at if isinstance(exception, TryAgain) else clock.now() + _BOOKKEEPING_FAILED
        return RetryDecision(retry_at=at)


@app.task(name=CARRY, queue=LONG, retry=WhenTold())
def carry_queued(run: str) -> None:
    """What the worker calls for each row of the queue."""
    from thanthien.core.jobs.carrying import carry

    again = carry(UUID(run))
    if again:
        raise TryAgain(again)


def take_up_stalled(dead_after: float) -> int:
    """Put back what workers had in hand who gave no sign for so many seconds; gives their number.

    Each gets a new row: a worker that was only slow then finds its own gone, and can't touch its successor's.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_FORGET_WORKERS, [dead_after])
        cursor.execute(_TAKE_OUT)
        stalled = cursor.fetchall()
        for lane, arguments in stalled:
            put(UUID(json.loads(arguments)["run"]), lane=lane)
    return len(stalled)


def lanes_signed_in() -> int:
    """How many lanes of workers give signs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_workers")
        return int(cursor.fetchone()[0])


_FORGET_WORKERS = "DELETE FROM procrastinate_workers WHERE last_heartbeat < now() - make_interval(secs => %s)"
_TAKE_OUT = """
    DELETE FROM procrastinate_jobs WHERE id IN (
        SELECT id FROM procrastinate_jobs WHERE status = 'doing' AND worker_id IS NULL FOR UPDATE SKIP LOCKED
    ) RETURNING queue_name, args
"""
