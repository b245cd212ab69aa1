"""What a change of the calendar of working days does, told to the administrator before it is saved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from thanthien.core.calendar import WorkCalendar, working_days
from thanthien.core.enums import DayKind
from thanthien.core.moving import Change, Move, MovedKind, compared, moved_by
from thanthien.core.queries import work_calendar
from thanthien.units.models import Unit

_SHOWN = 20
_OF_ALL = "Mọi xã, phường, đặc khu"


@dataclass(frozen=True, slots=True)
class MovedLine:
    """One of what moves, as the page shows it."""

    unit: str
    about: str
    old: date
    new: date


@dataclass(frozen=True, slots=True)
class MovedLines:
    """A kind with how many move; of many the first."""

    title: str
    count: int
    lines: list[MovedLine]

    @property
    def rest(self) -> int:
        """How many are not shown."""
        return self.count - len(self.lines)


@dataclass(frozen=True, slots=True)
class DayCheck:
    """A change of one day before it is saved. ``mark``: of the calendar by which all this is told; ``compared``: the
    kinds of last days that were looked at."""

    day: date
    mark: str
    changes: bool
    before: int
    after: int
    kinds: list[MovedLines]
    compared: list[str]

    @property
    def count(self) -> int:
        """How many last days move."""
        return sum(kind.count for kind in self.kinds)


def check_day(day: date, kind: DayKind | None) -> DayCheck:
    """What becomes of the year and of open last days when a day is off or worked (None: as the week has it). The
    statements of the rooms and two; only one where nothing of the calendar changes."""
    before = work_calendar()
    after = {DayKind.OFF: before.off_on, DayKind.WORK: before.worked_on, None: before.usual_on}[kind](day)
    kinds = moved_by(Change(day, before, after))
    return DayCheck(
        day, before.mark, before != after, days_of_year(day.year, before), days_of_year(day.year, after), _told(kinds),
        compared(),
    )  # fmt: skip


def days_of_year(year: int, calendar: WorkCalendar) -> int:
    """How many days of a year are worked."""
    return working_days(date(year, 1, 1), date(year, 12, 31), calendar)


def _told(kinds: Iterable[MovedKind]) -> list[MovedLines]:
    shown = [(kind, kind.moves[:_SHOWN]) for kind in kinds]
    units = {one.unit for _, moves in shown for one in moves if one.unit is not None}
    names = {unit.pk: unit.name for unit in Unit.objects.filter(pk__in=units)} if units else {}
    return [MovedLines(kind.title, len(kind.moves), [_line(one, names) for one in moves]) for kind, moves in shown]


def _line(one: Move, names: dict[int, str]) -> MovedLine:
    return MovedLine(_OF_ALL if one.unit is None else names[one.unit], one.about, one.old, one.new)
