"""Who gets what of the staff: registers of people, registers that only count, and the pages of numbers."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.access_rows import AccessRow, World, row
from tests.core.workbooks.held import held_sheet, nothing_held
from tests.factories.accounts import person
from tests.factories.units import AgencyFactory
from tests.workforce.scene import Scene, a_scene, count, praise, punish, put_on_roll, rate, sign, state, teach
from thanthien.accounts.positions import APPRAISERS, OF_UNIT, OFFICE, SEES_ALL, SIGNERS
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.records.views import RecordPages
from thanthien.workforce import views
from thanthien.workforce.permissions import KEEPERS

Answers = Mapping[Role, int]
_ALL = dict.fromkeys((*OF_UNIT, *SEES_ALL, *APPRAISERS), 200)
_PEOPLE = dict.fromkeys((*KEEPERS, *OFFICE), 200)


def _people_of(scene: Scene) -> dict[Role, Any]:
    committee = AgencyFactory(committee=True, unit=scene.unit)
    people = {role: person(role, agency=committee) for role in OF_UNIT - {Role.COMMUNE_FRONT}}
    front = AgencyFactory(commune_front=True, unit=scene.unit)
    return people | {
        Role.COMMUNE_FRONT: person(Role.COMMUNE_FRONT, agency=front),
        Role.COMMUNE_FOCAL: scene.keeper,
        Role.COMMUNE_CHAIR: scene.chair,
        Role.COMMUNE_OFFICER: person(Role.COMMUNE_OFFICER, agency=scene.keeper.memberships.get().agency),
        Role.CITY_OFFICER: scene.office,
        Role.CITY_HEAD: person(Role.CITY_HEAD, agency=scene.office.memberships.get().agency),
    }


def _one(make: Callable[[Scene], Any]) -> Callable[[], World]:
    def made() -> World:
        scene = a_scene()
        put_on_roll(scene, 1)
        return World(_people_of(scene), record=make(scene))

    return made


def _a_sheet(pages: RecordPages, writer: Role) -> Callable[[], World]:
    def made() -> World:
        asker = person(writer)
        return World({writer: asker}, held=held_sheet(pages.importer, asker))

    return made


def _held(world: World) -> dict[str, Any]:
    return {"uuid": world.held.pk}


def _pk(world: World) -> dict[str, int]:
    return {"pk": world.record.pk}


def _of_kind(
    pages: RecordPages, read: Answers, write: frozenset[Role], change: frozenset[Role], make: Callable[[Scene], Any]
) -> list[AccessRow]:
    name, one, writer = pages.kind.route, _one(make), sorted(change)[0]
    sheet, sent = _a_sheet(pages, writer), dict.fromkeys(write, 302)
    writes, changes = dict.fromkeys(write, 200), dict.fromkeys(change, 200)
    held = sent | {writer: 200}
    return [
        row(name, read),
        row(name, read, query="?tu=01/03/2026&tai=csv"),
        row(f"{name}-print", read),
        row(f"{name}-add", writes),
        row(f"{name}-record", read, world=one, kwargs=_pk),
        row(f"{name}-correct", changes, world=one, kwargs=_pk),
        row(f"{name}-withdraw", changes, world=one, kwargs=_pk),
        row(f"{name}-import", writes),
        row(f"{name}-import-confirm", sent, method="post", stranger=401),
        row(f"{name}-import-confirm", sent),
        row(f"{name}-import-template", writes),
        row(f"{name}-import-export", writes),
        row(f"{name}-import-check", sent, kwargs=nothing_held),
        row(f"{name}-import-check", held, world=sheet, kwargs=_held),
        row(f"{name}-import-returned", sent, kwargs=nothing_held),
        row(f"{name}-import-returned", held, world=sheet, kwargs=_held),
    ]


def _a_unit() -> World:
    scene = a_scene()
    return World(_people_of(scene), unit=scene.unit)


_KEEP, _OFFICE, _SIGN = frozenset(KEEPERS), frozenset(OFFICE), frozenset(SIGNERS)
ROWS = [
    row("workforce", _ALL | dict.fromkeys(OF_UNIT, 302), world=_a_unit),
    row("workforce-unit", _ALL, world=_a_unit, kwargs=lambda world: {"code": world.unit.code}),
    *_of_kind(views.staff_pages, _PEOPLE, _KEEP, _KEEP, lambda scene: put_on_roll(scene, 2)),
    *_of_kind(views.course_pages, _PEOPLE, _KEEP, _KEEP, lambda scene: teach(scene, clock.today(), "1")),
    *_of_kind(views.commitment_pages, _PEOPLE, _KEEP, _KEEP, lambda scene: sign(scene, clock.today(), "1")),
    *_of_kind(views.sanction_pages, _PEOPLE, _KEEP | _OFFICE, _KEEP, lambda scene: punish(scene, clock.today())),
    *_of_kind(views.statement_pages, _ALL, _SIGN, _SIGN, lambda scene: state(scene, clock.today())),
    *_of_kind(views.commendation_pages, _ALL, _KEEP, _KEEP, lambda scene: praise(scene, clock.today())),
    *_of_kind(views.rating_pages, _ALL, _KEEP, _KEEP, lambda scene: rate(scene, clock.today())),
    *_of_kind(views.count_pages, _ALL, _OFFICE, _OFFICE, lambda scene: count(scene, clock.today(), 3)),
]
