"""On which day the fast day of each week falls (domain notes, section 9.2). Pure; no Django.

A week without a working day is no period at all, so it never comes here. A day that offices don't work is skipped (the
week isn't due), moved to the next working day, or moved inside its week; a moved day counts for the week it came from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from thanthien.core.calendar import ONE_DAY, WorkCalendar, is_working_day, next_working_day
from thanthien.measures.periods import Period


class HolidayRule(StrEnum):
    """What becomes of a fast day on a day off; the city says it, never the commune."""

    SKIP = "skip"
    NEXT = "next"
    SAME_WEEK = "same_week"


@dataclass(frozen=True, slots=True)
class Regulation:
    """What a decision says. ``effective`` is the Monday of the week from which it holds. ``since``: the Monday of the
    week in which it was told: no week before goes by it; ``replaced``: from which Monday a correction stands for it, or
    nothing does because it was withdrawn."""

    signed: date
    effective: date
    weekday: int
    procedures: frozenset[str]
    number: str = ""
    since: date | None = None
    replaced: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether a week goes by it as was known in that week: nobody moves a day that has passed."""
        begun = self.effective <= day and (self.since is None or self.since <= day)
        return begun and (self.replaced is None or day < self.replaced)


@dataclass(frozen=True, slots=True)
class Planned:
    """The fast day of one week. ``day`` None: no decision holds yet, or the week is ``skipped`` and not due."""

    week: Period
    day: date | None = None
    regulation: Regulation | None = None
    skipped: bool = False

    @property
    def moved_from(self) -> date | None:
        """The day on which it would have been, where it was moved."""
        if self.regulation is None or self.day is None:
            return None
        usual = _usual(self.week, self.regulation)
        return usual if usual != self.day else None


def in_force(regulations: Iterable[Regulation], day: date) -> Regulation | None:
    """The regulation that holds on a day: of those that hold already, the one that came last."""
    holding = [one for one in regulations if one.holds_on(day)]
    return max(holding, key=lambda one: (one.effective, one.signed), default=None)


def plan(
    weeks: Sequence[Period],
    regulations: Sequence[Regulation],
    rule: HolidayRule | Callable[[Period], HolidayRule],
    calendar: WorkCalendar,
) -> list[Planned]:
    """The fast day of each week, in order. No two weeks share a day: a moved one goes past the usual day of another.
    ``rule``: one for all weeks, or one for each where they belong to several years."""
    holding = [(week, in_force(regulations, week.first)) for week in weeks]
    taken = {_usual(week, one) for week, one in holding if one is not None}
    planned = []
    for week, regulation in holding:
        if regulation is None:
            planned.append(Planned(week))
            continue
        of_week = rule if isinstance(rule, HolidayRule) else rule(week)
        day = _held_on(week, _usual(week, regulation), of_week, calendar, taken)
        if day is not None:
            taken.add(day)
        planned.append(Planned(week, day, regulation, skipped=day is None))
    return planned


def days_in(week: Period, planned: Iterable[Planned], end: date | None = None) -> tuple[date, ...]:
    """The fast days that fall into a week, its own and any that was moved in from a week before, until a unit's last
    day."""
    return tuple(one.day for one in planned if one.day and week.holds(one.day) and (end is None or one.day <= end))


def _usual(week: Period, regulation: Regulation) -> date:
    return week.first + regulation.weekday * ONE_DAY


def _held_on(week: Period, usual: date, rule: HolidayRule, calendar: WorkCalendar, taken: set[date]) -> date | None:
    if is_working_day(usual, calendar):
        return usual
    match rule:
        case HolidayRule.SKIP:
            return None
        case HolidayRule.NEXT:
            day = next_working_day(usual, calendar)
            while day in taken:
                day = next_working_day(day + ONE_DAY, calendar)
            return day
        case HolidayRule.SAME_WEEK:
            return _inside(week, usual, calendar)


def _inside(week: Period, usual: date, calendar: WorkCalendar) -> date | None:
    """The next working day of the week; none left, the last one before."""
    days = [week.first + number * ONE_DAY for number in range(7)]
    working = [day for day in days if is_working_day(day, calendar)]
    later = [day for day in working if day > usual]
    return later[0] if later else working[-1] if working else None
