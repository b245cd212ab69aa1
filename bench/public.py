"""Public pages per second over 16 connections, with nobody signed in, at four server workers."""

import asyncio
import itertools
import time
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from bench.client import Connection
from bench.load import sizes, use_city
from bench.serving import WORKERS, server
from bench.timing import median_ms, percentile_ms
from thanthien.evaluations.models import Cycle
from thanthien.units.models import Unit

UNITS = 114
CONNECTIONS = 16
SECONDS = 8
WARM_UP_SECONDS = 3
AIMS = {"mixed.pages_per_second": 700, "home.pages_per_second": 700}
NOTES = (
    "Pages without a query come from the memory of each worker, worked out once for each state of the published data.",
    "Searches, and “home anew” (the home page under an address with a query), are worked out each time.",
    "“Mixed” is home, year, unit and method pages in turn, every tenth a search.",
)


def main() -> dict[str, Any]:
    """The measurement as plain numbers: each kind of page, and a mix of all."""
    database = use_city(UNITS)
    kinds = _pages()
    with server(database) as port:
        found = {
            name: asyncio.run(_measured(port, paths)) for name, paths in (kinds | {"mixed": _mixed(kinds)}).items()
        }
    return {
        "size": sizes() | {"connections": CONNECTIONS, "workers": WORKERS, "seconds_each": SECONDS},
        **found,
        "notes": NOTES,
        "aims": AIMS,
    }


def _pages() -> dict[str, list[str]]:
    year = Cycle.objects.published().newest_first()[0].year
    codes = list(Unit.objects.values_list("code", flat=True))
    return {
        "home": [reverse("home")],
        "year": [reverse("year", args=[year])],
        "unit": [reverse("unit-page", args=[code]) for code in codes],
        "method": [reverse("method")],
        "home_anew": [f"{reverse('home')}?lan={code}" for code in codes],
        "search": [f"{reverse('search-units')}?q={code}" for code in codes],
    }


def _mixed(kinds: Mapping[str, Sequence[str]]) -> list[str]:
    """Pages of all kinds in turn, every tenth a search."""
    turns = {name: itertools.cycle(paths) for name, paths in kinds.items()}
    pattern = ("home", "year", "unit", "unit", "method", "home", "unit", "unit", "year", "search")
    return [next(turns[name]) for _ in range(UNITS) for name in pattern]


async def _measured(port: int, paths: Sequence[str]) -> dict[str, float]:
    await _run(port, paths, WARM_UP_SECONDS)
    taken, wrong = await _run(port, paths, SECONDS)
    return {
        "pages_per_second": round(len(taken) / SECONDS),
        "median_milliseconds": median_ms(taken),
        "p95_milliseconds": percentile_ms(taken, 0.95),
        "other_than_200": wrong,
    }


async def _run(port: int, paths: Sequence[str], seconds: float) -> tuple[list[float], int]:
    turn, end = itertools.cycle(paths), time.perf_counter() + seconds
    taken: list[float] = []
    wrong = 0

    async def ask() -> None:
        nonlocal wrong
        line = Connection(port)
        while (start := time.perf_counter()) < end:
            reply = await line.get(next(turn))
            wrong += reply.status != 200
            taken.append(time.perf_counter() - start)
        line.close()

    await asyncio.gather(*(ask() for _ in range(CONNECTIONS)))
    return taken, wrong
