"""Until when answers are written: one definition for what people are told, what they see and what is refused."""

from datetime import date, timedelta

import pytest

from tests.evaluations.scenario import PHASES, Year, fresh, on, open_year
from thanthien.evaluations.actions import cycles, intake
from thanthien.evaluations.models import Dossier
from thanthien.evaluations.queries.deadlines import EditingDays, editing_days, editing_is_over
from thanthien.evaluations.workflow import PhaseKey
from thanthien.units.models import Unit

pytestmark = pytest.mark.django_db
PLANNED = EditingDays(PHASES[PhaseKey.SELF_SCORING][1], PHASES[PhaseKey.POSTING][1])


def extend(year: Year, key: PhaseKey, day: date, code: str | None) -> None:
    unit = Unit.objects.get(code=code) if code else None
    cycles.extend(by=fresh(year.people.office), cycle=year.cycle, key=key, unit=unit, ends_on=day, reason="Mưa bão")


def test_planned_days_hold_for_every_unit(django_assert_num_queries):
    dossier = open_year().dossier()
    with django_assert_num_queries(1):
        assert editing_days(dossier) == PLANNED


def test_extension_of_a_unit_moves_its_days_only():
    year = open_year()
    with on(date(2026, 1, 13)):
        extend(year, PhaseKey.POSTING, date(2026, 2, 13), "10001")
        extend(year, PhaseKey.SELF_SCORING, date(2026, 1, 30), None)
    assert editing_days(year.dossier("10001")) == EditingDays(date(2026, 1, 30), date(2026, 2, 13))
    assert editing_days(year.dossier("10002")) == EditingDays(date(2026, 1, 30), PLANNED.last)


def test_returned_dossier_has_its_own_day(django_assert_num_queries):
    year = open_year()
    year.submit()
    with on(date(2026, 1, 22)):
        intake.send_back(by=fresh(year.people.office), dossier_id=year.dossier().pk, reason="Thiếu sổ")
    dossier = year.dossier()
    with django_assert_num_queries(0):
        assert editing_days(dossier) == EditingDays(date(2026, 1, 27), date(2026, 1, 27))


@pytest.mark.parametrize(("day", "over"), [(6, False), (7, True)])
def test_last_day_still_counts(day, over):
    assert PLANNED.is_over(date(2026, 2, day)) == over
    assert EditingDays(None, None).is_over(date(2026, 2, day)) is False


def test_what_is_over_is_over_for_one_dossier_and_as_a_condition():
    """Returned, posted late, extended for all and for one: on every day from January to March."""
    year = open_year()
    year.submit("10001")
    year.score("10002")
    with on(date(2026, 1, 22)):
        intake.send_back(by=fresh(year.people.office), dossier_id=year.dossier("10001").pk, reason="Thiếu sổ")
        extend(year, PhaseKey.POSTING, date(2026, 2, 13), None)
        extend(year, PhaseKey.POSTING, date(2026, 2, 20), "10002")
    days = [date(2026, 1, 20) + timedelta(days=n) for n in range(40)]
    dossiers = list(Dossier.objects.select_related("cycle").order_by("pk"))
    asked = [[one.pk for one in dossiers if editing_days(one).is_over(day)] for day in days]
    filtered = [
        list(Dossier.objects.filter(editing_is_over(year.cycle, day)).order_by("pk").values_list("pk", flat=True))
        for day in days
    ]
    assert filtered == asked
    assert [len(told) for told in asked] == [0] * 8 + [1] * 17 + [2] * 7 + [3] * 8
