"""A small SMTP server on this machine that does what a test tells it: slow, refusing, dropping, silent.

with SmtpServer({"rcpt": "550 5.1.1 no such user"}) as server: …   # one behaviour for every connection
with SmtpServer({"answer": DROP}, {}) as server: …                 # the first connection, then all others
"""

import base64
import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from typing import Any

DROP = "drop"  # close the connection instead of answering
SILENT = "silent"  # keep it open and say nothing
TRICKLE = "trickle"  # an answer of one byte every 50 ms, which never ends
Behaviour = dict[str, str]
"""What to do instead of saying yes, by stage: greeting, ehlo, starttls, auth, mail, rcpt, data, content (while the
letter is being read), answer (after its last line), quit."""

EXTENSIONS = ("8BITMIME",)


class GoneError(Exception):
    """The conversation is over."""


class SmtpServer:
    """Listens while the block runs. ``letters``: those it answered for with 250, or took before it dropped."""

    def __init__(self, *behaviours: Behaviour, extensions: tuple[str, ...] = EXTENSIONS, tls: Any = None) -> None:
        self.behaviours = behaviours or ({},)
        self.extensions = extensions
        self.tls = tls  # (ssl context, "starttls" or "tls")
        self.letters: list[bytes] = []
        self.commands: list[list[str]] = []
        self._ending = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept, daemon=True)]

    def __enter__(self) -> "SmtpServer":
        self._threads[0].start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._ending.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            number = len(self.commands)
            self.commands.append([])
            behaviour = self.behaviours[min(number, len(self.behaviours) - 1)]
            talk = _Talk(self, line, behaviour, self.commands[number])
            self._threads.append(threading.Thread(target=talk.run, daemon=True))
            self._threads[-1].start()

    def wait(self, seconds: float) -> None:
        """Sleep, or less when the test is over."""
        if self._ending.wait(seconds):
            raise GoneError


class _Talk:
    def __init__(self, server: SmtpServer, line: socket.socket, behaviour: Behaviour, heard: list[str]) -> None:
        self.server = server
        self.line = line
        self.behaviour = behaviour
        self.heard = heard
        self.bytes = self._read()

    def run(self) -> None:
        with self.line, contextlib.suppress(GoneError, OSError):
            self.line.settimeout(0.05)
            if self.server.tls and self.server.tls[1] == "tls":
                self._encrypt()
            self._converse()
        self.line.close()

    def _converse(self) -> None:
        self._answer("greeting", "220 mail.example.org")
        while True:
            words = self._line().decode()
            self.heard.append(words)
            stage = words.split(" ", 1)[0].split(":")[0].lower()
            if stage == "data":
                self._answer("data", "354 go on")
                self._take_letter()
            else:
                self._answer(stage, self._usual(stage))
            if stage == "starttls":
                self._encrypt()
            if stage == "quit":
                raise GoneError

    def _usual(self, stage: str) -> str:
        if stage == "ehlo":
            return "\r\n".join(["250-mail.example.org", *(f"250-{one}" for one in self.server.extensions), "250 OK"])
        return {"auth": "235 welcome", "quit": "221 bye", "starttls": "220 go"}.get(stage, "250 ok")

    def _take_letter(self) -> None:
        lines = []
        while (line := self._line()) != b".":
            lines.append(line.removeprefix(b".") if line.startswith(b".") else line)
            if self.behaviour.get("content") == DROP and len(lines) > 5:
                raise GoneError
        planned = self.behaviour.get("answer", "250 queued")
        if planned.startswith("2") or planned in {DROP, SILENT, TRICKLE}:
            self.server.letters.append(b"\r\n".join(lines))
        self._answer("answer", "250 queued")

    def _answer(self, stage: str, usual: str) -> None:
        planned = self.behaviour.get(stage, usual)
        if planned == DROP:
            raise GoneError
        if planned == SILENT:
            while True:
                self._line()
        if planned == TRICKLE:
            while True:
                self.line.sendall(b"2")
                self.server.wait(0.05)
        self.line.sendall(planned.encode() + b"\r\n")

    def _encrypt(self) -> None:
        self.line.settimeout(5)
        self.line = self.server.tls[0].wrap_socket(self.line, server_side=True)
        self.line.settimeout(0.05)
        self.bytes = self._read()

    def _line(self) -> bytes:
        line = bytearray()
        while not line.endswith(b"\r\n"):
            line.append(next(self.bytes))
        return bytes(line[:-2])

    def _read(self) -> Iterator[int]:
        while True:
            try:
                came = self.line.recv(65536)
            except (TimeoutError, ssl.SSLWantReadError):
                self.server.wait(0)
                continue
            if not came:
                raise GoneError
            yield from came


def login_of(commands: list[str]) -> str:
    """Name and password of AUTH PLAIN, as the server got them."""
    (auth,) = (one for one in commands if one.startswith("AUTH PLAIN "))
    return base64.b64decode(auth.rsplit(" ", 1)[1]).decode().strip("\0").replace("\0", " ")


def seconds_of(began: float) -> float:
    """Since a moment of time.monotonic()."""
    return time.monotonic() - began
