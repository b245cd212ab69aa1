"""When records were entered: those entered one after another are one sitting, so that a whole year typed in one evening
is seen as such. No Django."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from thanthien.core import clock
from thanthien.core.formats import date_vn, number
from thanthien.measures.figures import RecordLine
from thanthien.measures.timeliness import MANY

PAUSE = timedelta(minutes=30)  # after which a new sitting begins
_PARTS = ((5, "đêm"), (11, "sáng"), (13, "trưa"), (18, "chiều"), (22, "tối"), (24, "đêm"))  # up to that hour


@dataclass(frozen=True, slots=True)
class Sitting:
    """Records entered with no longer pause than half an hour, of so many ``periods``. ``typists``: the people who
    entered them, by number; ``unsigned``: how many came without one (through a personal link).
    ``by_day``: readers learn the part of the day alone."""

    first: datetime
    last: datetime
    records: int
    periods: int
    typists: frozenset[int] = frozenset()
    unsigned: int = 0
    by_day: bool = False

    @property
    def is_mass(self) -> bool:
        """Whether so many records are told as entered together."""
        return self.records >= MANY

    @property
    def minutes(self) -> int:
        """How long it took, in minutes begun; 0 where all came at the same moment (a file)."""
        return -(-(self.last - self.first) // timedelta(minutes=1))

    @property
    def when(self) -> str:
        """“tối 18/12/2026, từ 21:05 đến 21:45”, “sáng 20/12/2026, lúc 08:00”; one that goes over midnight names both
        days."""
        first, last = self.first.astimezone(clock.ZONE), self.last.astimezone(clock.ZONE)
        part = next(words for hour, words in _PARTS if first.hour < hour)
        if self.by_day:
            until = f" đến ngày {date_vn(last)}" if first.date() != last.date() else ""
            return f"{part} {date_vn(first)}{until}"
        if first.date() != last.date():
            return f"{part} {date_vn(first)}, từ {first:%H:%M} đến {last:%H:%M} ngày {date_vn(last)}"
        span = f"lúc {first:%H:%M}" if f"{first:%H:%M}" == f"{last:%H:%M}" else f"từ {first:%H:%M} đến {last:%H:%M}"
        return f"{part} {date_vn(first)}, {span}"

    @property
    def by(self) -> str:
        """“1 người”, “2 người và 3 bản ghi gửi qua đường dẫn riêng”."""
        people = f"{number(len(self.typists))} người" if self.typists else ""
        links = f"{number(self.unsigned)} bản ghi gửi qua đường dẫn riêng" if self.unsigned else ""
        return " và ".join(filter(None, (people, links)))

    @property
    def words(self) -> str:
        """“31 bản ghi của 12 kỳ được nhập trong 40 phút, tối 18/12/2026, từ 21:05 đến 21:45, bởi 1 người”."""
        took = f"trong {number(self.minutes)} phút" if self.minutes else "cùng một lúc"
        by = f", bởi {self.by}" if self.typists else f"; {self.by}"
        return f"{number(self.records)} bản ghi của {number(self.periods)} kỳ được nhập {took}, {self.when}{by}"


def sittings(lines: Iterable[RecordLine]) -> list[Sitting]:
    """The sittings in which records were entered, the largest first, of equal ones the earliest first."""
    told = sorted(((at, line) for line in lines if (at := line.entered_at) is not None), key=lambda one: one[0])
    groups: list[list[tuple[datetime, RecordLine]]] = []
    for at, line in told:
        if groups and at - groups[-1][-1][0] <= PAUSE:
            groups[-1].append((at, line))
        else:
            groups.append([(at, line)])
    return sorted((_sitting(group) for group in groups), key=lambda one: (-one.records, one.first))


def _sitting(group: list[tuple[datetime, RecordLine]]) -> Sitting:
    lines = [line for _, line in group]
    return Sitting(
        first=group[0][0],
        last=group[-1][0],
        records=len(lines),
        periods=len({line.key for line in lines}),
        typists=frozenset(line.typist for line in lines if line.typist is not None),
        unsigned=sum(line.typist is None for line in lines),
        by_day=any(line.by_day for line in lines),
    )
