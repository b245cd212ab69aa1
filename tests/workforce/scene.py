"""A phường with its keeper and Chủ tịch, and the standing office, for tests of the staff."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, UnitFactory
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.measures.figures import Finding
from thanthien.measures.queries import scope_of
from thanthien.measures.registry import Measure
from thanthien.measures.scope import Scope, Span
from thanthien.records.actions import Entry, enter
from thanthien.records.kinds import RecordKind
from thanthien.units.models import Unit
from thanthien.workforce.actions import enter_staff
from thanthien.workforce.enums import Topic
from thanthien.workforce.kinds import COMMENDATIONS, COMMITMENTS, COUNTS, COURSES, RATINGS, SANCTIONS, STATEMENTS
from thanthien.workforce.models import StaffEntry

YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
JOINED = date(2025, 8, 1)


@dataclass(frozen=True)
class Scene:
    """A unit, who keeps its registers, who signs for it, and an officer of Sở Nội vụ."""

    unit: Unit
    keeper: User
    chair: User
    office: User


def a_scene(**unit: Any) -> Scene:
    made = UnitFactory(**{"valid_from": date(2025, 7, 1)} | unit)
    committee = AgencyFactory(committee=True, unit=made)
    return Scene(
        made,
        person(Role.COMMUNE_FOCAL, agency=committee),
        person(Role.COMMUNE_CHAIR, agency=committee),
        person(Role.CITY_OFFICER),
    )


def staff_values(number: int, **values: Any) -> dict[str, Any]:
    told = {"number": number, "post": "chuyên viên", "document": "12/QĐ-UBND ngày 01/08/2025"}
    return told | values


def put_on_roll(scene: Scene, number: int, name: str = "", day: date = JOINED, **values: Any) -> StaffEntry:
    entry = Entry(scene.unit, day, staff_values(number, **values))
    made = enter_staff(entry, name=name or f"Trần Văn Số {number}", by=scene.keeper)
    assert isinstance(made, StaffEntry)
    return made


def told(kind: RecordKind, unit: Unit, day: date, by: User, **values: Any) -> Any:
    """A record told at the end of its day, or in January where that was before; now where it has not come."""
    moment = min(datetime.combine(max(day, date(2026, 1, 5)), time(17), clock.ZONE), clock.now())
    with clock.set_to(moment):
        return enter(kind, Entry(unit, day, values), by=by)


def teach(scene: Scene, day: date, attendees: str, hours: int = 4, title: str = "Kỹ năng giao tiếp") -> Any:
    return told(
        COURSES, scene.unit, day, scene.keeper, title=title, topic=Topic.MANNER, hours=hours,
        organiser="Trường Chính trị", document="15/KH-UBND", attendees=attendees,
    )  # fmt: skip


def sign(scene: Scene, day: date, signers: str) -> Any:
    return told(COMMITMENTS, scene.unit, day, scene.keeper, signers=signers)


def count(scene: Scene, day: date, people: int) -> Any:
    return told(COUNTS, scene.unit, day, scene.office, people=people)


def punish(scene: Scene, day: date, by: User | None = None, **values: Any) -> Any:
    given = {"administrative": "khien-trach", "party": "", "decided_on": day, "document": f"{day:%d}/QĐ-UBND"}
    return told(SANCTIONS, scene.unit, day, by or scene.keeper, **given | values)


def state(scene: Scene, day: date, cases: int = 0) -> Any:
    return told(STATEMENTS, scene.unit, day, scene.chair, cases=cases)


def scope_on(day: date, *units: Unit, known_at: datetime | None = None, **chosen: Any) -> Scope:
    return scope_of(YEAR, day, [unit.pk for unit in units], known_at=known_at, chosen=chosen)


def finding(measure: Measure, scene: Scene, day: date, **options: Any) -> Finding:
    return measure.answer(scope_on(day, scene.unit, **options))[scene.unit.pk]


def praise(scene: Scene, day: date, people: int = 2) -> Any:
    values = {"award": "city", "people": people, "document": f"{day:%d%m}/QĐ-UBND"}
    return told(COMMENDATIONS, scene.unit, day, scene.keeper, **values)


def rate(scene: Scene, day: date, **values: int) -> Any:
    given = {"year": day.year, "excellent": 4, "good": 15, "fair": 1, "failed": 0, "document": "90/TB-UBND"}
    return told(RATINGS, scene.unit, day, scene.keeper, **given | values)
