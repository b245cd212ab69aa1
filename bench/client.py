"""A small HTTP/1.1 client that costs so little that it can share the machine with the server it measures."""

import asyncio
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

TIMEOUT = 60
# The server hangs up after 30 s of silence; a browser, too, does not trust a line that was silent for long.
SILENCE = 15


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer; status 0: the connection broke or nothing came in time."""

    status: int
    headers: Mapping[str, str]
    body: bytes


BROKEN = Reply(0, {}, b"")


class Connection:
    """One kept-alive connection to the server on this machine; opened at need, and again after a break."""

    def __init__(self, port: int, cookies: Mapping[str, str] | None = None) -> None:
        self.port, self.cookies = port, dict(cookies or {})
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self.used_at = 0.0

    async def get(self, path: str) -> Reply:
        """Ask for a page."""
        return await self._send(f"GET {path}", {}, b"")

    async def post(self, path: str, data: Mapping[str, str]) -> Reply:
        """Send a form, as the page's script does."""
        headers = {"Content-Type": "application/x-www-form-urlencoded", **self._form_headers()}
        return await self._send(f"POST {path}", headers, urlencode(data).encode())

    async def send_form(self, path: str, data: Mapping[str, str]) -> Reply:
        """Send a form as a browser without script does: its token is a field, and sent again it is the same sending."""
        fields = {"csrfmiddlewaretoken": self.cookies["csrftoken"], **data}
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return await self._send(f"POST {path}", headers, urlencode(fields).encode())

    async def upload(self, path: str, name: str, content: bytes) -> Reply:
        """Send one PDF, as the page's script does."""
        border = secrets.token_hex(12)
        head = (
            f'--{border}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
            "Content-Type: application/pdf\r\n\r\n"
        )
        body = head.encode() + content + f"\r\n--{border}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={border}", **self._form_headers()}
        return await self._send(f"POST {path}", headers, body)

    def close(self) -> None:
        """Hang up."""
        if self.streams:
            self.streams[1].close()
            self.streams = None

    def _form_headers(self) -> dict[str, str]:
        return {"X-CSRFToken": self.cookies["csrftoken"], "HX-Request": "true"}

    async def _send(self, request: str, headers: Mapping[str, str], body: bytes) -> Reply:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        lines = [f"{request} HTTP/1.1", f"Host: localhost:{self.port}", f"Content-Length: {len(body)}"]
        lines += [f"Cookie: {cookies}"] if cookies else []
        lines += [f"{name}: {value}" for name, value in headers.items()]
        try:
            async with asyncio.timeout(TIMEOUT):
                return await self._exchange("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        except (OSError, TimeoutError, EOFError, ValueError):
            self.close()
            return BROKEN

    async def _exchange(self, message: bytes) -> Reply:
        if time.monotonic() - self.used_at > SILENCE:
            self.close()
        if self.streams is None:
            self.streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self.streams
        writer.write(message)
        await writer.drain()
        status, headers = _head(await reader.readuntil(b"\r\n\r\n"))
        body = await _body(reader, headers)
        self.used_at = time.monotonic()
        if headers.get("connection", "") == "close":
            self.close()
        return Reply(status, headers, body)


def _head(raw: bytes) -> tuple[int, dict[str, str]]:
    first, *rest = raw.decode("latin-1").rstrip().split("\r\n")
    pairs = (line.partition(":") for line in rest)
    return int(first.split(" ")[1]), {name.lower(): value.strip() for name, _, value in pairs}


async def _body(reader: asyncio.StreamReader, headers: Mapping[str, str]) -> bytes:
    if "content-length" in headers:
        return await reader.readexactly(int(headers["content-length"]))
    parts = []
    while headers.get("transfer-encoding") == "chunked":
        size = int(await reader.readuntil(b"\r\n"), 16)
        parts.append((await reader.readexactly(size + 2))[:-2])
        if not size:
            break
    return b"".join(parts)
