"""Who gets what of creative models."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from tests.access_rows import AccessRow, World, row
from tests.core.workbooks.held import held_sheet, nothing_held
from tests.factories.accounts import person
from tests.factories.units import AgencyFactory
from tests.initiatives.scene import Scene, a_scene, adopted, recognised, registered, reported
from thanthien.accounts.positions import APPRAISERS, OF_UNIT, OFFICE, SCORERS, SEES_ALL
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.initiatives.models import BodyWord
from thanthien.initiatives.views import initiative_pages, recognition_pages
from thanthien.units.models import Agency

_READ = dict.fromkeys((*OF_UNIT, *SEES_ALL, *APPRAISERS), 200)
_WRITE, _SENT = dict.fromkeys(SCORERS, 200), dict.fromkeys(SCORERS, 302)
_OFFICE, _OFFICE_SENT = dict.fromkeys(OFFICE, 200), dict.fromkeys(OFFICE, 302)
_NAME, _OF_THE_CITY = "initiatives", "initiative-recognitions-import"


def _people(scene: Scene, unit: Any) -> dict[Role, Any]:
    committee = Agency.objects.get(unit=unit, kind="commune_committee")
    people = {role: person(role, agency=committee) for role in OF_UNIT - {Role.COMMUNE_FRONT}}
    front = AgencyFactory(commune_front=True, unit=unit)
    return people | {Role.COMMUNE_FRONT: person(Role.COMMUNE_FRONT, agency=front)}


def _a_model() -> World:
    scene = a_scene()
    made = registered(scene, day=clock.today())
    return World(_people(scene, scene.unit), record=made, origin=made.origin)


def _a_report() -> World:
    scene = a_scene()
    made = registered(scene, day=clock.today())
    return World(_people(scene, scene.unit), record=reported(scene, made, day=clock.today()), origin=made.origin)


def _a_recognition() -> World:
    scene = a_scene()
    made = registered(scene, day=clock.today())
    people = _people(scene, scene.unit) | {Role.CITY_OFFICER: scene.office}
    agency = scene.office.hats[0].agency_id
    people[Role.CITY_HEAD] = person(Role.CITY_HEAD, agency=Agency.objects.get(pk=agency))
    return World(people, record=recognised(scene, made, day=clock.today()), origin=made.origin)


def _an_adoption() -> World:
    scene = a_scene()
    made = registered(scene, day=clock.today())
    record = adopted(scene, made, day=clock.today())
    return World(_people(scene, scene.other_unit()), record=record, origin=made.origin)


def _a_word() -> World:
    """Stored past the rule that nobody judges here: who corrects it is tried in test_initiatives.py."""
    scene = a_scene()
    made = registered(scene, day=clock.today())
    key, now = UUID(int=77), clock.now()
    word = BodyWord.objects.create(
        key=key, origin=key, unit=scene.unit, agency_id=scene.body.hats[0].agency_id, day=clock.today(),
        initiative=made.origin, verdict="effective", document="45/SNV", year=clock.today().year, made_at=now,
        told_at=now,
    )  # fmt: skip
    return World(_people(scene, scene.unit), record=word, origin=made.origin)


def _a_sheet() -> World:
    scene = a_scene()
    return World({Role.COMMUNE_OFFICER: scene.officer}, held=held_sheet(initiative_pages.importer, scene.officer))


def _a_list() -> World:
    scene = a_scene()
    return World({Role.CITY_OFFICER: scene.office}, held=held_sheet(recognition_pages.importer, scene.office))


def _held(world: World) -> dict[str, Any]:
    return {"uuid": world.held.pk}


def _pk(world: World) -> dict[str, int]:
    return {"pk": world.record.pk}


def _origin(world: World) -> dict[str, UUID]:
    return {"origin": world.origin}


def _no_photograph(world: World) -> dict[str, Any]:
    return {"pk": world.record.pk, "key": UUID(int=1)}


def _told(name: str, world: Callable[[], World], change: dict[Role, int]) -> list[AccessRow]:
    """Of what is told of models: the entry asks for a model, and without one it is not there."""
    return [
        row(name, _READ),
        row(f"{name}-print", _READ),
        row(f"{name}-add"),
        row(f"{name}-record", _READ, world=world, kwargs=_pk),
        row(f"{name}-correct", change, world=world, kwargs=_pk),
        row(f"{name}-withdraw", change, world=world, kwargs=_pk),
    ]


ROWS = [
    row("initiative-gallery", everyone=200),
    row("initiative-gallery", everyone=200, query="?tu_khoa=to+giup&tai=csv"),
    row("initiative", everyone=200, world=_a_model, kwargs=_origin),
    row(_NAME, _READ),
    row(f"{_NAME}-print", _READ),
    row(f"{_NAME}-add", _WRITE),
    row(f"{_NAME}-record", _READ, world=_a_model, kwargs=_pk),
    row(f"{_NAME}-correct", _WRITE, world=_a_model, kwargs=_pk),
    row(f"{_NAME}-withdraw", _WRITE, world=_a_model, kwargs=_pk),
    row(f"{_NAME}-photographs", _WRITE, world=_a_model, kwargs=_pk),
    row(f"{_NAME}-photograph", world=_a_model, kwargs=_no_photograph),
    row(f"{_NAME}-take-photograph", world=_a_model, kwargs=_no_photograph),
    row(f"{_NAME}-public-photograph", everyone=404, kwargs=lambda world: {"key": UUID(int=1)}),
    row(f"{_NAME}-import", _WRITE),
    row(f"{_NAME}-import-confirm", _SENT, method="post", stranger=401),
    row(f"{_NAME}-import-confirm", _SENT),
    row(f"{_NAME}-import-template", _WRITE),
    row(f"{_NAME}-import-export", _WRITE),
    row(f"{_NAME}-import-check", _SENT, kwargs=nothing_held),
    row(f"{_NAME}-import-check", _SENT | {Role.COMMUNE_OFFICER: 200}, world=_a_sheet, kwargs=_held),
    row(f"{_NAME}-import-returned", _SENT, kwargs=nothing_held),
    row(f"{_NAME}-import-returned", _SENT | {Role.COMMUNE_OFFICER: 200}, world=_a_sheet, kwargs=_held),
    *_told("initiative-reports", _a_report, _WRITE),
    *_told("initiative-words", _a_word, {}),
    *_told("initiative-recognitions", _a_recognition, _OFFICE),
    *_told("initiative-adoptions", _an_adoption, _WRITE),
    row(_OF_THE_CITY, _OFFICE),
    row(f"{_OF_THE_CITY}-confirm", _OFFICE_SENT, method="post", stranger=401),
    row(f"{_OF_THE_CITY}-confirm", _OFFICE_SENT),
    row(f"{_OF_THE_CITY}-template", _OFFICE),
    row(f"{_OF_THE_CITY}-export", _OFFICE),
    row(f"{_OF_THE_CITY}-check", _OFFICE_SENT, kwargs=nothing_held),
    row(f"{_OF_THE_CITY}-check", _OFFICE_SENT | {Role.CITY_OFFICER: 200}, world=_a_list, kwargs=_held),
    row(f"{_OF_THE_CITY}-returned", _OFFICE_SENT, kwargs=nothing_held),
    row(f"{_OF_THE_CITY}-returned", _OFFICE_SENT | {Role.CITY_OFFICER: 200}, world=_a_list, kwargs=_held),
]
