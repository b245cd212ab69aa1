"""Asking measures about dossiers and keeping what they answered: the two halves between which the dossiers are locked.

Figures are asked before any lock, for all dossiers at once; what somebody computed later is never overwritten.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from thanthien.core import clock
from thanthien.core.db import update_rows
from thanthien.evaluations.enums import Moment
from thanthien.evaluations.models import Computation, Cycle, Dossier, DossierFigure
from thanthien.evaluations.queries.figures import (
    Found,
    Progress,
    Told,
    answers_from,
    figures_of,
    findings_for,
    last_day_over,
    no_progress,
    scope_for,
    settings_in_force,
)
from thanthien.measures.figure_json import figure_to_json
from thanthien.measures.figures import Basis, Finding
from thanthien.measures.periods import counts_until, period_of
from thanthien.measures.queries import digest_holds, digest_of
from thanthien.measures.registry import find
from thanthien.measures.scope import Scope

FIGURE_FIELDS = ["computation", "figure", "digest", "records", "numbers", "note", "withdrawn"]
_LONGEST = {"note": 300, "withdrawn": 500}


@dataclass(frozen=True, slots=True)
class Asked:
    """What measures answered about units of a cycle, not yet stored."""

    cycle: Cycle
    moment: Moment
    scope: Scope
    found: Found

    def told(self, dossier: Dossier) -> Told:
        """The answers in the words of the dossier's set."""
        return answers_from(dossier.compiled, figures_of(self.found, dossier.unit_id))


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored computing: how many ``figures`` are new or others, and dossiers of which somebody computed later ones
    meanwhile (``newer``): nothing of theirs was written."""

    computation: Computation
    figures: int
    newer: frozenset[int]


def ask(
    cycle: Cycle,
    moment: Moment,
    units: Collection[int],
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
    keys: Collection[str] | None = None,
    progress: Progress = no_progress,
) -> Asked:
    """Ask the measures of the cycle's set (or only those of ``keys``) about units, by default as known now, to the last
    day that is over. Reads only."""
    asked_for = as_of or last_day_over(cycle)
    scope = scope_for(cycle, units, as_of=asked_for, known_at=known_at or clock.now())
    return Asked(cycle, moment, scope, findings_for(cycle, scope, keys, progress))


def keep(asked: Asked, dossiers: Sequence[Dossier]) -> Kept:
    """Store the figures of dossiers that the caller has locked. The same statements whatever their number.

    A live figure that stands as it was keeps its row: the row then tells since when it says so.
    """
    rows = DossierFigure.objects.filter(dossier__in=dossiers, moment=asked.moment).select_related("computation")
    stored = {(row.dossier_id, row.measure): row for row in rows}
    newer = frozenset(pk for (pk, _), row in stored.items() if row.computation.known_at > asked.scope.known)
    computation = _computation(asked)
    new: list[DossierFigure] = []
    changed: list[DossierFigure] = []
    for dossier in dossiers:
        if dossier.pk in newer:
            continue
        for key, units in asked.found.items():
            row, finding = stored.get((dossier.pk, key)), units[dossier.unit_id]
            if row is not None and asked.moment == Moment.LIVE and _stands(row, asked.scope, dossier, finding):
                continue
            (changed if row else new).append(
                _written(row or DossierFigure(dossier=dossier, measure=key, moment=asked.moment), asked, dossier)
            )
    for row in (*new, *changed):
        row.computation = computation
    DossierFigure.objects.bulk_create(new, batch_size=1000)
    update_rows(changed, FIGURE_FIELDS)
    return Kept(computation, len(new) + len(changed), newer)


def _stands(row: DossierFigure, scope: Scope, dossier: Dossier, finding: Finding) -> bool:
    """Does a stored figure still say this, of the same records?"""
    said = (row.figure, row.note, row.withdrawn, row.records, row.numbers)
    basis = finding.basis or Basis(0)
    note, withdrawn = _cut(finding.note, "note"), _cut(finding.withdrawn, "withdrawn")
    if said != (figure_to_json(finding.figure), note, withdrawn, basis.records, basis.numbers):
        return False
    then = replace(scope, as_of=row.computation.as_of)
    return digest_holds(row.digest, row.measure, then, dossier.unit.code, finding) is True


def _written(row: DossierFigure, asked: Asked, dossier: Dossier) -> DossierFigure:
    finding, measure = asked.found[row.measure][dossier.unit_id], find(row.measure)
    basis = finding.basis or Basis(0)
    row.figure = figure_to_json(finding.figure)
    row.digest = digest_of(measure, asked.scope, dossier.unit.code, finding) if measure else ""
    row.records, row.numbers = basis.records, basis.numbers
    row.note, row.withdrawn = _cut(finding.note, "note"), _cut(finding.withdrawn, "withdrawn")
    return row


def posted_as(live: DossierFigure) -> DossierFigure:
    """The latest figure as one of the posted draft, with the computation by which it came; not yet stored."""
    posted = DossierFigure(dossier_id=live.dossier_id, measure=live.measure, moment=Moment.POSTED)
    for name in FIGURE_FIELDS:
        setattr(posted, name, getattr(live, name))
    return posted


def _cut(words: str, field: str) -> str:
    """Words of a room as long as the column takes."""
    return words[: _LONGEST[field]]


def _computation(asked: Asked) -> Computation:
    """The rules that held, stored with the figures: of the calendar every day on which periods and their limits rest,
    from the Monday of the span's first week on, which may lie before the span."""
    scope, cycle = asked.scope, asked.cycle
    first = period_of("iso_week", scope.span.first).first
    last = counts_until(scope.span.cut_off, scope.span.late_days, scope.calendar)
    calendar = {
        kind: sorted(day.isoformat() for day in days if first <= day <= last)
        for kind, days in (("off", scope.calendar.off), ("work", scope.calendar.work))
    }
    return Computation.objects.create(
        cycle=cycle,
        moment=asked.moment,
        span_first=scope.span.first,
        span_last=scope.span.last,
        as_of=scope.as_of,
        known_at=scope.known,
        late_days=scope.span.late_days,
        settings=settings_in_force(cycle),
        calendar=calendar,
        unit_ends={str(unit): day.isoformat() for unit, day in scope.ends.items()},
    )
