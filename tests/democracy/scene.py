"""A phường with its committee, Mặt trận Tổ quốc and Ban Thanh tra nhân dân, for tests of the room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, HamletFactory, UnitFactory
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.democracy.kinds import ANSWERS, CONSULTATIONS, DECISIONS, RECOMMENDATIONS, SESSIONS
from thanthien.democracy.models import (
    CommunityDecision,
    Consultation,
    Recommendation,
    RecommendationAnswer,
    SupervisionSession,
)
from thanthien.records.actions import Entry, enter
from thanthien.records.kinds import RecordKind
from thanthien.units.enums import AgencyKind
from thanthien.units.models import Agency, Hamlet, Unit

PLAN = {
    "body": "commune_front", "subject": "Thu, chi quỹ vì người nghèo", "project": "", "starts_on": date(2026, 6, 15),
    "sent_on": date(2026, 6, 5), "document": "05/KH-MTTQ",
}  # fmt: skip
SESSION = {
    "body": "commune_front", "subject": "Thu, chi quỹ vì người nghèo", "project": "", "findings": "Sổ thu, chi đủ",
    "breaches": 0, "public": True,
}  # fmt: skip
RECOMMENDED = {
    "body": "commune_front", "subject": "Niêm yết thu, chi quỹ", "project": "",
    "words": "Niêm yết tại nhà văn hóa các tổ dân phố", "document": "07/KN-MTTQ", "public": True,
}  # fmt: skip
ANSWERED = {"reply": "done", "words": "Đã niêm yết tại 12 nhà văn hóa", "document": "40/UBND-VP"}


@dataclass(frozen=True)
class Scene:
    """Who acts, and where."""

    unit: Unit
    officer: User
    front: User
    inspection: User
    hamlets: tuple[Hamlet, ...]


def a_scene(**unit: Any) -> Scene:
    made = UnitFactory(**unit)
    return Scene(
        made,
        person(Role.COMMUNE_OFFICER, agency=AgencyFactory(committee=True, unit=made)),
        person(Role.COMMUNE_FRONT, agency=AgencyFactory(commune_front=True, unit=made)),
        person(Role.UNION_REPORTER, agency=inspection_of(made)),
        tuple(HamletFactory(unit=made, name=f"Tổ dân phố {number}") for number in (1, 2)),
    )


def inspection_of(unit: Unit) -> Agency:
    agency: Agency = AgencyFactory(
        code=f"ttnd-{unit.code}", name="Ban Thanh tra nhân dân", kind=AgencyKind.PEOPLES_INSPECTION, unit=unit
    )
    return agency


def told(kind: RecordKind, scene: Scene, by: User, day: date, values: dict[str, Any]) -> Any:
    """A record told at five in the afternoon of its day."""
    with clock.set_to(datetime.combine(day, time(17))):
        return enter(kind, Entry(scene.unit, day, values), by=by)


def supervise(scene: Scene, day: date, *, plan: UUID | None = None, **values: Any) -> SupervisionSession:
    made = told(SESSIONS, scene, scene.front, day, SESSION | {"plan": plan} | values)
    assert isinstance(made, SupervisionSession)
    return made


def recommend(scene: Scene, day: date, *, session: UUID | None = None, **values: Any) -> Recommendation:
    made = told(RECOMMENDATIONS, scene, scene.front, day, RECOMMENDED | {"session": session} | values)
    assert isinstance(made, Recommendation)
    return made


def answer(scene: Scene, recommendation: Recommendation, day: date, **values: Any) -> RecommendationAnswer:
    named = {"recommendation": recommendation.origin}
    made = told(ANSWERS, scene, scene.officer, day, ANSWERED | named | values)
    assert isinstance(made, RecommendationAnswer)
    return made


CONSULTED = {
    "matter": "dau-tu", "subject": "Mở rộng đường tổ dân phố 3", "asked": "các hộ tổ dân phố 3",
    "ways": "hop; cong-ttdt", "closes_on": date(2026, 6, 30), "document": "21/TB-UBND",
}  # fmt: skip
RESULT = {
    "told_on": date(2026, 7, 7),
    "answered": 40,
    "agreed": 31,
    "result": "Đa số đồng ý; đã tiếp thu ý kiến về cây.",
}
DECIDED = {
    "matter": "dong-gop", "subject": "Đóng góp sửa đường ngõ", "voting": "meeting", "total": 90, "present": 70,
    "agreed": 60, "against": 4, "decided": "Mỗi hộ đóng góp 500.000 đồng", "minutes": "02/BB",
}  # fmt: skip


def consult(scene: Scene, day: date, **values: Any) -> Consultation:
    made = told(CONSULTATIONS, scene, scene.officer, day, CONSULTED | values)
    assert isinstance(made, Consultation)
    return made


def decide(scene: Scene, day: date, *, whole: bool = False, by: User | None = None, **values: Any) -> CommunityDecision:
    """In the first tổ dân phố, or for the whole unit."""
    entry = Entry(scene.unit, day, DECIDED | values, None if whole else scene.hamlets[0])
    with clock.set_to(datetime.combine(day, time(20))):
        made = enter(DECISIONS, entry, by=by or scene.officer)
    assert isinstance(made, CommunityDecision)
    return made


def head_of(scene: Scene) -> User:
    """The head of the first tổ dân phố."""
    user = person(Role.VILLAGE_HEAD, agency=scene.officer.memberships.get().agency)
    user.memberships.update(hamlet=scene.hamlets[0])
    return User.objects.get(pk=user.pk)
