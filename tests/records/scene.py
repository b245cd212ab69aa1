"""A phường with two tổ dân phố, its officer and its Mặt trận, for tests of the kit."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, HamletFactory, UnitFactory
from tests.records.visits.kinds import VISITS
from tests.records.visits.models import Visit
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.records.actions import Entry, enter
from thanthien.units.models import Hamlet, Unit


@dataclass(frozen=True)
class Scene:
    """The people and places."""

    unit: Unit
    hamlets: tuple[Hamlet, Hamlet]
    officer: User
    front: User


def a_scene(code: str = "29999") -> Scene:
    """Made anew, or found again under the same code."""
    unit = UnitFactory(code=code)
    hamlets = (HamletFactory(unit=unit, name="Tổ dân phố 1"), HamletFactory(unit=unit, name="Tổ dân phố 2"))
    return Scene(unit, hamlets, officer_of(unit), person(Role.COMMUNE_FRONT, agency=front_of(unit)))


def officer_of(unit: Unit) -> User:
    return person(Role.COMMUNE_FOCAL, agency=AgencyFactory(committee=True, unit=unit))


def front_of(unit: Unit) -> Any:
    return AgencyFactory(commune_front=True, unit=unit)


def entry(scene: Scene, day: date, hamlet: Hamlet | None = None, **values: Any) -> Entry:
    key = {"key": values.pop("key")} if "key" in values else {}
    told = {"occasion": "illness", "people": 1, "by_head": False, "words": ""} | values
    return Entry(scene.unit, day, told, hamlet, **key)


def visit(scene: Scene, told: datetime, day: date, hamlet: Hamlet | None = None, **values: Any) -> Visit:
    """A visit of a day that the officer told at a moment."""
    with clock.set_to(told):
        made = enter(VISITS, entry(scene, day, hamlet, **values), by=scene.officer)
    assert isinstance(made, Visit)
    return made
