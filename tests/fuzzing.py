"""What strangers send to break a page, and how much was sent: for the tests of files named test_fuzzed_….

A test that asks for `tally` looks at each answer with it; `dev.py bench fuzz` adds up what they counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote_from_bytes

from hypothesis import strategies as st

MARK = "zqxfuzz"
SCRIPT = f"<script>{MARK}</script>"
HOSTILE = [
    b"\x00", b"a\x00b", b"\xed\xa0\x80", b"\xff\xfe", "\u202eabc\u2066".encode(), "e\u0301\u200b\ufeff".encode(),
    SCRIPT.encode(), b"\"><img src=x onerror=zqxfuzz>", b"' onfocus=zqxfuzz autofocus '", b"javascript:zqxfuzz",
    b"</script><svg/onload=zqxfuzz>", b"' OR 1=1; --", b"%27%00", b"{{ 7*7 }}", b"=cmd|'/c calc'!A1", b"9" * 400,
    b"-1", b"1e309", b"NaN", b"2147483648", b"9223372036854775808", "²".encode(), "٣".encode(), b"31/02/2026",
    b"0001-01-01", b"9999-12-31", b"\r\nSet-Cookie: a=b", b"../../etc/passwd", b"//zqxfuzz.example", b"on", b"", b" ",
    b"a@b", b"[]", b"{}", "\U0001f600".encode(), "ﷺ".encode() * 500, b"a" * 1_000_000, b"(a+)+$" * 100,
]  # fmt: skip
WORDS = st.one_of(
    st.sampled_from(HOSTILE),
    st.binary(max_size=80),
    st.text(st.characters(), max_size=80).map(lambda text: text.encode("utf-8", "surrogatepass")),
)
_LEAD = {"href", "src", "action", "formaction", "data", "srcdoc"}
_DATA = {"application/json", "application/ld+json"}


@dataclass
class Tally:
    """What was sent and how it ended. ``answers_of_5xx`` and ``scripts`` stay 0, or the test fails at the first."""

    requests: int = 0
    answers_of_5xx: int = 0
    scripts: int = 0

    def look(self, answer: Any) -> None:
        """Count an answer to Django's client: no error of ours, no script or cookie of theirs."""
        self.note(answer.status_code, body_of(answer), answer.headers.get("Content-Type", ""))
        assert "a" not in answer.cookies

    def note(self, status: int, content: bytes, kind: str) -> None:
        """The same of an answer however it came, by its status, content and media type."""
        found = scripts_of(content, kind)
        self.requests += 1
        self.answers_of_5xx += status >= 500
        self.scripts += len(found)
        assert status < 500
        assert found == []

    def told(self) -> dict[str, int]:
        """The numbers by name, as the report of the tests keeps them."""
        return asdict(self)


def body_of(answer: Any) -> bytes:
    """All of an answer; a file that is handed out is read to its end."""
    whole = b"".join(answer) if getattr(answer, "streaming", False) else answer.content
    return bytes(whole)


def scripts_of(content: bytes, kind: str) -> list[str]:
    """What of `MARK` would run in a browser, or is markup of its own, in an answer of this type."""
    if MARK.encode() not in content or not any(one in kind for one in ("html", "xml", "svg")):
        return []
    read = _Markup()
    read.feed(content.decode(errors="replace"))
    read.close()
    return read.found


class _Markup(HTMLParser):
    """Collects marked tags, handlers, addresses that run, and script that isn't data."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._runs = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self._runs = tag in ("script", "style") and told.get("type") not in _DATA
        self.found += [f"<{tag} {name}={value}>" for name, value in attrs if _runs(name, (value or "").lower())]

    def handle_endtag(self, tag: str) -> None:
        self._runs = False

    def handle_data(self, data: str) -> None:
        if self._runs and MARK in data:
            self.found.append(data)


def _runs(name: str, value: str) -> bool:
    if MARK in name:
        return True
    bare = "".join(value.split())
    leads = name in _LEAD and bare.startswith((f"javascript:{MARK}", f"//{MARK}", f"data:{MARK}"))
    return leads or (MARK in value and name.startswith("on"))


def query_of(pairs: list[tuple[str, bytes]]) -> str:
    """Names with whatever bytes, as a query or a form carries them."""
    return "&".join(f"{quote_from_bytes(name.encode())}={quote_from_bytes(value)}" for name, value in pairs)


def tallied(record: Any) -> Iterator[Tally]:
    """A tally that ends in the report of the tests (`--junitxml`); ``record``: pytest's `record_property`."""
    tally = Tally()
    yield tally
    for name, number in tally.told().items():
        record(name, number)
