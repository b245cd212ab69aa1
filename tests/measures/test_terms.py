"""What the year says of figures, as rooms that know no cycle hear it."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

import pytest

from thanthien.core.calendar import WorkCalendar
from thanthien.core.clock import ZONE
from thanthien.criteria.rules import Cadence
from thanthien.measures.figures import PeriodCount
from thanthien.measures.periods import period_of
from thanthien.measures.scope import Span
from thanthien.measures.terms import Terms, YearTerms

CALENDAR = WorkCalendar()
SPAN = Span(date(2026, 1, 1), date(2026, 12, 31), late_days=4)
HALF = Cadence("iso_week", at_least=1, start=Decimal(0), end=Decimal(1), coverage=Decimal("0.5"))
TERMS = Terms([YearTerms(SPAN, {"a.days.rule": "next"}, {"a.days": HALF}), YearTerms(SPAN, {"a.days.rule": "skip"})])


@pytest.mark.parametrize(
    ("day", "late_days", "rule"),
    [
        (date(2025, 12, 31), 4, "next"),  # its Thursday is 1/1/2026
        (date(2027, 1, 3), 4, "next"),  # the Sunday of week 53
        (date(2027, 1, 4), 2, "same_week"),
    ],
)
def test_week_goes_by_the_terms_of_its_thursday(day: date, late_days: int, rule: str) -> None:
    week = period_of("iso_week", day)
    assert (TERMS.late_days(week), TERMS.setting("a.days.rule", week, "same_week")) == (late_days, rule)


def test_month_belongs_to_the_span_of_its_last_day() -> None:
    terms = Terms([YearTerms(Span(date(2026, 1, 16), date(2026, 12, 31), late_days=4))])
    assert [terms.late_days(period_of("month", day)) for day in (date(2026, 1, 1), date(2027, 1, 1))] == [4, 2]


def test_year_is_asked_for_by_its_key_or_as_a_plain_year() -> None:
    official, trial = YearTerms(SPAN, key="2026-1"), YearTerms(Span(date(2026, 6, 1), date(2026, 8, 31)), key="2026-2")
    terms = Terms([official, trial])
    assert [terms.asked(name) for name in ("2026-2", "2026-1", "2026")] == [trial, official, official]
    assert terms.asked("2027") == YearTerms(Span(date(2027, 1, 1), date(2027, 12, 31)), key="2027")
    for unknown in ("2026-3", "0000", "0001", "1999", "2201", "9999", "nam"):
        with pytest.raises(LookupError):
            terms.asked(unknown)


def test_limit_is_the_end_of_the_last_working_day() -> None:
    week = period_of("iso_week", date(2026, 3, 5))
    assert TERMS.last_day(week, CALENDAR) == date(2026, 3, 12)
    assert TERMS.limit(week, CALENDAR) == datetime(2026, 3, 13, tzinfo=ZONE)
    assert Terms().last_day(week, CALENDAR) == date(2026, 3, 10)


@pytest.mark.parametrize(
    ("count", "counts"),
    [((2, 2, 4), True), ((9, 1, 4), False), ((0, 0, 4), False), ((1, 0, 0), True)],
)
def test_period_counts_by_the_rule_of_its_year(count: Sequence[int], counts: bool) -> None:
    week, told = period_of("iso_week", date(2026, 3, 5)), PeriodCount(*count)
    assert (TERMS.counts("a.days", week, told), TERMS.counts("b", week, told)) == (counts, False)
    assert Terms().counts("a.days", week, told) is False
