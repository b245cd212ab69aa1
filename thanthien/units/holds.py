"""What keeps an agency from ending: rooms above know it, and say so here (each in its ``apps.py: ready()``)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from thanthien.units.models import Agency

# Given the agency, its last day and who goes on with its work, the sentences that say what must be done first.
Hold = Callable[["Agency", date, "Agency | None"], list[str]]
_HOLDS: list[Hold] = []


def register_hold(hold: Hold) -> None:
    """Ask this room before an agency ends."""
    if hold not in _HOLDS:
        _HOLDS.append(hold)


def held_by(agency: Agency, last_day: date, into: Agency | None) -> list[str]:
    """What must be done before the agency can end on that day and ``into`` go on with its work; nothing when it can."""
    return [sentence for hold in _HOLDS for sentence in hold(agency, last_day, into)]
