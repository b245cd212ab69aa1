"""A practice copy really made, used and started over beside a platform that must not notice it. Takes minutes: all
migrations run twice, and a small demo is made twice."""

from __future__ import annotations

import hashlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import psycopg
import pytest
from django.conf import settings

import dev
from tests import rows
from tests.config.test_serving import answers, free_port
from tests.core.jobs.test_worker import PATIENCE
from tests.factories.accounts import UserFactory
from tests.factories.units import UnitFactory
from tests.project_files import ROOT
from thanthien.config import embedded_postgres
from thanthien.reports.demo.people import PASSWORD, address

pytestmark = pytest.mark.django_db(transaction=True)

UNITS = 22  # fewer, and the demo lacks a state
PAGE = "/quan-tri/tap-duot/"
STARTED_OVER = "The administrator asked to start over."


@dataclass(frozen=True, slots=True)
class Copy:
    """A practice copy that runs: its folder, where it is, and what its command wrote."""

    folder: Path
    at: str
    log: Path

    def tell(self, statement: str) -> list[tuple[object, ...]]:
        """A statement in the copy's own database."""
        port, word = ((self.folder / "postgres" / name).read_text().strip() for name in ("port", "password"))
        with psycopg.connect(f"postgres://thanthien:{word}@127.0.0.1:{port}/thanthien", autocommit=True) as opened:
            done = opened.execute(statement)
            return done.fetchall() if done.description else []

    def content(self) -> list[list[tuple[object, ...]]]:
        """What the seeding makes, where nobody did anything yet."""
        return [
            self.tell("SELECT code, name FROM units_unit ORDER BY code"),
            self.tell("SELECT email, full_name FROM accounts_user ORDER BY email, full_name"),
            self.tell("SELECT status, count(*) FROM evaluations_dossier GROUP BY status ORDER BY status"),
            self.tell("SELECT count(*) FROM core_practicemark"),
        ]

    def wait(self, starts: int) -> None:
        """Until it serves, so many times having been emptied."""
        deadline = time.monotonic() + 5 * PATIENCE
        port = int(self.at.rpartition(":")[2])
        while not (self._told().count("Ctrl-C stops it.") > starts and answers(port)):
            assert time.monotonic() < deadline, self._told()
            assert "failed." not in self._told(), self._told()
            time.sleep(0.5)

    def _told(self) -> str:
        return self.log.read_text(encoding="utf-8")


class Administrator:
    """A browser of the copy's administrator, who signed in."""

    def __init__(self, at: str) -> None:
        self.at, self.opener = at, build_opener(HTTPCookieProcessor(CookieJar()))
        self.send("/tai-khoan/dang-nhap/", login=address("quantri"), password=PASSWORD)

    def send(self, page: str, **sent: str) -> str:
        """Fill in the form of a page; where it led."""
        with self.opener.open(self.at + page) as form:
            token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', form.read())
        assert token, page
        data = urlencode({"csrfmiddlewaretoken": token[1].decode(), **sent}).encode()
        with self.opener.open(self.at + page, data) as answer:
            return str(answer.url)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The data of the place with its first units only."""
    folder = tmp_path / "place"
    folder.mkdir()
    for name, lines in (("units.csv", UNITS + 1), ("agencies.csv", None)):
        text = (settings.PLACE_DATA_DIR / name).read_text(encoding="utf-8")
        (folder / name).write_text("\n".join(text.splitlines()[:lines]) + "\n", encoding="utf-8")
    return folder


@pytest.fixture
def copy(tmp_path: Path, place: Path) -> Iterator[Copy]:
    """The command, as it is typed beside a platform whose settings are not exported; ended by Ctrl-C."""
    found = Copy(tmp_path / "copy", f"http://localhost:{free_port()}", tmp_path / "told.txt")
    ours = {"PLACE_DATA_DIR": str(place), "PYTHONUNBUFFERED": "1"}
    env = {name: value for name, value in os.environ.items() if name not in dev.OF_ANOTHER} | ours
    command = [sys.executable, str(ROOT / "dev.py"), "practice", "--data", str(found.folder), "--processes", "1"]
    with found.log.open("wb") as log:
        run = subprocess.Popen([*command, "--port", found.at.rpartition(":")[2]], env=env, stdout=log, stderr=log)
    try:
        yield found
    finally:
        run.send_signal(signal.SIGINT)
        run.wait(60)
        embedded_postgres.erase(found.folder / "postgres")


def files_of(folder: Path) -> dict[str, str]:
    """Digests of all files, by their place."""
    every = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in every}


@pytest.fixture
def real(tmp_path: Path) -> Path:
    """A platform with somebody, something and a file in it: the database of the tests, and its folder."""
    UserFactory()
    UnitFactory.create_batch(2)
    folder = tmp_path / "real"
    (folder / "media").mkdir(parents=True)
    (folder / "media" / "minutes.pdf").write_bytes(b"%PDF-1.7 of the real platform")
    (folder / "secret").write_text("a secret of the real platform", encoding="utf-8")
    return folder


def test_copy_is_started_over_to_the_end_and_the_platform_beside_it_stays_as_it_was(real: Path, copy: Copy) -> None:
    before = rows.read(), files_of(real)
    copy.wait(0)
    first = copy.content()
    assert [len(first[0]), first[3]] == [UNITS, [(1,)]]

    copy.tell("CREATE TABLE trace AS SELECT 1 AS number")
    (copy.folder / "media").mkdir(exist_ok=True)
    (copy.folder / "media" / "trace.pdf").touch()
    secret = (copy.folder / "secret").read_text()
    administrator = Administrator(copy.at)
    assert "/viec-chay/" in administrator.send(PAGE, sure="on")

    copy.wait(1)
    assert STARTED_OVER in copy.log.read_text(encoding="utf-8")
    assert copy.content() == first
    assert copy.tell("SELECT to_regclass('trace')") == [(None,)]
    left = [(copy.folder / name).exists() for name in ("practice", "seeded", "seeding", "start-over")]
    assert (left, (copy.folder / "media" / "trace.pdf").exists()) == ([True, True, False, False], False)
    assert (copy.folder / "secret").read_text() != secret
    with administrator.opener.open(copy.at + PAGE) as again:  # whoever was signed in is a stranger now
        assert "/dang-nhap/" in again.url
    assert (rows.read(), files_of(real)) == before
