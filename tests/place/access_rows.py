"""Who gets what on the pages of the place."""

from datetime import date
from typing import Any

from tests.access_rows import World, row
from tests.core.workbooks.held import held_sheet, nothing_held
from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, UnitFactory
from thanthien.accounts.positions import OFFICE
from thanthien.accounts.roles import Role
from thanthien.core.enums import DayKind
from thanthien.core.models import CalendarDay
from thanthien.place.figures_workbook import figures_import
from thanthien.place.hamlets_workbook import hamlets_import
from thanthien.place.other_names_workbook import other_names_import
from thanthien.place.units_workbook import units_import
from thanthien.units.changing import merge_units
from thanthien.units.models import UnitChange, UnitName

_ADMIN = {Role.ADMINISTRATOR: 200}
_SENT = {Role.ADMINISTRATOR: 302}
_OFFICE = {Role.CITY_OFFICER: 200, Role.CITY_HEAD: 200}
_READY = dict.fromkeys((*OFFICE, Role.ADMINISTRATOR), 200)
_GIVEN = {"as_of": date(2026, 1, 1), "source": "Thử"}


def an_agency() -> World:
    """One department."""
    return World(agency=AgencyFactory())


def an_ending_agency() -> World:
    """One department whose end is noted ahead."""
    return World(agency=AgencyFactory(valid_to=date(2099, 12, 31)))


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


def a_sheet_of_names() -> World:
    """A file of other names that an administrator sent."""
    admin = person(Role.ADMINISTRATOR)
    return World({Role.ADMINISTRATOR: admin}, held=held_sheet(other_names_import, admin))


def a_name() -> World:
    """Another name of a unit."""
    return World(name=UnitName.objects.create(unit=UnitFactory(), name="Cát Bà"))


def a_merger() -> World:
    """One unit went into another."""
    old, into = UnitFactory(), UnitFactory()
    merge_units(unit_ids=[old.pk], into_id=into.pk, on=date(2026, 7, 1), document_number="1", by=None)
    return World(change=UnitChange.objects.get())


def _unit(world: World) -> dict[str, str]:
    return {"code": world.unit.code}


def _name(world: World) -> dict[str, int]:
    return {"pk": world.name.pk}


def _change(world: World) -> dict[str, int]:
    return {"pk": world.change.pk}


def _held(world: World) -> dict[str, Any]:
    return {"uuid": world.held.pk}


def _pk(world: World) -> dict[str, int]:
    return {"pk": world.day.pk}


ROWS = [
    row("place-readiness", _READY),
    row("place-readiness", _READY, query="?nam=99999999999"),
    row("place-readiness-households", _READY),
    row("place-readiness-hamlets", _READY),
    row("place-units", _ADMIN),
    row("place-units", _ADMIN, query="?q=hai&loai=xyz"),
    row("place-unit-hamlets", _ADMIN, world=a_unit, kwargs=lambda world: {"code": world.unit.code}),
    row("place-unit-hamlets", kwargs=lambda world: {"code": "khong-co"}),
    row("place-units", _ADMIN, query="?con=da-het&q=hai&loai=xa"),
    row("place-unit", _ADMIN, world=a_unit, kwargs=_unit),
    row("place-unit", kwargs=lambda world: {"code": "khong-co"}),
    row("place-unit-rename", _ADMIN, world=a_unit, kwargs=_unit),
    row("place-unit-rename", kwargs=lambda world: {"code": "khong-co"}),
    row("place-other-name-add", _ADMIN, world=a_unit, kwargs=_unit),
    row("place-other-name-add", kwargs=lambda world: {"code": "khong-co"}),
    row("place-other-name-remove", _SENT, method="post", stranger=401, world=a_name, kwargs=_name),
    row("place-other-name-remove", {Role.ADMINISTRATOR: 302}, world=a_name, kwargs=_name),
    row("rooms", _OFFICE | {Role.ADMINISTRATOR: 200, Role.AUDITOR: 200}),
    row("rooms-switch", _OFFICE, world=a_unit, kwargs=lambda world: {"room": "service"}),
    row("rooms-switch", kwargs=lambda world: {"room": "khong-co"}),
    row("place-units-merge", _ADMIN, world=a_unit),
    row("place-unit-change-back", _ADMIN, world=a_merger, kwargs=_change),
    row("place-unit-change-back", kwargs=lambda world: {"pk": 0}),
    row("place-other-names", _ADMIN),
    row("place-other-names-confirm", _SENT, method="post", stranger=401),
    row("place-other-names-confirm", {Role.ADMINISTRATOR: 302}),
    row("place-other-names-template", _ADMIN),
    row("place-other-names-export", _ADMIN),
    row("place-other-names-check", _SENT, kwargs=nothing_held),
    row("place-other-names-check", _ADMIN, world=a_sheet_of_names, kwargs=_held),
    row("place-other-names-returned", _SENT, kwargs=nothing_held),
    row("place-other-names-returned", _ADMIN, world=a_sheet_of_names, kwargs=_held),
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
    row("place-agencies", _ADMIN, query="?con=da-het&q=so"),
    row("place-agency-add", _ADMIN),
    row("place-agency-end", _ADMIN, world=an_agency, kwargs=lambda world: {"code": world.agency.code}),
    row("place-agency-end", kwargs=lambda world: {"code": "khong-co"}),
    row("place-agency-end-back", _ADMIN, world=an_ending_agency, kwargs=lambda world: {"code": world.agency.code}),
    row("place-agency-end-back", kwargs=lambda world: {"code": "khong-co"}),
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
    row("place-installation", _ADMIN),
    row("place-calendar", _ADMIN),
    row("place-calendar", _ADMIN, query="?nam=9999"),
    row("place-day-add", _ADMIN),
    row("place-day", _ADMIN, world=a_day, kwargs=_pk),
    row("place-day", kwargs=lambda world: {"pk": 0}),
    row("place-day-remove", _ADMIN, method="post", stranger=401, world=a_day, kwargs=_pk),
    row("place-day-remove", {Role.ADMINISTRATOR: 302}, world=a_day, kwargs=_pk),
]
