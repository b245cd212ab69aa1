"""What records of one room say that has to be made public, so that nobody types it a second time where it is published.

A room names the parts of its records (a plan, a result) with what they say; whoever publishes registers as the taker,
and gives the doors that stand on the page of such a record. Neither knows the other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeAlias
from uuid import UUID

from django.urls import reverse

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
    key of the record's first version. ``withdrawn``: the record was taken back, and nothing more is made of it."""

    part: str
    words: str
    origin: UUID
    unit: Unit
    said: Said
    withdrawn: bool = False

    @property
    def value(self) -> str:
        """The part in an address and with what was made of it."""
        return f"{self.part}:{self.origin}"


@dataclass(frozen=True, slots=True)
class Door:
    """A link on the page of the record."""

    words: str
    url: str


class Fate(StrEnum):
    """What became of a source since something was made of it."""

    WITHDRAWN = "đã hủy"
    CORRECTED = "đã đính chính"


@dataclass(frozen=True, slots=True)
class Source:
    """A part of which something was made says another thing by now, or stands no more. ``record``: its last version."""

    words: str
    record: Record
    fate: Fate
    url: str


@dataclass(frozen=True, slots=True)
class _Part:
    kind: RecordKind
    name: str
    words: str
    say: Callable[[Any], Said | None]


Made: TypeAlias = tuple[str, datetime]
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
    """What a record says that stands, or said that was taken back. No statement."""
    last = record.stands or bool(record.end_reason)
    parts = [one for one in _parts.values() if one.kind is kind and last]
    return [found for one in parts if (found := _publishable(one, record)) is not None]


def doors_of(kind: RecordKind, record: Record, user: User) -> list[Door]:
    """The doors by which this person publishes it, or sees to what was made of it. One statement at most."""
    parts = parts_of(kind, record)
    return list(_takers[0](user, parts)) if parts and _takers else []


def publishable(value: str, user: User) -> Publishable | None:
    """The part of this value, of a record that stands and that the person reads; None for any other text. One statement
    at most."""
    part, origin = _named(value)
    if part is None or origin is None:
        return None
    record = readable(part.kind, user).standing().filter(origin=origin).first()
    return _publishable(part, record) if record is not None else None


def changed_sources(made: Collection[Made]) -> dict[Made, Source]:
    """Of these values, each with the moment at which something was made of it (several things may be made of one),
    those whose part was withdrawn since, or says another thing. A statement for each kind of record named."""
    named = {one: (part, key) for one in made for part, key in [_named(one[0])] if part is not None and key is not None}
    versions: dict[tuple[type[Record], UUID], list[Record]] = {}
    for model in {part.kind.model for part, _ in named.values()}:
        origins = [key for part, key in named.values() if part.kind.model is model]
        for record in model.objects.filter(origin__in=origins).with_names().order_by("version"):
            versions.setdefault((model, record.origin), []).append(record)
    found = {
        one: _changed(part, versions.get((part.kind.model, key), []), one[1]) for one, (part, key) in named.items()
    }
    return {one: source for one, source in found.items() if source is not None}


def _changed(part: _Part, versions: Sequence[Record], since: datetime) -> Source | None:
    if not versions:
        return None
    last = versions[-1]
    if last.ended_at is not None:
        fate = Fate.WITHDRAWN if last.ended_at > since else None
    else:
        then = [one for one in versions if one.made_at <= since]
        fate = Fate.CORRECTED if then and part.say(then[-1]) != part.say(last) else None
    url = reverse(f"{part.kind.route}-record", args=[last.pk])
    return Source(part.words, last, fate, url) if fate else None


def _named(value: str) -> tuple[_Part | None, UUID | None]:
    name, _, key = value.partition(":")
    try:
        return _parts.get(name), UUID(key)
    except ValueError:
        return None, None


def _publishable(part: _Part, record: Record) -> Publishable | None:
    said = part.say(record)
    if said is None:
        return None
    return Publishable(part.name, part.words, record.origin, record.unit, said, withdrawn=not record.stands)
