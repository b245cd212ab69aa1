"""Who did what: the history tables note the acting person by number only, never by name or address."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pghistory
from django.db import connection
from django.http import HttpRequest, HttpResponseBase
from pghistory import runtime
from psycopg.pq import TransactionStatus

from thanthien.core.access import READING_METHODS


@contextmanager
def acting(by: Any, **facts: str | int) -> Iterator[None]:
    """History rows written inside the block carry the actor's id (None: the system) and the given facts; a block
    within adds its own and ends with itself, so that two acts in one transaction are two entries.

    Facts are words of the program (an action's name, a job's number), never personal data.
    """
    noted = {"user": getattr(by, "pk", None), **facts}
    around = getattr(runtime._tracker, "value", None)  # noqa: SLF001 - pghistory lets nobody ask who is noted
    with _alone(noted) if around is None else _within(around, noted):
        yield


@contextmanager
def _alone(noted: dict[str, Any]) -> Iterator[None]:
    try:
        with pghistory.context(**noted):
            yield
    finally:
        _forget()


@contextmanager
def _within(around: runtime.Context, noted: dict[str, Any]) -> Iterator[None]:
    """pghistory itself would write what is noted within over the block around it, for all rows before and after."""
    tracker = runtime._tracker  # noqa: SLF001 - as above
    tracker.value = runtime.Context(uuid4(), around.metadata | noted)
    try:
        yield
    finally:
        tracker.value = around


def _forget() -> None:
    """What was noted stands in the transaction's settings until it ends: a row that somebody else writes in it
    afterwards would be credited to this actor. A failed transaction takes its settings back by itself."""
    database = connection.connection
    if database is not None and database.info.transaction_status == TransactionStatus.INTRANS:
        # Past Django's cursor: it is no statement of the program, and counts in none of its counts.
        database.execute(
            "SELECT set_config('pghistory.context_id', '', true), set_config('pghistory.context_metadata', '', true)"
        )


class AuditMiddleware:
    """Notes the signed-in person on every history row that a writing request makes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method in READING_METHODS:
            return self.get_response(request)
        with acting(request.user):
            return self.get_response(request)
