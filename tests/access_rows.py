"""How a row of the access table is written. Each room lists its rows in tests/<room>/access_rows.py as `ROWS`.

    from tests.access_rows import row
    from thanthien.accounts.roles import Role

    ROWS = [
        row("portal:home", everyone=200),
        row("accounts:people", {Role.ADMINISTRATOR: 200}),
        row("evaluations:sheet", {Role.APPRAISER: 200}, world=one_sheet, kwargs=lambda world: {"pk": world.sheet.pk}),
        row("accounts:person_invite", {Role.ADMINISTRATOR: 302}, method="post", stranger=401, kwargs=…),
    ]

A row names a route and what each kind of person gets: a stranger (302 to sign-in unless said), someone signed in
without a role (`nobody`), and a holder of each role. Whoever is not named gets `others` (404 unless said). A `world`
makes what the route needs and the people who ask; without one, each role is held in a fresh agency.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.factories.accounts import UserFactory, person
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role

STRANGER, NOBODY = "stranger", "nobody"
ASKERS = (STRANGER, NOBODY, *(str(role) for role in Role))


class World:
    """Who asks, and any objects a room hangs on it. `people` may replace the person of any role."""

    def __init__(self, people: Mapping[str, User] | None = None, **objects: Any) -> None:
        self.people = {str(asker): one for asker, one in (people or {}).items()}
        self.__dict__.update(objects)

    def person(self, asker: str) -> User:
        """The person who asks in this part; made when the room gave none."""
        if asker not in self.people:
            self.people[asker] = UserFactory() if asker == NOBODY else person(Role(asker))
        return self.people[asker]


@dataclass(frozen=True)
class AccessRow:
    """One route, one method, and the answer for every kind of person."""

    url_name: str
    answers: Mapping[str, int]
    method: str = "get"
    data: Mapping[str, Any] = field(default_factory=dict)
    query: str = ""
    world: Callable[[], World] = World
    kwargs: Callable[[Any], Mapping[str, Any]] = lambda world: {}

    def __str__(self) -> str:
        return f"{self.method} {self.url_name}{self.query}"


def row(
    url_name: str,
    answers: Mapping[Role, int] | None = None,
    *,
    everyone: int | None = None,
    signed_in: int | None = None,
    stranger: int = 302,
    others: int = 404,
    **options: Any,
) -> AccessRow:
    """A row with the usual answers filled in; `everyone` or `signed_in` stands for all of them or all but strangers."""
    rest = next((code for code in (everyone, signed_in) if code is not None), others)
    full = dict.fromkeys(ASKERS, rest) | {STRANGER: stranger if everyone is None else everyone}
    return AccessRow(url_name, full | {str(role): code for role, code in (answers or {}).items()}, **options)
