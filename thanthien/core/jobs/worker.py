"""The worker: one process that carries out what stands in the queue, in its lanes, until it is told to end.

Beside the lanes it takes up what a dead worker left, and starts what the clock demands.
"""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

import structlog
from asgiref.sync import sync_to_async
from django.db import DatabaseError, close_old_connections
from procrastinate import App
from procrastinate.contrib.django import app as the_app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.psycopg_connector import PsycopgConnector
from psycopg import AsyncConnection

from thanthien.core.jobs import queue
from thanthien.core.jobs.registry import LANES
from thanthien.core.jobs.ticking import Ticker

log = structlog.get_logger("thanthien.jobs")

T = TypeVar("T")

HEARTBEAT = 5.0  # seconds
BEATS_MISSED = 4  # after which a worker counts as dead
SECONDS_BETWEEN_TICKS = 10.0
SECONDS_TO_SIGN_IN = 60.0  # a machine that starts everything at once is slow


class WorkerLost(Exception):
    """A lane ended, or was taken for dead, though nobody asked for it. The process ends, and is started anew."""


async def work(*, heartbeat: float = HEARTBEAT) -> None:
    """Run until SIGTERM or SIGINT; what is being done is finished first. ``heartbeat``: seconds between two signs.

    Raises WorkerLost, or what ended a lane.
    """
    dead_after = heartbeat * BEATS_MISSED
    with the_app.replace_connector(own_connector()) as app:
        async with app.open_async():
            lanes = [asyncio.create_task(_lane(app, name, heartbeat, dead_after)) for name in LANES]
            sides = [
                asyncio.create_task(_every(heartbeat, lambda: _take_up(dead_after))),
                asyncio.create_task(_every(SECONDS_BETWEEN_TICKS, Ticker().tick)),
            ]
            await _until_told(lanes, sides, asyncio.create_task(_until_signed_out(dead_after)))


def own_connector() -> PsycopgConnector:
    """A small pool of the lanes' own: a sign of life never waits for the connections of the work.

    Each statement is committed by itself: a process that is put to sleep between a sign of life and its commit would
    else hold the lock on its row, and no other worker could strike it off.
    """
    return PsycopgConnector(kwargs=connector_params(), configure=_commit_each_statement, min_size=1, max_size=3)


async def _commit_each_statement(connection: AsyncConnection) -> None:
    await connection.set_autocommit(True)


async def _lane(app: App, name: str, heartbeat: float, dead_after: float) -> None:
    await app.run_worker_async(
        queues=[name],
        name=name,
        concurrency=1,
        delete_jobs="always",
        install_signal_handlers=False,
        update_heartbeat_interval=heartbeat,
        stalled_worker_timeout=dead_after,
    )


async def _until_told(
    lanes: list[asyncio.Task[None]], sides: list[asyncio.Task[None]], signed_out: asyncio.Task[None]
) -> None:
    """Wait for the signal, or for a lane that ends by itself; then let every lane finish what it does."""
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    log.info("worker started")
    signal_came = asyncio.create_task(told.wait())
    await asyncio.wait([*lanes, signed_out, signal_came], return_when=asyncio.FIRST_COMPLETED)
    for task in [*sides, signed_out, signal_came, *lanes]:
        task.cancel()  # a cancelled lane takes nothing new, and finishes what it has
    ended = await asyncio.gather(*lanes, return_exceptions=True)
    await asyncio.gather(*sides, signed_out, signal_came, return_exceptions=True)
    log.info("worker ended", told=told.is_set())
    if not told.is_set():
        lost = next((error for error in ended if isinstance(error, Exception)), None)
        raise WorkerLost from lost


async def _until_signed_out(seconds: float) -> None:
    """Return when the signs of our lanes were struck off: we were asleep for so long that we were taken for dead.

    Work would be refused to such lanes; a new process signs in anew. Until all have signed in, a while is given.
    """
    began, were_in = time.monotonic(), False
    while True:
        await asyncio.sleep(seconds)
        with suppress(DatabaseError):  # the lanes notice that by themselves
            are_in = await _in_thread(queue.lanes_signed_in) >= len(LANES)
            if not are_in and (were_in or time.monotonic() - began > SECONDS_TO_SIGN_IN):
                return
            were_in = are_in


def _take_up(dead_after: float) -> None:
    if number := queue.take_up_stalled(dead_after):
        log.warning("jobs of a dead worker taken up", number=number)


async def _every(seconds: float, act: Callable[[], object]) -> None:
    """Do it again and again, in a thread; an error is told and does not end it (a lost database ends the lanes)."""
    while True:
        try:
            await _in_thread(act)
        except Exception:
            log.exception("worker side task failed")
        await asyncio.sleep(seconds)


async def _in_thread(act: Callable[[], T]) -> T:
    """In a thread that no other side task waits for: one that is held up by a lock must not hold up the rest."""
    return await sync_to_async(_with_own_connection, thread_sensitive=False)(act)


def _with_own_connection(act: Callable[[], T]) -> T:
    try:
        return act()
    finally:
        close_old_connections()
