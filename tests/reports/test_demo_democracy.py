"""The made-up grassroots democracy of a year: asked, decided, supervised, answered by quality."""

from datetime import date

import pytest

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, HamletFactory, UnitFactory
from thanthien.accounts.models import Membership
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.actions import load_calendar
from thanthien.democracy.models import (
    CommunityDecision,
    Consultation,
    Recommendation,
    RecommendationAnswer,
    SupervisionPlan,
    SupervisionSession,
)
from thanthien.reports.demo.democracy import make_democracy

pytestmark = pytest.mark.django_db
DEMO_DAY = date(2026, 11, 28)
QUALITY = {f"{10001 + number}": 0.95 if number < 6 else 0.1 for number in range(12)}
MODELS = (Consultation, CommunityDecision, SupervisionPlan, SupervisionSession, Recommendation, RecommendationAnswer)


@pytest.fixture
def made() -> int:
    load_calendar(by=None)
    people, units = {}, []
    for code in QUALITY:
        unit = UnitFactory(code=code)
        people[f"congchuc.{code}"] = person(Role.COMMUNE_OFFICER, agency=AgencyFactory(committee=True, unit=unit))
        people[f"mttq.{code}"] = person(Role.COMMUNE_FRONT, agency=AgencyFactory(commune_front=True, unit=unit))
        for number in range(1, 4):  # of all that they decide some doesn't pass
            HamletFactory(unit=unit, name=f"Thôn {number}")
        units.append(unit)
    Membership.objects.update(valid_from=date(2025, 7, 1))
    with clock.set_to(DEMO_DAY):
        return make_democracy(units, people, QUALITY, full="10001", seed_number=2026, year=2026)


def test_every_record_is_counted_and_names_what_led_to_it(made: int) -> None:
    assert sum(model.objects.count() for model in MODELS) == made
    plans = set(SupervisionPlan.objects.values_list("origin", flat=True))
    assert set(SupervisionSession.objects.values_list("plan", flat=True)) <= plans
    assert RecommendationAnswer.objects.count() > 0


def test_good_committees_answer_more(made: int) -> None:
    asked, answered = ([model.objects.filter(unit__code__lt="10007").count(),
                        model.objects.filter(unit__code__gte="10007").count()]
                       for model in (Recommendation, RecommendationAnswer))  # fmt: skip
    assert answered[0] / asked[0] > answered[1] / asked[1]


def test_consultations_are_told_and_decisions_pass_or_not(made: int) -> None:
    standing = Consultation.objects.standing()
    assert standing.filter(told_on__isnull=False).exists()
    assert standing.filter(told_on__isnull=True).exists()
    assert {one.passed for one in CommunityDecision.objects.all()} == {True, False}
