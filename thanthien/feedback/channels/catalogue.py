"""Kinds of channels: data (setting FEEDBACK_CHANNELS), which another city writes otherwise."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from thanthien.core.codes import coded_rows
from thanthien.feedback.enums import Via


@dataclass(frozen=True, slots=True)
class ChannelKind:
    """``via``: the ways of receiving by which a message proves that channels of this kind work."""

    code: str
    title: str
    hint: str = ""
    via: tuple[str, ...] = ()


def _kind_of(**told: Any) -> ChannelKind:
    """Raises ValueError for a way that there isn't."""
    return ChannelKind(**told | {"via": tuple(Via(one) for one in told.get("via") or ())})


def catalogue() -> dict[str, ChannelKind]:
    """All by code, in the order of the file. Raises ValueError for a file that can't be understood, or one in which a
    way proves two kinds."""
    found = coded_rows(settings.FEEDBACK_CHANNELS, _kind_of)
    several = [via for via, count in Counter(via for one in found.values() for via in one.via).items() if count > 1]
    if several:
        raise ValueError(f"{settings.FEEDBACK_CHANNELS}: {several[0]}")
    return found


def choices() -> list[tuple[str, str]]:
    """Code and title, for a form field."""
    return [(one.code, one.title) for one in catalogue().values()]


def kind_title(code: str) -> str:
    """What it is called; an unknown code by itself."""
    found = catalogue().get(code)
    return found.title if found else code


def proved_by() -> dict[str, str]:
    """Which kind a message proves, by the way in which it came."""
    return {via: one.code for one in catalogue().values() for via in one.via}
