"""Whatever a stranger puts into the address of a public page, no error is ours and no script of theirs is said.

Every public route there is takes part, with an address that leads to a page where a walk found one: odd words behind
the question mark, in place of a part of the path, and as a form where none is asked for.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, quote_from_bytes, urlsplit
from uuid import UUID

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzzing import WORDS, Tally, body_of, query_of
from tests.portal.private_marks import NOW, Marks, lived
from tests.portal.test_private_walk import doors, files_of
from tests.portal.walking import walk
from tests.test_access_table import ROUTES
from thanthien.core.access import policy_of

pytestmark = [pytest.mark.django_db, pytest.mark.hypothesis]
MADE_UP = {
    "code": "10001", "year": 2026, "number": 1, "ending": "json", "token": "abc", "key": UUID(int=1),
    "origin": UUID(int=1), "pk": 1, "month": "2026-03", "cycle_id": 1, "decision_id": 1, "scheme": "nho", "version": 1,
    "uidb36": "1",
}  # fmt: skip
# Read by pages without a form or link that shows it.
MORE_NAMES = {
    "xep", "trang", "tai", "bang", "next", "tiep", "page", "service_request_id", "service_code", "start_date",
    "end_date", "status", "page_size", "api_key", "jurisdiction_id", "extensions", "address_id", "updated_after",
}  # fmt: skip
MOST = 600
_FIELD = re.compile(r"""<(?:input|select|textarea|button)\b[^>]*\bname="([^"]+)\"""")


@pytest.fixture(autouse=True)
def _now(time_machine: Any, settings: Any) -> None:
    settings.CACHES = settings.CACHES | {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    time_machine.move_to(NOW, tick=False)


def found() -> dict[str, str]:
    """Every public route with an address: one that a walk of a stranger came by, or one that leads nowhere."""
    lived(Marks())
    seen = walk(Client(), files_of(list(doors(public_only=True))), [], most=MOST).addresses
    public = {name: one for name, one in ROUTES.items() if not policy_of(one.callback).signed_in}
    return {name: seen.get(name) or _made_up(name, one) for name, one in public.items()}


def _made_up(name: str, pattern: Any) -> str:
    return reverse(name, kwargs={one: MADE_UP[one] for one in pattern.pattern.regex.groupindex})


def names_read(addresses: dict[str, str]) -> list[str]:
    """Names that forms and links of these pages put behind the question mark."""
    names = set(MORE_NAMES)
    for address in addresses.values():
        answer = Client().get(address)
        content = body_of(answer)
        if answer.get("Content-Type", "").startswith("text/html"):
            page = content.decode()
            names |= set(_FIELD.findall(page)) - {"csrfmiddlewaretoken"}
            links = re.findall(r'href="([^"]+)"', page.replace("&amp;", "&"))
            names |= {name for link in links for name, _ in parse_qsl(urlsplit(link).query)}
    return sorted(names)


def odd_path(path: str, place: int, word: bytes) -> str:
    """The path with one of its parts, an ending too, replaced."""
    parts = re.split(r"([/.])", path)
    told = [number for number, part in enumerate(parts) if part not in ("", "/", ".")] or [0]
    parts[told[-1 - place % len(told)]] = quote_from_bytes(word[:2000], safe="")
    return "".join(parts)


def test_nothing_that_is_asked_breaks_a_page(tally: Tally) -> None:
    client = Client(raise_request_exception=False)
    addresses = found()
    names = names_read(addresses)
    odd = st.lists(st.tuples(st.sampled_from(names), WORDS), max_size=4)
    one = st.tuples(
        st.sampled_from(sorted(addresses)), odd, st.none() | st.tuples(st.integers(0, 3), WORDS),
        st.sampled_from(["GET", "GET", "GET", "HEAD", "POST"]),
    )  # fmt: skip

    @given(st.lists(one, min_size=1, max_size=8))
    def holds(asked: list[tuple[str, list[tuple[str, bytes]], tuple[int, bytes] | None, str]]) -> None:
        cache.clear()
        for name, pairs, part, method in asked:
            path = urlsplit(addresses[name]).path
            path = path if part is None else odd_path(path, *part)
            query = query_of(pairs)[:20_000]
            with transaction.atomic():
                tally.look(client.generic(method, path, query, "application/x-www-form-urlencoded", QUERY_STRING=query))
                transaction.set_rollback(True)

    holds()
