"""What the clock starts. The key of a tick makes it one run, however many workers see it."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from croniter import croniter
from django.db import OperationalError, connection, transaction

from thanthien.core import clock
from thanthien.core.jobs import enqueue
from thanthien.core.jobs.models import JobRun
from thanthien.core.jobs.registry import Job, scheduled

log = structlog.get_logger("thanthien.jobs")

LATEST = timedelta(hours=12)
"""A tick that no worker saw is made up for within this time; older ones are left out."""


class Ticker:
    """Remembers which ticks it has put into the queue, so that looking at the clock asks the database nothing."""

    def __init__(self) -> None:
        self._seen: dict[str, datetime] = {}

    def tick(self) -> list[JobRun]:
        """Put into the queue what is due by now; gives the runs."""
        due = [(one, at) for one in scheduled() if (at := self._due(one)) is not None]
        return [run for one, at in due if (run := self._start(one, at)) is not None]

    def _due(self, one: Job) -> datetime | None:
        # croniter looks for what lies strictly before; a tick counts from its own second on.
        now = clock.now() + timedelta(seconds=1)
        at: datetime = croniter(one.cron, now).get_prev(datetime)
        return at if at != self._seen.get(one.name) and now - at <= LATEST else None

    def _start(self, one: Job, at: datetime) -> JobRun | None:
        """None when another worker is putting it in and does not come to an end: looked at again at the next tick."""
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(_WAIT_SHORTLY)
                run = enqueue(one, by=None, key=f"{at:%Y-%m-%dT%H:%M}")
        except OperationalError:
            log.warning("tick put off", job=one.name)
            return None
        self._seen[one.name] = at
        return run


# A worker whose machine was put to sleep in the middle of a tick must not hold up the clock of the others.
_WAIT_SHORTLY = "SET LOCAL lock_timeout = '2s'"
