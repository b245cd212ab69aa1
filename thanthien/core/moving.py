"""Last days that a changed calendar of working days would move, as the rooms that count them tell it: shown to who
changes the calendar, before it is saved. No Django.

A room registers in its ``apps.py: ready()`` what it counts by working days anew at each look, or by a job; a day that
was fixed once, in a document or by a step, is no such day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from thanthien.core.calendar import WorkCalendar


@dataclass(frozen=True, slots=True)
class Change:
    """A day that is to be off or worked, or no longer: the calendar without that and with it."""

    day: date
    before: WorkCalendar
    after: WorkCalendar


@dataclass(frozen=True, slots=True)
class Move:
    """What waits, and its last day by the calendar as it stands and by the changed one. ``unit``: whose it is; None: of
    every unit."""

    about: str
    old: date
    new: date
    unit: int | None = None


Moves: TypeAlias = Callable[[Change], Iterable[Move]]


@dataclass(frozen=True, slots=True)
class MovedKind:
    """All that moves of one kind, by last day."""

    title: str
    moves: Sequence[Move]


_registered: dict[str, Moves] = {}


def register_moves(title: str, moves: Moves) -> None:
    """Tell what moves of a kind of open last days, in statements that don't grow with units; ``title`` names the kind
    for people."""
    _registered[title] = moves


def compared() -> list[str]:
    """The kinds of open last days that are looked at."""
    return list(_registered)


def moved_by(change: Change) -> list[MovedKind]:
    """What a change would move, kind by kind, in the order in which rooms registered; kinds of which nothing moves are
    left out."""
    if change.before == change.after:
        return []
    told = ((title, [one for one in moves(change) if one.old != one.new]) for title, moves in _registered.items())
    return [
        MovedKind(title, sorted(found, key=lambda one: (one.old, one.new, one.unit or 0, one.about)))
        for title, found in told
        if found
    ]
