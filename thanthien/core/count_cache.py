"""The cache that all workers share: counts of tries and rations, none of which is forgotten before its time.

Django's own, when it has grown, erases the first third in the order of the alphabet: whoever makes many entries would
erase the counts of guesses at passwords. What is counted here is bounded by whoever counts (``core/rationing.py``: a
place that is used up gets no further entry).
"""

from __future__ import annotations

from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router
from django.utils import timezone


class CountCache(DatabaseCache):
    """Entries go when their time is over, and at no other time."""

    _table: str

    def _cull(self, db: Any, cursor: Any, now: Any, num: int) -> None:
        """Asked for by a request that finds many."""
        self.forget_over()

    def forget_over(self) -> int:
        """Erase what is over; how many. What another request holds waits for the next time."""
        connection = connections[router.db_for_write(self.cache_model_class) or "default"]
        table = connection.ops.quote_name(self._table)
        with connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM {table} WHERE cache_key IN"  # noqa: S608 - the name of our own table
                f" (SELECT cache_key FROM {table} WHERE expires < %s FOR UPDATE SKIP LOCKED)",
                [timezone.now()],
            )
            return int(cursor.rowcount)
