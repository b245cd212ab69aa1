"""Who opens the week's page."""

from tests.access_rows import World, row
from tests.factories.accounts import person
from tests.factories.units import AgencyFactory
from thanthien.accounts.positions import COMMUNE, SEES_ALL, SPEAKS_FOR_HAMLET
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.measures.periods import period_of
from thanthien.units.models import Unit

_OF_UNIT = {*COMMUNE, Role.SERVICE_OFFICER}


def a_unit() -> World:
    committee = AgencyFactory(committee=True)
    unit: Unit = committee.unit
    people = {role: person(role, agency=committee) for role in _OF_UNIT - {Role.COMMUNE_FRONT}}
    front = AgencyFactory(commune_front=True, unit=unit)
    return World(people | {Role.COMMUNE_FRONT: person(Role.COMMUNE_FRONT, agency=front)}, unit=unit)


def _week(world: World) -> dict[str, str]:
    return {"code": world.unit.code, "key": period_of("iso_week", clock.today()).key}


ROWS = [
    row("registers", dict.fromkeys((*_OF_UNIT, *SPEAKS_FOR_HAMLET, *SEES_ALL, Role.APPRAISER), 200)),
    row("week", dict.fromkeys((*_OF_UNIT, *SPEAKS_FOR_HAMLET), 302)),
    row("week-of", dict.fromkeys(_OF_UNIT, 200), world=a_unit, kwargs=_week),
    row("week-of", dict.fromkeys(_OF_UNIT, 302), method="post", stranger=401, world=a_unit, kwargs=_week),
]
