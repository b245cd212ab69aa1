"""One look at one link: a few bytes are asked for and read, and nothing of a page is kept. No Django models.

Names are looked up here, what they lead to is judged, and the connection is made to that very address: a name that
leads elsewhere a moment later leads nowhere. Each redirect is judged like a link.
"""

from __future__ import annotations

import re
import socket
import ssl
import time
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from thanthien.core.links.enums import DEADLY, Outcome, Why
from thanthien.core.links.reach import Ip, Reach

MOST_REDIRECTS = 5
_MOST_BYTES = 16 * 1024  # of an answer's head; of its page nothing is read
_MOST_ADDRESSES = 3  # of a name with many, so many are tried
_CONNECT_SECONDS = 5.0
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})(?: |\r|\n)")
_LOCATION = re.compile(rb"\nlocation:[ \t]*([^\r\n]+)", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9]([a-z0-9_.-]*[a-z0-9])?|\[[0-9a-f:.]+\]")
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SAFE = "/%:@!$&'()*+,;=~-._?"


@dataclass(frozen=True, slots=True)
class Look:
    """What a look found; ``code``: the status with which the page answered, 0 without one."""

    outcome: Outcome
    why: Why | None = None
    code: int = 0


class _Over(Exception):
    """The look has ended, for this reason."""

    def __init__(self, why: Why, code: int = 0) -> None:
        super().__init__(why)
        self.look = Look(Outcome.DEAD if why in DEADLY else Outcome.UNKNOWN, why, code)


@dataclass(frozen=True, slots=True)
class _Target:
    """Where a request goes."""

    secure: bool
    host: str
    port: int
    path: str

    @property
    def name(self) -> str:
        """The host as names are looked up."""
        return self.host.strip("[]")

    @property
    def authority(self) -> str:
        """The host as a request names it."""
        return self.host if self.port == (443 if self.secure else 80) else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class _Answer:
    """The head of an answer: status and where it leads on."""

    code: int
    location: str


def look(address: str, reach: Reach) -> Look:
    """Whether a link opens. Never raises for the link; within ``reach.seconds`` and what the system takes to look up
    names."""
    until = time.monotonic() + reach.seconds
    try:
        for _ in range(MOST_REDIRECTS + 1):
            answer = _asked(_target(address), reach, until)
            if answer.code not in _REDIRECTS or not answer.location:
                return _judged(answer.code)
            address = _joined(address, answer.location)
        raise _Over(Why.LOOP)
    except _Over as over:
        return over.look


def _joined(address: str, location: str) -> str:
    """Where a redirect leads: a server writes what it likes, “http://[” too."""
    try:
        return urljoin(address, location)
    except ValueError:
        raise _Over(Why.BAD) from None


def _judged(code: int) -> Look:
    if 200 <= code < 400:
        return Look(Outcome.OPENS, code=code)
    if code in (404, 410):
        raise _Over(Why.NO_PAGE, code)
    raise _Over(Why.FAULT if code >= 500 else Why.CLOSED, code)


def _target(address: str) -> _Target:
    try:
        parts: SplitResult = urlsplit(address)
        secure, name, port = parts.scheme == "https", parts.hostname or "", parts.port
        host = f"[{name}]" if ":" in name else name.rstrip(".").encode("idna").decode().lower()
    except (ValueError, UnicodeError):
        raise _Over(Why.BAD) from None
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host) or "@" in parts.netloc:
        raise _Over(Why.BAD)
    path = quote(parts.path or "/", safe=_SAFE) + (f"?{quote(parts.query, safe=_SAFE)}" if parts.query else "")
    return _Target(secure, host, port or (443 if secure else 80), path)


def _asked(target: _Target, reach: Reach, until: float) -> _Answer:
    """The answer to HEAD; of a server that doesn't like it, to GET."""
    if target.name in reach.own_hosts:
        raise _Over(Why.OWN)
    ips = _ips(target)
    if any(ip in reach.own_ips for ip in ips):
        raise _Over(Why.OWN)
    if not all(reach.may_reach(ip, target.port) for ip in ips):
        raise _Over(Why.INSIDE)
    with suppress(_Over):
        answer = _request("HEAD", target, ips, reach, until)
        if answer.code < 400:
            return answer
    return _request("GET", target, ips, reach, until)


def ips_of(name: str) -> list[Ip]:
    """What the name of a host leads to, each once. Raises OSError, UnicodeError."""
    found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ip_address(str(place[0]).partition("%")[0]) for *_, place in found))


def _ips(target: _Target) -> list[Ip]:
    """All that the name leads to are judged: whoever owns it chooses which one is taken."""
    try:
        return ips_of(target.name)
    except socket.gaierror as problem:
        raise _Over(Why.NO_NAMES if problem.errno == socket.EAI_AGAIN else Why.NO_HOST) from None
    except (OSError, UnicodeError):
        raise _Over(Why.NO_HOST) from None


def _request(method: str, target: _Target, ips: list[Ip], reach: Reach, until: float) -> _Answer:
    try:
        with _connected(ips, target, until) as line:
            line.sendall(
                f"{method} {target.path} HTTP/1.1\r\nHost: {target.authority}\r\nUser-Agent: {reach.agent}\r\n"
                "Accept: */*\r\nConnection: close\r\n\r\n".encode("ascii")
            )
            head = _head(line, until)
    except ssl.SSLError:
        raise _Over(Why.UNSAFE) from None
    except OSError:
        raise _Over(Why.NO_ANSWER) from None
    found = _STATUS.match(head)
    if found is None:
        raise _Over(Why.OTHER)
    location = _LOCATION.search(head)
    return _Answer(int(found[1]), location[1].decode("latin-1").strip() if location else "")


def _connected(ips: list[Ip], target: _Target, until: float) -> socket.socket:
    """A line to the first of these addresses that answers. Raises OSError."""
    problem: OSError = TimeoutError()
    for ip in ips[:_MOST_ADDRESSES]:
        try:
            line = socket.create_connection((str(ip), target.port), min(_left(until), _CONNECT_SECONDS))
            line.settimeout(_left(until))
        except OSError as raised:
            problem = raised
            continue
        return _secured(line, target) if target.secure else line
    raise problem


def _secured(line: socket.socket, target: _Target) -> socket.socket:
    try:
        return ssl.create_default_context().wrap_socket(line, server_hostname=target.name)
    except BaseException:
        line.close()
        raise


def _head(line: socket.socket, until: float) -> bytes:
    """The head of the answer, without what a server sends before it (1xx). Raises OSError."""
    taken = b""
    while len(taken) < _MOST_BYTES:
        line.settimeout(_left(until))
        piece = line.recv(4096)
        taken += piece
        while b"\r\n\r\n" in taken and re.match(rb"HTTP/1\.1 1\d\d", taken):
            taken = taken.partition(b"\r\n\r\n")[2]
        if not piece or b"\r\n\r\n" in taken:
            break
    return taken.partition(b"\r\n\r\n")[0]


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
