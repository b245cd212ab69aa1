"""The records behind a figure by the day on which they were made, for who asks whether they were kept as things
happened. Computed from what a door has in hand: no statement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from thanthien.core import clock
from thanthien.measures.behind import Behind
from thanthien.measures.figures import RecordLine
from thanthien.measures.timeliness import MANY

BY_MAKING = "ngay-ghi"  # how an address asks for this order (``?theo=``)
LATE_ONLY = "ngay-co-qua-han"  # the same, of days on which late ones were made
KNOWN_NOW = "moi-nhat"  # and for the records as they are known now (``?luc=``)


@dataclass(frozen=True, slots=True)
class Made:
    """One record with the label of its period."""

    period: str
    line: RecordLine


@dataclass(frozen=True, slots=True)
class MadeOn:
    """The records that were made on one day, in the order of their making."""

    day: date
    records: tuple[Made, ...]

    @property
    def late(self) -> int:
        """How many came after the time for their period."""
        return sum(one.line.late_since is not None for one in self.records)

    @property
    def together(self) -> bool:
        """Whether so many late ones were made on this day, or came so late from devices, that it is told."""
        return self.late >= MANY or self.sent_late >= MANY

    @property
    def sent_late(self) -> int:
        """How many came from devices: written in time by their clocks, here after it."""
        return sum(one.line.late_since is None and one.line.came_late for one in self.records)


def by_making(behind: Behind) -> list[MadeOn]:
    """The days on which records were made that the reader sees, the last first; those whose making the platform doesn't
    know are left out."""
    days: dict[date, list[Made]] = {}
    for moment, made in sorted(_made(behind), key=lambda one: (one[0], one[1].line.day, one[1].line.record)):
        days.setdefault(moment.astimezone(clock.ZONE).date(), []).append(made)
    return [MadeOn(day, tuple(records)) for day, records in reversed(days.items())]


def _made(behind: Behind) -> Iterator[tuple[datetime, Made]]:
    for part in behind.parts:
        for line in part.lines:
            if (at := line.entered_at) is not None:
                yield at, Made(part.label, line)
