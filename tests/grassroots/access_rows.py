"""Who gets what in the weekly channel."""

from typing import Any

from tests.access_rows import World, row
from tests.core.workbooks.held import held_sheet, nothing_held
from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, HamletFactory, UnitFactory
from tests.grassroots.scene import a_scene, opinion
from thanthien.accounts.positions import APPRAISERS, COMMUNE, SEES_ALL
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.grassroots.kinds import REPORTS
from thanthien.grassroots.permissions import ENTER_FOR_OTHERS, REPORTERS
from thanthien.grassroots.views import report_pages
from thanthien.records.actions import enter

_CITY = SEES_ALL | APPRAISERS
_READ = dict.fromkeys((*COMMUNE, *REPORTERS, *_CITY), 200)
# Reporters have their own weeks in place of the unit's register.
_REGISTER = _READ | dict.fromkeys(REPORTERS, 302)
_WRITE = dict.fromkeys((*ENTER_FOR_OTHERS, *REPORTERS), 200)
_SENT = dict.fromkeys((*ENTER_FOR_OTHERS, *REPORTERS), 302)
_COMMITTEE = (Role.COMMUNE_FOCAL, Role.COMMUNE_OFFICER)


def a_report() -> World:
    """A report by an officer of a committee, and that officer's colleagues."""
    scene = a_scene()
    day = clock.today()
    report = enter(REPORTS, opinion(scene, day, scene.hamlets[1]), by=scene.officer)
    agency = AgencyFactory(committee=True, unit=scene.unit)
    people = {role: person(role, agency=agency) for role in (*_COMMITTEE, Role.COMMUNE_CHAIR, Role.COMMUNE_PARTY)}
    people |= {Role.COMMUNE_FRONT: scene.front, Role.VILLAGE_HEAD: scene.head, Role.UNION_REPORTER: scene.union}
    return World(people, report=report, unit=scene.unit)


def a_sheet() -> World:
    """A file that an officer sent."""
    unit = UnitFactory()
    HamletFactory(unit=unit)
    officer = person(Role.COMMUNE_OFFICER, agency=AgencyFactory(committee=True, unit=unit))
    return World({Role.COMMUNE_OFFICER: officer}, held=held_sheet(report_pages.importer, officer))


def _held(world: World) -> dict[str, Any]:
    return {"uuid": world.held.pk}


def _pk(world: World) -> dict[str, int]:
    return {"pk": world.report.pk}


def _code(world: World) -> dict[str, str]:
    return {"code": world.unit.code}


def _week(world: World) -> dict[str, str]:
    year, number, _ = clock.today().isocalendar()
    return _code(world) | {"week": f"{year}-W{number:02d}"}


_OF_UNIT = dict.fromkeys((*COMMUNE, *REPORTERS), 200)
_OWN = dict.fromkeys(_COMMITTEE, 200)
_READS_IT = dict.fromkeys((*COMMUNE, *_CITY), 200)

ROWS = [
    row("grassroots-mine", _WRITE),
    row("grassroots-mine", dict.fromkeys(_WRITE, 422), method="post", stranger=401),
    row("grassroots-undo", _SENT, method="post", stranger=401),
    row("grassroots-undo", dict.fromkeys(_WRITE, 302)),
    row("grassroots-weeks", _WRITE),
    row("grassroots-own-unit", dict.fromkeys(_OF_UNIT, 302)),
    row("grassroots-unit", _OF_UNIT | dict.fromkeys(_CITY, 200), world=a_report, kwargs=_code),
    row("grassroots-unit", dict.fromkeys(_CITY, 200), world=lambda: World(unit=UnitFactory()), kwargs=_code),
    row("grassroots-tick", dict.fromkeys((*ENTER_FOR_OTHERS, *REPORTERS), 422), method="post", stranger=401,
        world=a_report, kwargs=_week),
    row("grassroots-tick", dict.fromkeys(_WRITE, 302), world=a_report, kwargs=_week),
    row("grassroots-forget", dict.fromkeys((*_COMMITTEE, Role.COMMUNE_FRONT), 302), method="post", stranger=401,
        world=a_report, kwargs=_pk),
    row("grassroots-person", _OWN, world=a_report, kwargs=_pk),
    row("grassroots", _REGISTER),
    row("grassroots", _REGISTER, query="?tu=01/03/2026&tai=csv"),
    row("grassroots-print", _READ),
    row("grassroots-add", _WRITE),
    row("grassroots-record", _READS_IT, world=a_report, kwargs=_pk),
    row("grassroots-correct", _OWN, world=a_report, kwargs=_pk),
    row("grassroots-withdraw", _OWN, world=a_report, kwargs=_pk),
    row("grassroots-import", _WRITE),
    row("grassroots-import-confirm", _SENT, method="post", stranger=401),
    row("grassroots-import-confirm", dict.fromkeys(_WRITE, 302)),
    row("grassroots-import-template", _WRITE),
    row("grassroots-import-export", _WRITE),
    row("grassroots-import-check", _SENT, kwargs=nothing_held),
    row("grassroots-import-check", _SENT | {Role.COMMUNE_OFFICER: 200}, world=a_sheet, kwargs=_held),
    row("grassroots-import-returned", _SENT, kwargs=nothing_held),
    row("grassroots-import-returned", _SENT | {Role.COMMUNE_OFFICER: 200}, world=a_sheet, kwargs=_held),
]  # fmt: skip
