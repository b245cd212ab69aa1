"""Who asks, reads and answers questions."""

from collections.abc import Callable
from typing import Any

from tests.access_rows import AccessRow, World, row
from tests.factories.accounts import person
from tests.questions.asking import answered, asked
from thanthien.accounts.positions import OFFICE
from thanthien.accounts.roles import Role

_ALL = dict.fromkeys(Role, 200)
_ASKERS = {role: 200 for role in Role if role not in OFFICE}
_OFFICE = dict.fromkeys(OFFICE, 200)


def _waiting() -> World:
    asker = person(Role.COMMUNE_OFFICER)
    return World({Role.COMMUNE_OFFICER: asker}, question=asked(asker))


def _for_all() -> World:
    return World(question=answered(asked(person(Role.COMMUNE_OFFICER))))


def _for_asker() -> World:
    asker = person(Role.COMMUNE_OFFICER)
    return World({Role.COMMUNE_OFFICER: asker}, question=answered(asked(asker), for_all=False))


def _pk(world: Any) -> dict[str, int]:
    return {"pk": world.question.pk}


def _one(name: str, answers: dict[Role, int], world: Callable[[], World]) -> AccessRow:
    return row(name, answers, world=world, kwargs=_pk)


ROWS = [
    row("questions", _ALL),
    row("questions", _ALL, query="?xem=cho&q=a"),
    row("question-ask", _ASKERS),
    row("question-ask", _ASKERS, query="?trang=/don-vi/"),
    _one("question", _OFFICE | {Role.COMMUNE_OFFICER: 200}, _waiting),
    _one("question", _OFFICE | {Role.COMMUNE_OFFICER: 200}, _for_asker),
    _one("question", _ALL, _for_all),
    _one("question-answer", _OFFICE, _waiting),
    _one("question-join", _OFFICE, _waiting),
]
