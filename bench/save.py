"""What it costs to save one answer: lock, history row and new totals included, beside a page with nothing in it.

And how many are saved a second when people of 16 communes do nothing else.
"""

import asyncio
import itertools
import time
from collections.abc import Sequence
from typing import Any

from django.test import Client, override_settings

from bench.client import Connection
from bench.load import sizes, use_city
from bench.serving import WORKERS, cookies_of, server
from bench.timing import ROUNDS, WARM_UP, browser, median_ms, percentile_ms, timed
from bench.typed import TypedAnswer, answers_of
from thanthien.accounts.models import User

UNITS = 114
CONNECTIONS = 16
WARM_UP_SECONDS, SECONDS = 2, 10
AIMS = {"milliseconds_at_most": 40, "milliseconds_served_at_most": 40, "statements_at_most": 15,
        "ratio_to_base_page_at_most": 4, "at_once.saves_per_second": 100, "at_once.refused_at_most": 0}  # fmt: skip

NOTES = ("At once: people of 16 communes, each of whom saves again when the last save is acknowledged.",)


def main() -> dict[str, Any]:
    """The measurement as plain numbers; milliseconds are medians."""
    database = use_city(UNITS)
    people = list(User.objects.filter(email__startswith="daumoi.").order_by("pk")[:CONNECTIONS])
    focal = people[0]
    mine, tab = answers_of(focal), browser(focal)
    with override_settings(ROOT_URLCONF="bench.base_page"):
        page_ms, page_statements = timed(lambda _: tab.get("/do-luong/"))
    save_ms, save_statements = timed(lambda number: _save(tab, mine[number % len(mine)]))
    with server(database) as port:
        served_ms = asyncio.run(_served(Connection(port, cookies_of([focal])[0]), mine))
        cookies = cookies_of(people)
        writers = [(Connection(port, cookie), answers_of(user)) for user, cookie in zip(people, cookies, strict=True)]
        at_once = asyncio.run(_at_once(writers))
    return {
        "size": sizes() | {"rounds": ROUNDS, "connections": CONNECTIONS, "workers": WORKERS, "seconds": SECONDS},
        "base_page_milliseconds": page_ms,
        "base_page_statements": page_statements,
        "milliseconds": save_ms,
        "statements": save_statements,
        "ratio_to_base_page": round(save_ms / page_ms, 2),
        "milliseconds_served": served_ms,
        "at_once": at_once,
        "notes": NOTES,
        "aims": AIMS,
    }


def _save(tab: Client, answer: TypedAnswer) -> Any:
    response = tab.post(answer.path, answer.next_form(), headers={"HX-Request": "true"})
    answer.version = int(response["X-Answer-Version"])
    return response


async def _served(line: Connection, answers: list[TypedAnswer]) -> float:
    taken = []
    for number in range(WARM_UP + ROUNDS):
        answer = answers[number % len(answers)]
        form = answer.next_form()
        start = time.perf_counter()
        reply = await line.post(answer.path, form)
        taken.append(time.perf_counter() - start)
        answer.version = int(reply.headers["x-answer-version"])
    line.close()
    return median_ms(taken[WARM_UP:])


Writer = tuple[Connection, Sequence[TypedAnswer]]


async def _at_once(writers: Sequence[Writer]) -> dict[str, float]:
    """Each writer saves, and saves again when that is acknowledged; measured once the workers are warm."""
    await _for_some_time(writers, WARM_UP_SECONDS)
    taken, refused = await _for_some_time(writers, SECONDS)
    for line, _ in writers:
        line.close()
    return {
        "saves_per_second": round(len(taken) / SECONDS, 1),
        "median_milliseconds": median_ms(taken),
        "p95_milliseconds": percentile_ms(taken, 0.95),
        "refused": refused,
    }


async def _for_some_time(writers: Sequence[Writer], seconds: float) -> tuple[list[float], int]:
    """The seconds of each acknowledged save, and how many were not acknowledged."""
    end = time.perf_counter() + seconds
    taken: list[float] = []
    refused = 0

    async def write(line: Connection, answers: Sequence[TypedAnswer]) -> None:
        nonlocal refused
        for answer in itertools.cycle(answers):
            if (start := time.perf_counter()) >= end:
                return
            reply = await line.post(answer.path, answer.next_form())
            if reply.status != 200:
                refused += 1
                continue
            answer.version = int(reply.headers["x-answer-version"])
            taken.append(time.perf_counter() - start)

    await asyncio.gather(*(write(line, answers) for line, answers in writers))
    return taken, refused
