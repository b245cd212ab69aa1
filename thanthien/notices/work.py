"""“Việc của tôi”: what waits for a person, told by the rooms in which it is done. No room keeps a second list of it.

A room registers a source in `apps.py: ready()`; it answers for one person with a constant number of statements::

    register_work(source)  # source(user) -> list[Work]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from thanthien.accounts.models import User
    from thanthien.measures.duties import Worth

SUNDAY = 7


@dataclass(frozen=True, slots=True)
class Work:
    """One thing to do, and its door.

    ``key``: the same thing has the same key until it is done. ``what`` says of whom and what is missing, never a score.
    ``due``: its last day; None: there is none. ``count``: of how many like things it is made (“18 hồ sơ”), ``noun``
    says of which. ``about``: kind and number of the record meant; without one it is never reminded of. ``weekly``: it
    comes again each week, so it is reminded of once, on the day for that. ``worth``: points that are open with it, for
    the list alone: no letter tells them. ``personal``: the signature or word of who heads the body; none of their
    people can do it for them.
    """

    key: str
    title: str
    what: str
    url: str
    due: date | None = None
    count: int = 1
    noun: str = ""
    about: tuple[str, int] | None = None
    weekly: bool = False
    worth: Worth | None = None
    personal: bool = False


Source: TypeAlias = Callable[["User"], list[Work]]
_sources: list[Source] = []


def register_work(source: Source) -> None:
    """Add what a room knows of the work of a person; the same source registered again changes nothing."""
    if source not in _sources:
        _sources.append(source)


def work_of(user: User) -> list[Work]:
    """Everything that waits for the person, the most urgent first; what has no last day stands at the end."""
    found = [work for source in _sources for work in source(user)]
    return sorted(found, key=lambda work: (work.due or date.max, work.title, work.what, work.key))


@dataclass(frozen=True, slots=True)
class Group:
    """Work that is due at about the same time, under its heading."""

    key: str
    title: str
    works: tuple[Work, ...]


HEADINGS = {"late": "Quá hạn", "today": "Hạn hôm nay", "week": "Hạn trong tuần này", "later": "Sau đó"}


def urgency(due: date | None, today: date) -> str:
    """The key of the heading under which a thing with this last day stands. A week ends on its Sunday."""
    if due is None:
        return "later"
    if due <= today:
        return "today" if due == today else "late"
    return "week" if due <= today + timedelta(days=SUNDAY - today.isoweekday()) else "later"


def grouped(works: Iterable[Work], today: date) -> list[Group]:
    """The work under its headings, the most urgent first; no heading stands over nothing."""
    by_key: dict[str, list[Work]] = {key: [] for key in HEADINGS}
    for work in works:
        by_key[urgency(work.due, today)].append(work)
    return [Group(key, HEADINGS[key], tuple(found)) for key, found in by_key.items() if found]
