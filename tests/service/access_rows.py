"""Who gets what of the fast day and of the support roster."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from tests.access_rows import AccessRow, World, row
from tests.core.workbooks.held import held_sheet, nothing_held
from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, UnitFactory
from tests.service.home_access_rows import ROWS as HOME
from tests.service.roster_scene import presence_entry, shift_entry
from tests.service.scene import Scene, a_scene, decision_entry
from thanthien.accounts.positions import APPRAISERS, SEES_ALL
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.measures.periods import period_of
from thanthien.records.actions import Entry, enter
from thanthien.records.views import RecordPages
from thanthien.service.at_home.kinds import ANNOUNCEMENTS
from thanthien.service.at_home.views import announcement_pages
from thanthien.service.kinds import DAYS, DECISIONS
from thanthien.service.permissions import OF_UNIT, WRITERS
from thanthien.service.roster.kinds import PRESENCES, SHIFTS
from thanthien.service.roster.views import presence_pages, shift_pages
from thanthien.service.views import day_pages, decision_pages

_READ = dict.fromkeys((*OF_UNIT, *SEES_ALL, *APPRAISERS), 200)
_WRITE = dict.fromkeys(WRITERS, 200)
_SENT = dict.fromkeys(WRITERS, 302)


def _decision(scene: Scene) -> Entry:
    return decision_entry(scene.unit, clock.today())


def _numbers(scene: Scene) -> Entry:
    return Entry(scene.unit, clock.today(), {"received": 3, "returned": 3, "nothing": False})


def _shift(scene: Scene) -> Entry:
    return shift_entry(scene, clock.today())


def _presence(scene: Scene) -> Entry:
    enter(SHIFTS, _shift(scene), by=scene.officer)
    return presence_entry(scene, clock.today())


def _announcement(scene: Scene) -> Entry:
    return Entry(scene.unit, clock.today(), {"text": "Đến nhà phục vụ.", "phone": "0225 3 123 456"})


_ENTRIES = {
    DECISIONS.key: _decision,
    DAYS.key: _numbers,
    SHIFTS.key: _shift,
    PRESENCES.key: _presence,
    ANNOUNCEMENTS.key: _announcement,
}


def _one_record(pages: RecordPages) -> Callable[[], World]:
    def made() -> World:
        scene = a_scene()
        record = enter(pages.kind, _ENTRIES[pages.kind.key](scene), by=scene.officer)
        committee = AgencyFactory(committee=True, unit=scene.unit)
        people = {role: person(role, agency=committee) for role in OF_UNIT - {Role.COMMUNE_FRONT}}
        people[Role.SERVICE_OFFICER] = scene.officer
        front = AgencyFactory(commune_front=True, unit=scene.unit)
        people[Role.COMMUNE_FRONT] = person(Role.COMMUNE_FRONT, agency=front)
        return World(people, record=record, unit=scene.unit)

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


_a_shift = _one_record(shift_pages)


def _week(world: World) -> dict[str, str]:
    return {"code": world.unit.code, "key": period_of("iso_week", clock.today()).key}


def _no_photograph(world: World) -> dict[str, Any]:
    return {"pk": world.record.pk, "key": UUID(int=1)}


def _of_kind(pages: RecordPages) -> list[AccessRow]:
    name, one, sheet = pages.kind.route, _one_record(pages), _a_sheet(pages)
    held = _SENT | {Role.SERVICE_OFFICER: 200}
    photographs = [
        row(f"{name}-photographs", _WRITE, world=one, kwargs=_pk),
        *(row(f"{name}-{word}", world=one, kwargs=_no_photograph) for word in ("photograph", "take-photograph")),
    ]
    return [
        *(photographs if pages.photographs else ()),
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
    *_of_kind(shift_pages),
    *_of_kind(presence_pages),
    row("service-roster", dict.fromkeys((*OF_UNIT, *SEES_ALL, *APPRAISERS), 302)),
    *(row(f"service-roster-{word}", _READ, world=_a_shift, kwargs=_week) for word in ("week", "print")),
    row("service-roster-sheet", _WRITE, world=_a_shift, kwargs=_week),
    row("service-roster-copy", _SENT, method="post", stranger=401, world=_a_shift, kwargs=_week),
    row("service-roster-copy", _SENT, world=_a_shift, kwargs=_week),
    row("service-roster-tap", _SENT, method="post", stranger=401, world=_a_shift, kwargs=_pk),
    row("service-roster-tap", _SENT, world=_a_shift, kwargs=_pk),
    row("service-roster-name", _WRITE, world=_a_shift, kwargs=_pk),
    *_of_kind(announcement_pages),
    *HOME,
]  # fmt: skip
