"""Who follows a body's word on late records: rooms that keep figures compute them anew, in the same transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from thanthien.units.models import Unit

Follower: TypeAlias = "Callable[[Unit, str], None]"  # the unit, the key of the measure

_followers: list[Follower] = []


def follow_acceptances(follower: Follower) -> None:
    """Register who is told; once, when the application starts."""
    if follower not in _followers:
        _followers.append(follower)


def tell_accepted(unit: Unit, measure: str) -> None:
    """Late records of a unit count by now, or no longer do."""
    for follower in _followers:
        follower(unit, measure)
