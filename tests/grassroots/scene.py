"""A phường with four tổ dân phố and everybody who reports, for tests of the weekly channel."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.factories.accounts import MembershipFactory, UserFactory, person
from tests.factories.units import AgencyFactory, HamletFactory, UnitFactory
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.records.actions import Entry
from thanthien.units.models import Hamlet, Unit


@dataclass(frozen=True)
class Scene:
    """The people and places; ``head`` speaks for the first tổ dân phố, ``union`` for Hội Nông dân."""

    unit: Unit
    hamlets: tuple[Hamlet, ...]
    head: User
    union: User
    front: User
    officer: User
    chair: User


def a_scene(code: str = "29997") -> Scene:
    unit = UnitFactory(code=code)
    hamlets = tuple(HamletFactory(unit=unit, name=f"Tổ dân phố {n}", sort_key=str(n)) for n in range(1, 5))
    committee = AgencyFactory(committee=True, unit=unit)
    return Scene(
        unit,
        hamlets,
        village_head(hamlets[0]),
        person(Role.UNION_REPORTER, agency=AgencyFactory(commune_union=True, unit=unit)),
        person(Role.COMMUNE_FRONT, agency=AgencyFactory(commune_front=True, unit=unit)),
        person(Role.COMMUNE_OFFICER, agency=committee),
        person(Role.COMMUNE_CHAIR, agency=committee),
    )


def village_head(hamlet: Hamlet) -> User:
    user: User = UserFactory()
    agency = AgencyFactory(committee=True, unit=hamlet.unit)
    MembershipFactory(user=user, agency=agency, role=Role.VILLAGE_HEAD, hamlet=hamlet)
    return user


def opinion(scene: Scene, day: date, hamlet: Hamlet | None = None, **values: Any) -> Entry:
    told = {"topic": "land", "text": "Đường vào xóm bị lấn", "address": "Ngõ 3"} | values
    return Entry(scene.unit, day, told, hamlet)


def nothing(scene: Scene, day: date, hamlet: Hamlet | None = None) -> Entry:
    return Entry(scene.unit, day, {"nothing": True}, hamlet)
