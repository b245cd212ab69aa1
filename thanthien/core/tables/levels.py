"""The column of a level: its badge on the page, its name in files."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from thanthien.core.components.basics import level_badge
from thanthien.core.levels import LevelNames
from thanthien.core.tables.columns import Column


def level_column(key: str, heading: str, field: str, names: LevelNames) -> Column[Any]:
    """A level that every row has, or has as “none”. ``field``: where a row holds it, by which the list is ordered."""
    level = attrgetter(field)
    return Column(
        key,
        heading,
        lambda row: names.name(level(row)),
        cell=lambda row: level_badge(level(row), names),
        order=field,
    )
