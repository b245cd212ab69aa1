"""How punctually records came: in time, up to a week late, later; and whether many were made on one day. No Django.

Numbers for people to judge by; what counts the late rule says, and for a period an appraising body.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from thanthien.core import clock
from thanthien.core.formats import date_vn, number

A_WEEK = timedelta(days=7)
MANY = 10  # so many late records made on one day are told as made together
A_MONTH = timedelta(days=30)  # from a day until it was told, from which on this is said beside it


@dataclass(frozen=True, slots=True)
class Timeliness:
    """Records of a unit's due periods. ``together``: days on which many late ones were made, with how many, the most
    first (“30 bản ghi ghi ngày 20/12/2026”)."""

    in_time: int = 0
    week_late: int = 0
    later: int = 0
    together: tuple[tuple[date, int], ...] = ()

    @property
    def late(self) -> int:
        """All late ones."""
        return self.week_late + self.later

    @property
    def words(self) -> str:
        """“120 bản ghi đúng hạn, 3 quá hạn đến 7 ngày, 30 quá hạn hơn 7 ngày”."""
        return (
            f"{number(self.in_time)} bản ghi đúng hạn, {number(self.week_late)} quá hạn đến 7 ngày, "
            f"{number(self.later)} quá hạn hơn 7 ngày"
        )

    @property
    def together_in_words(self) -> list[str]:
        """A sentence for each day on which many were made."""
        return [f"{number(count)} bản ghi quá hạn được ghi trong ngày {date_vn(day)}." for day, count in self.together]


def timeliness(told: Iterable[tuple[datetime, datetime]]) -> Timeliness:
    """Of single records: when each was told, and from when on it was late."""
    return from_counts((lateness(at, limit), at.astimezone(clock.ZONE).date(), 1) for at, limit in told)


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
    """Of counts by lateness (see :func:`lateness`) and, for late ones, the day of making."""
    sums, days = Counter[int](), Counter[date]()
    for late, day, count in counted:
        sums[late] += count
        if late and day is not None:
            days[day] += count
    together = sorted(((day, count) for day, count in days.items() if count >= MANY), key=lambda one: (-one[1], one[0]))
    return Timeliness(sums[0], sums[1], sums[2], tuple(together))
