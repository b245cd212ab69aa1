"""How the queue stands, for pages and for the machines that watch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection

from thanthien.core.jobs.models import JobRun, JobRunQuerySet
from thanthien.core.jobs.permissions import can_manage_jobs

AWAY_AFTER = 60.0
"""Seconds without a sign of any worker, after which it is said to be away."""


@dataclass(frozen=True, slots=True)
class QueueState:
    """Numbers of runs and of the workers' lanes; the age of the oldest run that could begin, and of the youngest sign
    of a worker (None: there is none), in seconds."""

    waiting: int
    running: int
    dead: int
    oldest: float
    lanes: int
    heartbeat: float | None

    @property
    def away(self) -> bool:
        """No worker gave a sign for so long that it must be looked after."""
        return is_away(self.heartbeat)


HEARTBEAT_AGE = "SELECT extract(epoch FROM clock_timestamp() - max(last_heartbeat))::float FROM procrastinate_workers"
# Runs that ended are most of the table; the partial index holds the others. A run that waits for its next try is not
# late, so its age counts from that moment.
_STATE = """
    SELECT count(*) FILTER (WHERE state = 'waiting'),
           count(*) FILTER (WHERE state = 'running'),
           count(*) FILTER (WHERE state = 'dead'),
           greatest(0, coalesce(extract(epoch FROM clock_timestamp() - min(coalesce(due_at, created_at))
               FILTER (WHERE state = 'waiting')), 0))::float,
           (SELECT count(*) FROM procrastinate_workers),
           (SELECT extract(epoch FROM clock_timestamp() - max(last_heartbeat)) FROM procrastinate_workers)::float
    FROM jobs_jobrun WHERE state IN ('waiting', 'running', 'dead')
"""


def queue_state() -> QueueState:
    """The present state, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_STATE)
        return QueueState(*cursor.fetchone())


def heartbeat_age() -> float | None:
    """Seconds since the youngest sign of a worker; None when there is no worker. One small statement."""
    with connection.cursor() as cursor:
        cursor.execute(HEARTBEAT_AGE)
        age: float | None = cursor.fetchone()[0]
    return age


def is_away(age: float | None) -> bool:
    """Whether such an age of the youngest sign means that no worker runs."""
    return age is None or age > AWAY_AFTER


def visible_to(user: Any) -> JobRunQuerySet:
    """A person sees what runs for them; who manages jobs sees all."""
    return JobRun.objects.all() if can_manage_jobs(user) else JobRun.objects.filter(person=user)


def of_person(person: Any) -> JobRunQuerySet:
    """A person's runs: those not ended first, then the youngest first."""
    return JobRun.objects.filter(person=person).unfinished_first()


def of_everybody(state: str = "") -> JobRunQuerySet:
    """All runs, or those in one state, with their people, in the same order."""
    found = JobRun.objects.filter(state=state) if state else JobRun.objects.all()
    return found.select_related("person").unfinished_first()
