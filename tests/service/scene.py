"""A phường with a decision on its fast day, for tests of the service room."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, UnitFactory
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.calendar import ONE_DAY
from thanthien.records.actions import Entry, enter
from thanthien.records.enums import Through
from thanthien.service.enums import Origin
from thanthien.service.kinds import DAYS, DECISIONS
from thanthien.service.models import FastDay, FastDayDecision
from thanthien.service.procedures import minimum_list
from thanthien.units.models import Unit


@dataclass(frozen=True)
class Scene:
    """A unit and an officer of its Trung tâm."""

    unit: Unit
    officer: User


def a_scene(**unit: Any) -> Scene:
    made = UnitFactory(**unit)
    return Scene(made, officer_of(made))


def officer_of(unit: Unit) -> User:
    return person(Role.SERVICE_OFFICER, agency=AgencyFactory(committee=True, unit=unit))


def decision_entry(unit: Unit, signed: date, **values: Any) -> Entry:
    told = {
        "number": "12/QĐ-UBND", "signer": "Chủ tịch", "weekday": 2, "effective_on": signed,
        "procedures": minimum_list(), "published_on": signed, "link": "",
    }  # fmt: skip
    return Entry(unit, signed, told | values)


def decide(scene: Scene, signed: date, told: date | None = None, **values: Any) -> FastDayDecision:
    """A decision told on the day of its signing; on Wednesdays, with the minimum list, unless said."""
    with clock.set_to(datetime.combine(told or signed, time(17))):
        made = enter(DECISIONS, decision_entry(scene.unit, signed, **values), by=scene.officer)
    assert isinstance(made, FastDayDecision)
    return made


def hold(
    scene: Scene, day: date, received: int = 0, returned: int = 0, told: date | None = None, **values: Any
) -> FastDay:
    """Numbers of a day, told at its end unless said; an extract of the procedures system as a file of the city."""
    told_of = {"received": received, "returned": returned, "nothing": received == 0} | values
    through = Through.CITY_FILE if values.get("origin_of_numbers") == Origin.SYSTEM else Through.PAGE
    entry = Entry(scene.unit, day, told_of, through=through)
    with clock.set_to(datetime.combine(told or day, time(17))):
        made = enter(DAYS, entry, by=scene.officer)
    assert isinstance(made, FastDay)
    return made


def weeks_on(first: date, count: int) -> list[date]:
    """The same weekday of so many weeks."""
    return [first + 7 * number * ONE_DAY for number in range(count)]
