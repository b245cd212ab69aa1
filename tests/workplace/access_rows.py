"""Who gets what of the room."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from tests.access_rows import AccessRow, World, row
from tests.core.workbooks.held import held_sheet, nothing_held
from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, HamletFactory, UnitFactory
from tests.workplace.scene import check_values
from thanthien.accounts.positions import APPRAISERS, OF_UNIT, SCORERS, SEES_ALL
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.records.actions import Entry, enter
from thanthien.records.views import RecordPages
from thanthien.workplace.views import PAGES, app_pages, check_pages, inspection_pages, radio_pages, view_pages

NO_PHOTOGRAPH = UUID(int=1)
_OWN = SCORERS | {Role.SERVICE_OFFICER}
_READ = dict.fromkeys((*OF_UNIT, *SEES_ALL, *APPRAISERS), 200)
# Named by hand, so that a group grown by mistake is noticed.
_WRITERS = {
    check_pages.kind.key: _OWN,
    view_pages.kind.key: _OWN,
    radio_pages.kind.key: _OWN,
    inspection_pages.kind.key: APPRAISERS,
    app_pages.kind.key: _OWN | APPRAISERS,
}
_VALUES: dict[str, dict[str, Any]] = {
    check_pages.kind.key: check_values(),
    view_pages.kind.key: {"spot": "hall", "note": ""},
    radio_pages.kind.key: {"channel": "speakers", "device": "Cụm 1", "result": "heard"},
    inspection_pages.kind.key: {"result": "clean", "document": "1/BB", "where": ""},
    app_pages.kind.key: {
        "households": 10, "installed": 4, "counted": "households", "source": "Sở", "origin_of_numbers": "own",
    },
}  # fmt: skip


def _one_record(pages: RecordPages) -> Callable[[], World]:
    def made() -> World:
        unit = UnitFactory()
        committee = AgencyFactory(committee=True, unit=unit)
        people = {role: person(role, agency=committee) for role in OF_UNIT - {Role.COMMUNE_FRONT}}
        people[Role.COMMUNE_FRONT] = person(Role.COMMUNE_FRONT, agency=AgencyFactory(commune_front=True, unit=unit))
        body = AgencyFactory()
        people |= {role: person(role, agency=body) for role in APPRAISERS}
        by = people[Role.APPRAISER if pages is inspection_pages else Role.SERVICE_OFFICER]
        hamlet = HamletFactory(unit=unit) if pages is radio_pages else None
        entry = Entry(unit, clock.today(), _VALUES[pages.kind.key], hamlet)
        return World(people, record=enter(pages.kind, entry, by=by))

    return made


def _sender(pages: RecordPages) -> Role:
    return Role.APPRAISER if pages is inspection_pages else Role.SERVICE_OFFICER


def _a_sheet(pages: RecordPages) -> Callable[[], World]:
    def made() -> World:
        role = _sender(pages)
        agency = AgencyFactory(committee=True, unit=UnitFactory()) if role is Role.SERVICE_OFFICER else AgencyFactory()
        sender = person(role, agency=agency)
        return World({role: sender}, held=held_sheet(pages.importer, sender))

    return made


def _held(world: World) -> dict[str, Any]:
    return {"uuid": world.held.pk}


def _pk(world: World) -> dict[str, int]:
    return {"pk": world.record.pk}


def _no_photograph(world: World) -> dict[str, Any]:
    return {**_pk(world), "key": NO_PHOTOGRAPH}


def _of_photographs(pages: RecordPages) -> list[AccessRow]:
    """What is there is asked for in tests/records/test_photographs.py."""
    name, one = pages.kind.route, _one_record(pages)
    return [
        row(f"{name}-photographs", dict.fromkeys(_OWN, 200), world=one, kwargs=_pk),
        *(row(f"{name}-{word}", world=one, kwargs=_no_photograph) for word in ("photograph", "take-photograph")),
        row(f"{name}-public-photograph", everyone=404, kwargs=lambda world: {"key": NO_PHOTOGRAPH}),
    ]


def _of_kind(pages: RecordPages) -> list[AccessRow]:
    name, one, sheet = pages.kind.route, _one_record(pages), _a_sheet(pages)
    writers = _WRITERS[pages.kind.key]
    write, sent = dict.fromkeys(writers, 200), dict.fromkeys(writers, 302)
    change = dict.fromkeys(APPRAISERS if pages is inspection_pages else _OWN, 200)
    held = sent | {_sender(pages): 200}
    return [
        row(name, _READ),
        row(name, _READ, query="?tu=01/03/2026&tai=csv"),
        row(f"{name}-print", _READ),
        row(f"{name}-add", dict.fromkeys(writers - APPRAISERS if pages is app_pages else writers, 200)),
        row(f"{name}-record", _READ, world=one, kwargs=_pk),
        row(f"{name}-correct", change, world=one, kwargs=_pk),
        row(f"{name}-withdraw", change, world=one, kwargs=_pk),
        row(f"{name}-import", write),
        row(f"{name}-import-confirm", sent, method="post", stranger=401),
        row(f"{name}-import-confirm", dict.fromkeys(writers, 302)),
        row(f"{name}-import-template", write),
        row(f"{name}-import-export", write),
        row(f"{name}-import-check", sent, kwargs=nothing_held),
        row(f"{name}-import-check", held, world=sheet, kwargs=_held),
        row(f"{name}-import-returned", sent, kwargs=nothing_held),
        row(f"{name}-import-returned", held, world=sheet, kwargs=_held),
    ]


ROWS = [
    row("workplace", _READ),
    row("workplace-unit", everyone=200, world=lambda: World(unit=UnitFactory()),
        kwargs=lambda world: {"code": world.unit.code}),
    *(one for pages in PAGES.values() for one in _of_kind(pages)),
    *(one for pages in PAGES.values() if pages.photographs for one in _of_photographs(pages)),
]  # fmt: skip
