"""Which channels work: the last sign of each that the committee can't make alone. Pure; no Django.

Legal source: the decision, tiêu chí 1.2.2.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

DAYS = 90  # how old the last sign may be, unless the city says otherwise
FROM_OFFICE = "do cán bộ ghi"
ON_STAFF_DEVICE = "gửi từ máy của cán bộ"


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel as known at a moment. ``key``: of its first version; ``last``: its last day, None while it is used."""

    id: int
    version: int
    key: UUID
    kind: str
    where: str
    first: date
    last: date | None
    told_at: datetime
    typist: int | None = None

    def used_on(self, day: date) -> bool:
        """Whether it is in use on a day."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Trial:
    """A test of a channel, which it names as it was. ``photographs``: their numbers; ``photographed_at``: when the
    first of them came, None where it came with the test; ``came_at``: when it came, where it was written on a device
    before."""

    id: int
    version: int
    channel: UUID
    kind: str
    where: str
    day: date
    works: bool
    told_at: datetime
    photographs: tuple[int, ...] = ()
    photographed_at: datetime | None = None
    typist: int | None = None
    came_at: datetime | None = None

    def is_of(self, channel: Channel) -> bool:
        """Whether it tried this channel as it is now: what was put elsewhere, or called otherwise, was never tried."""
        return (self.channel, self.kind, self.where) == (channel.key, channel.kind, channel.where)


@dataclass(frozen=True, slots=True)
class Message:
    """A matter that came by a way which proves a kind of channel. ``why``: why it proves none; empty where it does.
    ``hidden``: it is in a lane by now, so it has no line, and proves what it proved."""

    id: int
    version: int
    kind: str
    day: date
    why: str = ""
    typist: int | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Sign:
    """The last sign that a channel works: what it was, its number, and its day."""

    day: date
    what: Literal["message", "test"]
    id: int
    version: int


def oldest_day(last: date, days: int) -> date:
    """The first day on which a sign is not older than so many days."""
    return last - timedelta(days=days)


def last_dead(channel: Channel, tests: Iterable[Trial], last: date) -> date | None:
    """The last day up to ``last`` on which it was found not to work, told whenever and with or without a photograph."""
    return max((one.day for one in tests if one.is_of(channel) and not one.works and one.day <= last), default=None)


def sign_of(
    channel: Channel,
    tests: Sequence[Trial],
    proving: Iterable[Trial],
    messages: Iterable[Message],
    first: date,
    last: date,
) -> Sign | None:
    """The last sign between two days that a channel works; None where there is none, or where it was found not to work
    since. ``tests``: all of them, ``proving``: those that count; ``messages``: those of any kind."""
    dead = last_dead(channel, tests, last)
    since = max(first, channel.first)
    signs = [Sign(one.day, "test", one.id, one.version) for one in proving if one.works and one.is_of(channel)]
    came = [one for one in messages if one.kind == channel.kind and not one.why]
    signs += [Sign(one.day, "message", one.id, one.version) for one in came]
    found = [one for one in signs if since <= one.day <= last and (dead is None or one.day > dead)]
    return max(found, key=lambda one: (one.day, one.what, one.id), default=None)


def why_no_proof(*, on_web: bool, from_staff: bool, handed_on: bool, by_keeper: bool) -> str:
    """Why a message is no sign that a channel works: the committee could have made it alone. ``handed_on``: another
    body told it, unless an official did it in their place. A step by the code changes nothing: who wrote a message down
    saw its code."""
    if on_web:
        return ON_STAFF_DEVICE if from_staff else ""
    return "" if handed_on and not by_keeper else FROM_OFFICE
