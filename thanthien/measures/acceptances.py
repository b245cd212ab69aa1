"""Who has a say around a body's word on late records: rooms that keep figures compute them anew, in the same
transaction; rooms that know who took part in a unit's work tell whose word would be on their own."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from datetime import date

    from thanthien.accounts.models import User
    from thanthien.units.models import Unit

Follower: TypeAlias = "Callable[[Unit, str, Collection[str]], None]"  # the unit, keys of the measure and the periods
TookPart: TypeAlias = "Callable[[User, Unit, date], bool]"  # who, in which unit, since when

_followers: list[Follower] = []
_checks: list[TookPart] = []


def follow_acceptances(follower: Follower) -> None:
    """Register who is told; once, when the application starts."""
    if follower not in _followers:
        _followers.append(follower)


def tell_accepted(unit: Unit, measure: str, periods: Collection[str]) -> None:
    """Late records of some periods of a unit count by now, or no longer do. Raises Refused where a room can't let them
    any more."""
    for follower in _followers:
        follower(unit, measure, periods)


def register_part(check: TookPart) -> None:
    """Register a room that knows who took part in a unit's work; once, when the application starts."""
    if check not in _checks:
        _checks.append(check)


def took_part(user: User, unit: Unit, since: date) -> bool:
    """Whether any room knows that the person took part in what the unit tells of itself of the days since then."""
    return any(check(user, unit, since) for check in _checks)
