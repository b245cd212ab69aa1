"""A search over a million disclosures of all units, and a scraper who reads ten times as much as everybody else.

Pages of the search are asked in this process, those of the scraper of the server.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.db import connection, transaction
from django.urls import reverse

from bench import database
from bench.client import Connection
from bench.database import analyse, without_triggers
from bench.load import place_and_people
from bench.serving import WORKERS, server
from bench.share import SHARE
from bench.timing import browser, counting, median_ms, percentile_ms
from bench.weekly_life import Told, table
from thanthien.core.actions import load_calendar
from thanthien.disclosure.models import Disclosure, Face
from thanthien.units.models import Unit

UNITS = 114
EACH = 1_000_000 // UNITS // SHARE + 1
ROUNDS = 20  # of each search, each time with other words
READERS, SCRAPERS, SECONDS = 2, 20, 15
AIMS = {"search.p95_milliseconds_at_most": 100, "scraper.other_than_200_at_most": 0}
NOTES = (
    "A common word stands in every twentieth document, a rare one in a handful; each search is that of the first page.",
    "Scraper: 20 connections ask for one page after the other; two readers beside it read a page every half a second.",
)
_WHAT = (
    "ngân sách", "quy hoạch sử dụng đất", "thu học phí", "đền bù giải phóng mặt bằng", "hỗ trợ hộ nghèo",
    "danh mục thủ tục hành chính", "lịch tiếp công dân", "xây dựng đường giao thông", "thu gom rác thải",
    "quỹ đền ơn đáp nghĩa", "tuyển dụng công chức", "phòng cháy chữa cháy", "tiêm phòng gia súc", "nước sạch",
    "nghĩa vụ quân sự", "vay vốn chính sách", "bầu cử trưởng thôn", "kiểm kê đất đai", "lễ hội truyền thống",
    "bảo hiểm y tế",
)  # fmt: skip
_TITLE = f"(ARRAY[{', '.join(repr(one) for one in _WHAT)}])[1 + (n + unit) % {len(_WHAT)}]"
_DOCUMENTS = Told(Disclosure, EACH, "date '2025-07-02' + n % 500", {
    "title": f"'Thông báo về ' || {_TITLE} || ', đợt ' || (n / {len(_WHAT)})", "number": "n || '/TB-UBND'",
    "issuer": "'Ủy ban nhân dân'", "responsible": "'Văn phòng'", "people": "'none'", "items": "'d11.1'",
})  # fmt: skip
_FACES = f"""
    INSERT INTO {table(Face)}
      (disclosure, version_id, unit_id, first_at, published_at, checked_at, gone_why, words)
    SELECT d.key, d.id, d.unit_id, d.made_at, d.made_at, d.made_at, '',
      to_tsvector('simple', vn_fold(d.title || ' ' || d.number))
    FROM {table(Disclosure)} d
"""  # noqa: S608 - of constants


def main() -> dict[str, Any]:
    """The measurement as plain numbers."""
    address = database.use(UNITS, fill)
    searches = {name: _searched(asked) for name, asked in _searches().items()}
    every = [seconds for taken, _ in searches.values() for seconds in taken]
    with server(address) as port:
        scraper = asyncio.run(_scraped(port))
    return {
        "size": {"units": UNITS, "documents": Face.objects.count(), "workers": WORKERS, "rounds": ROUNDS},
        "search": {
            "p95_milliseconds": percentile_ms(every, 0.95),
            **{
                name: {"median_milliseconds": median_ms(taken), "statements": statements}
                for name, (taken, statements) in searches.items()
            },
        },
        "scraper": scraper,
        "trial": SHARE > 1,
        "notes": NOTES,
        "aims": AIMS,
    }


def fill(units: int) -> None:
    """Units with what each of them made public since they were founded."""
    with without_triggers(), transaction.atomic():
        place_and_people(units)
        load_calendar(by=None)
        with connection.cursor() as cursor:
            cursor.execute(_DOCUMENTS.statement())
            cursor.execute(_FACES)
    analyse()


def _searches() -> Mapping[str, Sequence[dict[str, str]]]:
    """Each kind of search with other words in each round, as their readers type them."""
    units = list(Unit.objects.order_by("pk").values_list("code", "name")[:ROUNDS])
    numbers = range(ROUNDS)
    return {
        "newest": [{"trang": str(1 + number)} for number in numbers],
        "common_word": [{"tu_khoa": _WHAT[number % len(_WHAT)]} for number in numbers],
        "two_topics": [{"tu_khoa": f"{_WHAT[number % len(_WHAT)]} dot {number}"} for number in numbers],
        "number": [{"tu_khoa": f"{100 + number}/TB-UBND"} for number in numbers],
        "unit_and_word": [{"tu_khoa": f"{_WHAT[number % 20]} {units[number][1]}"} for number in numbers],
        "unit": [{"don_vi": units[number][0]} for number in numbers],
        "nothing_found": [{"tu_khoa": f"khongdauco{number}"} for number in numbers],
    }


def _searched(asked: Sequence[dict[str, str]]) -> tuple[list[float], int]:
    """Seconds of each, and statements of one."""
    tab, path = browser(), reverse("disclosure-search")
    tab.get(path, {"tu_khoa": "lan dau"})
    taken = []
    for query in asked:
        start = time.perf_counter()
        found = tab.get(path, query)
        taken.append(time.perf_counter() - start)
        if found.status_code != 200:
            raise RuntimeError(f"The search answered {found.status_code}.")
    with counting() as sent:
        tab.get(path, asked[0] | {"lan": "moi"})
    return taken, len(sent)


# --- A scraper ------------------------------------------------------------------------------------------------------


async def _scraped(port: int) -> dict[str, float]:
    """Everybody reads for some seconds, and then a scraper beside them."""
    pages = itertools.count()
    alone, _, _ = await _read(port, pages, scrapers=0)
    beside, wrong, count = await _read(port, pages, scrapers=SCRAPERS)
    return {
        "reader_alone_p95_milliseconds": percentile_ms(alone, 0.95),
        "reader_beside_it_p95_milliseconds": percentile_ms(beside, 0.95),
        "pages_per_second": round(count / SECONDS, 1),
        "other_than_200": wrong,
    }


async def _read(port: int, pages: itertools.count[int], *, scrapers: int) -> tuple[list[float], int, int]:
    """The seconds of each page of the readers; of all pages how many failed, and how many there were."""
    end = time.perf_counter() + SECONDS
    found: list[float] = []
    wrong = count = 0
    path = reverse("disclosure-search")

    async def ask(*, pause: float) -> None:
        nonlocal wrong, count
        line = Connection(port)
        while (start := time.perf_counter()) < end:
            reply = await line.get(
                f"{path}?{urlencode({'trang': 1 + next(pages) % 200, 'tu_khoa': _WHAT[count % 20]})}"
            )
            wrong, count = wrong + (reply.status != 200), count + 1
            if pause:
                found.append(time.perf_counter() - start)
                await asyncio.sleep(pause)
        line.close()

    await asyncio.gather(
        *(ask(pause=0.5) for _ in range(READERS)), *(ask(pause=0) for _ in range(scrapers))
    )  # fmt: skip
    return found, wrong, count
