"""The last good copy of public pages, for the time in which the database is away (ADR 17).

What a view lets every cache keep (`Cache-Control: public`) is kept here too, on disk, so that a restarted server still
has it. A copy says as of when it is. It is shown only while what is published is what it was when the copy was made, as
far as this machine knows, and never when it was made before something was taken down (`take_down`).
"""

from __future__ import annotations

import gzip
import hashlib
import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

import structlog
from django.conf import settings
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import resolve

from thanthien.core import probing, trouble
from thanthien.core.clock import ZONE
from thanthien.core.formats import datetime_vn

log = structlog.get_logger("thanthien.copies")

ANEW_AFTER = 60.0  # seconds, after which the copy of a page that is asked for again is made anew
ASK_AGAIN_AFTER = 2.0  # seconds in which a database that was found away is not waited for where there is a copy
# A page from memory may be so many seconds older than what is published: nearer to a change no copy is made.
SLACK = 5.0
_HEAD = b'<header class="site-header"'
_NOTE = (
    '<aside class="demo-banner" aria-label="Bản lưu"><div class="wrap"><p>Bản lưu lúc {}. Hệ thống tạm thời chưa '
    "kết nối được cơ sở dữ liệu nên chưa có nội dung mới hơn.</p></div></aside>"
)
_OF_THIS_ANSWER = frozenset({"cache-control", "content-encoding", "content-length", "etag", "x-request-id"})


_versions: list[Callable[[], str]] = []


def register_version(version: Callable[[], str]) -> None:
    """Name the function that tells by a text what is published; a few seconds old at most. Without one no copies."""
    _versions[:] = [version]


def take_down() -> None:
    """Erase all copies once the present transaction is committed: something public was lowered or taken back."""
    transaction.on_commit(lambda: Copies().erase())


@dataclass(frozen=True, slots=True)
class Copy:
    """A page as it was at a moment (seconds of the epoch), with what was published then."""

    version: str
    at: float
    headers: dict[str, str]


class Copies:
    """The folder of copies, a file for each page, and beside them what is published as this machine last knew it."""

    def __init__(self) -> None:
        self._folder = Path(settings.VAR_DIR) / "copies"

    def keep(self, key: str, copy: Copy, page: bytes) -> bool:
        """Put a copy in the place of an earlier one; False when something was just taken down, or the disk is full."""
        with suppress(OSError):
            if copy.at - SLACK > self._taken_down_at():
                self._write(key, json.dumps(asdict(copy)).encode() + b"\n" + gzip.compress(page, 6, mtime=0))
                return True
        return False

    def find(self, key: str) -> tuple[Copy, bytes] | None:
        """The copy, unless it is too old or may show what was taken down or changed since."""
        try:
            head, packed = (self._folder / key).read_bytes().split(b"\n", 1)
            copy = Copy(**json.loads(head))
            known = (self._folder / "version").read_text(encoding="utf-8")
            young = time.time() - copy.at <= settings.LAST_COPY_HOURS * 3600
            if young and copy.version == known and copy.at - SLACK > self._taken_down_at():
                return copy, gzip.decompress(packed)
        except (OSError, ValueError, TypeError, EOFError):
            log.info("no copy")
        return None

    def know(self, version: str) -> None:
        """Note what is published: copies made of another state are not shown any more."""
        try:
            self._write("version", version.encode())
        except OSError:
            self.erase()  # rather none than one that should not be seen

    def erase(self) -> None:
        """Take all copies away; and those too that are on their way, by the moment that is left."""
        for file in self._folder.glob("*"):
            with suppress(OSError):
                file.unlink()
        with suppress(OSError):
            self._write("taken-down", str(time.time()).encode())

    def _taken_down_at(self) -> float:
        try:
            return float((self._folder / "taken-down").read_text(encoding="utf-8"))
        except FileNotFoundError:
            return 0.0

    def _write(self, name: str, content: bytes) -> None:
        """Whole or not at all."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=self._folder, prefix="new-", delete=False) as file:
            place = Path(file.name)
            try:
                file.write(content)
                file.flush()
                place.replace(self._folder / name)
            except OSError:
                place.unlink()
                raise


class LastCopyMiddleware:
    """Goes outside all that asks the database. Costs a page from memory a look into a dict."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._kept: dict[str, float] = {}
        self._known = _Known()
        self._away, self._away_until = False, 0.0

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = _key(request)
        if key and self._is_away() and (copy := _shown(request, key)):
            return copy
        began = time.time()
        response = self.get_response(request)
        if getattr(response, "trouble", None) is trouble.AWAY:
            self._away_until, self._away = time.monotonic() + ASK_AGAIN_AFTER, True
            return (_shown(request, key) if key else None) or response
        if key and isinstance(response, HttpResponse) and _may_be_kept(response):
            self._keep(key, began, response)
        return response

    def _is_away(self) -> bool:
        """Whether the database was found away and isn't back: looked after every two seconds, and not waited for
        longer than a look takes."""
        if self._away and time.monotonic() >= self._away_until:
            self._away = probing.database().reads != probing.OK
            self._away_until = time.monotonic() + ASK_AGAIN_AFTER
        return self._away

    def _keep(self, key: str, began: float, response: HttpResponse) -> None:
        try:
            version = "|".join(told() for told in _versions)
        except DatabaseError:  # gone since the page was made
            return
        if version != self._known.version:
            self._known, self._kept = _Known(version, time.time()), {}
            Copies().know(version)
        stood = began - self._known.since > SLACK
        if version and stood and began - self._kept.get(key, 0.0) > ANEW_AFTER:
            headers = {name: value for name, value in response.items() if name.lower() not in _OF_THIS_ANSWER}
            zipped = response.get("Content-Encoding") == "gzip"
            page = gzip.decompress(response.content) if zipped else response.content
            if Copies().keep(key, Copy(version, began, headers), page):
                self._kept[key] = began


@dataclass(frozen=True, slots=True)
class _Known:
    """What is published, and since when this process knows."""

    version: str = ""
    since: float = 0.0


def _key(request: HttpRequest) -> str:
    """The name of the copy of this page; empty for what has none."""
    plain = request.method == "GET" and not request.META.get("QUERY_STRING") and not request.headers.get("HX-Request")
    return hashlib.sha256(request.path_info.encode()).hexdigest() if plain and settings.LAST_COPY_HOURS else ""


def _may_be_kept(response: HttpResponse) -> bool:
    return (
        response.status_code == 200
        and "public" in response.get("Cache-Control", "")
        and response.get("Content-Type", "").startswith("text/html")
        and not response.cookies
    )


def _shown(request: HttpRequest, key: str) -> HttpResponse | None:
    """The copy as an answer, which says as of when it is."""
    found = Copies().find(key)
    if found is None or _HEAD not in found[1]:
        return None
    copy, page = found
    request.resolver_match = resolve(request.path_info)
    note = _NOTE.format(datetime_vn(datetime.fromtimestamp(copy.at, ZONE))).encode()
    response = HttpResponse(page.replace(_HEAD, note + _HEAD, 1), headers=copy.headers)
    response["Cache-Control"] = "no-store"
    return response
