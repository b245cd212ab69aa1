"""Who gets what of the fast day."""

from collections.abc import Callable
from typing import Any

from tests.access_rows import AccessRow, World, row
from tests.core.workbooks.held import held_sheet, nothing_held
from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, UnitFactory
from tests.service.scene import a_scene, decision_entry
from thanthien.accounts.positions import APPRAISERS, SEES_ALL
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.records.actions import Entry, enter
from thanthien.records.views import RecordPages
from thanthien.service.kinds import DECISIONS
from thanthien.service.permissions import OF_UNIT, WRITERS
from thanthien.service.views import day_pages, decision_pages

_READ = dict.fromkeys((*OF_UNIT, *SEES_ALL, *APPRAISERS), 200)
_WRITE = dict.fromkeys(WRITERS, 200)
_SENT = dict.fromkeys(WRITERS, 302)


def _one_record(pages: RecordPages) -> Callable[[], World]:
    def made() -> World:
        scene = a_scene()
        today = clock.today()
        entry = (
            decision_entry(scene.unit, today)
            if pages.kind is DECISIONS
            else Entry(scene.unit, today, {"received": 3, "returned": 3, "nothing": False})
        )
        record = enter(pages.kind, entry, by=scene.officer)
        committee = AgencyFactory(committee=True, unit=scene.unit)
        people = {role: person(role, agency=committee) for role in OF_UNIT - {Role.COMMUNE_FRONT}}
        people[Role.SERVICE_OFFICER] = scene.officer
        front = AgencyFactory(commune_front=True, unit=scene.unit)
        return World(people | {Role.COMMUNE_FRONT: person(Role.COMMUNE_FRONT, agency=front)}, record=record)

    return made


def _a_sheet(pages: RecordPages) -> Callable[[], World]:
    def made() -> World:
        officer = person(Role.SERVICE_OFFICER, agency=AgencyFactory(committee=True, unit=UnitFactory()))
        return World({Role.SERVICE_OFFICER: officer}, held=held_sheet(pages.importer, officer))

    return made


def _held(world: World) -> dict[str, Any]:
    return {"uuid": world.held.pk}


def _pk(world: World) -> dict[str, int]:
    return {"pk": world.record.pk}


def _of_kind(pages: RecordPages) -> list[AccessRow]:
    name, one, sheet = pages.kind.route, _one_record(pages), _a_sheet(pages)
    held = _SENT | {Role.SERVICE_OFFICER: 200}
    return [
        row(name, _READ),
        row(name, _READ, query="?tu=01/03/2026&tai=csv"),
        row(f"{name}-print", _READ),
        row(f"{name}-add", _WRITE),
        row(f"{name}-record", _READ, world=one, kwargs=_pk),
        row(f"{name}-correct", _WRITE, world=one, kwargs=_pk),
        row(f"{name}-withdraw", _WRITE, world=one, kwargs=_pk),
        row(f"{name}-import", _WRITE),
        row(f"{name}-import-confirm", _SENT, method="post", stranger=401),
        row(f"{name}-import-confirm", dict.fromkeys(_WRITE, 302)),
        row(f"{name}-import-template", _WRITE),
        row(f"{name}-import-export", _WRITE),
        row(f"{name}-import-check", _SENT, kwargs=nothing_held),
        row(f"{name}-import-check", held, world=sheet, kwargs=_held),
        row(f"{name}-import-returned", _SENT, kwargs=nothing_held),
        row(f"{name}-import-returned", held, world=sheet, kwargs=_held),
    ]


ROWS = [
    row("service-calendar", everyone=200, world=lambda: World(unit=UnitFactory()),
        kwargs=lambda world: {"code": world.unit.code}),
    *_of_kind(decision_pages),
    *_of_kind(day_pages),
]  # fmt: skip
