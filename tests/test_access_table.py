"""Role × URL → answer, for every route of the project; strangers included.

Rows live in tests/<room>/access_rows.py (see tests/access_rows.py). A route without a row fails, and so does a row
without a route.
"""

import importlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access_rows import ASKERS, STRANGER, AccessRow, World
from tests.recorder import recorded
from thanthien.accounts.models import User
from thanthien.core.access import policy_of

HERE = Path(__file__).parent


def _rows() -> list[AccessRow]:
    files = sorted(HERE.glob("*/access_rows.py"))
    return [one for file in files for one in importlib.import_module(f"tests.{file.parent.name}.access_rows").ROWS]


ROWS = _rows()


def _routes(patterns: list[Any], namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _routes(pattern.url_patterns, inner)
        else:
            yield f"{namespace}{pattern.name}", pattern


ROUTES = dict(_routes(get_resolver().url_patterns))


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert sorted({one.url_name for one in ROWS}) == sorted(ROUTES)


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_every_route_has_a_name_and_a_policy(name: str) -> None:
    assert not name.endswith("None")
    assert policy_of(ROUTES[name].callback) is not None


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_route_answers_each_role_as_the_table_says(row: AccessRow) -> None:
    world = recorded(row.world)()
    address = reverse(row.url_name, kwargs=dict(row.kwargs(world))) + row.query
    sessions = signed_in(world.people)
    assert {asker: _answer(row, address, sessions.get(asker)) for asker in ASKERS} == dict(row.answers)


@recorded
def signed_in(people: Mapping[str, User]) -> dict[str, str]:
    """Everybody but the stranger signs in: sessions by asker. Who is not among ``people`` is made."""
    world, client = World(people), Client()
    sessions = {}
    for asker in ASKERS:
        if asker != STRANGER:
            client.force_login(world.person(asker))
            sessions[asker] = client.cookies.pop(settings.SESSION_COOKIE_NAME).value
    return sessions


def _answer(row: AccessRow, address: str, session: str | None) -> int:
    client = Client(raise_request_exception=False)
    if session is not None:
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    with transaction.atomic():
        answer = getattr(client, row.method)(address, dict(row.data))
        transaction.set_rollback(True)
    if answer.streaming:
        list(answer)  # read to its end, so that its file is closed
    status: int = answer.status_code
    return status
