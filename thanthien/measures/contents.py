"""What rooms know of the contents that people supervise by the decision (1.2.1): of each what was published, what was
asked. Shown beside the declared indicator and to everybody; worth no points, and no figure.

A room registers which codes it knows and what it tells of them. The codes are those of the set's checklist; tests of
rooms compare.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from thanthien.core.question import Question, ask

if TYPE_CHECKING:
    from thanthien.units.models import Unit


@dataclass(frozen=True, slots=True)
class ContentLine:
    """What a room tells of a content, and where everybody reads it."""

    words: str
    url: str


Codes: TypeAlias = Callable[[], Collection[str]]
Lines: TypeAlias = Mapping[str, ContentLine]
AskContents: TypeAlias = "Callable[[Unit, date, date], Question[Lines] | None]"

_rooms: list[tuple[Codes, AskContents]] = []


def register_contents(codes: Codes, asks: AskContents) -> None:
    """Tell of contents: their codes, and a line of each of them for the days of a unit from first to last; None where
    the unit doesn't use the room. Rooms are told of in the order in which they registered."""
    _rooms.append((codes, asks))


def contents_told(unit: Unit, codes: Collection[str], first: date, last: date) -> dict[str, Sequence[ContentLine]]:
    """What rooms tell of these contents, by code, also of one of which none says anything. One statement; none where no
    room knows any of them."""
    asked = [found for known, asks in _rooms if {*codes} & {*known()} and (found := asks(unit, first, last))]
    told = ask(*asked)
    return {code: [lines[code] for lines in told if code in lines] for code in codes}


def are_supervised(codes: Collection[str]) -> bool:
    """Whether some room knows all of these contents."""
    return bool(codes) and any({*codes} <= {*known()} for known, _ in _rooms)
