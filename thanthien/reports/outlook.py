"""The level that a row of ``standings`` is foreseen to reach, in words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.safestring import SafeString

from thanthien.core.components.basics import level_badge, level_name
from thanthien.core.formats import NOTHING
from thanthien.evaluations.held_back import held_back
from thanthien.evaluations.models import Cycle


@dataclass(frozen=True, slots=True)
class Outlook:
    """``words``: the level, or from which to which it may come out; empty while every level is open. ``note``: whether
    it is decided, or depends on conditions. ``held_back``: the condition that keeps it below its points."""

    level: int | None
    words: str
    note: str
    held_back: str

    @property
    def markup(self) -> SafeString | str:
        """A level as a badge, anything else as words."""
        return self.words or NOTHING if self.level is None else _badge(self.level)


def outlook_of(cycle: Cycle, row: Any) -> Outlook:
    """The outlook of a row of ``standings``. No statement."""
    compiled = cycle.criteria_set.compiled(row.unit.kind)
    return Outlook(
        level=row.foreseen,
        words=_words(row, highest=len(compiled.levels)),
        note=_note(row),
        held_back=held_back(compiled, row.gates or (), row.level_high),
    )


def _words(row: Any, highest: int) -> str:
    if row.foreseen is not None:
        return level_name(row.foreseen)
    if (row.level_low, row.level_high) == (0, highest):
        return ""  # an interval of all levels says nothing
    return f"{level_name(row.level_low)} {NOTHING} {level_name(row.level_high)}"


def _note(row: Any) -> str:
    if row.basis == "decided":
        return "theo quyết định"
    return "khi đủ điều kiện" if row.foreseen is not None and row.level_low != row.foreseen else ""


@cache  # the same few stand in every row
def _badge(level: int) -> SafeString:
    return level_badge(level)
