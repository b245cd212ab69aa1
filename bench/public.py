"""Public pages with nobody signed in: a second over 16 connections, and processor time of one worked out anew."""

import asyncio
import itertools
import statistics
import time
from collections.abc import Mapping, Sequence
from typing import Any

from django.test import override_settings
from django.urls import reverse

from bench.client import Connection
from bench.load import sizes, use_city
from bench.serving import WORKERS, server
from bench.timing import browser, median_ms, percentile_ms
from thanthien.config.garbage import look_seldom
from thanthien.evaluations.models import Cycle
from thanthien.units.models import Unit

UNITS = 114
CONNECTIONS = 16
SECONDS = 8
WARM_UP_SECONDS = 3
AIMS = {"mixed.pages_per_second": 700, "home.pages_per_second": 700, "anew.home.processor_milliseconds_at_most": 10,
        "anew.year.processor_milliseconds_at_most": 10, "anew.unit.processor_milliseconds_at_most": 10}  # fmt: skip
ROUNDS = 40
NOTES = (
    "Pages without a query come from the memory of each worker, worked out once for each state of the published data.",
    "Searches, and “home anew” (the home page under an address with a query), are worked out each time.",
    "“Anew” is measured before compression, and of units each time of another one.",
    "“unit” is of one whose seal the process has read before, “unit_first” of one that it shows for the first time.",
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
        "anew": _anew(kinds),
        **found,
        "notes": NOTES,
        "aims": AIMS,
    }


def _anew(kinds: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Processor time of this process for a page that no memory answers, beside an empty page; all in turn, so that a
    busy machine slows them alike."""
    tab = browser()
    known, unknown = kinds["unit"][:ROUNDS], kinds["unit"][ROUNDS:]
    paths = {
        "empty_page": ["/do-luong/cong-khai/"], "home": kinds["home"], "year": kinds["year"],
        "unit": known, "unit_first": unknown,
    }  # fmt: skip
    taken: dict[str, list[float]] = {name: [] for name in paths}
    with override_settings(ROOT_URLCONF="bench.base_page"):
        for page in known:
            tab.get(page)
        look_seldom()  # as the server does
        for number in range(-5, ROUNDS):
            for name, pages in paths.items():
                start = time.process_time()
                tab.get(pages[number % len(pages)], {"lan": number})
                if number >= 0:
                    taken[name].append(time.process_time() - start)
    empty = statistics.median(taken["empty_page"])
    return {
        name: {
            "processor_milliseconds": median_ms(seconds),
            "ratio_to_empty_page": round(statistics.median(seconds) / empty, 2),
        }
        for name, seconds in taken.items()
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
