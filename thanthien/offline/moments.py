"""When something was told that was written on a device without a signal: a pure rule.

A device may say anything. What it says is believed within what the server knows: it had contact with the device (a
token of that moment comes back signed), and the entry arrived. Between the two, and not longer ago than the setting
allows, the moment of the device is the moment of telling. A clock that is wrong shows when the entry is sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

# How far a right clock may be off, the slow sending of a photograph included.
TOLERANCE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Said:
    """What a device says of an entry: when it was made and when it is sent, by its own clock; and when it last had
    contact before, by the server's token (None: no genuine one)."""

    made: datetime
    sent: datetime
    contact: datetime | None


@dataclass(frozen=True, slots=True)
class Moment:
    """The moment of telling, and why it is not that of the device; empty where it is."""

    told_at: datetime
    why_not: str = ""


def moment_of(said: Said, *, arrived: datetime, limit: timedelta) -> Moment:
    """The moment at which an entry was told. Whatever is not believed is told on arrival."""
    why_not = _why_not(said, arrived, limit)
    if why_not:
        return Moment(arrived, why_not)
    assert said.contact is not None  # noqa: S101 - for the type checker: without one it is not believed
    return Moment(min(max(said.made, said.contact), arrived))


def _why_not(said: Said, arrived: datetime, limit: timedelta) -> str:
    if abs(arrived - said.sent) > TOLERANCE:
        return "clock"
    if said.contact is None or said.contact > arrived:
        return "contact"
    if said.made < said.contact - TOLERANCE:
        return "before"
    if said.made > arrived + TOLERANCE:
        return "after"
    return "old" if arrived - said.made > limit else ""
