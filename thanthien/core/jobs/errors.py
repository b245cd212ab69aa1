"""What may stop a job midway. No Django.

Refusals of the action itself are those of `thanthien.core.acting.errors`: an outcome, which no retry would change.
"""

from __future__ import annotations

from datetime import datetime


class Transient(Exception):
    """Something outside did not answer and may later: tried again, at ``at`` where the work knows when.

    The sentence is for the administrator: no names.
    """

    def __init__(self, sentence: str, *, at: datetime | None = None) -> None:
        self.at = at
        super().__init__(sentence)


class Stopped(Exception):
    """The person pressed “Dừng” before the work was committed."""


class Superseded(Exception):
    """This attempt was given up by the others: it was taken for dead, and a later one has the run now."""


class TryAgain(Exception):
    """Tells the queue to hand the run out again at ``at``."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        super().__init__("try again")
