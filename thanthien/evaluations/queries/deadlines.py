"""Deadlines of dossiers as conditions on the table: which are late, whatever their number."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from thanthien.evaluations.lateness import STATUSES_DUE, WAITING_FOR_BODIES, due_on
from thanthien.evaluations.models import Cycle, Dossier
from thanthien.evaluations.queries.facts import deadlines_of
from thanthien.evaluations.workflow import PhaseKey, Status


def late_condition(cycle: Cycle, today: date) -> Q:
    """Dossiers of the cycle that are past the last day of the phase they are in, extensions included.

    Reads the calendar of the cycle only (two queries, none when ``phases`` and ``extensions`` are prefetched).
    """
    late = Q(status=Status.RETURNED, supplement_due_on__lt=today)
    for phase in cycle.phases.all():
        extensions = [row for row in cycle.extensions.all() if row.key == phase.key and row.ends_on >= today]
        if phase.ends_on < today and not any(row.unit_id is None for row in extensions):
            spared = [row.unit_id for row in extensions]
            waiting = _waiting_for(PhaseKey(phase.key))
            late |= (waiting & ~Q(unit_id__in=spared)) if spared else waiting
    return late


def _waiting_for(phase: PhaseKey) -> Q:
    statuses = STATUSES_DUE.get(phase, frozenset())
    if phase == PhaseKey.APPRAISAL:
        return Q(status__in=statuses) | Q(status=WAITING_FOR_BODIES, sheets_complete_at__isnull=True)
    if phase == PhaseKey.COUNCIL:
        return Q(status__in=statuses, sheets_complete_at__isnull=False)
    return Q(status__in=statuses)


def due_days(cycle: Cycle, dossiers: Iterable[Dossier]) -> dict[int, date | None]:
    """The last day by which each dossier should leave its present state, by dossier id."""
    rows = list(dossiers)
    deadlines = deadlines_of(cycle, {row.unit_id for row in rows})
    return {
        row.pk: due_on(
            row.status,
            deadlines[row.unit_id],
            sheets_complete=row.sheets_complete_at is not None,
            supplement_due_on=row.supplement_due_on,
        )
        for row in rows
    }
