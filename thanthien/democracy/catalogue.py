"""What people are asked about and what they decide: data with the law of each (settings CONSULTATION_MATTERS and
COMMUNITY_MATTERS), which another city writes otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from django.conf import settings

from thanthien.core.codes import coded_rows
from thanthien.democracy.rules import Threshold


@dataclass(frozen=True, slots=True)
class ConsultationMatter:
    """``days``: for how many at least the consultation stays open; ``result_days``: working days to tell its result."""

    code: str
    title: str
    law: str
    days: int = 0
    result_days: int = 5


@dataclass(frozen=True, slots=True)
class CommunityMatter:
    """What a row of the file says. ``thresholds``: each with its first day; ``result_days`` and ``recognition_days``:
    working days to send the result, to recognise it."""

    code: str
    title: str
    law: str
    thresholds: Sequence[Mapping[str, Any]] = field(hash=False)
    result_days: int = 5
    wide: bool = False
    online: bool = False
    names: bool = False
    recognition_days: int = 0

    def threshold_on(self, day: date) -> Threshold:
        """The one that holds on a day; before all of them the first."""
        begun = [one for one in self.thresholds if one["since"] <= day] or [self.thresholds[0]]
        last = max(begun, key=lambda one: one["since"])
        return Threshold(Fraction(last["share"]), above=bool(last.get("above")))


def consultation_matters() -> Mapping[str, ConsultationMatter]:
    """By code, in the order of the file."""
    return coded_rows(settings.CONSULTATION_MATTERS, ConsultationMatter)


def community_matters() -> Mapping[str, CommunityMatter]:
    """By code, in the order of the file."""
    return coded_rows(settings.COMMUNITY_MATTERS, CommunityMatter)


def consultation_choices() -> list[tuple[str, str]]:
    """Code and title of each."""
    return [(one.code, one.title) for one in consultation_matters().values()]


def community_choices() -> list[tuple[str, str]]:
    """Code and title of each."""
    return [(one.code, one.title) for one in community_matters().values()]
