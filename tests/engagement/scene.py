"""A unit with its officer, for tests of the room; what is told of receptions."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, UnitFactory
from thanthien.accounts.models import Membership, User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.engagement.kinds import PLANS, PROMISES, RECEPTIONS
from thanthien.engagement.reception_records import PlannedReception, Promise, Reception
from thanthien.records.actions import Entry, enter
from thanthien.units.models import Unit

PARTY, GOVERNMENT = "party", "government"


@dataclass(frozen=True)
class Scene:
    """A unit and its focal officer."""

    unit: Unit
    officer: User


def a_scene(**unit: Any) -> Scene:
    made = UnitFactory(**unit)
    return Scene(made, officer_of(made))


def officer_of(unit: Unit) -> User:
    """In office since the units began, so that the year before can be told of."""
    made = person(Role.COMMUNE_FOCAL, agency=AgencyFactory(committee=True, unit=unit))
    Membership.objects.filter(user=made).update(valid_from=date(2025, 7, 1))
    return made


def plan_entry(unit: Unit, planned_on: date, head: str = GOVERNMENT, **values: Any) -> Entry:
    told = {
        "head": head, "meeting": "reception", "planned_on": planned_on, "hours": "8 giờ đến 11 giờ",
        "venue": "Phòng tiếp công dân",
    }  # fmt: skip
    return Entry(unit, clock.today(), told | values)


def plan(scene: Scene, planned_on: date, head: str = GOVERNMENT, *, on: date | None = None, **values: Any) -> Any:
    """A day of the calendar, published two weeks ahead unless said."""
    with clock.set_to(datetime.combine(on or planned_on - timedelta(days=14), time(9))):
        made = enter(PLANS, plan_entry(scene.unit, planned_on, head, **values), by=scene.officer)
    assert isinstance(made, PlannedReception)
    return made


def reception_entry(unit: Unit, day: date, head: str = GOVERNMENT, **values: Any) -> Entry:
    told = {"head": head, "meeting": "reception", "received": 3, "matters": 2, "kinds": "dat-dai"}
    return Entry(unit, day, told | values)


def hold(scene: Scene, day: date, head: str = GOVERNMENT, *, told: date | None = None, **values: Any) -> Reception:
    """A session, told on its evening unless said."""
    with clock.set_to(datetime.combine(told or day, time(17))):
        made = enter(RECEPTIONS, reception_entry(scene.unit, day, head, **values), by=scene.officer)
    assert isinstance(made, Reception)
    return made


def delegate(scene: Scene, day: date, head: str = GOVERNMENT) -> Reception:
    return hold(scene, day, head, presided="delegated", delegate="Phó Chủ tịch", basis="Đi họp thành phố")


def promise_entry(unit: Unit, day: date, **values: Any) -> Entry:
    told = {"head": GOVERNMENT, "subject": "Sửa cống ở thôn Đông", "due_on": day + timedelta(days=10), "public": True}
    return Entry(unit, day, told | values)


def promise(scene: Scene, day: date, **values: Any) -> Promise:
    """What was promised at a session, held where it was not yet."""
    head = values.get("head", GOVERNMENT)
    if not Reception.objects.filter(unit=scene.unit, head=head, day=day).exists():
        hold(scene, day, head)
    with clock.set_to(datetime.combine(day, time(17))):
        made = enter(PROMISES, promise_entry(scene.unit, day, **values), by=scene.officer)
    assert isinstance(made, Promise)
    return made
