"""Records of a made-up year: noted in any order, told moment by moment, at each moment by everybody at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.records.actions import Entry, correct, enter_of_many
from thanthien.records.enums import Through
from thanthien.records.kinds import RecordKind
from thanthien.units.models import Hamlet, Unit


@dataclass(frozen=True, slots=True)
class _Correction:
    moment: datetime
    by: User
    wrong: UUID
    right: Entry
    reason: str


class Diary:
    """What people tell through one kind of record up to now; what they would tell later is not told yet."""

    def __init__(self, kind: RecordKind, rng: Random) -> None:
        self._kind, self._rng, self._now = kind, rng, clock.now()
        self._told: dict[datetime, dict[User, list[Entry]]] = defaultdict(lambda: defaultdict(list))
        self._corrections: list[_Correction] = []

    def entry(
        self, unit: Unit, day: date, values: Mapping[str, Any], hamlet: Hamlet | None = None,
        through: Through = Through.PAGE,
    ) -> Entry:  # fmt: skip
        """An entry whose key comes from the seed, too."""
        return Entry(unit, day, values, hamlet, UUID(int=self._rng.getrandbits(128), version=4), through)

    def note(self, moment: datetime, by: User, entries: Iterable[Entry]) -> bool:
        """At this moment the person tells this; False when the moment has not come."""
        if moment <= self._now:
            self._told[moment][by].extend(entries)
        return moment <= self._now

    def correct(self, moment: datetime, by: User, wrong: Entry, right: Entry, reason: str) -> None:
        """At this later moment the person puts another entry in the place of one that was noted."""
        if moment <= self._now:
            self._corrections.append(_Correction(moment, by, wrong.key, right, reason))

    def tell(self) -> int:
        """Store everything; returns how many records there are, corrections included."""
        stored: dict[UUID, int] = {}
        for moment in sorted(self._told):
            with clock.set_to(moment):
                stored |= {one.key: one.pk for one in enter_of_many(self._kind, self._told[moment])}
        for one in sorted(self._corrections, key=lambda one: one.moment):
            with clock.set_to(one.moment):
                correct(
                    self._kind, one.right, record_id=stored[one.wrong], version=1, reason=one.reason, by=one.by
                )  # fmt: skip
        return len(stored) + len(self._corrections)


def at(day: date, hour: int, minute: int = 0, *, later: int = 0) -> datetime:
    """A time of a day, or of the day so many days later."""
    return datetime.combine(day + timedelta(days=later), time(hour, minute), clock.ZONE)
