"""The weekly evening: 5,000 village heads report within ten minutes, compressed to one, some of them twice.

Each has the page open and presses “Không phát sinh”; a tenth presses again before the answer is there.
"""

import asyncio
import time
from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Any

from django.db import connection, transaction
from django.test import override_settings
from django.urls import reverse

from bench import database
from bench.client import Connection
from bench.database import without_triggers
from bench.load import place_and_people
from bench.serving import WORKERS, cookies_of, server
from bench.timing import browser, median_ms, percentile_ms, timed
from thanthien.accounts.models import Membership, User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.actions import load_calendar
from thanthien.grassroots.models import WeeklyReport
from thanthien.measures.periods import period_of
from thanthien.units.enums import AgencyKind, HamletKind
from thanthien.units.models import Agency, Hamlet, Unit

UNITS, HEADS = 114, 5000
SECONDS = 60
AGAIN = 10  # one of so many presses twice
AIMS = {"lost_at_most": 0, "doubled_at_most": 0, "p95_ratio_to_base_page_at_most": 10}
NOTES = (
    "Arrivals are spread over the minute by chance; the time of each is from its press to its answer.",
    "Client and server share the machine.",
)


def main() -> dict[str, Any]:
    """The measurement as plain numbers; milliseconds of the base page are a median."""
    address = database.use(UNITS, fill)
    heads = list(User.objects.filter(username__startswith="truongthon.").order_by("pk"))
    with override_settings(ROOT_URLCONF="bench.base_page"):
        tab = browser(heads[0])
        base, _ = timed(lambda _: tab.get("/do-luong/"))
    week, cookies = period_of("iso_week", clock.today()).key, cookies_of(heads)
    forms = [{"place": place, "week": week} for place in _places(heads)]
    with server(address) as port:
        lines = [Connection(port, cookie) for cookie in cookies]
        taken, refused, took = asyncio.run(_evening(list(zip(lines, forms, strict=True))))
    told = WeeklyReport.objects.filter(entered_by__in=heads)
    places = told.values("hamlet").distinct().count()
    return {
        "size": {
            "units": UNITS,
            "heads": HEADS,
            "seconds": SECONDS,
            "workers": WORKERS,
            "pressed_twice": HEADS // AGAIN,
        },
        "base_page_milliseconds": base,
        "median_milliseconds": median_ms(taken),
        "p95_milliseconds": percentile_ms(taken, 0.95),
        "p95_ratio_to_base_page": round(percentile_ms(taken, 0.95) / base, 2),
        "took_seconds": round(took, 1),
        "not_acknowledged": refused,
        "lost": HEADS - places,
        "doubled": told.count() - places,
        "notes": NOTES,
        "aims": AIMS,
    }


def fill(units: int) -> None:
    """Units with their people, and so many thôn, each with its head; nothing is told yet."""
    with without_triggers(), transaction.atomic():
        place_and_people(units)
        load_calendar(by=None)
        Hamlet.objects.all().delete()
        hamlets = [_hamlet(unit, number) for number in range(HEADS // units + 1) for unit in Unit.objects.all()]
        Hamlet.objects.bulk_create(hamlets[:HEADS])
        heads = [
            User(username=f"truongthon.{n}", full_name=f"Trưởng thôn {n}", sort_key=f"{n:05}") for n in range(HEADS)
        ]
        User.objects.bulk_create(heads)
        committees = dict(Agency.objects.filter(kind=AgencyKind.COMMUNE_COMMITTEE).values_list("unit", "pk"))
        Membership.objects.bulk_create(
            Membership(
                user=head, agency_id=committees[hamlet.unit_id], role=Role.VILLAGE_HEAD, hamlet=hamlet,
                valid_from=hamlet.valid_from,
            )
            for head, hamlet in zip(heads, hamlets, strict=False)
        )  # fmt: skip
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _hamlet(unit: Unit, number: int) -> Hamlet:
    name = f"Thôn {number + 1}"
    return Hamlet(unit=unit, kind=HamletKind.THON, name=name, sort_key=f"{number:03}", valid_from=date(2025, 7, 1))


def _places(heads: Sequence[User]) -> list[str]:
    """Each head's own place, as the form names it."""
    rows = Membership.objects.filter(user__in=heads).order_by("user").values_list("agency__unit", "hamlet")
    return [f"{unit}:{hamlet}" for unit, hamlet in rows]


async def _evening(people: Sequence[tuple[Connection, dict[str, str]]]) -> tuple[list[float], int, float]:
    """The seconds of each press, how many got no answer, and how long all took."""
    rng, path = Random(2026), reverse("grassroots-mine")
    taken: list[float] = []
    refused, began = 0, time.perf_counter()

    async def press(line: Connection, form: dict[str, str]) -> None:
        nonlocal refused
        start = time.perf_counter()
        reply = await line.send_form(path, form)
        taken.append(time.perf_counter() - start)
        refused += reply.status != 302

    async def one(number: int, line: Connection, form: dict[str, str]) -> None:
        await asyncio.sleep(rng.random() * SECONDS)
        twice = number % AGAIN == 0
        await asyncio.gather(press(line, form), *([press(Connection(line.port, line.cookies), form)] if twice else []))
        line.close()

    await asyncio.gather(*(one(number, *person) for number, person in enumerate(people)))
    return taken, refused, time.perf_counter() - began
