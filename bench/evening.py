"""The weekly evening: 5,000 village heads report within ten minutes, compressed to one, some of them twice.

Each has the page open and presses “Không phát sinh”. A tenth presses again before the answer is there: half of these
the same button, half the one of a second window, whose token is another.
"""

import asyncio
import statistics
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.http import HttpResponse
from django.test import override_settings
from django.urls import reverse

from bench import database
from bench.client import Connection, Reply
from bench.database import analyse, without_triggers
from bench.load import place_and_people
from bench.serving import TOKEN, WORKERS, cookies_of, server
from bench.share import SHARE
from bench.timing import WARM_UP, browser, counting, median_ms, percentile_ms
from thanthien.accounts.models import Membership, User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.actions import load_calendar
from thanthien.core.models import Sending
from thanthien.grassroots.models import WeeklyReport
from thanthien.measures.periods import period_of
from thanthien.units.enums import AgencyKind, HamletKind
from thanthien.units.models import Agency, Hamlet, Unit

UNITS, HEADS = 114, 5000 // SHARE
SECONDS = 60 / SHARE
AGAIN = 10  # one of so many presses twice
READS = 40  # of the empty page before the evening, one after another
SPARE = 60  # heads who press one after another when it is over, to see what a press costs by itself
WARM = 64  # heads who open their page before it, at once, so that every worker has made one
AIMS = {
    "lost_at_most": 0, "doubled_at_most": 0, "not_acknowledged_at_most": 0, "p95_ratio_to_base_page_at_most": 10,
    "alone.statements_at_most": 10,
}  # fmt: skip
NOTES = (
    "Arrivals are spread over the minute by chance; the time of each is from its press to its answer.",
    "Every thôn reported last week, and what filling the database wrote is on disk before the evening begins.",
    "The base page is the frame of a work page with nothing in it, asked of the same server while nobody else asks.",
    "Alone: statements of a press; processor time without the database's, of a press and of the base page in turn.",
    "Lost: a head whose press was acknowledged and whose thôn has no report. Client and server share the machine.",
)
# A token as a second page would hold it: another mask over the same secret (none, for a mask of the first letter).
OTHER_TOKEN = "a" * len(TOKEN) + TOKEN


@dataclass(frozen=True, slots=True)
class Head:
    """A village head with the page open: who, of which thôn, and what the button sends."""

    pk: int
    hamlet: int
    cookies: dict[str, str]
    form: dict[str, str]


@dataclass(slots=True)
class Evening:
    """What came of the presses: seconds of each, and whose were acknowledged or not."""

    seconds: list[float] = field(default_factory=list)
    acknowledged: set[int] = field(default_factory=set)
    refused: int = 0
    took: float = 0

    def note(self, head: Head, reply: Reply, seconds: float) -> None:
        """One answer."""
        self.seconds.append(seconds)
        if reply.status == 302:
            self.acknowledged.add(head.pk)
        else:
            self.refused += 1


def main() -> dict[str, Any]:
    """The measurement as plain numbers; milliseconds of the base page are a median."""
    address = database.use(UNITS, fill)
    week = period_of("iso_week", clock.today())
    every = _heads(week.key)
    heads, spare = every[:HEADS], every[HEADS:]
    with server(address, base_pages=True) as port:
        asyncio.run(_open_pages(port, heads[:WARM]))
        base = asyncio.run(_base_ms(Connection(port, heads[0].cookies)))
        evening = asyncio.run(_evening(port, heads))
    told = Counter(WeeklyReport.objects.standing().between(week.first, week.last).values_list("hamlet", flat=True))
    lost = [head for head in heads if head.pk in evening.acknowledged and head.hamlet not in told]
    p95 = percentile_ms(evening.seconds, 0.95)
    return {
        "size": {
            "units": UNITS,
            "heads": HEADS,
            "seconds": SECONDS,
            "workers": WORKERS,
            "pressed_twice": sum(_presses(number) > 1 for number in range(HEADS)),
        },
        "base_page_milliseconds": base,
        "median_milliseconds": median_ms(evening.seconds),
        "p95_milliseconds": p95,
        "longest_milliseconds": percentile_ms(evening.seconds, 1),
        "p95_ratio_to_base_page": round(p95 / base, 2),
        "took_seconds": round(evening.took, 1),
        "alone": _alone(spare),
        "acknowledged": len(evening.acknowledged),
        "not_acknowledged": evening.refused,
        "lost": len(lost),
        "doubled": told.total() - len(told),
        "trial": SHARE > 1,
        "notes": NOTES,
        "aims": AIMS,
    }


# --- The place ------------------------------------------------------------------------------------------------------


def fill(units: int) -> None:
    """Units with their people, and so many thôn, each with its head, who reported last week; nothing is told yet of
    this one."""
    with without_triggers(), transaction.atomic():
        place_and_people(units)
        load_calendar(by=None)
        Hamlet.objects.all().delete()
        every = list(Unit.objects.order_by("pk"))
        hamlets = Hamlet.objects.bulk_create(
            [_hamlet(every[number % units], number // units) for number in range(HEADS + SPARE)]
        )
        heads = User.objects.bulk_create(
            User(username=f"truongthon.{n}", full_name=f"Trưởng thôn {n}", sort_key=f"{n:05}")
            for n in range(HEADS + SPARE)
        )
        committees = dict(Agency.objects.filter(kind=AgencyKind.COMMUNE_COMMITTEE).values_list("unit", "pk"))
        Membership.objects.bulk_create(
            Membership(
                user=head, agency_id=committees[hamlet.unit_id], role=Role.VILLAGE_HEAD, hamlet=hamlet,
                valid_from=hamlet.valid_from,
            )
            for head, hamlet in zip(heads, hamlets, strict=True)
        )  # fmt: skip
        _last_evening(heads, hamlets, committees)
    analyse()
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")  # what filling wrote is not written out during the evening


def _last_evening(heads: Sequence[User], hamlets: Sequence[Hamlet], committees: Mapping[int, int]) -> None:
    """What last week left: a report of each thôn, and that its form was sent. The database plans otherwise for tables
    that were always empty."""
    day, now = clock.today() - timedelta(days=7), clock.now()
    keys = [uuid4() for _ in heads]
    WeeklyReport.objects.bulk_create(
        WeeklyReport(
            key=key, origin=key, unit=hamlet.unit, hamlet=hamlet, agency_id=committees[hamlet.unit_id], day=day,
            entered_by=head, nothing=True, told_at=now - timedelta(days=7), made_at=now - timedelta(days=7),
        )
        for key, head, hamlet in zip(keys, heads, hamlets, strict=True)
    )  # fmt: skip
    Sending.objects.bulk_create(Sending(key=key.hex * 2, led_to="/", sent_at=now - timedelta(days=1)) for key in keys)


def _hamlet(unit: Unit, number: int) -> Hamlet:
    name = f"Thôn {number + 1}"
    return Hamlet(unit=unit, kind=HamletKind.THON, name=name, sort_key=f"{number:03}", valid_from=date(2025, 7, 1))


def _heads(week: str) -> list[Head]:
    """Every head, signed in, with what their button sends for a week."""
    users = list(User.objects.filter(username__startswith="truongthon.").order_by("pk"))
    rows = Membership.objects.filter(user__in=users).values_list("user", "agency__unit", "hamlet")
    places = {user: (unit, hamlet) for user, unit, hamlet in rows}
    found = []
    for user, cookies in zip(users, cookies_of(users), strict=True):
        unit, hamlet = places[user.pk]
        found.append(Head(user.pk, hamlet, cookies, {"place": f"{unit}:{hamlet}", "week": week}))
    return found


# --- The evening ----------------------------------------------------------------------------------------------------


async def _open_pages(port: int, heads: Sequence[Head]) -> None:
    """What every head did before they press."""
    lines = [Connection(port, head.cookies) for head in heads]
    replies = await asyncio.gather(*(line.get(reverse("grassroots-mine")) for line in lines))
    for line in lines:
        line.close()
    if wrong := {reply.status for reply in replies} - {200}:
        raise RuntimeError(f"The page with the button answered {wrong}.")


async def _base_ms(line: Connection) -> float:
    """Median milliseconds of the empty page, by the server that will be pressed."""
    taken = []
    for _ in range(READS):
        start = time.perf_counter()
        reply = await line.get("/do-luong/")
        taken.append(time.perf_counter() - start)
        if reply.status != 200:
            raise RuntimeError(f"The base page answered {reply.status}.")
    line.close()
    return median_ms(taken)


def _presses(number: int) -> int:
    """How often a head presses."""
    return 2 if number % AGAIN == 0 else 1


async def _evening(port: int, heads: Sequence[Head]) -> Evening:
    rng, path, evening = Random(2026), reverse("grassroots-mine"), Evening()
    began = time.perf_counter()

    async def press(head: Head, token: str) -> None:
        line, start = Connection(port, head.cookies), time.perf_counter()
        reply = await line.send_form(path, {"csrfmiddlewaretoken": token, **head.form})
        evening.note(head, reply, time.perf_counter() - start)
        line.close()

    async def one(number: int, head: Head, after: float) -> None:
        await asyncio.sleep(after)
        second = TOKEN if number % (2 * AGAIN) else OTHER_TOKEN
        await asyncio.gather(*(press(head, token) for token in (TOKEN, second)[: _presses(number)]))

    moments = [rng.random() * SECONDS for _ in heads]
    await asyncio.gather(*(one(number, *both) for number, both in enumerate(zip(heads, moments, strict=True))))
    evening.took = time.perf_counter() - began
    return evening


# --- One press by itself --------------------------------------------------------------------------------------------


def _alone(heads: Sequence[Head]) -> dict[str, Any]:
    """What a press costs in this process, beside the base page; in turn, so that a busy machine slows them alike."""
    tab, path = browser(), reverse("grassroots-mine")
    taken: dict[str, list[float]] = {"press": [], "base_page": []}
    with override_settings(ROOT_URLCONF="bench.base_page"):
        for head in heads:
            tab.cookies.load(head.cookies)
            form = {"csrfmiddlewaretoken": TOKEN, **head.form}
            with counting() as sent:
                taken["press"].append(_processor_time(lambda: tab.post(path, form), 302))  # noqa: B023 - called at once
            taken["base_page"].append(_processor_time(lambda: tab.get("/do-luong/"), 200))
    press, base = (taken[name][WARM_UP:] for name in ("press", "base_page"))
    return {
        "statements": len(sent),
        "processor_milliseconds": median_ms(press),
        "ratio_to_base_page": round(statistics.median(press) / statistics.median(base), 2),
    }


def _processor_time(ask: Callable[[], HttpResponse], expected: int) -> float:
    start = time.process_time()
    reply = ask()
    taken = time.process_time() - start
    if reply.status_code != expected:
        raise RuntimeError(f"A press or the base page answered {reply.status_code}.")
    return taken
