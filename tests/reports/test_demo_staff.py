"""The made-up staff: a roll in spring, courses by quality, two Chủ tịch who say nothing, one who is contradicted."""

from datetime import date

import pytest

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, UnitFactory
from thanthien.accounts.models import Membership
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.measures.figures import Absent, Counts, Finding, Ratio
from thanthien.measures.queries import scope_of
from thanthien.measures.registry import Measure
from thanthien.measures.scope import Span
from thanthien.reports.demo.staff import SILENT, make_staff
from thanthien.units.models import Unit
from thanthien.workforce.measures import SANCTIONED, TRAINED
from thanthien.workforce.models import (
    Commendation,
    Commitment,
    Course,
    Rating,
    Sanction,
    StaffCount,
    StaffEntry,
    StaffName,
    Statement,
)

pytestmark = pytest.mark.django_db
DEMO_DAY = date(2026, 11, 28)
FULL = "10001"
QUALITY = {"10001": 0.9, "10002": 0.95, "10003": 0.8, "10004": 0.5, "10005": 0.1}
MODELS = (StaffEntry, StaffCount, Course, Commitment, Sanction, Statement, Commendation, Rating)


@pytest.fixture
def made() -> int:
    people, units = {"chuyenvien": person(Role.CITY_OFFICER)}, []
    for code in QUALITY:
        unit = UnitFactory(code=code, valid_from=date(2025, 7, 1))
        agency = AgencyFactory(committee=True, unit=unit)
        people[f"chutich.{code}"] = person(Role.COMMUNE_CHAIR, agency=agency)
        people[f"congchuc.{code}"] = person(Role.COMMUNE_OFFICER, agency=agency)
        units.append(unit)
    Membership.objects.update(valid_from=date(2025, 7, 1))
    with clock.set_to(DEMO_DAY):
        return make_staff(units, people, QUALITY, full=FULL, seed_number=2026, year=2026)


def figures(measure: Measure, day: date = DEMO_DAY) -> dict[str, Finding]:
    units = {unit.pk: unit.code for unit in Unit.objects.all()}
    with clock.set_to(day):
        scope = scope_of(Span(date(day.year, 1, 1), date(day.year, 12, 31)), day, list(units))
        return {units[pk]: one for pk, one in measure.answer(scope).items()}


def test_every_record_is_counted_and_everybody_on_the_roll_has_a_name(made: int) -> None:
    assert sum(model.objects.count() for model in MODELS) == made
    assert StaffName.objects.count() == StaffEntry.objects.filter(corrects=None).count()


def test_good_units_train_more(made: int) -> None:
    shares = {code: one.figure.numerator / one.figure.denominator for code, one in figures(TRAINED).items()
              if isinstance(one.figure, Ratio)}  # fmt: skip
    assert (sorted(shares), shares["10002"] > shares["10005"]) == (sorted(QUALITY), True)


def test_two_say_nothing_and_one_is_contradicted(made: int) -> None:
    found = figures(SANCTIONED)
    silent = [code for code, one in found.items() if isinstance(one.figure, Absent)]
    contradicted = [code for code, one in found.items() if "cơ quan thường trực" in one.note]
    told = [sum(found[code].figure.counts.values()) for code in contradicted if isinstance(found[code].figure, Counts)]
    assert (len(silent), len(contradicted), told) == (SILENT, 1, [1])


def test_the_year_before_rests_on_what_was_declared(made: int) -> None:
    """Its figures were computed before anybody told of a roll."""
    with clock.set_to(date(2026, 3, 1)):
        units = [unit.pk for unit in Unit.objects.all()]
        year, known_at = Span(date(2025, 7, 1), date(2025, 12, 31)), clock.end_of(date(2026, 1, 31))
        scope = scope_of(year, date(2026, 2, 1), units, known_at=known_at)
        kinds = {type(one.figure) for measure in (TRAINED, SANCTIONED) for one in measure.answer(scope).values()}
    assert kinds == {Absent}
