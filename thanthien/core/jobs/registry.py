"""The kinds of jobs, as rooms declare them in their ``tasks.py``. No Django.

``job`` gives a function its name in the queue; ``periodic`` says when the system starts it by itself.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from croniter import croniter

TRIES = 6
QUICK, LONG, OUTSIDE = LANES = ("quick", "long", "outside")


@dataclass(frozen=True, slots=True)
class Job:
    """One kind of work.

    ``quick``: done in seconds, so it has a lane where nothing long is in the way. ``outside``: waits for machines of
    others, so it has a lane where only its like waits behind it. ``in_steps``: many decisions, each
    with its own commit (`Run.step`); otherwise the work is one decision and commits together with the mark “done”.
    ``tries``: attempts before the run is dead. ``cron``: when the system starts it, in time of Việt Nam.
    """

    name: str
    title: str
    work: Callable[..., None]
    quick: bool = False
    outside: bool = False
    in_steps: bool = False
    tries: int = TRIES
    cron: str = ""

    @property
    def lane(self) -> str:
        """Where it waits for its turn."""
        if self.outside:
            return OUTSIDE
        return QUICK if self.quick else LONG

    def __call__(self, *args: Any, **arguments: Any) -> None:
        """Do the work here and now, outside the queue."""
        self.work(*args, **arguments)

    def check_arguments(self, arguments: dict[str, Any]) -> None:
        """Raises TypeError when the work doesn't take these keyword arguments."""
        inspect.signature(self.work).bind(None, **arguments)


_jobs: dict[str, Job] = {}


def job(
    name: str,
    *,
    title: str,
    quick: bool = False,
    outside: bool = False,
    in_steps: bool = False,
    tries: int = TRIES,
) -> Callable[[Callable[..., None]], Job]:
    """Make a function ``work(run, *, …)`` a job. ``name`` is ``room.what`` and stays: runs in the queue bear it."""

    def register(work: Callable[..., None]) -> Job:
        return _register(Job(name, title, work, quick, outside, in_steps, tries))

    return register


def periodic(*, cron: str) -> Callable[[Job], Job]:
    """Let the system start a job without arguments by the clock (five fields of cron, time of Việt Nam).

    A tick that no worker saw is made up for within `ticking.LATEST`. For work per person let the job enqueue another
    one for each: ``enqueue(digest, by=person, key=f"digest:{today}:{person.pk}")``.
    """

    if not croniter.is_valid(cron):
        raise ValueError(f"{cron!r} says no time.")

    def schedule(one: Job) -> Job:
        return _register(replace(one, cron=cron))

    return schedule


def find(name: str) -> Job | None:
    """The job of this name; None when this version of the program knows none."""
    return _jobs.get(name)


def scheduled() -> Iterator[Job]:
    """Jobs that the clock starts."""
    return (one for one in _jobs.values() if one.cron)


def _register(one: Job) -> Job:
    known = _jobs.get(one.name)
    if known and known.work is not one.work:
        raise ValueError(f"Two jobs are called {one.name}.")
    _jobs[one.name] = one
    return one
