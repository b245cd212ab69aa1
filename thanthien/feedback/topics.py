"""What people may tell of: data (setting FEEDBACK_TOPICS), which another city writes otherwise. No Django but its
settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from thanthien.core.codes import coded_rows
from thanthien.feedback.workflow import Kind


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic. ``group``: the heading under which the public form folds it; ``supervision``: one of the contents that
    people supervise by the decision (1.2.1); ``kind``: how soon such a matter is answered; ``legal``: it belongs to the
    channel of complaints and denunciations and goes there unread; ``heard_as``: what the weekly channel calls it."""

    code: str
    title: str
    group: str = ""
    hint: str = ""
    kind: str = Kind.NORMAL
    supervision: bool = False
    legal: bool = False
    heard_as: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    def __post_init__(self) -> None:
        """Raises ValueError for a kind that there isn't."""
        Kind(self.kind)

    def offered_on(self, day: date) -> bool:
        """Whether it may be chosen on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


def topics() -> dict[str, Topic]:
    """All by code, in the order of the file. Raises ValueError for a file that can't be understood."""
    return coded_rows(settings.FEEDBACK_TOPICS, Topic)


def answered_topics() -> list[Topic]:
    """Those that units answer: all but what belongs to the channel of complaints and denunciations."""
    return [one for one in topics().values() if not one.legal]


def offered(day: date) -> list[Topic]:
    """Those that may be chosen on a day."""
    return [one for one in topics().values() if one.offered_on(day)]


def offered_to_units(day: date) -> list[Topic]:
    """Those of them that units answer."""
    return [one for one in offered(day) if not one.legal]


def topic_title(code: str) -> str:
    """What it is called; an unknown code by itself."""
    found = topics().get(code)
    return found.title if found else code


def heard_as(code: str) -> str:
    """The topic of an opinion that the weekly channel calls so; the last topic of the file where none says it."""
    every = list(topics().values())
    return next((one.code for one in every if one.heard_as == code), every[-1].code)
