"""A look at the machines behind the platform that is over within a time, however silent they are.

It has a connection and a thread of its own: neither a full pool nor a database that takes connections and says nothing
holds it up. A look that has not come back is not begun again, so that there is never more than one.
"""

from __future__ import annotations

import shutil
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection

from thanthien.core.jobs.queries import HEARTBEAT_AGE, is_away

SECONDS = 1.5  # for the whole; who watches asks for two
OK, NO_ANSWER, UNKNOWN, READ_ONLY = "ok", "no answer", "unknown", "read only"
_SILENCE = {"connect_timeout": 2, "keepalives_idle": 5, "tcp_user_timeout": 5000}
_LIMITS = ("-c statement_timeout=1s", "-c lock_timeout=1s")
# A message in the log of the database that nobody reads: the commit waits until it is on the disk.
_WRITE = "SELECT pg_logical_emit_message(true, 'thanthien', 'healthz')"


@dataclass(frozen=True, slots=True)
class Found:
    """“ok”, or a word that says what is the matter: no text of an error, which could name hosts and people."""

    reads: str
    writes: str = UNKNOWN
    jobs: str = UNKNOWN


class _Look:
    """The look that is under way, if one is."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(1, "healthz")
        self._lock = Lock()
        self._under_way: Future[Found] | None = None

    def take(self, place: dict[str, Any]) -> Found:
        with self._lock:
            if self._under_way is None or self._under_way.done():
                self._under_way = self._threads.submit(_look, place)
            coming = self._under_way
        try:
            return coming.result(SECONDS)
        except TimeoutError:
            return Found(NO_ANSWER)


_the_look = _Look()


def database() -> Found:
    """Whether the database is read and written, and whether a worker gives signs; after 1.5 s “no answer”."""
    return _the_look.take(place())


def place() -> dict[str, Any]:
    """Where the database is, with the driver's options of `DATABASE_URL`."""
    known = {"dbname", "host", "port", "user", "password", "options"}
    return {
        name: value
        for name, value in connection.get_connection_params().items()
        if name in known or name.startswith("ssl")
    }


def _look(place: dict[str, Any]) -> Found:
    options = " ".join([place.get("options", ""), *_LIMITS])  # of two settings of one name the last one holds
    try:
        with psycopg.connect(**place | _SILENCE | {"options": options}, autocommit=True) as opened:
            [age] = opened.execute(HEARTBEAT_AGE).fetchone() or [None]
            return Found(OK, _writes(opened), "no worker" if is_away(age) else OK)
    except psycopg.errors.ConnectionTimeout:
        return Found(NO_ANSWER)
    except psycopg.Error as problem:
        return Found(type(problem).__name__)


def _writes(opened: psycopg.Connection[Any]) -> str:
    try:
        [read_only] = opened.execute("SHOW transaction_read_only").fetchone() or [None]
        if read_only == "on":
            return READ_ONLY
        opened.execute(_WRITE)
    except psycopg.Error as problem:
        return type(problem).__name__
    return OK


def disk() -> str:
    """“ok”, “low” below `DISK_LOW_MB` where files are stored, “full” below a tenth of it."""
    place = next(one for one in (Path(settings.VAR_DIR), *Path(settings.VAR_DIR).parents) if one.exists())
    left = shutil.disk_usage(place).free / 1024**2
    return OK if left >= settings.DISK_LOW_MB else "low" if left >= settings.DISK_LOW_MB / 10 else "full"
