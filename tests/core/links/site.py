"""A site of somebody else, on this machine: real servers that behave as sites do, well and badly."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from thanthien.core.links.reach import Ip, Reach

HERE = ip_address("127.0.0.1")


@dataclass
class Site:
    """``asked``: method, path and agent of each request; ``to``: where it redirects to; ``answers``: codes by path."""

    port: int
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    answers: dict[str, int] = field(default_factory=dict)
    to: str = ""

    def address(self, path: str = "/ok", host: str = "127.0.0.1", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        return [f"{method} {path}" for method, path, _ in self.asked]

    def reach(self, **more: Any) -> Reach:
        """As the platform reaches the open network; here it is this site."""
        return Reach(**{"agent": "ban-thu", "may_reach": self.is_here, "seconds": 5.0} | more)

    def is_here(self, ip: Ip, port: int) -> bool:
        return (ip, port) == (HERE, self.port)


class _Handler(BaseHTTPRequestHandler):
    site: Site

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        self.site.asked.append((self.command, self.path, self.headers["User-Agent"]))
        behave = getattr(self, f"behave_{self.path.strip('/').replace('-', '_')}", None)
        if behave is not None:
            behave()
        else:
            self._say(self.site.answers.get(self.path, 200))

    def _say(self, code: int, location: str = "") -> None:
        self.send_response(code)
        if location:
            self.send_header("Location", location)
        self.end_headers()

    def behave_no_head(self) -> None:
        self._say(405 if self.command == "HEAD" else 200)

    def behave_away(self) -> None:
        self._say(302, self.site.to)

    def behave_round(self) -> None:
        self._say(301, "/round")

    def behave_early(self) -> None:
        self.wfile.write(b"HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\nHTTP/1.1 404 Not Found\r\n\r\n")

    def behave_drip(self) -> None:
        """A letter now and then, for ever."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        for _ in range(200):
            self.wfile.write(b"a")
            self.wfile.flush()
            time.sleep(0.1)

    def behave_endless(self) -> None:
        self.wfile.write(b"X" * 10_000_000)

    def log_message(self, *_: Any) -> None:
        """Nothing to standard error."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """Who asks hangs up when it knows enough."""


@contextmanager
def a_site(certificate: Path | None = None) -> Iterator[Site]:
    handler = type("Handler", (_Handler,), {})
    server = _Server(("127.0.0.1", 0), handler)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    site = Site(server.server_port)
    handler.site = site  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


def nobody_listens() -> int:
    """A port of this machine at which nobody answers."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@contextmanager
def a_tarpit() -> Iterator[int]:
    """A port of this machine at which everybody is let in and nobody is answered."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        yield int(taken.getsockname()[1])


def own_certificate(folder: Path) -> Path:
    """A certificate that its owner signed, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(HERE)]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    place = folder / "own.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    place.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return place
