"""The way into the queue and out of it: procrastinate holds the number of a run, and nothing else.

A row of the queue lives from its putting in to its end; what came of a run stands in its own row (`JobRun`).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

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
