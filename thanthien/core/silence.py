"""A database that takes connections and says nothing is noticed on the line itself: no limit of its own ends a wait for
it, and the line stays whole.

Connections of the server are :class:`Listening`. A statement that was not answered for some seconds is not yet lost, it
may be a long one: a look of its own (:mod:`.probing`) tells whether the database still speaks to anybody.
"""

from __future__ import annotations

import time
from typing import Any

import psycopg
import structlog

log = structlog.get_logger("thanthien.silence")

_KNOWN_FOR = 10.0  # seconds after which a silence that was found is history
_ONCE_KNOWN = 1.0  # the patience with other lines as long as it is not


class Listening(psycopg.Connection[Any]):
    """A line that is given up when the other end says nothing and speaks to nobody else either; else when it has been
    silent for so long that the database itself would have ended the statement."""

    patience = 5.0
    """Seconds until somebody looks whether the database still speaks."""
    most = 25.0
    """Seconds after which the line is given up, whoever else is spoken to."""
    _found_at = float("-inf")

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """As every connection waits, but not for ever. Raises OperationalError, and the line is closed."""
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        began = time.monotonic()
        while True:
            try:
                return super().wait(gen, interval, self._patience())
            except psycopg.errors._WaitTimeout:  # noqa: SLF001 - what waits with a limit raises it
                waited = time.monotonic() - began
                if waited < self.most and speaks():
                    continue
                Listening._found_at = time.monotonic()
                self.close()
                log.warning("database silent", seconds=round(waited, 1))
                raise psycopg.OperationalError("The database said nothing.") from None

    def _patience(self) -> float:
        known = time.monotonic() - Listening._found_at < _KNOWN_FOR
        return min(self.patience, _ONCE_KNOWN) if known else self.patience


def speaks() -> bool:
    """Whether the database answers anybody, with whatever. Within two seconds."""
    from thanthien.core import probing  # it needs applications that are ready, as lines are only then

    return probing.database().reads != probing.NO_ANSWER


def listening(*, patience: float, statement: float) -> type[Listening]:
    """Lines with this patience; ``statement``: seconds after which the database ends a statement."""
    return type("Listening", (Listening,), {"patience": patience, "most": patience + statement})
