"""How punctually records came: in time, up to a week late, later; and whether many were made on one day. No Django.

Numbers for people to judge by; what counts the late rule says, and for a period an appraising body.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeAlias

from thanthien.core import clock
from thanthien.core.formats import date_vn, number

A_WEEK = timedelta(days=7)
MANY = 10  # so many late records made on one day are told as made together
A_MONTH = timedelta(days=30)  # from a day until it was told, from which on this is said beside it


@dataclass(frozen=True, slots=True)
class Timeliness:
    """Records of a unit's due periods. ``together``: days on which many late ones were made, with how many, the most
    first (“30 bản ghi ghi ngày 20/12/2026”). ``sent_together``: days on which many arrived after their time that were
    written in time by the clocks of devices without a signal."""

    in_time: int = 0
    week_late: int = 0
    later: int = 0
    together: tuple[tuple[date, int], ...] = ()
    sent_together: tuple[tuple[date, int], ...] = ()

    @property
    def is_mass(self) -> bool:
        """Whether many came on one day after their time."""
        return bool(self.together or self.sent_together)

    @property
    def late(self) -> int:
        """All late ones."""
        return self.week_late + self.later

    @property
    def sent(self) -> int:
        """Those that came together from devices."""
        return sum(count for _, count in self.sent_together)

    @property
    def words(self) -> str:
        """“120 bản ghi đúng hạn, 3 quá hạn đến 7 ngày, 30 quá hạn hơn 7 ngày”."""
        return (
            f"{number(self.in_time)} bản ghi đúng hạn, {number(self.week_late)} quá hạn đến 7 ngày, "
            f"{number(self.later)} quá hạn hơn 7 ngày"
        )

    @property
    def together_in_words(self) -> list[str]:
        """A sentence for each day on which many were made, or arrived."""
        late = [f"{number(count)} bản ghi quá hạn được ghi trong ngày {date_vn(day)}." for day, count in self.together]
        sent = [
            f"{number(count)} bản ghi đúng hạn theo giờ của máy khi chưa có mạng, cùng đến hệ thống sau hạn trong "
            f"ngày {date_vn(day)}."
            for day, count in self.sent_together
        ]
        return late + sent


Telling: TypeAlias = tuple[datetime, datetime, datetime | None]
"""When a record was told, from when on it was late, and when it came where it was written on a device before."""


def timeliness(told: Iterable[tuple[datetime, datetime] | Telling]) -> Timeliness:
    """Of single records."""
    return from_counts(_counted(*one) for one in told)


def _counted(at: datetime, limit: datetime, came_at: datetime | None = None) -> tuple[int, date | None, int]:
    came = came_at or at
    return lateness(at, limit), came.astimezone(clock.ZONE).date() if came >= limit else None, 1


def lateness(told_at: datetime, limit: datetime) -> int:
    """0 in time, 1 up to a week late, 2 later."""
    if told_at < limit:
        return 0
    return 1 if told_at < limit + A_WEEK else 2


def told_long_after(day: date, told_at: datetime) -> tuple[str, ...]:
    """A mark on a record told more than thirty days after its day (“ghi sau 45 ngày”), for figures of a whole year,
    in which the late rule has no say; none on others."""
    after = told_at.astimezone(clock.ZONE).date() - day
    return (f"ghi sau {number(after.days)} ngày",) if after > A_MONTH else ()


def from_counts(counted: Iterable[tuple[int, date | None, int]]) -> Timeliness:
    """Of counts by lateness (see :func:`lateness`) and, for those that came late, the day of coming."""
    sums, late_days, sent_days = Counter[int](), Counter[date](), Counter[date]()
    for late, day, count in counted:
        sums[late] += count
        if day is not None:
            (late_days if late else sent_days)[day] += count
    return Timeliness(sums[0], sums[1], sums[2], _many(late_days), _many(sent_days))


def _many(days: Counter[date]) -> tuple[tuple[date, int], ...]:
    return tuple(sorted((one for one in days.items() if one[1] >= MANY), key=lambda one: (-one[1], one[0])))
