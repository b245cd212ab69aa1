"""Who gets what of visits, greetings and meetings."""

from collections.abc import Callable
from typing import Any

from tests.access_rows import AccessRow, World, row
from tests.core.workbooks.held import held_sheet, nothing_held
from tests.engagement.outreach_scene import greeting_entry, meeting_entry, outreach_entry, photograph
from tests.engagement.scene import a_scene
from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, UnitFactory
from thanthien.accounts.positions import APPRAISERS, OF_UNIT, SEES_ALL
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.engagement.outreach_records import Outreach
from thanthien.engagement.outreach_views import greeting_pages, meeting_pages, outreach_pages
from thanthien.engagement.permissions import WRITERS
from thanthien.records.actions import enter
from thanthien.records.models import Photograph
from thanthien.records.views import RecordPages

_READ = dict.fromkeys((*OF_UNIT, *SEES_ALL, *APPRAISERS), 200)
_WRITE = dict.fromkeys(WRITERS, 200)
_SENT = dict.fromkeys(WRITERS, 302)
_ENTRIES = {outreach_pages: outreach_entry, greeting_pages: greeting_entry, meeting_pages: meeting_entry}


def _one_record(pages: RecordPages) -> Callable[[], World]:
    def made() -> World:
        scene = a_scene()
        values = {"open_to_all": True} if pages is outreach_pages else {}
        record = enter(pages.kind, _ENTRIES[pages](scene.unit, clock.today(), **values), by=scene.officer)
        if isinstance(record, Outreach):
            photograph(scene, record, clock.now())
        committee = AgencyFactory(committee=True, unit=scene.unit)
        people = {role: person(role, agency=committee) for role in OF_UNIT - {Role.COMMUNE_FRONT}}
        front = AgencyFactory(commune_front=True, unit=scene.unit)
        return World(people | {Role.COMMUNE_FRONT: person(Role.COMMUNE_FRONT, agency=front)}, record=record)

    return made


def _a_sheet(pages: RecordPages) -> Callable[[], World]:
    def made() -> World:
        officer = person(Role.COMMUNE_FOCAL, agency=AgencyFactory(committee=True, unit=UnitFactory()))
        return World({Role.COMMUNE_FOCAL: officer}, held=held_sheet(pages.importer, officer))

    return made


def _held(world: World) -> dict[str, Any]:
    return {"uuid": world.held.pk}


def _pk(world: World) -> dict[str, int]:
    return {"pk": world.record.pk}


def _key(world: World) -> dict[str, Any]:
    return {"key": Photograph.objects.get(origin=world.record.origin).key}


def _photograph(world: World) -> dict[str, Any]:
    return _pk(world) | _key(world)


def _of_kind(pages: RecordPages) -> list[AccessRow]:
    name, one, sheet = pages.kind.route, _one_record(pages), _a_sheet(pages)
    held = _SENT | {Role.COMMUNE_FOCAL: 200}
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
    row("outreach-unit", everyone=200, world=lambda: World(unit=UnitFactory()),
        kwargs=lambda world: {"code": world.unit.code}),
    *_of_kind(outreach_pages),
    *_of_kind(greeting_pages),
    *_of_kind(meeting_pages),
    row("outreach-photographs", _WRITE, world=_one_record(outreach_pages), kwargs=_pk),
    row("outreach-photograph", _READ, world=_one_record(outreach_pages), kwargs=_photograph),
    row("outreach-take-photograph", _WRITE, world=_one_record(outreach_pages), kwargs=_photograph),
    row("outreach-public-photograph", everyone=200, world=_one_record(outreach_pages), kwargs=_key),
]  # fmt: skip
