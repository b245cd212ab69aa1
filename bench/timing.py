"""Times and statements of pages: asked in this process, and of the real server over one connection."""

import asyncio
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from django.db import connection
from django.http import HttpResponse
from django.test import Client

from bench.client import Connection
from bench.serving import cookies_of
from thanthien.accounts.models import User

WARM_UP = 10
ROUNDS = 40


def median_ms(seconds: Sequence[float]) -> float:
    """The median in milliseconds."""
    return round(statistics.median(seconds) * 1000, 1)


def percentile_ms(seconds: Sequence[float], share: float) -> float:
    """The time in milliseconds within which this share of all stayed."""
    ordered = sorted(seconds)
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000, 1)


def browser(user: User | None = None) -> Client:
    """A client of this process, signed in."""
    client = Client(SERVER_NAME="localhost", raise_request_exception=True)
    if user is not None:
        for name, value in cookies_of([user])[0].items():
            client.cookies[name] = value
    return client


@contextmanager
def counting() -> Iterator[list[str]]:
    """The statements that the block sends to the database."""
    sent: list[str] = []

    def note(execute: Callable, sql: str, params: object, many: bool, context: object) -> object:
        sent.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield sent


def timed(ask: Callable[[int], HttpResponse], rounds: int = ROUNDS) -> tuple[float, int]:
    """Median milliseconds and statements of a request made in this process; the number of the round is passed."""
    for number in range(WARM_UP):
        _expect(ask(number).status_code)
    taken = []
    for number in range(WARM_UP, WARM_UP + rounds):
        start = time.perf_counter()
        ask(number)
        taken.append(time.perf_counter() - start)
    with counting() as sent:
        _expect(ask(WARM_UP + rounds).status_code)
    return median_ms(taken), len(sent)


def served_ms(port: int, user: User, path: str, rounds: int = ROUNDS) -> float:
    """Median milliseconds of a page of the real server, asked over one connection."""
    return asyncio.run(_served(Connection(port, cookies_of([user])[0]), path, rounds))


async def _served(line: Connection, path: str, rounds: int) -> float:
    taken = []
    for _ in range(WARM_UP + rounds):
        start = time.perf_counter()
        _expect((await line.get(path)).status)
        taken.append(time.perf_counter() - start)
    line.close()
    return median_ms(taken[WARM_UP:])


def _expect(status: int) -> None:
    if status != 200:
        raise RuntimeError(f"A measured page answered {status}.")
