"""The line between a server and the database, with a plug that can be pulled; and visitors of the real server."""

from __future__ import annotations

import argparse
import re
import resource
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from html import unescape
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

import dev_serving
from tests.config.test_serving import answers, free_port
from tests.core.jobs.test_worker import wait_until, worker_environment


class Line:
    """A way to the database of the test that can be cut (`pull`), or fall silent (`freeze`), and come back."""

    def __init__(self) -> None:
        at = connection.settings_dict
        self._behind = (str(at["HOST"]), int(at["PORT"]))
        self.port = free_port()
        self._ends: list[socket.socket] = []
        self._flowing = threading.Event()
        self.put_back()

    def put_back(self) -> None:
        """Connections can be made, and made before the silence go on."""
        self._flowing.set()
        self._door = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._take_in, args=(self._door,), daemon=True).start()

    def pull(self) -> None:
        """Every connection breaks, and none can be made."""
        self._flowing.set()
        for end in (self._door, *self._ends):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._ends.clear()

    def freeze(self) -> None:
        """Connections are taken and nothing is said on them any more."""
        self._flowing.clear()

    def thaw(self) -> None:
        """What was said meanwhile comes through."""
        self._flowing.set()

    def _take_in(self, door: socket.socket) -> None:
        with suppress(OSError):
            while True:
                here, _ = door.accept()
                there = socket.create_connection(self._behind)
                self._ends += [here, there]
                for one, other in ((here, there), (there, here)):
                    threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while piece := one.recv(65_536):
                self._flowing.wait()
                other.sendall(piece)
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


SMALL = 4096  # bytes


@contextmanager
def small_files() -> Iterator[None]:
    """No file of this process, or of one that it starts, grows beyond a page, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def serving(line: Line | None = None, **more: str) -> Iterator[int]:
    """The real server, one process of four threads, on the database of the test; gives its port."""
    env = worker_environment() | {"DATABASE_POOL": "4"} | more
    if line:
        env["DATABASE_URL"] = env["DATABASE_URL"].replace(f":{connection.settings_dict['PORT']}/", f":{line.port}/")
    options = argparse.Namespace(host="127.0.0.1", port=free_port(), processes=1)
    with dev_serving.server(env, options):
        wait_until(lambda: answers(options.port))
        yield options.port


@dataclass
class Answer:
    """What came back; names of headers in small letters."""

    status: int
    text: str
    headers: dict[str, str]

    def fields(self) -> dict[str, str]:
        """The hidden fields of the page."""
        found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', self.text)
        return {name: unescape(value) for name, value in found}


def _answer(status: int, came: Any) -> Answer:
    return Answer(status, came.read().decode(), {name.lower(): value for name, value in came.headers.items()})


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *told: object) -> None:
        return None


@dataclass
class Visitor:
    """A browser on the real server; with a person, one that is signed in."""

    port: int
    person: object = None
    seconds: float = 30
    _jar: CookieJar = field(default_factory=CookieJar)

    def __post_init__(self) -> None:
        self._session = ""
        if self.person is not None:
            client = Client()
            client.force_login(self.person)
            self._session = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar), _Stay).open

    def get(self, address: str, **headers: str) -> Answer:
        return self._ask(urllib.request.Request(f"http://127.0.0.1:{self.port}{address}", headers=headers))

    def post(self, address: str, data: dict[str, Any], **headers: str) -> Answer:
        """Send a form; with a file in it as forms with files are sent."""
        if any(isinstance(value, SimpleUploadedFile) for value in data.values()):
            body, headers = encode_multipart(BOUNDARY, data), {"Content-Type": MULTIPART_CONTENT} | headers
        else:
            body = urlencode(data, doseq=True).encode()
        return self._ask(urllib.request.Request(f"http://127.0.0.1:{self.port}{address}", data=body, headers=headers))

    def _ask(self, request: urllib.request.Request) -> Answer:
        cookies = "; ".join([self._session, *(f"{one.name}={one.value}" for one in self._jar)]).strip("; ")
        if cookies:
            request.add_unredirected_header("Cookie", cookies)
        try:
            with self._open(request, timeout=self.seconds) as got:
                return _answer(got.status, got)
        except urllib.error.HTTPError as refused:
            return _answer(refused.code, refused)
