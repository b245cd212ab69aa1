"""The made-up year of fast days: decided early, late, in part or never; counted in time, late, by procedure, twice."""

from datetime import date, datetime, timedelta

import pytest
from django.db.models import Count

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, UnitFactory
from thanthien.accounts.models import Membership
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.clock import ZONE
from thanthien.core.codes import parted
from thanthien.grassroots.queries import year_scope
from thanthien.measures.figures import Passed, PerPeriod, Ratio
from thanthien.reports.demo.fast_days import CHEATS, make_fast_days
from thanthien.service.enums import Origin
from thanthien.service.measures import FAST_DAY_PUBLISHED, FAST_DAY_SAME_DAY, FAST_DAY_WEEKS
from thanthien.service.models import FastDay, FastDayDecision
from thanthien.units.models import Unit

pytestmark = pytest.mark.django_db
DEMO_DAY = date(2026, 11, 28)
FULL = "10001"
QUALITY = {"10001": 0.9, "10002": 0.95, "10003": 0.8, "10004": 0.5, "10005": 0.1}


@pytest.fixture
def made() -> int:
    people, units = {}, []
    for code in QUALITY:
        unit = UnitFactory(code=code)
        agency = AgencyFactory(committee=True, unit=unit)
        people[f"chutich.{code}"] = person(Role.COMMUNE_CHAIR, agency=agency)
        people[f"congchuc.{code}"] = person(Role.COMMUNE_OFFICER, agency=agency)
        if code == FULL:
            people[f"motcua.{code}"] = person(Role.SERVICE_OFFICER, agency=agency)
        units.append(unit)
    Membership.objects.update(valid_from=date(2025, 7, 1))  # before the first decisions
    with clock.set_to(DEMO_DAY):
        return make_fast_days(units, people, QUALITY, full=FULL, seed_number=2026)


def cheats() -> dict[str, int]:
    evening = datetime(2026, 11, 24, 20, 50, tzinfo=ZONE)
    rows = FastDay.objects.filter(told_at=evening).values_list("unit__code")
    return dict(rows.annotate(count=Count("pk")).order_by())


def test_weeks_held_follow_the_quality(made: int) -> None:
    assert FastDay.objects.count() + FastDayDecision.objects.count() == made
    with clock.set_to(DEMO_DAY):
        scope = year_scope(2026, list(Unit.objects.values_list("pk", flat=True)))
        weeks, share, decided = (
            {Unit.objects.get(pk=unit).code: one.figure for unit, one in measure.answer(scope).items()}
            for measure in (FAST_DAY_WEEKS, FAST_DAY_SAME_DAY, FAST_DAY_PUBLISHED)
        )
    held = {}
    for code, figure in weeks.items():
        assert isinstance(figure, PerPeriod)
        held[code] = sum(one.records for one in figure.counts.values())
    assert held[FULL] > 38
    assert held["10005"] == 0
    assert max(held[code] for code in cheats()) < 20
    assert decided["10005"] == Passed(False)
    assert decided[FULL] == Passed(True)
    full = share[FULL]
    assert isinstance(full, Ratio)
    assert 0.8 < full.numerator / full.denominator < 1


def test_units_that_stopped_enter_their_missed_days_on_one_evening(made: int) -> None:
    found = cheats()
    assert FULL not in found
    assert set(found) <= {code for code in QUALITY if code != FULL}
    assert 1 <= len(found) <= CHEATS
    assert min(found.values()) >= 30


def test_full_unit_changes_its_day_counts_by_procedure_and_has_extracts(made: int) -> None:
    first, second = FastDayDecision.objects.filter(unit__code=FULL).order_by("day")
    assert first.weekday != second.weekday
    rows = FastDay.objects.filter(unit__code=FULL, version=1)
    counted, extracted = (rows.filter(origin_of_numbers=origin) for origin in (Origin.COUNTED, Origin.SYSTEM))
    assert not counted.filter(procedure="").exists()
    assert set(extracted.values_list("procedure", flat=True)) == {""}
    assert set(extracted.values_list("through", flat=True)) == {"city_file"}
    for one in extracted:
        taken = one.told_at.astimezone(ZONE).date()
        assert (taken.year * 12 + taken.month) == one.day.year * 12 + one.day.month + 1
    for decision, until in ((first, second.effective_monday), (second, DEMO_DAY)):
        days = counted.filter(day__range=(decision.effective_monday, until - timedelta(days=1)))
        assert set(days.values_list("procedure", flat=True)) == set(parted(decision.procedures))


def test_corrections_say_more_than_what_they_correct(made: int) -> None:
    right = FastDay.objects.filter(version=2).select_related("corrects")
    assert right
    assert all(one.received > one.corrects.received and one.day == one.corrects.day for one in right)
