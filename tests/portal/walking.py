"""A walk over all that leads anywhere: from some addresses on, every link, picture, form that reads, and file."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import Resolver404, resolve
from pypdf import PdfReader
from pypdf.errors import PdfReadError

from tests.fuzzing import body_of, scripts_of

_LINK = re.compile(r"""<(?:a|link|img|source|script|iframe|object|use)\b[^>]*?\s(?:href|src|data)="([^"]+)""", re.S)
_FORM = re.compile(r"<form\b([^>]*)>", re.S)
_ACTION, _METHOD = re.compile(r'\baction="([^"]*)"'), re.compile(r'\bmethod="([^"]*)"')
_XML = re.compile(r"<(?:loc|id|uri)>\s*([^<\s]+)")
_HOSTS = ("", "testserver")
_WAYS = 8  # of one page: filters, orders, leaves; files are always taken
_LEAVES = ("/tai-khoan/dang-xuat/",)


@dataclass
class Seen:
    """What a walk came by: how often each route answered 200, an address of each, routes to which forms send, scripts
    of strangers, which words stood where, what broke."""

    pages: Counter[str] = field(default_factory=Counter)
    addresses: dict[str, str] = field(default_factory=dict)
    forms: set[str] = field(default_factory=set)
    scripts: list[tuple[str, str]] = field(default_factory=list)
    found: list[tuple[str, str]] = field(default_factory=list)
    broken: list[tuple[int, str]] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)


def walk(client: Client, start: Iterable[str], words: Iterable[str], *, most: int) -> Seen:
    """Breadth first, up to so many answers; each is looked through for the words."""
    seen, waiting, known = Seen(), deque(dict.fromkeys(start)), set[str]()
    ways: Counter[str] = Counter()
    sought = [one.encode() for one in words]
    while waiting and sum(seen.kinds.values()) < most:
        address = waiting.popleft()
        path, query = urlsplit(address).path, urlsplit(address).query
        if address in known or path.startswith(("/static/", *_LEAVES)) or not _opens(path):
            continue
        known.add(address)
        if "tai=" not in query:
            ways[path] += 1
            if ways[path] > _WAYS:
                continue
        answer = client.get(address)
        content = body_of(answer)
        kind = answer.get("Content-Type", "").partition(";")[0]
        seen.kinds[kind] += 1
        if answer.status_code >= 500:
            seen.broken.append((answer.status_code, address))
        if answer.status_code == 200:
            name = resolve(path).view_name
            seen.pages[name] += 1
            seen.addresses.setdefault(name, address)
            seen.forms |= set(_sending(address, content, kind))
        seen.scripts += [(one, address) for one in scripts_of(content, kind)]
        whole = b"\n".join([content, *inside(content, kind), *_heads(answer)])
        seen.found += [(one.decode(), address) for one in sought if one in whole]
        waiting.extend(_onward(address, answer, content, kind))
    return seen


def inside(content: bytes, kind: str) -> Iterator[bytes]:
    """What is packed in a file: the parts of Excel, Word and archives, the words of a PDF; text as a reader sees it."""
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield from (archive.read(one) for one in archive.namelist())
    elif content[:5] == b"%PDF-":
        with suppress(PdfReadError):  # papers of the scenes without a page: their bytes are looked through as they are
            yield "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).encode()
    elif kind.startswith("text/") or kind.endswith(("json", "xml")):
        yield html.unescape(content.decode()).encode()


def _heads(answer: HttpResponseBase) -> Iterator[bytes]:
    yield from (f"{name}: {value}".encode() for name, value in answer.items())


def _opens(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def _onward(address: str, answer: HttpResponseBase, content: bytes, kind: str) -> Iterator[str]:
    if 300 <= answer.status_code < 400:
        yield from _own(address, [answer["Location"]])
    elif kind.endswith("html"):
        text = content.decode()
        yield from _own(address, _LINK.findall(text))
        yield from _own(address, _readers(text))
    elif kind.endswith("xml"):
        yield from _own(address, _XML.findall(content.decode()) + re.findall(r'href="([^"]+)', content.decode()))


def _readers(text: str) -> Iterator[str]:
    """Where forms lead that only read."""
    for told in _FORM.findall(text):
        method = _METHOD.search(told)
        if method is None or method[1].lower() == "get":
            action = _ACTION.search(told)
            yield action[1] if action else ""


def _sending(address: str, content: bytes, kind: str) -> Iterator[str]:
    """The routes to which forms of a page lead, whatever their method."""
    if kind.endswith("html"):
        for told in _FORM.findall(content.decode()):
            action = _ACTION.search(told)
            where = urlsplit(urljoin(address, html.unescape(action[1] if action else ""))).path
            if _opens(where):
                yield resolve(where).view_name


def _own(address: str, links: Iterable[str]) -> Iterator[str]:
    """Addresses on this host, without the place in the page; files of a list by the way."""
    for link in links:
        parts = urlsplit(urljoin(address, html.unescape(link)))
        if parts.scheme in ("", "http", "https") and parts.netloc in _HOSTS:
            asked = dict(parse_qsl(parts.query))
            if "next" not in asked and "tiep" not in asked:
                yield parts.path + (f"?{parts.query}" if parts.query else "")
