"""The made-up year of weekly reports: heard, late, missing, corrected, and entered all at once at the end."""

from datetime import date, timedelta

import pytest
from django.db.models import F

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, HamletFactory, UnitFactory
from thanthien.accounts.models import Membership
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.grassroots.measures import WEEKLY_REPORTS
from thanthien.grassroots.models import WeeklyReport
from thanthien.grassroots.queries import year_scope
from thanthien.measures.figures import PerPeriod
from thanthien.reports.demo.weekly import make_weekly_reports
from thanthien.units.models import Unit

pytestmark = pytest.mark.django_db


def test_year_of_reports_has_good_missing_late_corrected_and_cheated_weeks() -> None:
    people = {}
    for code in ("10001", "10002"):
        unit = UnitFactory(code=code)
        HamletFactory.create_batch(4, unit=unit)
        agency = AgencyFactory(committee=True, unit=unit)
        people[f"daumoi.{code}"] = person(Role.COMMUNE_FOCAL, agency=agency)
    person(Role.VILLAGE_HEAD, agency=AgencyFactory(committee=True, unit=UnitFactory(code="10001")))
    with clock.set_to(date(2026, 11, 28)):
        made = make_weekly_reports(people, full="10001", seed_number=2026)
        found = WEEKLY_REPORTS.answer(year_scope(2026, list(Unit.objects.values_list("pk", flat=True))))
    reports = WeeklyReport.objects.all()
    assert reports.standing().count() == made
    assert reports.filter(version=2).exists()
    late = reports.filter(made_at__date__gt=F("day") + timedelta(days=14))
    assert sorted(set(late.values_list("unit__code", flat=True))) == ["10001", "10002"]
    at_once = late.filter(made_at__date=date(2026, 11, 28))
    assert set(at_once.values_list("unit__code", flat=True)) == {"10002"}
    for one in found.values():
        assert isinstance(one.figure, PerPeriod)
        counts = [count.records for count in one.figure.counts.values()]
        assert (len(counts), 0 in counts, sum(counts) > 60) == (47, True, True)
    head = Membership.objects.get(role=Role.VILLAGE_HEAD)
    assert head.hamlet is not None
    assert head.hamlet.unit.code == "10001"
