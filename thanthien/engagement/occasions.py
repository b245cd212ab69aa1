"""What people are visited for, and the year's occasions for the head's greeting: data (settings OUTREACH_KINDS,
GREETING_OCCASIONS), which another city writes otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings

from thanthien.core.calendar import CityCalendar
from thanthien.core.codes import coded_rows

DAYS_BEFORE = 7  # from which on a greeting is one for the occasion, unless the city says otherwise


@dataclass(frozen=True, slots=True)
class OutreachKind:
    """One kind of occasion for a visit, a letter, a gift."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Occasion:
    """One occasion of the year: “09-02”; with a last day where it has several. Without days it is Tết Nguyên đán."""

    code: str
    title: str
    first: str = ""
    last: str = ""

    def days(self, year: int, calendar: CityCalendar) -> tuple[date, date] | None:
        """Its first and last day in a year; None while the calendar doesn't say when Tết is."""
        if not self.first:
            return calendar.new_year_of(year)
        return _day(year, self.first), _day(year, self.last or self.first)


def _day(year: int, text: str) -> date:
    month, day = (int(part) for part in text.split("-"))
    return date(year, month, day)


def outreach_kinds() -> dict[str, OutreachKind]:
    """All kinds by code. Raises ValueError for a file that can't be understood."""
    return coded_rows(settings.OUTREACH_KINDS, OutreachKind)


def kind_choices() -> list[tuple[str, str]]:
    """Code and title, for a form field."""
    return [(one.code, one.title) for one in outreach_kinds().values()]


def occasions() -> dict[str, Occasion]:
    """All occasions of a year by code. Raises ValueError for a file that can't be understood."""
    return coded_rows(settings.GREETING_OCCASIONS, Occasion)


def occasion_choices() -> list[tuple[str, str]]:
    """Code and title, for a form field."""
    return [(one.code, one.title) for one in occasions().values()]


@dataclass(frozen=True, slots=True)
class Held:
    """An occasion of one year with the days in which a greeting is one for it: from ``opens`` to its ``last`` day."""

    occasion: Occasion
    opens: date
    last: date

    def holds(self, day: date) -> bool:
        """Whether what is published on a day is published for it."""
        return self.opens <= day <= self.last


def occasions_of(year: int, calendar: CityCalendar, days_before: int = DAYS_BEFORE) -> list[Held]:
    """The occasions of a year that can be dated, in the order of days."""
    dated = [(one, one.days(year, calendar)) for one in occasions().values()]
    held = [Held(one, days[0] - timedelta(days=days_before), days[1]) for one, days in dated if days]
    return sorted(held, key=lambda one: one.last)
