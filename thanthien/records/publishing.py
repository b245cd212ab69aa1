"""What records of one room say that has to be made public, so that nobody types it a second time where it is published.

A room names the parts of its records (a plan, a result) with what they say; whoever publishes registers as the taker,
and gives the doors that stand on the page of such a record. Neither knows the other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias
from uuid import UUID

from thanthien.accounts.models import User
from thanthien.records.kinds import RecordKind
from thanthien.records.models import Record
from thanthien.records.queries import readable
from thanthien.units.models import Unit


@dataclass(frozen=True, slots=True)
class Said:
    """What one part of a record says: ``number`` and ``day`` of its document, ``text`` for everybody to read."""

    title: str
    number: str
    day: date
    text: str


@dataclass(frozen=True, slots=True)
class Publishable:
    """A part of a record (“consultation-plan”) with what it says; ``words`` name it inside a sentence. ``origin``: the
    key of the record's first version."""

    part: str
    words: str
    origin: UUID
    unit: Unit
    said: Said

    @property
    def value(self) -> str:
        """The part in an address and with what was made of it."""
        return f"{self.part}:{self.origin}"


@dataclass(frozen=True, slots=True)
class Door:
    """A link on the page of the record."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class _Part:
    kind: RecordKind
    name: str
    words: str
    say: Callable[[Any], Said | None]


Taker: TypeAlias = Callable[[User, Sequence[Publishable]], Sequence[Door]]
_parts: dict[str, _Part] = {}
_takers: list[Taker] = []


def offer_to_publish(kind: RecordKind, name: str, words: str, say: Callable[[Any], Said | None]) -> None:
    """Name a part of records of a kind; ``say`` gives what it says, None as long as there is nothing."""
    _parts[name] = _Part(kind, name, words, say)


def take_to_publish(taker: Taker) -> None:
    """Tell who publishes; the one registered last is asked."""
    _takers[:] = [taker]


def parts_of(kind: RecordKind, record: Record) -> list[Publishable]:
    """What a record that stands says. No statement."""
    parts = [one for one in _parts.values() if one.kind is kind and record.stands]
    return [found for one in parts if (found := _publishable(one, record)) is not None]


def doors_of(kind: RecordKind, record: Record, user: User) -> list[Door]:
    """The doors by which this person publishes it. One statement at most."""
    parts = parts_of(kind, record)
    return list(_takers[0](user, parts)) if parts and _takers else []


def publishable(value: str, user: User) -> Publishable | None:
    """The part of this value, of a record that stands and that the person reads; None for any other text. One statement
    at most."""
    name, _, key = value.partition(":")
    part = _parts.get(name)
    try:
        origin = UUID(key)
    except ValueError:
        return None
    record = readable(part.kind, user).standing().filter(origin=origin).first() if part else None
    return _publishable(part, record) if part and record is not None else None


def _publishable(part: _Part, record: Record) -> Publishable | None:
    said = part.say(record)
    return Publishable(part.name, part.words, record.origin, record.unit, said) if said else None
