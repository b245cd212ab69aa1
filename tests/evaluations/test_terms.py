"""What a cycle says of figures reaches rooms that know no cycle."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.accounts import person
from tests.factories.criteria import REFERENCE, issued_set
from tests.grassroots.scene import Scene, a_scene, nothing
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.calendar import WorkCalendar
from thanthien.core.clock import ZONE
from thanthien.criteria.models import CriteriaSet
from thanthien.criteria.rules import Cadence
from thanthien.evaluations.models import Cycle
from thanthien.evaluations.queries.terms import terms_of_cycles
from thanthien.grassroots.kinds import REPORTS
from thanthien.grassroots.measures import KEY
from thanthien.measures.duties import State
from thanthien.measures.periods import period_of
from thanthien.measures.scope import Span
from thanthien.measures.terms import known_terms
from thanthien.records.actions import enter
from thanthien.records.models import Record
from thanthien.records.tables import state_in_words
from thanthien.records.week import week_of_unit
from thanthien.service.fast_days import HolidayRule
from thanthien.service.measures import FAST_DAY_WEEKS
from thanthien.service.queries import HOLIDAY_RULE, rule_of

pytestmark = pytest.mark.django_db
WEEK = period_of("iso_week", date(2026, 3, 5))
VERSION_2 = Path(REFERENCE).with_name("chinh-quyen-than-thien-2026-v2.yaml")


def cycle(criteria_set: CriteriaSet, kind: str = "official", **values: Any) -> Cycle:
    given = {
        "year": 2026, "title": f"Năm 2026 {kind}", "kind": kind, "span_first": date(2026, 1, 1),
        "span_last": date(2026, 12, 31), "as_of": date(2027, 1, 3), "decided_by": "Ủy ban nhân dân thành phố",
        "opened_by": person(Role.CITY_HEAD), "opened_at": clock.now(),
    }  # fmt: skip
    return Cycle.objects.create(criteria_set=criteria_set, **(given | values))


def test_cycle_tells_its_span_its_settings_and_what_a_week_needs() -> None:
    cycle(issued_set(VERSION_2.read_text(encoding="utf-8")), late_days=4, measure_settings={HOLIDAY_RULE: "skip"})
    (terms,) = terms_of_cycles()
    assert (terms.span, terms.settings) == (
        Span(date(2026, 1, 1), date(2026, 12, 31), 4),
        {HOLIDAY_RULE: "skip"},
    )
    half = terms.cadences["grassroots.weekly_reports"]
    assert isinstance(half, Cadence)
    assert (half.at_least, half.coverage) == (1, Decimal("0.5"))


def test_official_cycle_speaks_before_a_trial_of_the_same_days(settings: Any) -> None:
    settings.FAST_DAY_HOLIDAY_RULE = "same_week"
    shipped = issued_set()
    cycle(shipped, kind="trial", late_days=9, measure_settings={HOLIDAY_RULE: "next"})
    cycle(shipped, late_days=3)
    terms = known_terms()
    assert (terms.late_days(WEEK), rule_of(terms)(WEEK)) == (3, HolidayRule.SAME_WEEK)


@pytest.fixture
def two_years(time_machine: Any) -> tuple[Cycle, Cycle]:
    """An official year, and beside it a trial of three months that takes records for nine working days."""
    time_machine.move_to(datetime(2026, 3, 17, 9, tzinfo=ZONE), tick=False)
    shipped = issued_set(VERSION_2.read_text(encoding="utf-8"))
    months = {"span_first": date(2026, 2, 2), "span_last": date(2026, 4, 30), "as_of": date(2026, 5, 3)}
    return cycle(shipped), cycle(shipped, kind="trial", late_days=9, **months)


def report(scene: Scene, day: date, told: datetime) -> Record:
    with clock.set_to(told):
        return enter(REPORTS, nothing(scene, day, scene.hamlets[0]), by=scene.front)


def test_late_page_of_a_trial_goes_by_its_own_span_and_late_days(client: Client, two_years: tuple[Cycle, ...]) -> None:
    scene = a_scene()
    report(scene, WEEK.first, datetime(2026, 3, 12, 9, tzinfo=ZONE))  # four working days after the week
    client.force_login(person(Role.AUDITOR))
    pages = [
        client.get(reverse("measures-late", args=[scene.unit.code, KEY, one.terms_key])).context["page"]
        for one in two_years
    ]
    assert [page.span for page in pages] == [one.span for one in two_years]
    assert [len(page.periods) for page in pages] == [1, 0]
    assert [page.year.title for page in pages] == ["Năm 2026 official", "Năm 2026 trial"]
    assert client.get(reverse("measures-late", args=[scene.unit.code, KEY, "2026-0"])).status_code == 404


def test_duty_of_a_week_that_two_years_hold_is_told_by_each_name(two_years: tuple[Cycle, ...]) -> None:
    scene = a_scene()
    row = next(one for one in week_of_unit(scene.unit, WEEK, scene.front) if one.duty.key == "grassroots.weekly")
    assert [(title, state.state, state.last_day) for title, state in row.state.by_year] == [
        ("Năm 2026 official", State.LATE, date(2026, 3, 10)),
        ("Năm 2026 trial", State.DUE, date(2026, 3, 19)),
    ]
    assert row.closed is False
    words = [title for title, _ in row.state.by_year if f"{title}: " in row.state.told]
    assert words == ["Năm 2026 official", "Năm 2026 trial"]


def test_duty_of_which_two_years_say_the_same_is_told_once_without_their_names() -> None:
    shipped, months = issued_set(), {"span_first": date(2026, 1, 1), "span_last": date(2026, 12, 31)}
    for kind in ("official", "trial"):
        cycle(shipped, kind=kind, **months)
    scene = a_scene()
    with clock.set_to(datetime(2026, 3, 12, 9, tzinfo=ZONE)):
        row = next(one for one in week_of_unit(scene.unit, WEEK, scene.front) if one.duty.key == "grassroots.weekly")
    assert [title for title, _ in row.state.by_year] == ["Năm 2026 official", "Năm 2026 trial"]
    assert row.state.told == f"{row.state.words}; hạn ghi {row.state.last_day:%d/%m/%Y}"


def test_record_is_late_for_the_year_that_says_so(two_years: tuple[Cycle, ...]) -> None:
    scene = a_scene()
    records = [report(scene, WEEK.first, datetime(2026, 3, day, 9, tzinfo=ZONE)) for day in (10, 12, 20)]
    say = state_in_words(REPORTS, WorkCalendar(), known_terms())
    assert [say(record) for record in records] == ["đúng hạn", "ghi quá hạn của Năm 2026 official", "ghi quá hạn"]


def test_terms_take_one_statement_for_any_number_of_cycles() -> None:
    shipped = issued_set()
    cycle(shipped)
    terms_of_cycles()
    cycle(shipped, kind="trial")
    with CaptureQueriesContext(connection) as statements:
        assert len(terms_of_cycles()) == 2
    assert len(statements) == 1


def test_rule_on_days_off_has_one_name_on_pages_and_in_figures() -> None:
    assert FAST_DAY_WEEKS.name_of("holiday_rule") == HOLIDAY_RULE
