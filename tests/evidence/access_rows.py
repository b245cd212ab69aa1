"""Who gets what in the evidence library: the people of the unit, and nobody else until a dossier shows a document."""

from typing import Any

from tests.access_rows import NOBODY, World, row
from tests.factories.accounts import UserFactory, person
from tests.factories.evidence import DocumentFactory
from tests.factories.units import AgencyFactory
from thanthien.accounts.roles import Role

WRITERS = (Role.SERVICE_OFFICER, Role.COMMUNE_FOCAL, Role.COMMUNE_OFFICER, Role.COMMUNE_CHAIR)
HOLDERS = (*WRITERS, Role.COMMUNE_FRONT, Role.COMMUNE_PARTY)
SEEN = dict.fromkeys(HOLDERS, 200)


def a_document() -> World:
    """A document of the People's Committee of one unit; every role of the commune is held in that unit."""
    committee = AgencyFactory(committee=True)
    front = AgencyFactory(commune_front=True, unit=committee.unit)
    people: dict[str, Any] = {role: person(role, agency=committee) for role in (*WRITERS, Role.COMMUNE_PARTY)}
    people |= {Role.COMMUNE_FRONT: person(Role.COMMUNE_FRONT, agency=front), NOBODY: UserFactory()}
    document = DocumentFactory(created_by=people[Role.COMMUNE_FOCAL], with_file=True)
    return World(people, document=document)


def a_neighbours_document() -> World:
    """The same document; whoever asks is from elsewhere."""
    return World(document=a_document().document)  # type: ignore[attr-defined]


def _key(world: Any) -> dict[str, Any]:
    return {"key": world.document.key}


def _version(world: Any) -> dict[str, Any]:
    return {"key": world.document.key, "number": 1}


_ABOUT_ONE: dict[str, Any] = {"world": a_document, "kwargs": _key}
_CHANGED = dict.fromkeys(WRITERS, 200)
_ENTERED = _CHANGED | {Role.COMMUNE_FRONT: 200}

ROWS = [
    row("evidence:library", SEEN),
    row("evidence:library", query="?don-vi=00000"),
    row("evidence:upload", dict.fromkeys((*WRITERS, Role.COMMUNE_FRONT), 302), method="post", stranger=401),
    row("evidence:upload", dict.fromkeys(HOLDERS, 302)),
    row("evidence:new_link", _ENTERED),
    row("evidence:new_text", _ENTERED),
    row("evidence:document", SEEN, **_ABOUT_ONE),
    row("evidence:document", world=a_neighbours_document, kwargs=_key),
    row("evidence:edit", _CHANGED, **_ABOUT_ONE),
    row("evidence:edit", world=a_neighbours_document, kwargs=_key),
    row("evidence:new_version", dict.fromkeys(WRITERS, 302), method="post", stranger=401, **_ABOUT_ONE),
    row("evidence:retire", _CHANGED, **_ABOUT_ONE),
    row("evidence:retire", world=a_neighbours_document, kwargs=_key),
    row("evidence:download", SEEN, world=a_document, kwargs=_version),
    row("evidence:download", world=a_neighbours_document, kwargs=_version),
]
