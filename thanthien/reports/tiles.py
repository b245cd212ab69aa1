"""Units of a cycle as tiles of the map."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from thanthien.core.components.maps import Tile
from thanthien.evaluations.models import Dossier
from thanthien.units.tiles import initials


def level_tiles(dossiers: Iterable[Dossier]) -> list[Tile]:
    """One tile for each unit with a place on the map, coloured by the level foreseen (None: open)."""
    return [
        Tile(
            code=row.unit.code,
            col=row.unit.tile_col,
            row=row.unit.tile_row,
            label=initials(row.unit.short_name),
            level=row.foreseen,  # type: ignore[attr-defined]
            name=row.unit.name,
            url=reverse("dossier-detail", args=[row.cycle_id, row.unit.code]),
        )
        for row in dossiers
        if row.unit.tile_col is not None and row.unit.tile_row is not None
    ]
