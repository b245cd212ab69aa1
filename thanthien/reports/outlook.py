"""The level that a row of ``standings`` is foreseen to reach, in words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.safestring import SafeString

from thanthien.core.components.basics import level_badge
from thanthien.core.formats import NOTHING
from thanthien.core.levels import LevelNames
from thanthien.evaluations.held_back import held_back
from thanthien.evaluations.models import Cycle


@dataclass(frozen=True, slots=True)
class Outlook:
    """``words``: the level, or from which to which it may come out; empty while every level is open. ``note``: whether
    it is decided, or depends on conditions. ``held_back``: the condition that keeps it below its points."""

    level: int | None
    names: LevelNames
    words: str
    note: str
    held_back: str

    @property
    def markup(self) -> SafeString | str:
        """A level as a badge, anything else as words."""
        return self.words or NOTHING if self.level is None else _badge(self.level, self.names)


def outlook_of(cycle: Cycle, row: Any) -> Outlook:
    """The outlook of a row of ``standings``. No statement."""
    compiled, names = cycle.criteria_set.compiled(row.unit.kind), cycle.level_names
    return Outlook(
        level=row.foreseen,
        names=names,
        words=_words(row, names),
        note=_note(row),
        held_back=held_back(compiled, row.gates or (), row.level_high),
    )


def _words(row: Any, names: LevelNames) -> str:
    if row.foreseen is not None:
        return names.name(row.foreseen)
    if (row.level_low, row.level_high) == (0, names.highest):
        return ""  # an interval of all levels says nothing
    return names.between(row.level_low, row.level_high)


def _note(row: Any) -> str:
    if row.basis == "decided":
        return "theo quyết định"
    return "khi đủ điều kiện" if row.foreseen is not None and row.level_low != row.foreseen else ""


@cache  # the same few stand in every row
def _badge(level: int, names: LevelNames) -> SafeString:
    return level_badge(level, names)
