"""For which units and days a figure is asked, and as known when."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

from thanthien.core import clock
from thanthien.core.calendar import WorkCalendar
from thanthien.core.reading import EACH_TIME, Reading
from thanthien.measures.periods import Period, PeriodKind, counts_until, data_cut_off, due_periods, over_on, periods_in
from thanthien.units.rooms import Words, is_used_throughout

SettingValue: TypeAlias = int | Decimal | str

LATE_DAYS = 2  # working days after a period in which its records may still be made


@dataclass(frozen=True, slots=True)
class Span:
    """“Thời kỳ số liệu”: the days that count, both included, and how long a record of them may be made late."""

    first: date
    last: date
    late_days: int = LATE_DAYS

    @property
    def cut_off(self) -> date:
        """“Ngày chốt số liệu”: the last day whose records count (the Sunday of the span's last week)."""
        return data_cut_off(self.last)


@dataclass(frozen=True, slots=True)
class Scope:
    """The question put to a measure: these units, these days, as they stood on a day, as known at a moment.

    ``as_of``: nothing later counts. ``known_at``: what the platform knew then (None: now). ``starts``: first day of a
    unit that began inside the span; ``ends``: last day of one that ended before the span did. ``accepted``: (measure,
    unit, period key) whose late records a body lets count.
    ``rooms``: what was said of the rooms of a unit, where anything was.
    ``reading``: the look of which this question is a part; rooms read through it what several questions need.
    """

    units: frozenset[int]
    span: Span
    as_of: date
    calendar: WorkCalendar
    known_at: datetime | None = None
    starts: Mapping[int, date] = field(default_factory=dict)
    ends: Mapping[int, date] = field(default_factory=dict)
    accepted: Collection[tuple[str, int, str]] = frozenset()
    settings: Mapping[str, SettingValue] = field(default_factory=dict)
    reading: Reading = field(default=EACH_TIME, compare=False, repr=False)
    rooms: Mapping[int, Words] = field(default_factory=dict, repr=False)

    def without(self, room: str) -> frozenset[int]:
        """The units in which a room was not used on all days of the span that are over: it gives no figure there."""
        last = min(self.as_of, self.span.last)
        found = set()
        for unit, words in self.rooms.items():
            first = self.first_of(unit)
            if not is_used_throughout(words, room, first, max(first, last), self.known_at):
                found.add(unit)
        return frozenset(found)

    def first_of(self, unit: int) -> date:
        """The first day of the span on which a unit is there."""
        return max(self.span.first, self.starts.get(unit, self.span.first))

    def until(self, day: date, unit: int) -> date:
        """A day, or the last one of a unit that had ended by then."""
        return min(day, self.ends.get(unit, day))

    def holds(self, day: date, unit: int) -> bool:
        """Whether a day lies in a unit's part of the span."""
        return self.first_of(unit) <= day <= self.until(self.span.last, unit)

    def accepted_of(self, measure: str, unit: int) -> frozenset[str]:
        """The periods of a unit, by their keys, whose late records a body lets count."""
        return frozenset(key for name, whose, key in self.accepted if name == measure and whose == unit)

    def is_accepted(self, measure: str, unit: int, key: str) -> bool:
        """Whether a body lets the late records of a period count."""
        return (measure, unit, key) in self.accepted

    @property
    def known(self) -> datetime:
        """The moment up to which records are known."""
        return self.known_at or self.reading.now

    @property
    def last_day(self) -> date:
        """The last day whose records count here."""
        return min(self.as_of, self.span.cut_off)

    @property
    def state_day(self) -> date:
        """The day on which a state “vào ngày chốt số liệu” is read: the span's last day, or today before it."""
        return min(self.as_of, self.span.last)

    def due(self, kind: PeriodKind, unit: int | None = None) -> tuple[Period, ...]:
        """The periods that are over by the end of ``as_of`` and count; for a unit that began or ended inside the span,
        from the week of its first day to that of its last, and months and quarters only whole."""
        start = self.starts.get(unit, self.span.first) if unit is not None else self.span.first
        end = self.ends.get(unit) if unit is not None else None
        span = self.span
        return due_periods(kind, span.first, span.last, self.calendar, as_of=self.as_of, start=start, end=end)

    def due_by_unit(self, kind: PeriodKind) -> dict[int, tuple[Period, ...]]:
        """The due periods of every unit asked for."""
        every, own = self.due(kind), self.starts.keys() | self.ends.keys()
        return {unit: self.due(kind, unit) if unit in own else every for unit in self.units}

    def ended_before(self, period: Period, unit: int) -> bool:
        """Whether the unit had ended when the period began."""
        return unit in self.ends and self.ends[unit] < period.first

    def bounds(self) -> tuple[list[int], list[date | None], list[date | None]]:
        """The units that began or ended inside the span, with their first and last days, as columns for a query."""
        units = sorted(self.starts.keys() | self.ends.keys())
        return units, [self.starts.get(unit) for unit in units], [self.ends.get(unit) for unit in units]

    def open(self, kind: PeriodKind) -> Period | None:
        """The period in which ``as_of`` lies, if it belongs to the span and isn't over."""
        return next(
            (
                period
                for period in periods_in(kind, self.span.first, self.span.last, self.calendar)
                if period.first <= self.as_of < period.last
            ),
            None,
        )

    def saying(self, measure: str, unit: int, said: Mapping[str, bool]) -> Scope:
        """The same question, had a body said this of the late records of some periods (by their keys) of a unit."""
        without = {key for key in self.accepted if (key[0], key[1]) != (measure, unit) or key[2] not in said}
        return replace(self, accepted=without | {(measure, unit, key) for key, counts in said.items() if counts})

    def counts_until(self, period: Period) -> datetime:
        """24:00 of the last day on which a record of the period may be made and counts by itself."""
        return clock.end_of(counts_until(over_on(period, self.span.last), self.span.late_days, self.calendar))
