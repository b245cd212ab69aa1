"""The made-up rosters: better units have more weeks with shifts, and nothing is told before its day."""

from datetime import date

import pytest

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, UnitFactory
from thanthien.accounts.models import Membership
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.grassroots.queries import year_scope
from thanthien.measures.figures import PerPeriod
from thanthien.reports.demo.support import make_support
from thanthien.service.roster.measures import SUPPORT_SHIFTS
from thanthien.service.roster.models import ShiftPresence, SupportShift

pytestmark = pytest.mark.django_db
DEMO_DAY = date(2026, 3, 28)
QUALITY = {"10001": 0.95, "10002": 0.05}


def test_shifts_follow_the_quality() -> None:
    people, units = {}, []
    for code in QUALITY:
        unit = UnitFactory(code=code)
        people[f"congchuc.{code}"] = person(Role.COMMUNE_OFFICER, agency=AgencyFactory(committee=True, unit=unit))
        units.append(unit)
    Membership.objects.update(valid_from=date(2025, 7, 1))
    with clock.set_to(DEMO_DAY):
        made = make_support(units, people, QUALITY, year=2026, seed_number=2026)
        found = SUPPORT_SHIFTS.answer(year_scope(2026, [one.pk for one in units]))
    assert made == SupportShift.objects.count() + ShiftPresence.objects.count()
    weeks = []
    for unit in units:
        figure = found[unit.pk].figure
        assert isinstance(figure, PerPeriod)
        weeks.append(sum(one.records >= 2 for one in figure.counts.values()))
    assert weeks[0] > 2 * weeks[1]
    assert not ShiftPresence.objects.filter(day__gt=DEMO_DAY).exists()
