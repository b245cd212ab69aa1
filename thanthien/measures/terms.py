"""What the year that holds a day says of figures: how late a record may come, what the city set about a measure, when a
period counts. Rooms ask here and know no cycle; the room of the year registers what it knows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeAlias

from thanthien.core import clock
from thanthien.core.calendar import WorkCalendar
from thanthien.criteria.rules import Cadence
from thanthien.measures.answers import period_counts
from thanthien.measures.figures import PeriodCount
from thanthien.measures.periods import Period, counts_until
from thanthien.measures.scope import LATE_DAYS, SettingValue, Span

_THURSDAY = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class YearTerms:
    """What holds for the days of a span. ``settings`` by measure and setting (“service.fast_day_weeks.holiday_rule”);
    ``cadences``: by measure, what a period needs in order to count. ``key`` names the year in addresses, ``title`` for
    people."""

    span: Span
    settings: Mapping[str, SettingValue] = field(default_factory=dict)
    cadences: Mapping[str, Cadence] = field(default_factory=dict)
    key: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of all years; of two that hold a day the first one says. Without any, the usual ones hold."""

    years: Sequence[YearTerms] = ()

    def late_days(self, period: Period) -> int:
        """In how many working days after the period its records may still be made."""
        return next((one.span.late_days for one in self._of(period)), LATE_DAYS)

    def last_day(self, period: Period, calendar: WorkCalendar) -> date:
        """The last day on which a record of the period is told in time."""
        return counts_until(period.last, self.late_days(period), calendar)

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

    def first_day(self, period: Period) -> date:
        """The first day of the span that holds a period; that of its calendar year where none is known."""
        return next((one.span.first for one in self._of(period)), date(_day_of(period).year, 1, 1))

    def asked(self, name: str) -> YearTerms:
        """The year of this key; of a plain “2026” the first that ends in it, or the usual terms of the calendar year.
        Raises LookupError."""
        plain = len(name) == 4 and name.isascii() and name.isdigit() and int(name) > 0
        for one in self.years:
            if name == one.key or (plain and one.span.last.year == int(name)):
                return one
        if not plain:
            raise LookupError(name)
        return YearTerms(self.span_of(int(name)), key=name)

    def each(self, period: Period) -> list[tuple[YearTerms, Terms]]:
        """The years that hold a period, each with the terms as they would be if it were the only one."""
        return [(one, Terms((one,))) for one in self._of(period)]

    def _of(self, period: Period) -> list[YearTerms]:
        day = _day_of(period)
        return [one for one in self.years if one.span.first <= day <= one.span.last]


def _day_of(period: Period) -> date:
    """The day by which a period belongs to a span: of a week its Thursday."""
    return period.first + _THURSDAY if period.kind == "iso_week" else period.last


Ask: TypeAlias = Callable[[], Sequence[YearTerms]]
_asked: list[Ask] = []


def register_terms(ask: Ask) -> None:
    """Tell who knows the terms of the years, in one statement; the one registered last is asked."""
    _asked[:] = [ask]


def known_terms() -> Terms:
    """The terms of all years. One statement; a page asks once."""
    return Terms(tuple(_asked[0]())) if _asked else Terms()
