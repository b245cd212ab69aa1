"""Plugs pulled while the real server runs: what is held, gone, silent or full stops what needs it, and nothing else."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.urls import reverse

from tests.config.plug import Line, Visitor, serving
from tests.core.jobs.test_worker import wait_until
from tests.evaluations.scenario import Year, fresh, open_year
from thanthien.evaluations.models import Dossier

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def held(dossier: Dossier) -> Iterator[Callable[[], None]]:
    """Somebody's transaction holds the row of a dossier until the given function is called, or the block ends."""
    holding, over, done = threading.Event(), threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Dossier.objects.select_for_update().get(pk=dossier.pk)
            holding.set()
            over.wait()
        connection.close()
        done.set()

    def let_go() -> None:
        over.set()
        done.wait()

    threading.Thread(target=hold).start()
    holding.wait()
    try:
        yield let_go
    finally:
        let_go()


def submitted() -> tuple[Year, Dossier]:
    year = open_year()
    year.submit("10001")
    return year, year.dossier("10001")


def test_held_dossier_is_told_as_busy_kept_and_sent_again() -> None:
    year, dossier = submitted()
    accept = reverse("intake-accept", args=[year.cycle.pk])
    with serving(LOCK_SECONDS="1") as port:
        office = Visitor(port, fresh(year.people.office))
        token = office.get(reverse("intake", args=[year.cycle.pk])).fields()["csrfmiddlewaretoken"]
        listed = office.post(accept, {"chon": str(dossier.pk), "csrfmiddlewaretoken": token})
        sent = listed.fields() | {"buoc": "lam"}
        with held(dossier) as let_go:
            began = time.monotonic()
            busy = office.post(accept, sent)
            waited = time.monotonic() - began
            reading = [
                office.get(reverse("intake", args=[year.cycle.pk])).status,
                Visitor(port).get("/").status,
            ]
            let_go()
        assert (busy.status, busy.headers["retry-after"], reading) == (503, "5", [200, 200])
        assert "<h1>Nội dung này đang được xử lý ở nơi khác</h1>" in busy.text
        assert (1 <= waited < 10, busy.fields()) == (True, sent)
        assert fresh_status(dossier) == "submitted"
        again = office.post(accept, busy.fields())
        assert (again.status, fresh_status(dossier)) == (302, "under_appraisal")


@pytest.fixture
def line() -> Iterator[Line]:
    """The way from the server to the database; made whole again at the end."""
    made = Line()
    yield made
    made.pull()


def health(port: int) -> tuple[int, str, bool]:
    """Status, what is said of reading, and whether it came within two seconds."""
    began = time.monotonic()
    answer = Visitor(port).get("/healthz")
    return answer.status, json.loads(answer.text)["reads"], time.monotonic() - began < 2


def test_health_is_told_within_two_seconds_of_a_database_gone_or_silent(line: Line) -> None:
    with serving(line) as port:
        assert health(port) == (200, "ok", True)
        line.freeze()
        assert [health(port), health(port)] == [(503, "no answer", True)] * 2
        line.pull()
        wait_until(lambda: health(port) == (503, "OperationalError", True))
        line.put_back()
        wait_until(lambda: health(port) == (200, "ok", True))


def fresh_status(dossier: Dossier) -> str:
    return str(Dossier.objects.values_list("status", flat=True).get(pk=dossier.pk))
