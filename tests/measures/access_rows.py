"""Who sees late records, and who may let them count: no body without a sheet of the figure."""

from typing import Any

from tests.access_rows import World, row
from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, UnitFactory
from thanthien.accounts.positions import APPRAISERS, COMMUNE, SEES_ALL
from thanthien.accounts.roles import Role
from thanthien.units.models import Unit

_FOLLOWING = APPRAISERS & SEES_ALL  # they read as followers of the city, and say nothing without a sheet


def a_commune() -> World:
    """A unit and its own people."""
    unit = UnitFactory()
    committee, front = AgencyFactory(committee=True, unit=unit), AgencyFactory(commune_front=True, unit=unit)
    people = {role: person(role, agency=front if role == Role.COMMUNE_FRONT else committee) for role in COMMUNE}
    return World(people, unit=unit)


def _where(unit: Unit, measure: str = "grassroots.weekly_reports") -> dict[str, Any]:
    return {"code": unit.code, "measure": measure, "year": "2026"}


ROWS = [
    row("measures-late", dict.fromkeys(COMMUNE | SEES_ALL, 200), world=a_commune,
        kwargs=lambda world: _where(world.unit)),
    row("measures-late", dict.fromkeys(SEES_ALL, 200), kwargs=lambda world: _where(UnitFactory())),
    row("measures-late", world=a_commune, kwargs=lambda world: _where(world.unit, "service.fast_day_published")),
    *(one for name in ("measures-late-accept", "measures-late-refuse") for one in (
        row(name, dict.fromkeys(_FOLLOWING, 200), world=a_commune, kwargs=lambda world: _where(world.unit)),
        row(name, dict.fromkeys(_FOLLOWING, 422), method="post", stranger=401, world=a_commune,
            kwargs=lambda world: _where(world.unit)),
        row(name, world=a_commune, kwargs=lambda world: _where(world.unit, "service.fast_day_published")),
    )),
]  # fmt: skip
