"""Who gets what on the pages of the place."""

from datetime import date
from typing import Any

from tests.access_rows import World, row
from tests.core.workbooks.held import held_sheet, nothing_held
from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, UnitFactory
from thanthien.accounts.roles import Role
from thanthien.core.enums import DayKind
from thanthien.core.models import CalendarDay
from thanthien.place.figures_workbook import figures_import
from thanthien.place.hamlets_workbook import hamlets_import
from thanthien.place.units_workbook import units_import

_ADMIN = {Role.ADMINISTRATOR: 200}
_SENT = {Role.ADMINISTRATOR: 302}
_GIVEN = {"as_of": date(2026, 1, 1), "source": "Thử"}


def an_agency() -> World:
    """One department."""
    return World(agency=AgencyFactory())


def a_unit() -> World:
    """One unit."""
    return World(unit=UnitFactory())


def a_day() -> World:
    """One day off."""
    day = CalendarDay.objects.create(date=date(2026, 9, 2), kind=DayKind.OFF, name="Quốc khánh", source="Luật")
    return World(day=day)


def a_sheet_of_hamlets() -> World:
    """A file of hamlets that an administrator sent."""
    admin = person(Role.ADMINISTRATOR)
    return World({Role.ADMINISTRATOR: admin}, held=held_sheet(hamlets_import, admin, **_GIVEN))


def a_sheet_of_figures() -> World:
    """A file of figures that an administrator sent."""
    admin = person(Role.ADMINISTRATOR)
    return World({Role.ADMINISTRATOR: admin}, held=held_sheet(figures_import, admin, **_GIVEN))


def a_sheet_of_units() -> World:
    """A file of units that an administrator sent."""
    admin = person(Role.ADMINISTRATOR)
    return World({Role.ADMINISTRATOR: admin}, held=held_sheet(units_import, admin))


def _held(world: World) -> dict[str, Any]:
    return {"uuid": world.held.pk}


def _pk(world: World) -> dict[str, int]:
    return {"pk": world.day.pk}


ROWS = [
    row("place-units", _ADMIN),
    row("place-units", _ADMIN, query="?q=hai&loai=xyz"),
    row("place-unit-hamlets", _ADMIN, world=a_unit, kwargs=lambda world: {"code": world.unit.code}),
    row("place-unit-hamlets", kwargs=lambda world: {"code": "khong-co"}),
    row("place-units-import", _ADMIN),
    row("place-units-import-confirm", _SENT, method="post", stranger=401),
    row("place-units-import-confirm", {Role.ADMINISTRATOR: 302}),
    row("place-units-import-template", _ADMIN),
    row("place-units-import-export", _ADMIN),
    row("place-units-import-check", _SENT, kwargs=nothing_held),
    row("place-units-import-check", _ADMIN, world=a_sheet_of_units, kwargs=_held),
    row("place-units-import-returned", _SENT, kwargs=nothing_held),
    row("place-units-import-returned", _ADMIN, world=a_sheet_of_units, kwargs=_held),
    row("place-hamlets", _ADMIN),
    row("place-hamlets-confirm", _SENT, method="post", stranger=401),
    row("place-hamlets-confirm", {Role.ADMINISTRATOR: 302}),
    row("place-hamlets-template", _ADMIN),
    row("place-hamlets-check", _SENT, kwargs=nothing_held),
    row("place-hamlets-check", _ADMIN, world=a_sheet_of_hamlets, kwargs=_held),
    row("place-hamlets-returned", _SENT, kwargs=nothing_held),
    row("place-hamlets-returned", _ADMIN, world=a_sheet_of_hamlets, kwargs=_held),
    row("place-agencies", _ADMIN),
    row("place-agencies", _ADMIN, query="?q=so"),
    row("place-agency", _ADMIN, world=an_agency, kwargs=lambda world: {"code": world.agency.code}),
    row("place-agency", kwargs=lambda world: {"code": "khong-co"}),
    row("place-boundaries", _ADMIN),
    row("place-boundaries-confirm", _SENT, method="post", stranger=401),
    row("place-boundaries-confirm", {Role.ADMINISTRATOR: 302}),
    row("place-boundaries-remove", _ADMIN),
    row("place-boundaries-remove", _SENT, method="post", stranger=401),
    row("place-figures", _ADMIN),
    row("place-figures-confirm", _SENT, method="post", stranger=401),
    row("place-figures-confirm", {Role.ADMINISTRATOR: 302}),
    row("place-figures-template", _ADMIN),
    row("place-figures-check", _SENT, kwargs=nothing_held),
    row("place-figures-check", _ADMIN, world=a_sheet_of_figures, kwargs=_held),
    row("place-figures-returned", _SENT, kwargs=nothing_held),
    row("place-figures-returned", _ADMIN, world=a_sheet_of_figures, kwargs=_held),
    row("place-calendar", _ADMIN),
    row("place-calendar", _ADMIN, query="?nam=9999"),
    row("place-day-add", _ADMIN),
    row("place-day", _ADMIN, world=a_day, kwargs=_pk),
    row("place-day", kwargs=lambda world: {"pk": 0}),
    row("place-day-remove", _SENT, method="post", stranger=401, world=a_day, kwargs=_pk),
    row("place-day-remove", {Role.ADMINISTRATOR: 405}, world=a_day, kwargs=_pk),
]
