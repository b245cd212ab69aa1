"""Rooms of weekly life, and in which units they are used: what the city said of a unit, from a day on.

A room registers itself in its ``apps.py: ready()``. It is used everywhere until the city says otherwise; a word names
the first day on which it holds, so that what was recorded before keeps its meaning. Pure; no Django.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

# Of one unit, by room, what was said in turn: “from” (first day), “on”, “at” (when it was said).
Words: TypeAlias = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Room:
    """``key`` names it for good, as measures do; ``sentence`` says what is recorded in it."""

    key: str
    title: str
    sentence: str


_rooms: dict[str, Room] = {}


def register_room(room: Room) -> None:
    """Let a room be switched. Raises ValueError for a key given twice."""
    if room.key in _rooms:
        raise ValueError(f"{room.key} is registered already.")
    _rooms[room.key] = room


def all_rooms() -> list[Room]:
    """Every room, by title."""
    return sorted(_rooms.values(), key=lambda room: room.title)


def find_room(key: str) -> Room | None:
    """The room of a key; None for none."""
    return _rooms.get(key)


def is_used(words: Words, room: str, on: date, known_at: datetime | None = None) -> bool:
    """Whether a room is used on a day, as known at a moment (None: by all that was said)."""
    said = [one for one in _known(words, room, known_at) if date.fromisoformat(one["from"]) <= on]
    # Of words that hold, the one of the latest day counts; of several of that day the one said last.
    return bool(max(enumerate(said), key=lambda one: (one[1]["from"], one[0]))[1]["on"]) if said else True


def is_used_throughout(words: Words, room: str, first: date, last: date, known_at: datetime | None = None) -> bool:
    """Whether a room is used on every day from the first to the last."""
    turns = [date.fromisoformat(one["from"]) for one in _known(words, room, known_at)]
    return all(is_used(words, room, day, known_at) for day in {first, *(day for day in turns if first < day <= last)})


def unused_since(words: Words, room: str, on: date) -> date | None:
    """Since which day a room has not been used that is not used on a day; None where it is used."""
    days = sorted({date.fromisoformat(one["from"]) for one in words.get(room, ())}, reverse=True)
    since = None
    for day in [one for one in days if one <= on]:
        if is_used(words, room, day):
            break
        since = day
    return since


def next_turn(words: Words, room: str, after: date) -> tuple[date, bool] | None:
    """The first day after a given one on which it becomes otherwise, and what it is then; None where none is told."""
    now = is_used(words, room, after)
    days = sorted({date.fromisoformat(one["from"]) for one in words.get(room, ())})
    turns = ((day, is_used(words, room, day)) for day in days if day > after)
    return next(((day, then) for day, then in turns if then != now), None)


def last_word(words: Words, room: str) -> date | None:
    """The first day of what was said last; None where nothing was."""
    said = words.get(room, ())
    return date.fromisoformat(said[-1]["from"]) if said else None


def _known(words: Words, room: str, known_at: datetime | None) -> list[Mapping[str, Any]]:
    said = words.get(room, ())
    return [one for one in said if known_at is None or datetime.fromisoformat(one["at"]) <= known_at]
