"""What the year that holds a day says of figures: how late a record may come, what the city set about a measure, when a
period counts. Rooms ask here and know no cycle; the room of the year registers what it knows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import TypeAlias, TypeVar

from thanthien.core import clock
from thanthien.core.calendar import WorkCalendar, year_named
from thanthien.core.reading import EACH_TIME, Reading
from thanthien.criteria.rules import Cadence
from thanthien.measures.answers import period_counts
from thanthien.measures.figures import PeriodCount
from thanthien.measures.periods import Period, counted_on, counts_until, lies_in, over_on, period_of
from thanthien.measures.scope import LATE_DAYS, Scope, SettingValue, Span

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class YearTerms:
    """What holds for the days of a span. ``settings`` by measure and setting (“service.fast_day_weeks.holiday_rule”);
    ``cadences``: by measure, what a period needs in order to count. ``key`` names the year in addresses, ``title`` for
    people. ``units``: those that take part, where it is not all (a pilot)."""

    span: Span
    settings: Mapping[str, SettingValue] = field(default_factory=dict)
    cadences: Mapping[str, Cadence] = field(default_factory=dict)
    key: str = ""
    title: str = ""
    units: frozenset[int] | None = None

    def concerns(self, unit: int) -> bool:
        """Whether the unit takes part in the year."""
        return self.units is None or unit in self.units


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of all years; of two that hold a day the first one says. Without any, the usual ones hold."""

    years: Sequence[YearTerms] = ()

    def late_days(self, period: Period) -> int:
        """In how many working days after the period its records may still be made."""
        return next((one.span.late_days for one in self._of(period)), LATE_DAYS)

    def last_day(self, period: Period, calendar: WorkCalendar) -> date:
        """The last day on which a record of the period is told in time."""
        over = next((over_on(period, one.span.last) for one in self._of(period)), period.last)
        return counts_until(over, self.late_days(period), calendar)

    def limit(self, period: Period, calendar: WorkCalendar) -> datetime:
        """24:00 of that day: what is told from then on is late."""
        return clock.end_of(self.last_day(period, calendar))

    def setting(self, name: str, period: Period, default: SettingValue) -> SettingValue:
        """What the city set for the period, else the default."""
        return next((one.settings.get(name, default) for one in self._of(period)), default)

    def counts(self, measure: str, period: Period, count: PeriodCount) -> bool:
        """Whether the period counts already with what was told of it; False as long as no year says so."""
        rule = self.needed(measure, period)
        return rule is not None and period_counts(rule, count)

    def needed(self, measure: str, period: Period) -> Cadence | None:
        """What the period needs in order to count; None as long as no year says so."""
        return next((one.cadences[measure] for one in self._of(period) if measure in one.cadences), None)

    def span_of(self, year: int) -> Span:
        """The days that count for a year; the calendar year where none is known."""
        found = (one.span for one in self.years if one.span.last.year == year)
        return next(found, Span(date(year, 1, 1), date(year, 12, 31)))

    def span_holding(self, period: Period) -> Span:
        """The days that count for the year that holds a period, the first where several do; those of the year in which
        it is counted where none does."""
        return next((one.span for one in self._of(period)), self.span_of(counted_on(period).year))

    def first_day(self, period: Period) -> date:
        """The first day of the span that holds a period; that of its calendar year where none is known."""
        return next((one.span.first for one in self._of(period)), date(counted_on(period).year, 1, 1))

    def asked(self, name: str) -> YearTerms:
        """The year of this key; of a plain “2026” the first that ends in it, or the usual terms of the calendar year.
        Raises LookupError."""
        plain = year_named(name)
        for one in self.years:
            if name == one.key or one.span.last.year == plain:
                return one
        if plain is None:
            raise LookupError(name)
        return YearTerms(self.span_of(plain), key=name)

    def each(self, period: Period) -> list[tuple[YearTerms, Terms]]:
        """The years that hold a period, each with the terms as they would be if it were the only one."""
        return [(one, Terms((one,))) for one in self._of(period)]

    def _of(self, period: Period) -> list[YearTerms]:
        if period.kind == "half_year":
            return [one for one in self.years if lies_in(period, one.span.first, one.span.last)]
        day = counted_on(period)
        return [one for one in self.years if one.span.first <= day <= one.span.last]


def by_the_scope(scope: Scope, made_of: Callable[[Terms], Callable[[date], T]]) -> Callable[[date], T]:
    """What ``made_of`` makes for a day: of the scope's own days by its settings, of days before or after as their year
    says. One statement where there are such."""
    own = made_of(Terms((YearTerms(scope.span, scope.settings),)))
    others = cache(lambda: made_of(known_terms(scope.reading)))

    def of_day(day: date) -> T:
        in_span = scope.span.first <= counted_on(period_of("month", day)) <= scope.span.last
        return own(day) if in_span else others()(day)

    return of_day


Ask: TypeAlias = Callable[[], Sequence[YearTerms]]
_asked: list[Ask] = []


def register_terms(ask: Ask) -> None:
    """Tell who knows the terms of the years, in one statement; the one registered last is asked."""
    _asked[:] = [ask]


def known_terms(reading: Reading = EACH_TIME) -> Terms:
    """The terms of all years. One statement; none where the look that asks has read them."""
    return reading.once("terms", lambda: Terms(tuple(_asked[0]())) if _asked else Terms())
