"""Scoring every column of dossiers anew, after a fact changed that counts in several of them, or in later years."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from thanthien.evaluations.actions.council import recompute_council
from thanthien.evaluations.actions.self_totals import recompute_selves
from thanthien.evaluations.actions.sheets import recompute_appraised
from thanthien.evaluations.enums import Column
from thanthien.evaluations.models import Cycle, Dossier, Total
from thanthien.evaluations.queries.score_facts import asks_history


def refresh_totals(dossiers: Sequence[Dossier]) -> None:
    """Score every column that already has a total anew: what a gate says counts in all of them but the
    commune's own, which knows only the dossier's gates."""
    recompute_selves(dossiers)
    there = set(Total.objects.filter(dossier__in=dossiers).values_list("dossier_id", "column"))
    for column, recompute in ((Column.APPRAISED, recompute_appraised), (Column.COUNCIL, recompute_council)):
        if rows := [dossier for dossier in dossiers if (dossier.pk, column) in there]:
            recompute(rows)


def refresh_later_years(cycle: Cycle, unit_ids: Collection[int]) -> None:
    """A recognition of these units became public, or is another one now: where a later year asks which level was held
    before, what is not decided yet is scored anew. What is decided stays as it is sealed."""
    if cycle.is_trial:
        return
    later = Cycle.objects.filter(criteria_set__scheme_id=cycle.criteria_set.scheme_id, year__gt=cycle.year)
    for asking in later.select_related("criteria_set"):
        if asks_history(asking):
            _refresh_undecided(asking, unit_ids)


def _refresh_undecided(cycle: Cycle, unit_ids: Collection[int]) -> None:
    rows = Dossier.objects.filter(cycle=cycle, unit_id__in=unit_ids, decided_level=None).select_related("unit")
    dossiers = list(rows.select_for_update(of=("self",)).order_by("pk"))
    for dossier in dossiers:
        dossier.cycle = cycle
    if dossiers:
        refresh_totals(dossiers)
