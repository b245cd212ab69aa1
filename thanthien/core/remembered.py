"""What was made of values that don't change, kept by them (ADR 20), where `functools.lru_cache` would keep too much: it
holds on to all that a function was given, and a drawing is made of far more than what it is known by."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Remembered(Generic[T]):
    """The last ``most`` that were made, in this process."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._made: dict[Hashable, T] = {}
        self._lock = Lock()

    def get(self, known_by: Hashable, make: Callable[[], T]) -> T:
        """What is known by these values, made where it isn't there. ``make`` may look at nothing else that changes."""
        found = self._made.get(known_by)
        if found is None:
            found = make()
            with self._lock:
                self._made[known_by] = found
                if len(self._made) > self._most:
                    del self._made[next(iter(self._made))]
        return found
