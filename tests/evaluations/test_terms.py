"""What a cycle says of figures reaches rooms that know no cycle."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import person
from tests.factories.criteria import REFERENCE, issued_set
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.criteria.models import CriteriaSet
from thanthien.criteria.rules import Cadence
from thanthien.evaluations.models import Cycle
from thanthien.evaluations.queries.terms import terms_of_cycles
from thanthien.measures.periods import period_of
from thanthien.measures.scope import Span
from thanthien.measures.terms import known_terms
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
