"""Who makes papers of a unit."""

from tests.access_rows import World, row
from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, UnitFactory
from thanthien.accounts.positions import COMMUNE_LEADS
from thanthien.accounts.roles import Role
from thanthien.documents.permissions import MAKERS


def one_unit() -> World:
    """A unit whose people ask; other roles are held elsewhere."""
    unit = UnitFactory(code="20777")
    committee = AgencyFactory(committee=True, unit=unit)
    return World({role: person(role, agency=committee) for role in MAKERS}, unit=unit)


def _draft(world: World) -> dict[str, str]:
    return {"paper": "ngay-giai-quyet-nhanh", "subject": world.unit.code}


ROWS = [
    row("papers", dict.fromkeys(MAKERS, 200)),
    row("paper-draft", dict.fromkeys(MAKERS, 200), world=one_unit, kwargs=_draft),
    row("paper-draft", {}, world=one_unit, kwargs=lambda world: {"paper": "khong-co", "subject": world.unit.code}),
    row("paper-draft", {Role.COMMUNE_FOCAL: 404}, kwargs=lambda world: {"paper": "ban-cam-ket", "subject": "1"}),
    row("unit-poster", dict.fromkeys(MAKERS, 200), world=one_unit, kwargs=lambda world: {"code": world.unit.code}),
    row("unit-poster", {}, world=lambda: World(unit=UnitFactory()), kwargs=lambda world: {"code": world.unit.code}),
    row(
        "unit-print", dict.fromkeys(COMMUNE_LEADS, 200), world=one_unit, kwargs=lambda world: {"code": world.unit.code}
    ),
    row("unit-print", {}, world=lambda: World(unit=UnitFactory()), kwargs=lambda world: {"code": world.unit.code}),
]
