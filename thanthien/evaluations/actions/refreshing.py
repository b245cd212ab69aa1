"""Scoring every column of dossiers anew, after a fact changed that counts in more than one of them."""

from __future__ import annotations

from collections.abc import Sequence

from thanthien.evaluations.actions.answers import recompute_selves
from thanthien.evaluations.actions.council import recompute_council
from thanthien.evaluations.actions.sheets import recompute_appraised
from thanthien.evaluations.enums import Column
from thanthien.evaluations.models import Dossier, Total


def refresh_totals(dossiers: Sequence[Dossier]) -> None:
    """Score every column that already has a total anew: what a gate says counts in all of them but the
    commune's own, which knows only the dossier's gates."""
    recompute_selves(dossiers)
    there = set(Total.objects.filter(dossier__in=dossiers).values_list("dossier_id", "column"))
    for column, recompute in ((Column.APPRAISED, recompute_appraised), (Column.COUNCIL, recompute_council)):
        if rows := [dossier for dossier in dossiers if (dossier.pk, column) in there]:
            recompute(rows)
