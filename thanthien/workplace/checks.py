"""Which checklist of each half of the year counts. Pure; no Django.

Each half that is due takes the last of its checklists that came in time; that of a later half lies at least so many
days after the one before, so that one tour doesn't serve for two halves.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from thanthien.measures.periods import Period

LATE = "ghi quá hạn"
NO_PHOTOGRAPH = "chưa có ảnh"
LATE_PHOTOGRAPH = "ảnh thêm quá hạn"


@dataclass(frozen=True, slots=True)
class Check:
    """A checklist as known at a moment. ``items``: codes of what is there; ``photographs``: their numbers;
    ``photographed_at``: when the first of them came, None where it came with the checklist; ``came_at``: when the
    checklist came, where it was written on a device before."""

    id: int
    version: int
    day: date
    items: frozenset[str]
    smoke_free: bool
    told_at: datetime
    photographs: tuple[int, ...]
    typist: int | None = None
    photographed_at: datetime | None = None
    came_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DueHalf:
    """Half a year that is due: from which moment on its checklists are late, whether a body lets late ones count, and
    from which day to which one may be of it."""

    half: Period
    limit: datetime
    first: date
    last: date
    accepted: bool = False

    def holds(self, check: Check) -> bool:
        """Whether a checklist is of this half."""
        return self.half.holds(check.day) and self.first <= check.day <= self.last


@dataclass(frozen=True, slots=True)
class CheckedHalf:
    """What became of a half: the checklist that counts, and why the others of it don't, by their numbers."""

    due: DueHalf
    counted: Check | None
    why_not: dict[int, str]


def checked_halves(halves: Sequence[DueHalf], checks: Collection[Check], spacing: int) -> list[CheckedHalf]:
    """Each half, in order. ``spacing``: days between what counts of one half and of the next."""
    found: list[CheckedHalf] = []
    earliest: date | None = None
    for due in halves:
        own = sorted((one for one in checks if due.holds(one)), key=lambda one: (one.day, one.id))
        why = {one.id: _fault(one, due, earliest, spacing) for one in own}
        counted = next((one for one in reversed(own) if not why[one.id]), None)
        for one in own:
            if not why[one.id] and one is not counted and counted is not None:
                why[one.id] = f"{due.half.label} lấy biên bản ngày {counted.day:%d/%m/%Y}"
        found.append(CheckedHalf(due, counted, {number: told for number, told in why.items() if told}))
        if counted is not None:
            earliest = counted.day + timedelta(days=spacing)
    return found


def _fault(check: Check, due: DueHalf, earliest: date | None, spacing: int) -> str:
    if check.told_at >= due.limit and not due.accepted:
        return LATE
    if earliest is not None and check.day < earliest:
        return f"chưa cách biên bản của nửa năm trước {spacing} ngày"
    if not check.photographs:
        return NO_PHOTOGRAPH
    return LATE_PHOTOGRAPH if photograph_is_late(check, due) and not due.accepted else ""


def photograph_is_late(check: Check, due: DueHalf) -> bool:
    """Whether its first photograph came after the time for its half: it proves as little as a late checklist."""
    return check.photographed_at is not None and check.photographed_at >= due.limit
