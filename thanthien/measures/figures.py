"""What a measure answers for one unit. Rooms use these forms and no others; they know no criteria. No Django.

Absent is not zero: “chưa có số liệu” says that the platform can't tell, 0 that it can.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, TypeAlias

from thanthien.core.digests import digest_fits, keyed_digest
from thanthien.core.formats import when_vn
from thanthien.criteria.values import Count, Counts, Items, Number, Passed, Picked, Ratio
from thanthien.measures.periods import Period

__all__ = [
    "Absent", "Basis", "Count", "Counts", "Figure", "Finding", "Form", "Items", "NothingArose", "Number", "Passed",
    "PerPeriod", "PeriodCount", "Picked", "Ratio", "RecordLine", "digest_fits", "fingerprint", "keyed_digest",
]  # fmt: skip

Form: TypeAlias = Literal["passed", "items", "ratio", "number", "count", "counts", "option", "periods"]


@dataclass(frozen=True, slots=True)
class Absent:
    """The platform has no figure, and why: the room is off, or a list that it divides by is missing."""

    reason: str


@dataclass(frozen=True, slots=True)
class NothingArose:
    """Nothing that could count came up, established by the records themselves (a denominator of 0, stated)."""

    reason: str


@dataclass(frozen=True, slots=True)
class PeriodCount:
    """Records of one due period. ``heard`` of ``valid``: how many of those who should report did, where that counts.
    ``why``: why no more of what was told counts, for who looks behind the figure; it is no part of the figure."""

    records: int
    heard: int | None = None
    valid: int | None = None
    why: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class PerPeriod:
    """Counts of each due period, those without a record as 0. What of it counts belongs to the criteria set."""

    counts: Mapping[Period, PeriodCount]


Figure: TypeAlias = (
    Passed | Items | Ratio | Number | Count | Counts | Picked | PerPeriod | NothingArose | Absent
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Basis:
    """What a figure rests on: single records, and numbers that were given for a whole week."""

    records: int
    numbers: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """The figure of one unit with what proves it.

    ``fingerprint`` names the records counted (see :func:`fingerprint`); ``note`` is told beside the figure
    (“2 đề nghị”). ``withdrawn``: why a figure that was given before no longer stands. Note and reasons are published
    with the result: they hold no personal data.
    """

    figure: Figure
    fingerprint: str = ""
    basis: Basis | None = None
    note: str = ""
    withdrawn: str = ""


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One record behind a figure, as whoever may see it reads it. ``counted`` False: kept, and why not counted.

    ``key``: of the period in which it counts or would count. ``limit``: the end of the time for that period; None where
    there is none. ``late_since``: it was told after this moment; None in time. ``told_at``: when it was told;
    ``came_at``: when it reached the platform, of what was written on a device without a signal before, ``came_late``:
    after that time. ``by_day``: of these moments readers learn the day alone. ``record``: its number in the
    room. ``nothing``: it says that nothing arose. ``typist``: the number of the person who
    entered it, where there is one.
    """

    day: date
    words: str
    url: str = ""
    counted: bool = True
    why: str = ""
    period: str = ""
    public: bool = False
    marks: tuple[str, ...] = field(default=())
    key: str = ""
    told_at: datetime | None = None
    late_since: datetime | None = None
    record: int = 0
    nothing: bool = False
    typist: int | None = None
    came_at: datetime | None = None
    came_late: bool = False
    limit: datetime | None = None
    by_day: bool = False

    @property
    def told_when(self) -> str:
        """“lúc 15:42, 30/03/2026”, or the day alone where the minute is for who wrote it."""
        return when_vn(self.told_at, by_day=self.by_day)

    @property
    def entered_at(self) -> datetime | None:
        """When the platform heard of it, where it knows."""
        return self.came_at or self.told_at

    @property
    def name(self) -> tuple[str, int]:
        """Which record it is: several kinds may lie behind a figure, and numbers of two kinds may be the same."""
        return self.url, self.record


def fingerprint(records: Iterable[tuple[str, int, int]]) -> str:
    """One hash of (kind, id, version) of the records counted, in any order. No personal field goes in, so that erasing
    a person's data leaves it as it was."""
    lines = sorted(f"{kind}:{number}:{version}" for kind, number, version in records)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest() if lines else ""
