"""One act on each of the rows that were ticked on a page that shows every one of them whole.

What is decided as one list, all or none, is a :class:`~thanthien.core.acting.bulk.Bulk`. Here each row is read and
decided by itself: the page is the list to check, a tick the confirmation of its row, and one row that can't be done
holds up no other. What the page showed of each row comes back with the ticks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.http import QueryDict

from thanthien.core.acting.bulk import PICKED, keys_of, was_seen
from thanthien.core.acting.pages import CONFLICT, REFUSED, SHOWN, carry_out


@dataclass(frozen=True, slots=True)
class Each:
    """What became of the ticked rows. ``done``: how many were carried out; ``problems``: why others were not, by
    key. True when something was done and nothing refused."""

    done: int = 0
    problems: Mapping[int, Sequence[str]] = field(default_factory=dict)
    asked: bool = False

    def __bool__(self) -> bool:
        return self.done > 0 and not self.problems

    @property
    def none_ticked(self) -> bool:
        """Whether it was asked for, of no row."""
        return self.asked and not self.done and not self.problems

    @property
    def status(self) -> int:
        """Of the page that tells it."""
        if self.problems:
            return CONFLICT
        return REFUSED if self.none_ticked else SHOWN


def carry_out_each(sent: QueryDict, act: Callable[[int, Any], object]) -> Each:
    """Do it for each ticked row by itself. ``act`` takes the key of the row and what the page showed of it (None: it
    showed no such row); it raises Refused, Invalid or Stale."""
    seen, done, problems = was_seen(sent), 0, {}
    for key in keys_of(dict.fromkeys(sent.getlist(PICKED))):
        made = carry_out(partial(act, key, seen.get(str(key))))
        if made:
            done += 1
        else:
            problems[key] = made.sentences
    return Each(done, problems, asked=True)
