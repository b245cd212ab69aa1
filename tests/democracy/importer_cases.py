"""The importers of the room, for the tests of all importers."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from tests.democracy.scene import ANSWERED, CONSULTED, DECIDED, PLAN, RECOMMENDED, SESSION
from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, UnitFactory
from tests.importer_case import ImporterCase
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.formats import date_vn
from thanthien.democracy.catalogue import community_choices, consultation_choices
from thanthien.democracy.models import (
    CommunityDecision,
    Consultation,
    Recommendation,
    SupervisionPlan,
    SupervisionSession,
)
from thanthien.democracy.views import (
    answer_pages,
    consultation_pages,
    decision_pages,
    plan_pages,
    recommendation_pages,
    session_pages,
)
from thanthien.records.actions import Entry, enter, enter_all
from thanthien.records.kinds import RecordKind

OFFICER = Role.COMMUNE_OFFICER
CODE = "29992"
OF_EACH = 10  # records of a day
FRONT = "Mặt trận Tổ quốc và các tổ chức thành viên"


def of_the_front() -> User:
    return person(Role.COMMUNE_FRONT, agency=AgencyFactory(commune_front=True, unit=UnitFactory(code=CODE)))


def days(count: int) -> list[Any]:
    """The last days, each so many times."""
    return [clock.today() - timedelta(days=number // OF_EACH) for number in range(count)]


def _some(kind: RecordKind, count: int, by: User, values: dict[str, Any]) -> None:
    unit = UnitFactory(code=CODE)
    entries = [
        Entry(unit, day, values | {"subject": f"{values['subject']} {number}"})
        for number, day in enumerate(days(count))
    ]
    enter_all(kind, entries, by=by)


def some_plans(count: int) -> None:
    ahead = {"starts_on": clock.today() + timedelta(days=9), "sent_on": clock.today()}
    _some(plan_pages.kind, count, of_the_front(), PLAN | ahead)


def new_plans(count: int) -> Sequence[Sequence[Any]]:
    UnitFactory(code=CODE)
    starts = date_vn(clock.today() + timedelta(days=9))
    return [
        [CODE, "", "", date_vn(day), FRONT, f"Quỹ tổ {number}", "", starts, date_vn(day), f"{number}/KH", ""]
        for number, day in enumerate(days(count))
    ]


def some_sessions(count: int) -> None:
    _some(session_pages.kind, count, of_the_front(), SESSION | {"plan": None})


def new_sessions(count: int) -> Sequence[Sequence[Any]]:
    UnitFactory(code=CODE)
    return [
        [CODE, "", "", date_vn(day), FRONT, f"Quỹ tổ {number}", "", "Sổ thu, chi đủ", 0, "có", ""]
        for number, day in enumerate(days(count))
    ]


def some_recommendations(count: int) -> None:
    _some(recommendation_pages.kind, count, of_the_front(), RECOMMENDED | {"session": None})


def new_recommendations(count: int) -> Sequence[Sequence[Any]]:
    UnitFactory(code=CODE)
    return [
        [CODE, "", "", date_vn(day), FRONT, f"Quỹ tổ {number}", "", "Niêm yết thu, chi", f"{number}/KN", "không", ""]
        for number, day in enumerate(days(count))
    ]


def an_officer() -> User:
    return person(OFFICER, agency=AgencyFactory(committee=True, unit=UnitFactory(code=CODE)))


def some_consultations(count: int) -> None:
    _some(consultation_pages.kind, count, an_officer(), CONSULTED | {"closes_on": clock.today() + timedelta(days=30)})


def new_consultations(count: int) -> Sequence[Sequence[Any]]:
    UnitFactory(code=CODE)
    closes = date_vn(clock.today() + timedelta(days=30))
    matter = dict(consultation_choices())["dau-tu"]
    return [
        [
            CODE, "", "", date_vn(day), matter, f"Đường {number}", "các hộ", "hop; cong-ttdt", closes, "", "", "", "",
            "", "", "", "",
        ]
        for number, day in enumerate(days(count))
    ]  # fmt: skip


def some_decisions(count: int) -> None:
    _some(decision_pages.kind, count, an_officer(), DECIDED)


def new_decisions(count: int) -> Sequence[Sequence[Any]]:
    UnitFactory(code=CODE)
    matter = dict(community_choices())["dong-gop"]
    return [
        [
            CODE, "", "", date_vn(day), matter, f"Đường {number}", "họp cộng đồng dân cư", 12, 12, 9, 1, "Làm đường",
            "", "", "", "", "", "không", "không", "",
        ]
        for number, day in enumerate(days(count))
    ]  # fmt: skip


def one_of_each() -> None:
    """A row in each list of the room."""
    some_plans(1)
    some_sessions(1)
    some_recommendations(1)
    some_consultations(1)
    some_decisions(1)
    recommendation = Recommendation.objects.get()
    committee = AgencyFactory(committee=True, unit=recommendation.unit)
    answered = ANSWERED | {"recommendation": recommendation.origin}
    enter(answer_pages.kind, Entry(recommendation.unit, clock.today(), answered), by=person(OFFICER, agency=committee))


def _state(model: Any) -> Any:
    return lambda: list(model.objects.order_by("pk").values_list())


CASES = [
    ImporterCase(
        consultation_pages.importer,
        stock=some_consultations,
        fresh=new_consultations,
        state=_state(Consultation),
        sender=an_officer,
    ),
    ImporterCase(
        decision_pages.importer,
        stock=some_decisions,
        fresh=new_decisions,
        state=_state(CommunityDecision),
        sender=an_officer,
    ),
    ImporterCase(
        plan_pages.importer, stock=some_plans, fresh=new_plans, state=_state(SupervisionPlan), sender=of_the_front
    ),
    ImporterCase(
        session_pages.importer,
        stock=some_sessions,
        fresh=new_sessions,
        state=_state(SupervisionSession),
        sender=of_the_front,
    ),
    ImporterCase(
        recommendation_pages.importer,
        stock=some_recommendations,
        fresh=new_recommendations,
        state=_state(Recommendation),
        sender=of_the_front,
    ),
]
