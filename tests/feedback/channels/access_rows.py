"""Who gets what of channels and their tests."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from tests.access_rows import AccessRow, World, row
from tests.democracy.scene import inspection_of
from tests.factories.accounts import person
from tests.factories.units import UnitFactory
from tests.feedback.channels.scene import a_scene, channel, tried
from thanthien.accounts.positions import APPRAISERS, OF_UNIT, SEES_ALL
from thanthien.accounts.roles import Role
from thanthien.core import clock

# Named by hand, so that a group grown by mistake is noticed. A reporter of a union reads and tests nothing here; of a
# supervising board it does.
_KEEPERS = (Role.COMMUNE_OFFICER, Role.COMMUNE_FOCAL, Role.COMMUNE_CHAIR, Role.SERVICE_OFFICER)
_READ = dict.fromkeys((*OF_UNIT, *SEES_ALL, *APPRAISERS), 200)
_TESTERS = (Role.COMMUNE_FRONT, Role.UNION_REPORTER)
_NO_PHOTOGRAPH = UUID(int=1)


def _world(*, of_test: bool) -> Callable[[], World]:
    def made() -> World:
        scene = a_scene()
        people = {role: person(role, agency=scene.of.committee) for role in OF_UNIT - {Role.COMMUNE_FRONT}}
        people |= {Role.COMMUNE_FRONT: scene.front, Role.COMMUNE_OFFICER: scene.of.officer}
        people[Role.UNION_REPORTER] = person(Role.UNION_REPORTER, agency=inspection_of(scene.unit))
        one: Any = channel(scene, since=clock.today())
        if of_test:
            one = tried(scene, one, clock.today())
        return World(people, record=one, unit=scene.unit)

    return made


def _board() -> World:
    return World({Role.UNION_REPORTER: person(Role.UNION_REPORTER, agency=inspection_of(UnitFactory()))})


def _pk(world: World) -> dict[str, Any]:
    return {"pk": world.record.pk}


def _code(world: World) -> dict[str, Any]:
    return {"code": world.unit.code}


def _no_photograph(world: World) -> dict[str, Any]:
    return {**_pk(world), "key": _NO_PHOTOGRAPH}


def _of_kind(name: str, writers: tuple[Role, ...], changes: tuple[Role, ...], *, of_test: bool) -> list[AccessRow]:
    world, read = _world(of_test=of_test), {**_READ, Role.UNION_REPORTER: 200}
    return [
        row(name, _READ),
        row(name, read, world=_board),
        row(name, read, query="?tu=01/03/2026&tai=csv", world=_board),
        row(f"{name}-print", read, world=_board),
        row(f"{name}-add", dict.fromkeys(writers, 200), world=_board),
        row(f"{name}-record", read, world=world, kwargs=_pk),
        row(f"{name}-correct", dict.fromkeys(changes, 200), world=world, kwargs=_pk),
        row(f"{name}-withdraw", dict.fromkeys(changes, 200), world=world, kwargs=_pk),
    ]


_TESTS = "channel-tests"
ROWS = [
    *_of_kind("feedback-channels", _KEEPERS, _KEEPERS, of_test=False),
    *_of_kind(_TESTS, _TESTERS, (Role.COMMUNE_FRONT,), of_test=True),
    row(f"{_TESTS}-photographs", {Role.COMMUNE_FRONT: 200}, world=_world(of_test=True), kwargs=_pk),
    *(
        row(f"{_TESTS}-{word}", world=_world(of_test=True), kwargs=_no_photograph)
        for word in ("photograph", "take-photograph")
    ),
    row("feedback-unit-channels", everyone=200, world=_world(of_test=True), kwargs=_code),
    row("feedback-unit-channels", everyone=404, kwargs=lambda world: {"code": "khong-co"}),
]
