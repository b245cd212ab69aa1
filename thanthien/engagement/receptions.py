"""How sessions of a head are counted (3.1.1). Pure; no Django.

By month and head: at most as many sessions count as had to be held, and those are the greater of what the city requires
and what the published calendar promised. Of one day one session counts. What was published counts in its month even if
it was moved or withdrawn later; only what was taken back on the day on which it was entered was never published.
Where the city asks by the week, a session belongs to the month of its week's Thursday, as the week does.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from uuid import UUID

from thanthien.core.calendar import ONE_DAY, WorkCalendar, add_working_days, is_working_day
from thanthien.measures.periods import Period, PeriodKind, counted_on, period_of, periods_in


@dataclass(frozen=True, slots=True)
class Frequency:
    """So many sessions in each week, or in each month."""

    times: int
    per: PeriodKind

    def in_month(self, month: Period, calendar: WorkCalendar) -> int:
        """How many a month asks for. A week belongs to the month of its Thursday; one without a working day asks for
        nothing."""
        if self.per == "month":
            return self.times
        return self.times * len(periods_in("iso_week", month.first, month.last, calendar))

    def counts_on(self, day: date) -> date:
        """The day by which a session of a day belongs to a month: the Thursday of its week, where weeks are asked."""
        return counted_on(period_of("iso_week", day)) if self.per == "iso_week" else day


FIGURE = "engagement.reception_sessions_held"
# By what the sessions of a head are asked for, unless the city says otherwise (settings “party_per”, “government_per”).
USUAL_PER: dict[str, PeriodKind] = {"party": "month", "government": "iso_week"}


@dataclass(frozen=True, slots=True)
class Published:
    """One version of a day of the calendar: since when it was on it (``made``), and until when, where it no longer
    is."""

    chain: UUID
    version: int
    day: date
    made: date
    ended: date | None = None

    @property
    def was_seen(self) -> bool:
        """It stood at the end of the day on which it was entered."""
        return self.ended is None or self.ended > self.made

    def stood_on(self, day: date) -> bool:
        """It was on the calendar at the end of a day."""
        return self.made <= day and (self.ended is None or self.ended > day)

    def stood_beside(self, other: Published) -> bool:
        """Both promised the same day at the same time (reception and dialogue of one day)."""
        return self.day == other.day and (self.stood_on(other.made) or other.stood_on(self.made))


def published_number(versions: Iterable[Published]) -> int:
    """How many sessions the versions of one month promised. A session that is moved inside its month stays one; two are
    one only where people saw both on one day at once. At least as many as the first days, and as the days that stood
    beside each other at any time: no order of moves makes promises fewer."""
    seen = sorted((one for one in versions if one.was_seen), key=lambda one: (one.chain, one.version))
    first: dict[UUID, date] = {}
    for one in seen:
        first.setdefault(one.chain, one.day)
    at_once = (len({other.day for other in seen if other.stood_on(one.made)}) for one in seen)
    return max(_sessions(seen), len({*first.values()}), *at_once, 0)


def _sessions(seen: Sequence[Published]) -> int:
    """Chains, those that stood beside each other taken as one."""
    whose = {one.chain: one.chain for one in seen}
    for one, other in combinations(seen, 2):
        if whose[one.chain] != whose[other.chain] and one.stood_beside(other):
            gone, stays = whose[other.chain], whose[one.chain]
            whose = {chain: stays if of == gone else of for chain, of in whose.items()}
    return len({*whose.values()})


@dataclass(frozen=True, slots=True)
class MonthOf:
    """A month of one head: how many were required and promised, and on how many days the head (or whoever acts in a
    vacant post) and somebody else in their place received."""

    month: Period
    required: int
    published: int
    own: int
    delegated: int

    @property
    def due(self) -> int:
        """How many had to be held."""
        return max(self.required, self.published)

    @property
    def own_counted(self) -> int:
        return min(self.own, self.due)

    @property
    def delegated_counted(self) -> int:
        """Those in the head's place that still fit, before the share that may be delegated."""
        return min(self.delegated, self.due - self.own_counted)


@dataclass(frozen=True, slots=True)
class HeadSum:
    """All months of one head; ``share``: how much of what is due may be delegated."""

    months: Sequence[MonthOf]
    share: Decimal

    @property
    def due(self) -> int:
        return sum(one.due for one in self.months)

    @property
    def delegated(self) -> int:
        """Delegated sessions that count: at most the share of what is due, in whole sessions."""
        return min(sum(one.delegated_counted for one in self.months), math.floor(self.share * self.due))

    @property
    def held(self) -> int:
        return sum(one.own_counted for one in self.months) + self.delegated


def lower_of(heads: Mapping[str, HeadSum]) -> str | None:
    """The head with the lower share, of equal ones the one of whom more was due; None where nothing was due."""
    owing = {key: one for key, one in heads.items() if one.due}
    return min(owing, key=lambda key: (Fraction(owing[key].held, owing[key].due), -owing[key].due), default=None)


def in_good_time(published: date, day: date, needed: int, calendar: WorkCalendar) -> bool:
    """Whether the calendar was out so many working days ahead (Luật Tiếp công dân 42/2013/QH13, Điều 24)."""
    return add_working_days(published, needed, calendar) <= day


def last_day_to_publish(day: date, needed: int, calendar: WorkCalendar) -> date:
    """The last working day on which a session may be published in good time."""
    published = day
    while not (is_working_day(published, calendar) and in_good_time(published, day, needed, calendar)):
        published -= ONE_DAY
    return published
