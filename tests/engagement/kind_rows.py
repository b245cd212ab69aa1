"""Who gets what of the pages that every kind of record of this room has."""

from collections.abc import Callable
from typing import Any

from tests.access_rows import AccessRow, World, row
from tests.core.workbooks.held import held_sheet, nothing_held
from tests.engagement.scene import a_scene, officer_of
from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, UnitFactory
from thanthien.accounts.positions import APPRAISERS, OF_UNIT, SEES_ALL
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.engagement.permissions import WRITERS
from thanthien.records.actions import Entry, enter
from thanthien.records.views import RecordPages
from thanthien.units.models import Unit

READ = dict.fromkeys((*OF_UNIT, *SEES_ALL, *APPRAISERS), 200)
WRITE = dict.fromkeys(WRITERS, 200)
SENT = dict.fromkeys(WRITERS, 302)


def pk(world: World) -> dict[str, int]:
    return {"pk": world.record.pk}


def one_record(pages: RecordPages, entry: Callable[[Unit, Any], Entry]) -> Callable[[], World]:
    """A record of the committee, and people of the same unit."""

    def made() -> World:
        scene = a_scene()
        record = enter(pages.kind, entry(scene.unit, clock.today()), by=scene.officer)
        committee = AgencyFactory(committee=True, unit=scene.unit)
        front = AgencyFactory(commune_front=True, unit=scene.unit)
        people = {role: person(role, agency=committee) for role in OF_UNIT - {Role.COMMUNE_FRONT}}
        people[Role.COMMUNE_FRONT] = person(Role.COMMUNE_FRONT, agency=front)
        return World(people, record=record)

    return made


def _a_sheet(pages: RecordPages) -> Callable[[], World]:
    def made() -> World:
        officer = officer_of(UnitFactory())
        return World({Role.COMMUNE_FOCAL: officer}, held=held_sheet(pages.importer, officer))

    return made


def rows_of(pages: RecordPages, entry: Callable[[Unit, Any], Entry]) -> list[AccessRow]:
    """The rows of one kind; ``entry`` makes a record of a unit and a day."""
    name, one, sheet = pages.kind.route, one_record(pages, entry), _a_sheet(pages)
    held = SENT | {Role.COMMUNE_FOCAL: 200}
    return [
        row(name, READ),
        row(f"{name}-print", READ),
        row(f"{name}-add", WRITE),
        row(f"{name}-record", READ, world=one, kwargs=pk),
        row(f"{name}-correct", WRITE, world=one, kwargs=pk),
        row(f"{name}-withdraw", WRITE, world=one, kwargs=pk),
        row(f"{name}-import", WRITE),
        row(f"{name}-import-confirm", SENT, method="post", stranger=401),
        row(f"{name}-import-confirm", dict.fromkeys(WRITE, 302)),
        row(f"{name}-import-template", WRITE),
        row(f"{name}-import-export", WRITE),
        row(f"{name}-import-check", SENT, kwargs=nothing_held),
        row(f"{name}-import-check", held, world=sheet, kwargs=lambda world: {"uuid": world.held.pk}),
        row(f"{name}-import-returned", SENT, kwargs=nothing_held),
        row(f"{name}-import-returned", held, world=sheet, kwargs=lambda world: {"uuid": world.held.pk}),
    ]
