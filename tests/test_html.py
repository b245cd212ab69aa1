"""Every page that a stranger gets keeps the HTML standard, by the checker of the W3C: no error, no warning.

`HTML=all python3 dev.py test tests/test_html.py` looks at the pages of everybody; that takes minutes.
"""

import json
import os
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from tests import nu
from tests.access_rows import STRANGER, AccessRow, World
from tests.portal.published import published_year
from tests.portal.walking import body_of
from tests.recorder import recorded
from tests.test_access_table import ROWS

pytestmark = pytest.mark.django_db
YEAR = (
    "/", "/ket-qua/2026/", "/don-vi-hanh-chinh/10001/", "/don-vi-hanh-chinh/10002/", "/don-vi-hanh-chinh/10003/",
    "/cach-cham-diem/", "/du-lieu-mo/", "/tra-cuu/?q=hoa", "/khong-co-trang-nay/",
)  # fmt: skip
LEAST = 65  # pages; fewer, and the table was not gone through


def asked() -> Iterator[tuple[AccessRow, str]]:
    """Each row of the access table that answers with a page, also with what is wrong in a form, and whom."""
    for row in ROWS:
        found = [asker for asker, status in row.answers.items() if status in (200, 422)]
        if STRANGER in found:
            yield row, STRANGER
        elif found and os.environ.get("HTML") == "all":
            yield row, found[-1]


def pages() -> Iterator[tuple[str, HttpResponseBase]]:
    """The answers by the table, each in its world; then the pages of a published year, which hold more."""
    for number, (row, asker) in enumerate(asked()):
        cache.clear()
        with transaction.atomic():
            yield f"{row} {number}", answer(row, asker)
            transaction.set_rollback(True)
    published_year()
    yield from ((path, Client().get(path)) for path in YEAR)


def answer(row: AccessRow, asker: str) -> HttpResponseBase:
    world, client = recorded(row.world)(), Client()
    if asker != STRANGER:
        client.force_login(World(world.people).person(asker))
    address = reverse(row.url_name, kwargs=dict(row.kwargs(world))) + row.query
    found: HttpResponseBase = getattr(client, row.method)(address, dict(row.data))
    return found


def test_pages_keep_the_standard() -> None:
    whole = {name: content for name, found in pages() if b"<html" in (content := body_of(found))}
    assert len(whole) > LEAST
    assert nu.complaints(whole) == []


def test_pinned_checker_names_what_is_wrong() -> None:
    page = b'<!DOCTYPE html><html lang="vi"><head><title>T</title></head><body><p hx-get="/">A</p></body></html>'
    (said,) = nu.complaints({"made up": page})
    assert said.startswith("made up, line 1: Attribute “hx-get” not allowed on element “p” at this point.")
    wanted = json.loads((nu.HERE / "package.json").read_text(encoding="utf-8"))["dependencies"]["vnu-jar"]
    locked = json.loads((nu.HERE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert locked["node_modules/vnu-jar"]["version"] == wanted
