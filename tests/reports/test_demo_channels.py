"""The made-up channels of a year: good units have more that work."""

from datetime import date

import pytest

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, UnitFactory
from thanthien.accounts.models import Membership
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.feedback.channels.catalogue import catalogue
from thanthien.feedback.channels.measures import LIVE_CHANNELS
from thanthien.feedback.models import ChannelTest, FeedbackChannel
from thanthien.grassroots.queries import year_scope
from thanthien.measures.figures import Number
from thanthien.records.models import Photograph
from thanthien.reports.demo import texts
from thanthien.reports.demo.channels import make_channels
from thanthien.units.models import Unit

pytestmark = pytest.mark.django_db
DEMO_DAY = date(2026, 11, 28)
QUALITY = {"10001": 0.9, "10002": 0.95, "10003": 0.5, "10004": 0.05}


@pytest.fixture
def made() -> int:
    people, units = {}, []
    for code in QUALITY:
        unit = UnitFactory(code=code)
        people[f"congchuc.{code}"] = person(Role.COMMUNE_OFFICER, agency=AgencyFactory(committee=True, unit=unit))
        people[f"mttq.{code}"] = person(Role.COMMUNE_FRONT, agency=AgencyFactory(commune_front=True, unit=unit))
        units.append(unit)
    Membership.objects.update(valid_from=date(2025, 7, 1))
    with clock.set_to(DEMO_DAY):
        return make_channels(units, people, QUALITY, full="10001", seed_number=2026, year=2026)


def test_every_record_and_photograph_is_counted(made: int) -> None:
    assert FeedbackChannel.objects.count() + ChannelTest.objects.count() + Photograph.objects.count() == made
    tours = ChannelTest.objects.filter(unit__code="10001").values_list("day__month", flat=True)
    assert len({*tours}) >= 4
    assert {*ChannelTest.objects.exclude(unit__code="10001").values_list("day__month", flat=True)} <= {10, 11}


def test_good_units_have_more_channels_that_work(made: int) -> None:
    codes = dict(Unit.objects.values_list("pk", "code"))
    with clock.set_to(DEMO_DAY):
        found = LIVE_CHANNELS.answer(year_scope(2026, [*codes]))
    live = {codes[unit]: one.figure.number for unit, one in found.items() if isinstance(one.figure, Number)}
    assert min(live["10001"], live["10002"]) >= 4 > live["10004"]


def test_kinds_are_those_of_the_list() -> None:
    assert {*texts.FEEDBACK_CHANNELS} <= {*catalogue()}
