"""The worker: one process that carries out what stands in the queue, in two lanes, until it is told to end.

Beside the lanes it takes up what a dead worker left, and starts what the clock demands.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Coroutine
from typing import Any

import structlog
from procrastinate import App
from procrastinate.contrib.django import app as the_app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.psycopg_connector import PsycopgConnector

from thanthien.core.jobs import registry

log = structlog.get_logger("thanthien.jobs")

HEARTBEAT = 5.0  # seconds
BEATS_MISSED = 4  # after which a worker counts as dead


async def work(*, heartbeat: float = HEARTBEAT) -> None:
    """Run until SIGTERM or SIGINT; what is being done is finished first. ``heartbeat``: seconds between two signs."""
    dead_after = heartbeat * BEATS_MISSED
    # Its own small pool: a heartbeat never waits for the work's connections.
    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=3)
    with the_app.replace_connector(connector) as app:
        async with app.open_async():
            lanes = [asyncio.create_task(_lane(app, name, heartbeat, dead_after)) for name in registry.LANES]
            sides = [
                asyncio.create_task(_every(heartbeat, lambda: take_up_stalled(app, dead_after))),
            ]
            _end_on_signal(lanes)
            log.info("worker started")
            try:
                await _until_one_ends(lanes)
            finally:
                for task in [*lanes, *sides]:
                    task.cancel()
                await asyncio.gather(*lanes, *sides, return_exceptions=True)
            log.info("worker ended")


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


async def _until_one_ends(lanes: list[asyncio.Task[None]]) -> None:
    """A lane ends when it is told to, or when it lost the database: then the process ends, and is started anew."""
    done, _ = await asyncio.wait(lanes, return_when=asyncio.FIRST_COMPLETED)
    for task in done:
        if not task.cancelled() and (error := task.exception()):
            raise error


def _end_on_signal(lanes: list[asyncio.Task[None]]) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        # A cancelled lane finishes what it does, and takes nothing new.
        loop.add_signal_handler(number, lambda: [lane.cancel() for lane in lanes])


async def take_up_stalled(app: App, dead_after: float) -> None:
    """Put back what workers had in hand who gave no sign for so many seconds."""
    await app.job_manager.prune_stalled_workers(dead_after)
    for stalled in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=dead_after):
        log.warning("job taken up again", queued=stalled.id)
        await app.job_manager.retry_job(stalled)


async def _every(seconds: float, act: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Do it again and again; an error is told and does not end it (a lost database ends the lanes)."""
    while True:
        try:
            await act()
        except Exception:
            log.exception("worker side task failed")
        await asyncio.sleep(seconds)
