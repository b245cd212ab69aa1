"""Running what stands in the queue, here and now."""

import uuid

from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from thanthien.core import clock
from thanthien.core.jobs.carrying import carry
from thanthien.core.jobs.models import JobRun


def run_queued() -> list[JobRun]:
    """Carry out every run that is due, as the worker would, in this process and its transaction, also those that
    others put in meanwhile; gives them as they stand then, in the order of the queue.

    A run that is to be tried again later stays in the queue; move the clock to have it run.
    """
    carried: list[uuid.UUID] = []
    while (queued := _next()) is not None:
        run = uuid.UUID(queued.args["run"])
        again = carry(run)
        _settle(queued.pk, again)
        carried.append(run)
    found = JobRun.objects.in_bulk(carried)
    return [found[run] for run in dict.fromkeys(carried) if run in found]


def _next() -> ProcrastinateJob | None:
    rows = ProcrastinateJob.objects.filter(status="todo").order_by("pk")
    return next((row for row in rows if row.scheduled_at is None or row.scheduled_at <= clock.now()), None)


def _settle(pk: int, again: object) -> None:
    with connection.cursor() as cursor:
        if again is None:
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [pk])
        else:
            cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = %s WHERE id = %s", [again, pk])
