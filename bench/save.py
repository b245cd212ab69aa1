"""What it costs to save one answer: lock, history row and new totals included, beside a page with nothing in it."""

import asyncio
import time
from typing import Any

from django.test import Client, override_settings

from bench.client import Connection
from bench.load import sizes, use_city
from bench.serving import cookies_of, server
from bench.timing import ROUNDS, WARM_UP, browser, median_ms, timed
from bench.typed import TypedAnswer, answers_of
from thanthien.accounts.models import User

UNITS = 114
AIMS = {"milliseconds_at_most": 40, "milliseconds_served_at_most": 40, "statements_at_most": 15,
        "ratio_to_base_page_at_most": 4}  # fmt: skip


def main() -> dict[str, Any]:
    """The measurement as plain numbers; milliseconds are medians."""
    database = use_city(UNITS)
    focal = User.objects.filter(email__startswith="daumoi.").earliest("pk")
    mine, tab = answers_of(focal), browser(focal)
    with override_settings(ROOT_URLCONF="bench.base_page"):
        page_ms, page_statements = timed(lambda _: tab.get("/do-luong/"))
    save_ms, save_statements = timed(lambda number: _save(tab, mine[number % len(mine)]))
    with server(database) as port:
        served_ms = asyncio.run(_served(Connection(port, cookies_of([focal])[0]), mine))
    return {
        "size": sizes() | {"rounds": ROUNDS},
        "base_page_milliseconds": page_ms,
        "base_page_statements": page_statements,
        "milliseconds": save_ms,
        "statements": save_statements,
        "ratio_to_base_page": round(save_ms / page_ms, 2),
        "milliseconds_served": served_ms,
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
