"""Who of a roll was trained. Rules; no Django."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Told:
    """When the platform heard of a record, when this version of it was made, and who entered it."""

    at: datetime
    made_at: datetime
    typist: int | None


@dataclass(frozen=True, slots=True)
class OnRoll:
    """An entry of the roll as figures need it: a number, never a name."""

    id: int
    version: int
    number: int
    first: date
    left_on: date | None
    told: Told
    withdrawn: bool = False

    def there_on(self, day: date) -> bool:
        """Whether the person stood on the roll on a day."""
        return not self.withdrawn and self.first <= day and (self.left_on is None or day < self.left_on)


@dataclass(frozen=True, slots=True)
class Learned:
    """A course as figures need it."""

    id: int
    version: int
    day: date
    title: str
    hours: int
    attendees: frozenset[int]
    told: Told


@dataclass(frozen=True, slots=True)
class Counted:
    """How many people the standing office counted on a day."""

    id: int
    version: int
    day: date
    people: int
    told: Told


@dataclass(frozen=True, slots=True)
class Training:
    """``there``: who stood on the roll on the day; ``counting``: the courses that last long enough; ``trained``: the
    numbers of those who attended enough of them; ``missing``: by how many the roll fell short of the last count on
    that count's day."""

    roll: Sequence[OnRoll]
    courses: Sequence[Learned]
    count: Counted | None
    there: Sequence[OnRoll]
    counting: Sequence[Learned]
    trained: Collection[int]
    missing: int

    @property
    def due(self) -> int:
        """How many people the share is taken of: whoever leaves somebody off the roll wins nothing."""
        return len(self.there) + self.missing

    @property
    def all_trained(self) -> bool:
        """Everybody who is due."""
        return 0 < self.due <= len(self.trained)


def training(
    roll: Sequence[OnRoll], courses: Sequence[Learned], count: Counted | None, *, day: date, hours: int,
    courses_needed: int,
) -> Training:  # fmt: skip
    """Who of the roll of a day attended enough courses of enough hours by then, each once."""
    there = [one for one in roll if one.there_on(day)]
    counting = [one for one in courses if one.hours >= hours and one.day <= day]
    attended = Counter(number for one in counting for number in one.attendees)
    trained = {one.number for one in there if attended[one.number] >= courses_needed}
    missing = max(0, count.people - sum(one.there_on(count.day) for one in roll)) if count else 0
    return Training(roll, courses, count, there, counting, trained, missing)
