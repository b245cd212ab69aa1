"""Who gets what on the criteria sets: the standing office, and its head for issuing."""

from typing import Any

from tests.access_rows import AccessRow, World, row
from tests.factories.criteria import draft_set, issued_set
from thanthien.accounts.roles import Role

OFFICE = {Role.CITY_OFFICER: 200, Role.CITY_HEAD: 200}
HEAD = {Role.CITY_HEAD: 200}


def a_draft() -> World:
    """A draft of the reference set."""
    return World(made=draft_set())


def an_issued_set() -> World:
    """The reference set, issued."""
    return World(made=issued_set())


def _pk(world: Any) -> dict[str, int]:
    return {"pk": world.made.pk}


def _level(world: Any) -> dict[str, Any]:
    return {"pk": world.made.pk, "part": "muc-do", "code": "1"}


def _new_level(world: Any) -> dict[str, Any]:
    return {"pk": world.made.pk, "part": "muc-do", "over": "bo-tieu-chi"}


_DRAFT: dict[str, Any] = {"world": a_draft, "kwargs": _pk}
_ISSUED: dict[str, Any] = {"world": an_issued_set, "kwargs": _pk}


def _of_draft(url_name: str, kwargs: Any) -> list[AccessRow]:
    """A page that changes a piece of a draft, and of an issued set leads back to it."""
    asked: dict[str, Any] = {"method": "post", "data": {"sent": "1"}, "stranger": 401}
    return [
        row(url_name, OFFICE, world=a_draft, kwargs=kwargs),
        row(url_name, dict.fromkeys(OFFICE, 302), world=an_issued_set, kwargs=kwargs),
        row(url_name, dict.fromkeys(OFFICE, 422), world=a_draft, kwargs=kwargs, **asked),
    ]


ROWS = [
    row("criteria:list", OFFICE),
    row("criteria:import", OFFICE),
    row("criteria:import", dict.fromkeys(OFFICE, 422), method="post", data={"sent": "1"}, stranger=401),
    row("criteria:set", OFFICE, **_DRAFT),
    row("criteria:set", OFFICE, **_ISSUED),
    row("criteria:yaml", OFFICE, **_DRAFT),
    row("criteria:json", OFFICE, **_ISSUED),
    row("criteria:copy", OFFICE, **_ISSUED),
    row("criteria:copy", dict.fromkeys(OFFICE, 422), method="post", data={"sent": "1"}, stranger=401, **_ISSUED),
    *_of_draft("criteria:piece", _level),
    *_of_draft("criteria:add-piece", _new_level),
    *_of_draft("criteria:remove-piece", _level),
    row("criteria:submit", OFFICE, **_DRAFT),
    row("criteria:submit", dict.fromkeys(OFFICE, 422), method="post", data={"sent": "1"}, stranger=401, **_DRAFT),
    row("criteria:send-back", HEAD, **_DRAFT),
    row("criteria:send-back", dict.fromkeys(HEAD, 422), method="post", data={"sent": "1"}, stranger=401, **_DRAFT),
    row("criteria:issue", HEAD, **_DRAFT),
    row("criteria:issue", dict.fromkeys(HEAD, 422), method="post", data={"sent": "1"}, stranger=401, **_DRAFT),
    row("criteria:issue", dict.fromkeys(HEAD, 302), **_ISSUED),
]
