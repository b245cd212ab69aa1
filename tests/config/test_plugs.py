"""Plugs pulled while the real server runs: what is held, gone, silent or full stops what needs it, and nothing else."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.urls import reverse

from tests.config.plug import SMALL, Answer, Line, Visitor, serving, small_files
from tests.core.jobs.test_worker import wait_until
from tests.evaluations.scenario import Year, fresh, open_year
from tests.evidence.conftest import make_town
from tests.factories import files
from tests.portal.published import lower, published_year
from thanthien.core import clock
from thanthien.evaluations.models import Dossier
from thanthien.evidence.models import Document
from thanthien.portal.caching import VERSION_SECONDS

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


def test_full_disk_is_told_and_reading_goes_on(tmp_path: Path) -> None:
    town = make_town()
    with small_files(), serving(VAR_DIR=str(tmp_path)) as port:
        person = Visitor(port, town.focal)
        library = person.get(reverse("evidence:library"))
        sent = {
            "csrfmiddlewaretoken": library.fields()["csrfmiddlewaretoken"],
            "access_class": "appraisal",
            "files": SimpleUploadedFile("quyet-dinh.pdf", files.pdf("a" * SMALL), "application/pdf"),
        }
        full = person.post(reverse("evidence:upload"), sent)
        assert (full.status, "<h1>Máy chủ đã hết chỗ lưu trữ</h1>" in full.text) == (503, True)
        assert "Trình duyệt không giữ được tệp: quyet-dinh.pdf." in full.text
        assert full.fields() == {name: sent[name] for name in ("csrfmiddlewaretoken", "access_class")}
        pages = (reverse("evidence:library"), "/", "/cach-cham-diem/")
        assert ([person.get(page).status for page in pages], Document.objects.count()) == ([200] * 3, 0)


@pytest.fixture
def line() -> Iterator[Line]:
    """The way from the server to the database; made whole again at the end."""
    made = Line()
    yield made
    made.pull()


def quickest(ask: Callable[[], Any]) -> float:
    """Seconds that it takes: the least of a few times, for a busy machine may hold up any one of them."""
    taken = []
    for _ in range(5):
        began = time.monotonic()
        ask()
        taken.append(time.monotonic() - began)
        if taken[-1] < 1:
            break
    return min(taken)


def health(port: int) -> tuple[int, str, bool]:
    """Status, what is said of reading, and whether it comes within two seconds."""
    told: list[Answer] = []
    seconds = quickest(lambda: told.append(Visitor(port).get("/healthz")))
    return told[-1].status, json.loads(told[-1].text)["reads"], seconds < 2


def test_health_is_told_within_two_seconds_of_a_database_gone_or_silent(line: Line) -> None:
    with serving(line) as port:
        assert health(port) == (200, "ok", True)
        line.freeze()
        assert [health(port), health(port)] == [(503, "no answer", True)] * 2
        line.pull()
        wait_until(lambda: health(port) == (503, "OperationalError", True))
        line.put_back()
        wait_until(lambda: health(port) == (200, "ok", True))


def test_silent_database_is_told_soon_and_published_pages_come_from_their_copies(line: Line, tmp_path: Path) -> None:
    year = published_year()
    with with_copies(line, tmp_path, SILENCE_SECONDS="2") as port:
        office, work = Visitor(port, fresh(year.people.office)), reverse("work-home")
        assert office.get(work).status == 302  # to the board
        line.freeze()
        time.sleep(VERSION_SECONDS)
        first = timed(lambda: office.get(work))
        assert (first.answer.status, first.seconds < 10) == (503, True)
        assert "<h1>Hệ thống tạm thời chưa kết nối được cơ sở dữ liệu</h1>" in first.answer.text
        assert [is_copy(port, page) for page in (YEAR, UNIT, YEAR)] == [(200, True)] * 3
        assert quickest(lambda: is_copy(port, UNIT)) < 2
        assert health(port) == (503, "no answer", True)
        line.thaw()
        wait_until(lambda: is_copy(port, YEAR) == (200, False))
        assert office.get(work).status == 302


def test_statement_that_takes_long_is_waited_for_while_the_database_speaks(line: Line) -> None:
    """Longer than the patience with a silent one: held by somebody until the database itself ends the wait."""
    year, dossier = submitted()
    accept = reverse("intake-accept", args=[year.cycle.pk])
    with serving(line, SILENCE_SECONDS="1", LOCK_SECONDS="4") as port:
        office = Visitor(port, fresh(year.people.office))
        token = office.get(reverse("intake", args=[year.cycle.pk])).fields()["csrfmiddlewaretoken"]
        listed = office.post(accept, {"chon": str(dossier.pk), "csrfmiddlewaretoken": token})
        with held(dossier):
            busy = timed(lambda: office.post(accept, listed.fields() | {"buoc": "lam"}))
        assert (busy.answer.status, busy.seconds >= 4) == (503, True)
        assert "<h1>Nội dung này đang được xử lý ở nơi khác</h1>" in busy.answer.text


@dataclass
class Timed:
    """An answer and how long it took."""

    answer: Answer
    seconds: float


def timed(ask: Callable[[], Answer]) -> Timed:
    began = time.monotonic()
    answer = ask()
    return Timed(answer, time.monotonic() - began)


# --- The last good copy ---------------------------------------------------------------------------------------------

YEAR, UNIT = "/ket-qua/2026/", "/don-vi-hanh-chinh/10002/"


@contextmanager
def with_copies(line: Line, folder: Path, **more: str) -> Iterator[int]:
    """A server that has copies of the pages of a published year."""
    with serving(line, LAST_COPY_HOURS="1", VAR_DIR=str(folder), **more) as port:
        wait_until(lambda: kept(port, folder))
        yield port


def kept(port: int, folder: Path) -> bool:
    """Visit both pages; whether both have a copy by now."""
    assert [Visitor(port).get(page).status for page in (YEAR, UNIT)] == [200, 200]
    return len([one for one in (folder / "copies").iterdir() if len(one.name) == 64]) == 2


def gone(line: Line) -> None:
    """The database goes, and the server's memory of what is published grows old."""
    line.pull()
    time.sleep(VERSION_SECONDS)


def is_copy(port: int, page: str) -> tuple[int, bool]:
    answer = Visitor(port).get(page)
    return answer.status, "<p>Bản lưu lúc " in answer.text


def test_public_pages_stay_while_the_database_is_gone(line: Line, tmp_path: Path) -> None:
    year = published_year()
    with with_copies(line, tmp_path) as port:
        office = Visitor(port, fresh(year.people.office))
        before = Visitor(port).get(YEAR)
        gone(line)
        answer = Visitor(port).get(YEAR)
        head, note, tail = re.split("(<aside class=.demo-banner. aria-label=.Bản lưu.>.*?</aside>)", answer.text)
        assert (answer.status, head + tail) == (200, before.text)
        assert f", {clock.today():%d/%m/%Y}. Hệ thống tạm thời chưa kết nối được cơ sở dữ liệu" in note
        same = ("content-security-policy", "permissions-policy", "x-frame-options")
        assert [answer.headers[name] for name in same] == [before.headers[name] for name in same]
        assert [is_copy(port, page) for page in (YEAR, UNIT, UNIT)] == [(200, True)] * 3
        assert quickest(lambda: is_copy(port, UNIT)) < 1
        others = ["/tra-cuu/?q=an", "/tai-khoan/dang-nhap/", "/don-vi-hanh-chinh/10003/"]
        assert [is_copy(port, page)[1] for page in others] == [False] * 3
        assert [office.get(page).status for page in (YEAR, reverse("work-home"))] == [200, 503]
        line.put_back()
        wait_until(lambda: is_copy(port, YEAR) == (200, False))
        assert office.get(reverse("work-home")).status == 302  # to the board


def test_lowered_result_does_not_come_back_from_the_copy(line: Line, tmp_path: Path, settings: Any) -> None:
    year = published_year()
    settings.VAR_DIR = tmp_path
    with with_copies(line, tmp_path) as port:
        lower(year, "10002", number="31/QĐ-UBND")
        gone(line)
        assert [is_copy(port, page) for page in (YEAR, UNIT)] == [(503, False)] * 2


def test_server_on_another_machine_notices_by_any_page(line: Line, tmp_path: Path) -> None:
    year = published_year()
    with with_copies(line, tmp_path) as port:
        lower(year, "10002", number="31/QĐ-UBND")
        time.sleep(VERSION_SECONDS)
        assert Visitor(port).get("/").status == 200
        gone(line)
        assert [is_copy(port, page) for page in (YEAR, UNIT)] == [(503, False)] * 2


def fresh_status(dossier: Dossier) -> str:
    return str(Dossier.objects.values_list("status", flat=True).get(pk=dossier.pk))
