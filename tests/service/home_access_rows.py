"""Who gets what of home service."""

from collections.abc import Callable
from typing import Any

from tests.access_rows import World, row
from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, UnitFactory
from tests.service.at_home.scene import a_scene, asked
from thanthien.accounts.positions import APPRAISERS, OF_UNIT, SEES_ALL
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.service.permissions import WRITERS

_CITY = (*SEES_ALL, *APPRAISERS)
_FRONT_AND_HEADS = (Role.COMMUNE_FRONT, Role.VILLAGE_HEAD)
_LIST = dict.fromkeys((*OF_UNIT, *_CITY, Role.VILLAGE_HEAD), 200)
_NUMBERS = dict.fromkeys((*OF_UNIT, *_CITY), 200)
_SERVE = dict.fromkeys(WRITERS, 200)
_ENTER = dict.fromkeys((*WRITERS, *_FRONT_AND_HEADS), 200)
_READ_ONE = dict.fromkeys((*WRITERS, Role.COMMUNE_PARTY, *_CITY), 200)


def _one() -> Callable[[], World]:
    def made() -> World:
        scene = a_scene()
        request = asked(scene, clock.today())
        committee = AgencyFactory(committee=True, unit=scene.unit)
        front = AgencyFactory(commune_front=True, unit=scene.unit)
        roles = (*OF_UNIT - {Role.COMMUNE_FRONT}, Role.VILLAGE_HEAD)
        people = {role: person(role, agency=committee) for role in roles}
        people[Role.VILLAGE_HEAD].memberships.update(hamlet=scene.hamlet)
        return World(
            people | {Role.COMMUNE_FRONT: person(Role.COMMUNE_FRONT, agency=front)}, unit=scene.unit, request=request
        )

    return made


def _pk(world: World) -> dict[str, Any]:
    return {"pk": world.request.pk}


def _code(world: World) -> dict[str, Any]:
    return {"code": world.unit.code}


def _a_unit() -> World:
    return World(unit=UnitFactory())


ROWS = [
    row("home-follow", everyone=200),
    row("home-follow", everyone=422, method="post"),
    row("home-service", everyone=200, world=_a_unit, kwargs=_code),
    row("home-service", everyone=422, method="post", world=_a_unit, kwargs=_code),
    row("home-requests", _LIST),
    row("home-requests", _LIST, query="?tai=csv"),
    row("home-numbers", _NUMBERS),
    row("home-numbers", _NUMBERS, query="?tai=csv"),
    row("home-sheet", _SERVE),
    row("home-sheet", _SERVE, method="post", stranger=401),
    row("home-enter", _ENTER, world=_one(), kwargs=_code),
    row("home-enter", dict.fromkeys(_ENTER, 422), method="post", stranger=401, world=_one(), kwargs=_code),
    row("home-request", _READ_ONE, world=_one(), kwargs=_pk),
    row("home-contact", dict.fromkeys(WRITERS, 302), world=_one(), kwargs=_pk),
    row("home-contact", _SERVE, method="post", stranger=401, world=_one(), kwargs=_pk),
    row("home-step", _SERVE, world=_one(), kwargs=lambda world: _pk(world) | {"step": "visit"}),
    row("home-step", world=_one(), kwargs=lambda world: _pk(world) | {"step": "khong-co"}),
]
