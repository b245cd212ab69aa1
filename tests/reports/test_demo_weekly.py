"""The made-up year of weekly reports: heard, ticked, late, missing, corrected, and entered at once on one evening."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from django.db.models import Count, F
from django.db.models.functions import TruncDate

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, HamletFactory, UnitFactory
from tests.grassroots.scene import village_head
from thanthien.accounts.models import Membership, User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.clock import ZONE
from thanthien.grassroots.enums import How
from thanthien.grassroots.measures import WEEKLY_REPORTS
from thanthien.grassroots.models import WeeklyReport
from thanthien.grassroots.queries import year_scope
from thanthien.measures.figures import PerPeriod
from thanthien.reports.demo.weekly import CHEATS, make_weekly_reports
from thanthien.units.models import Unit

pytestmark = pytest.mark.django_db
DEMO_DAY = date(2026, 11, 28)
FULL = "10001"
QUALITY = {"10001": 0.9, "10002": 0.9, "10003": 0.5, "10004": 0.6, "10005": 0.3}


@pytest.fixture
def made(django_user_model: type[User]) -> int:
    people = {}
    for code in QUALITY:
        unit = UnitFactory(code=code)
        hamlets = HamletFactory.create_batch(4, unit=unit)
        people[f"daumoi.{code}"] = person(Role.COMMUNE_FOCAL, agency=AgencyFactory(committee=True, unit=unit))
        people[f"mttq.{code}"] = person(Role.COMMUNE_FRONT, agency=AgencyFactory(commune_front=True, unit=unit))
        if code == FULL:
            people[f"truongthon.{code}"] = village_head(hamlets[-1])
            union = AgencyFactory(commune_union=True, unit=unit)
            people[f"hoinongdan.{code}"] = person(Role.UNION_REPORTER, agency=union)
    with clock.set_to(DEMO_DAY):
        return make_weekly_reports(people, QUALITY, full=FULL, seed_number=2026, year=2026)


def weeks_with_a_report() -> dict[str, int]:
    with clock.set_to(DEMO_DAY):
        found = WEEKLY_REPORTS.answer(year_scope(2026, list(Unit.objects.values_list("pk", flat=True))))
    codes = dict(Unit.objects.values_list("pk", "code"))
    counts = {codes[unit]: one.figure.counts for unit, one in found.items() if isinstance(one.figure, PerPeriod)}
    assert {len(one) for one in counts.values()} == {47}
    return {code: sum(count.records > 0 for count in one.values()) for code, one in counts.items()}


def on_the_evening() -> dict[str, int]:
    evening = datetime(2026, 11, 25, 21, 40, tzinfo=ZONE)
    rows = WeeklyReport.objects.filter(told_at=evening).values_list("unit__code")
    return dict(rows.annotate(count=Count("pk")).order_by())


def test_good_units_are_heard_in_more_weeks_than_weak_ones(made: int) -> None:
    assert WeeklyReport.objects.count() == made
    weeks, cheats = weeks_with_a_report(), on_the_evening()
    assert weeks[FULL] > 42
    assert max(weeks[code] for code in cheats) < 20
    honest = sorted(set(QUALITY) - set(cheats), key=lambda code: QUALITY[code])
    assert weeks[honest[0]] < weeks[FULL]


def test_units_that_stopped_enter_half_of_each_missed_week_on_one_evening(made: int) -> None:
    cheats = on_the_evening()
    assert (len(cheats), FULL in cheats) == (CHEATS, False)
    assert set(cheats.values()) == {2 * 34}  # half of four tổ dân phố, in the weeks from April on
    assert set(WeeklyReport.objects.filter(unit__code__in=cheats).values_list("day", flat=True)) > {date(2026, 4, 5)}


def test_some_reports_are_late_and_some_are_corrected(made: int) -> None:
    late = WeeklyReport.objects.annotate(told=TruncDate("told_at", tzinfo=ZONE)).filter(
        told=F("day") + timedelta(days=20)
    )
    assert set(late.values_list("unit__code", flat=True)) & (set(QUALITY) - set(on_the_evening()))
    right = WeeklyReport.objects.filter(version=2)
    assert right.filter(unit__code=FULL).exists()
    for one in right.select_related("corrects"):
        assert (one.day, one.hamlet, one.told_at) == (one.corrects.day, one.corrects.hamlet, one.corrects.told_at)
        assert one.nothing is not one.corrects.nothing


def test_everybody_of_the_full_unit_has_a_voice(made: int) -> None:
    rows = WeeklyReport.objects.filter(unit__code=FULL, version=1)
    roles = Counter(rows.values_list("entered_by__memberships__role", "how"))
    assert {role for role, _ in roles} == {
        Role.COMMUNE_FOCAL, Role.COMMUNE_FRONT, Role.VILLAGE_HEAD, Role.UNION_REPORTER,
    }  # fmt: skip
    assert {how for role, how in roles if role in {Role.VILLAGE_HEAD, Role.UNION_REPORTER}} == {How.SELF}
    assert How.SELF not in {how for role, how in roles if role == Role.COMMUNE_FRONT}
    head = Membership.objects.get(role=Role.VILLAGE_HEAD)
    own = set(rows.filter(entered_by=head.user).values_list("hamlet", flat=True))
    assert own == {head.hamlet_id}
    assert rows.filter(nothing=True).count() > rows.filter(nothing=False).count() > 0


def test_nothing_is_told_before_its_day_or_after_now(made: int) -> None:
    told = WeeklyReport.objects.annotate(on=TruncDate("told_at", tzinfo=ZONE))
    assert not told.filter(day__gt=F("on")).exists()
    assert max(told.values_list("told_at", flat=True)) <= datetime(2026, 11, 28, 8, tzinfo=ZONE)
