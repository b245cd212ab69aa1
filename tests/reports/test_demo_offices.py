"""The made-up offices of a year: good units check in both halves, weak ones leave out; breaches, files of the owner."""

from datetime import date

import pytest

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, HamletFactory, UnitFactory
from thanthien.accounts.models import Membership
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.grassroots.queries import year_scope
from thanthien.measures.figures import Absent, Items, Passed, Ratio
from thanthien.measures.registry import ROOM_OFF, Measure
from thanthien.records.models import Photograph
from thanthien.reports.demo.offices import BREACHES, make_offices
from thanthien.reports.demo.rooms import use_from
from thanthien.units.models import Unit
from thanthien.workplace.coverage import APP_HOUSEHOLDS, DIGITAL_RADIO
from thanthien.workplace.measures import SERVICE_CENTRE_ITEMS, SMOKE_FREE
from thanthien.workplace.models import AppHouseholds, CentreCheck, GreenView, RadioTest, SmokingInspection

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
        people[f"congchuc.{code}"] = person(Role.COMMUNE_OFFICER, agency=agency)
        for number in range(1, 5):
            HamletFactory(unit=unit, name=f"Thôn {number}")
        units.append(unit)
    people |= {job: person(Role.APPRAISER) for job in ("td.yte", "td.khcn")}
    people["chuyenvien"] = person(Role.CITY_OFFICER)
    Membership.objects.update(valid_from=date(2025, 1, 1))
    use_from(2026, units, by=people["chuyenvien"])
    with clock.set_to(DEMO_DAY):
        return make_offices(units, people, QUALITY, full=FULL, seed_number=2026, year=2026)


def figures(measure: Measure, year: int = 2026) -> dict[str, object]:
    with clock.set_to(DEMO_DAY):
        codes = dict(Unit.objects.values_list("pk", "code"))
        found = measure.answer(year_scope(year, list(codes)))
    return dict(sorted((codes[unit], one.figure) for unit, one in found.items()))


def test_every_record_and_photograph_is_counted(made: int) -> None:
    models = (CentreCheck, GreenView, SmokingInspection, RadioTest, AppHouseholds)
    assert sum(model.objects.count() for model in models) + Photograph.objects.count() == made
    assert AppHouseholds.objects.count() == 3 * len(QUALITY)
    assert Photograph.objects.filter(kind="workplace.centre_check").count() > 0


def test_figures_follow_the_quality_and_two_units_have_a_breach(made: int) -> None:
    items = figures(SERVICE_CENTRE_ITEMS)
    assert [sum(one.items.values()) > 4 for one in items.values() if isinstance(one, Items)][:2] == [True, True]
    smoke = figures(SMOKE_FREE)
    breached = set(SmokingInspection.objects.filter(result="breach").values_list("unit__code", flat=True))
    assert len(breached) == min(BREACHES, len(QUALITY) - 1)
    assert {smoke[code] for code in breached} == {Passed(False)}
    radio = [one.numerator for one in figures(DIGITAL_RADIO).values() if isinstance(one, Ratio)]
    assert len(radio) == len(QUALITY)
    assert radio[1] > radio[4]
    assert not any(isinstance(one, Absent) for one in figures(APP_HOUSEHOLDS).values())


def test_year_before_has_no_figure_of_the_room(made: int) -> None:
    assert set(figures(SMOKE_FREE, 2025).values()) == {ROOM_OFF.figure}
