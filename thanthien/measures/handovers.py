"""What one room hands on to another that comes later or may be switched off: “an opinion was heard”.

The giver names a kind and keeps its record; whoever takes that kind registers. What was given before a taker existed
is given again, as history, when the taker asks (:func:`replay`): it arrives with its own day and is not due.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol, TypeAlias


@dataclass(frozen=True, slots=True)
class HandOver:
    """A record of one room offered to another, by (kind, id) and without a foreign key. ``history``: it was made before
    the taker existed, so nothing is due from it."""

    kind: str
    source: str
    record: int
    unit: int
    day: date
    history: bool = False


class Taker(Protocol):
    """Takes records of one kind, given at once; taking the same one twice has no second effect. Runs inside the giver's
    transaction."""

    def __call__(self, given: Sequence[HandOver], *, by: Any) -> None: ...


Source: TypeAlias = Callable[[], Iterable[HandOver]]

_takers: dict[str, Taker] = {}
_sources: dict[str, list[Source]] = {}


def take(kind: str, taker: Taker) -> None:
    """Register who takes a kind. Raises ValueError when somebody does already."""
    if kind in _takers:
        raise ValueError(f"“{kind}” is taken already.")
    _takers[kind] = taker


@contextmanager
def kept_by_givers(kind: str) -> Iterator[None]:
    """What is given of a kind meanwhile waits with its givers, as if nobody took it: for a past told at once."""
    taker = _takers.pop(kind, None)
    try:
        yield
    finally:
        if taker is not None:
            _takers[kind] = taker


def offer(kind: str, source: Source) -> None:
    """Register where everything given so far of a kind can be read again."""
    _sources.setdefault(kind, []).append(source)


def hand_over(given: Sequence[HandOver], *, by: Any) -> bool:
    """Give records of one kind; False when nobody takes it (yet): they wait with the giver."""
    taker = _takers.get(given[0].kind) if given else None
    if taker is None:
        return False
    taker(given, by=by)
    return True


def waiting(kind: str) -> Iterable[HandOver]:
    """Everything that rooms have to give of a kind."""
    for source in _sources.get(kind, []):
        yield from source()


def replay(kind: str, *, by: Any) -> int:
    """Give everything of a kind again, as history, to a taker that is new. Returns how many records were offered."""
    history = [replace(given, history=True) for given in waiting(kind)]
    return len(history) if hand_over(history, by=by) else 0
