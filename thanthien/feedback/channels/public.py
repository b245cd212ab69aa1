"""What everybody sees of a unit's channels: how to reach it, and when each way was last seen to work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from thanthien.feedback.channels.catalogue import kind_title
from thanthien.feedback.channels.shown import sign_words, standings_now
from thanthien.units.models import Unit


@dataclass(frozen=True, slots=True)
class ShownChannel:
    """A channel in use. ``stands``: its last sign of life in words."""

    title: str
    where: str
    stands: str
    works: bool


@dataclass(frozen=True, slots=True)
class ShownChannels:
    """Those of a unit by kind; how many kinds of them work, and how old a sign may be."""

    channels: Sequence[ShownChannel]
    live: int
    kinds: int
    days: int


def public_channels(unit: Unit) -> ShownChannels:
    """As of today. A constant number of statements."""
    found, days = standings_now([unit.pk])
    standing = found[unit.pk]
    ordered = sorted(standing.channels, key=lambda one: (standing.kinds.index(one.kind), one.first, one.id))
    signs = [(one, standing.signs.get(one.id)) for one in ordered]
    channels = [
        ShownChannel(kind_title(one.kind), one.where, sign_words(sign, days), sign is not None) for one, sign in signs
    ]
    return ShownChannels(channels, len(standing.live), len(standing.kinds), days)
