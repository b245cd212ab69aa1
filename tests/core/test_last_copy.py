"""Copies of public pages: which are shown, and which never. The real server is tried in tests/config/test_plugs.py."""

import hashlib
import time
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory

from thanthien.core import last_copy, trouble
from thanthien.core.last_copy import SLACK, Copies, Copy, LastCopyMiddleware

PAGE = b'<body><header class="site-header">x</header></body>'
HOUR = 3600.0


@pytest.fixture(autouse=True)
def copies(settings: Any, tmp_path: Path) -> Copies:
    settings.VAR_DIR, settings.LAST_COPY_HOURS = tmp_path, 2
    made = Copies()
    made.know("v1")
    return made


def copy(*, version: str = "v1", age: float = SLACK + 1) -> Copy:
    return Copy(version, time.time() - age, {"X-Frame-Options": "DENY"})


def test_copy_is_found_as_it_was_kept(copies: Copies) -> None:
    kept = copy()
    assert (copies.keep("a", kept, PAGE), copies.find("a"), copies.find("b")) == (True, (kept, PAGE), None)


@pytest.mark.parametrize(
    ("given", "shown"),
    [(copy(age=HOUR), True), (copy(age=3 * HOUR), False), (copy(version="v2"), False)],
    ids=["young", "old", "other state"],
)
def test_copy_is_shown_while_young_and_of_what_is_published(copies: Copies, given: Copy, shown: bool) -> None:
    copies.keep("a", given, PAGE)
    assert (copies.find("a") is not None) == shown


def test_nothing_is_shown_while_nobody_knows_what_is_published(copies: Copies, tmp_path: Path) -> None:
    copies.keep("a", copy(), PAGE)
    (tmp_path / "copies" / "version").unlink()
    assert copies.find("a") is None


def test_what_is_taken_down_goes_and_does_not_come_back(copies: Copies) -> None:
    copies.keep("a", copy(), PAGE)
    on_its_way = copy(age=0)
    copies.erase()
    copies.know("v1")
    assert (copies.find("a"), copies.keep("a", on_its_way, PAGE), copies.find("a")) == (None, False, None)
    later = Copy("v1", time.time() + SLACK + 1, {})
    assert (copies.keep("a", later, PAGE), copies.find("a")) == (True, (later, PAGE))


def test_broken_copy_is_none(copies: Copies, tmp_path: Path) -> None:
    copies.keep("a", copy(), PAGE)
    file = tmp_path / "copies" / "a"
    file.write_bytes(file.read_bytes()[:-9])
    assert copies.find("a") is None


def test_disk_that_takes_nothing_is_no_error(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    settings.VAR_DIR = tmp_path / "file"
    copies = Copies()
    copies.know("v1")
    copies.erase()
    assert (copies.keep("a", copy(), PAGE), copies.find("a")) == (False, None)


# --- In the way of a request ----------------------------------------------------------------------------------------


class Site:
    """A server with one page, and a clock of its own."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.version, self.asked, self.away = "v1", 0, False
        self.headers = {"Cache-Control": "public, max-age=60", "X-Frame-Options": "DENY", "ETag": "t"}
        self._middleware = LastCopyMiddleware(self._answer)
        monkeypatch.setattr(last_copy, "_versions", [lambda: self.version])
        monkeypatch.setattr(last_copy, "SLACK", -1.0)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        self.asked += 1
        response = HttpResponse(PAGE, headers=self.headers)
        if self.away:
            response = HttpResponse(b"away", status=503)
            response.trouble = trouble.AWAY  # type: ignore[attr-defined]
        return response

    def get(self, address: str = "/", **headers: str) -> HttpResponseBase:
        return self._middleware(RequestFactory().get(address, headers=headers))

    def shows_copy(self, address: str = "/", **headers: str) -> bool:
        self.away = True
        found = self.get(address, **headers)
        self.away = False
        return found.status_code == 200


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Site:
    return Site(monkeypatch)


def test_copy_says_as_of_when_it_is_and_is_kept_by_nobody(site: Site) -> None:
    site.get()
    site.away = True
    answer = site.get()
    said = answer.content.decode()  # type: ignore[attr-defined]
    assert said.startswith('<body><aside class="demo-banner" aria-label="Bản lưu"><div class="wrap"><p>Bản lưu lúc ')
    assert said.endswith('hơn.</p></div></aside><header class="site-header">x</header></body>')
    told = {name: answer.get(name) for name in ("Cache-Control", "X-Frame-Options", "ETag")}
    assert told == {"Cache-Control": "no-store", "X-Frame-Options": "DENY", "ETag": None}


def test_database_found_away_is_not_waited_for_each_time(site: Site) -> None:
    site.get()
    site.away = True
    answers = [site.get().status_code for _ in range(3)]
    assert (answers, site.asked) == ([200] * 3, 2)


@pytest.mark.parametrize(
    ("headers", "address"),
    [
        ({"Cache-Control": "private, no-store"}, "/"),
        ({"Cache-Control": "public", "Content-Type": "text/csv"}, "/"),
        ({}, "/"),
        ({"Cache-Control": "public"}, "/?q=a"),
    ],
    ids=["private", "no page", "silent", "with a query"],
)
def test_what_no_cache_may_keep_is_not_kept(site: Site, headers: dict[str, str], address: str) -> None:
    site.headers = headers
    site.get(address)
    assert site.shows_copy(address) is False


def test_page_of_another_state_is_not_shown(site: Site) -> None:
    site.get("/")
    site.version = "v2"
    site.get("/ket-qua/")  # whatever page it is, the change is noticed
    assert (site.shows_copy("/"), site.shows_copy("/ket-qua/")) == (False, True)


def test_nothing_is_kept_within_seconds_of_a_change(
    site: Site, copies: Copies, monkeypatch: pytest.MonkeyPatch, time_machine: Any
) -> None:
    monkeypatch.setattr(last_copy, "SLACK", SLACK)
    began = time.time()

    def kept(after: float) -> bool:
        time_machine.move_to(began + after, tick=False)
        site.get()
        return copies.find(hashlib.sha256(b"/").hexdigest()) is not None

    of_first = [kept(after) for after in (0, SLACK - 1, SLACK + 1)]
    site.version = "v2"
    of_second = [kept(after) for after in (20, 20 + SLACK - 1, 20 + SLACK + 1)]
    assert (of_first, of_second) == ([False, False, True],) * 2


def test_setting_keeps_no_copies(site: Site, settings: Any, tmp_path: Path) -> None:
    settings.LAST_COPY_HOURS = 0
    site.get()
    assert (site.shows_copy(), [file.name for file in (tmp_path / "copies").iterdir()]) == (False, ["version"])
