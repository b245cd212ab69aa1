"""The made-up receptions: calendars ahead, sessions held by quality, the next month published, last year left alone."""

from datetime import date

import pytest

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, UnitFactory
from thanthien.accounts.models import Membership
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.actions import load_calendar
from thanthien.engagement.reception_measure import RECEPTION_SESSIONS_HELD
from thanthien.engagement.reception_records import PlannedReception, Promise, Reception
from thanthien.grassroots.queries import year_scope
from thanthien.measures.figures import Ratio
from thanthien.measures.registry import ROOM_OFF
from thanthien.reports.demo.receptions import make_receptions
from thanthien.reports.demo.rooms import use_from
from thanthien.units.models import Unit

pytestmark = pytest.mark.django_db
DEMO_DAY = date(2026, 11, 28)
QUALITY = {"10001": 0.9, "10002": 0.95, "10003": 0.5, "10004": 0.1}


@pytest.fixture
def made() -> int:
    load_calendar(by=None)
    people, units = {}, []
    for code in QUALITY:
        unit = UnitFactory(code=code)
        people[f"congchuc.{code}"] = person(Role.COMMUNE_OFFICER, agency=AgencyFactory(committee=True, unit=unit))
        units.append(unit)
    Membership.objects.update(valid_from=date(2025, 7, 1))
    office = person(Role.CITY_OFFICER)
    with clock.set_to(DEMO_DAY):
        use_from(2026, units, by=office)
        units = list(Unit.objects.filter(code__in=QUALITY).order_by("code"))
        return make_receptions(units, people, QUALITY, full="10001", seed_number=2026, year=2026)


def test_sessions_follow_the_quality(made: int) -> None:
    assert PlannedReception.objects.count() + Reception.objects.count() + Promise.objects.count() == made
    with clock.set_to(DEMO_DAY):
        units = {unit.pk: unit.code for unit in Unit.objects.all()}
        this_year, last_year = (RECEPTION_SESSIONS_HELD.answer(year_scope(year, list(units))) for year in (2026, 2025))
    share = {}
    for unit, code in units.items():
        figure = this_year[unit].figure
        assert isinstance(figure, Ratio)
        share[code] = figure.numerator / figure.denominator
    assert (share["10001"] > 0.75, share["10004"] < 0.6) == (True, True)
    assert set(last_year.values()) == {ROOM_OFF}


def test_next_month_is_published_and_some_promises_wait(made: int) -> None:
    assert PlannedReception.objects.filter(unit__code="10001", planned_on__month=12).count() > 4
    answered = Promise.objects.standing().filter(answered_on__isnull=False).count()
    assert 0 < answered < Promise.objects.count()
