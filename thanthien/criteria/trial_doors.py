"""Doors from a set to what other rooms compute of it: criteria know no year and no result."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from thanthien.criteria.models import CriteriaSet

# Label and address of each door.
Doors: TypeAlias = Callable[[CriteriaSet], list[tuple[str, str]]]

_doors: list[Doors] = []


def register_trials(doors: Doors) -> None:
    """Say where a set is tried on results of a year; once, when the application starts."""
    _doors[:] = [doors]


def trials_of(one: CriteriaSet) -> list[tuple[str, str]]:
    """The doors for this set."""
    return [door for doors in _doors for door in doors(one)]
