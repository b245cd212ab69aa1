"""The morning of a last day: every person of the communes is reminded, and the mail to each is written."""

import time
from typing import Any

from django.db import connection, reset_queries
from django.test.utils import CaptureQueriesContext

from bench.load import sizes, use_city
from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.mail.models import Message
from thanthien.notices import mailing, reminding
from thanthien.notices.actions import Telling, tell
from thanthien.notices.models import Notice

UNITS = 114
PEOPLE = 570
FEW = 10
AIMS = {"told.more_statements_at_most": 0, "mailed.spread_of_statements_at_most": 0, "looked_at.seconds_at_most": 60,
        "mailed.seconds_at_most": 60, "told.seconds_at_most": 2}  # fmt: skip


def main() -> dict[str, Any]:
    """The measurement as plain numbers. ``looked_at``: the work of each person, for what is due; ``told``: a notice to
    all of them at once; ``mailed``: the letter to each."""
    use_city(UNITS)
    people = list(User.objects.filter(memberships__agency__unit__isnull=False).distinct().order_by("pk")[:PEOPLE])
    ids = [person.pk for person in people]
    with clock.set_to(clock.now().replace(hour=9)):
        return {
            "size": sizes() | {"people told": len(people)},
            "looked_at": _each(ids, reminding.remind_person),
            "told": _told(ids),
            "mailed": _each(ids, mailing.mail_person),
            "letters": Message.objects.filter(recipient__in=ids).count(),
            "aims": AIMS,
        }


def _told(ids: list[int]) -> dict[str, float]:
    few, _ = _statements(lambda: tell([_telling(ids[:FEW], "few")], by=None))
    Notice.objects.filter(key="few").delete()
    many, seconds = _statements(lambda: tell([_telling(ids, "all")], by=None))
    return {"seconds": seconds, "statements": many, "more_statements": many - few}


def _telling(ids: list[int], key: str) -> Telling:
    about = ("cycle", 1)
    return Telling(
        people=frozenset(ids), kind="reminder", about=about, title="Hạn hôm nay", what="Nộp hồ sơ.", url="/", key=key
    )


def _statements(work: Any) -> tuple[int, float]:
    reset_queries()  # the log holds no more than 9,000
    start = time.perf_counter()
    with CaptureQueriesContext(connection) as said:
        work()
    return len(said), round(time.perf_counter() - start, 2)


def _each(ids: list[int], work: Any) -> dict[str, float]:
    start = time.perf_counter()
    counts = [_statements(lambda one=one: work(one))[0] for one in ids]
    taken = time.perf_counter() - start
    return {
        "seconds": round(taken, 1),
        "milliseconds_each": round(taken / len(ids) * 1000, 1),
        "statements_each_at_most": max(counts),
        "spread_of_statements": max(counts) - min(counts),
    }
