"""What officials commit themselves to (“4 xin, 4 luôn, 5 không”): data (setting STAFF_COMMITMENT), which the city
changes without code."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from thanthien.core.codes import coded_rows


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to do or not to do. ``group`` heads it; ``reference``: no document fixes its words yet."""

    code: str
    group: str
    title: str
    reference: bool = False


@dataclass(frozen=True, slots=True)
class PointGroup:
    """The points under one heading. ``reference``: their words are a proposal."""

    title: str
    points: tuple[str, ...]
    reference: bool


def heading() -> str:
    """What the groups are called together: “4 xin, 4 luôn, 5 không”."""
    return ", ".join(one.title for one in commitment())


def commitment() -> list[PointGroup]:
    """The points by their groups, in the order of the file. Raises ValueError for a file that can't be understood."""
    points = list(coded_rows(settings.STAFF_COMMITMENT, Point).values())
    titles = list(dict.fromkeys(one.group for one in points))
    grouped = [(title, [one for one in points if one.group == title]) for title in titles]
    return [
        PointGroup(title, tuple(one.title for one in own), any(one.reference for one in own)) for title, own in grouped
    ]
