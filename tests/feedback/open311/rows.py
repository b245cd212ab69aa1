"""Who gets what of the pages and addresses for other systems."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from tests.access_rows import World, row
from tests.factories.accounts import person
from tests.feedback.open311.scene import handing
from tests.feedback.scene import a_scene, published
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.feedback.models import Feedback

_ADMIN = {Role.ADMINISTRATOR: 200}
_KEEPERS = (Role.COMMUNE_OFFICER, Role.COMMUNE_FOCAL, Role.COMMUNE_CHAIR, Role.SERVICE_OFFICER)


def _published() -> World:
    scene, day = a_scene(), clock.today() - timedelta(days=1)
    return World(row=published(scene, day, day))


def _system() -> World:
    system = handing()
    return World({Role.ADMINISTRATOR: system.admin}, client=system.client)


def _unit_people() -> World:
    scene = a_scene()
    return World({role: person(role, agency=scene.committee) for role in _KEEPERS})


def _client(world: World) -> dict[str, Any]:
    return {"pk": world.client.pk}


def _as(ending: str, **named: str) -> Callable[[Any], dict[str, str]]:
    return lambda world: {"ending": ending, **named}


def _request(ending: str) -> Callable[[Any], dict[str, str]]:
    return lambda world: {"ending": ending, "number": str(Feedback.objects.get(pk=world.row.pk).public_id)}


def _api() -> list[Any]:
    return [
        one
        for ending in ("json", "xml")
        for one in (
            row("open311-discovery", everyone=200, kwargs=_as(ending)),
            row("open311-services", everyone=200, kwargs=_as(ending)),
            row("open311-service", everyone=200, kwargs=_as(ending, code="duong-sa")),
            row("open311-service", everyone=404, kwargs=_as(ending, code="khong-co")),
            row("open311-requests", everyone=200, world=_published, kwargs=_as(ending)),
            row("open311-requests", everyone=415, method="post", kwargs=_as(ending)),  # sent as multipart
            row("open311-requests", everyone=405, method="put", kwargs=_as(ending)),
            row("open311-request", everyone=200, world=_published, kwargs=_request(ending)),
            row("open311-request", everyone=404, kwargs=_as(ending, number=str(UUID(int=1)))),
            row("open311-token", everyone=404, kwargs=_as(ending, token="1")),
        )
    ]


_HELD = {"uuid": uuid4()}
ROWS = [
    *_api(),
    row("open311-openapi", everyone=200, kwargs=_as("json")),
    row("feedback-clients", _ADMIN, world=_system),
    row("feedback-client-new", _ADMIN),
    row("feedback-client-new", {Role.ADMINISTRATOR: 422}, method="post", stranger=401),
    row("feedback-client", _ADMIN, world=_system, kwargs=_client),
    row("feedback-client", kwargs=lambda world: {"pk": 1}),
    row("feedback-client-key", {Role.ADMINISTRATOR: 302}, world=_system, kwargs=_client),
    row("feedback-client-key", _ADMIN, method="post", stranger=401, world=_system, kwargs=_client),
    row("feedback-client-end", {Role.ADMINISTRATOR: 302}, method="post", stranger=401, world=_system, kwargs=_client),
    row("feedback-import", dict.fromkeys(_KEEPERS, 200), world=_unit_people),
    row("feedback-import", dict.fromkeys(_KEEPERS, 422), method="post", stranger=401, world=_unit_people),
    row("feedback-import-confirm", dict.fromkeys(_KEEPERS, 302), method="post", stranger=401, world=_unit_people),
    row("feedback-import-template", dict.fromkeys(_KEEPERS, 200), world=_unit_people),
    row("feedback-import-export", dict.fromkeys(_KEEPERS, 200), world=_unit_people),
    row("feedback-import-check", dict.fromkeys(_KEEPERS, 302), world=_unit_people, kwargs=lambda world: _HELD),
    row("feedback-import-returned", dict.fromkeys(_KEEPERS, 302), world=_unit_people, kwargs=lambda world: _HELD),
]
