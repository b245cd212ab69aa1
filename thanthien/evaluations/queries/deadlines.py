"""Deadlines of dossiers as conditions on the table: which are late, whatever their number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import BigIntegerField, Q, QuerySet, Value

from thanthien.core.calendar import WorkCalendar
from thanthien.core.moving import Change, Move
from thanthien.core.prepared import Given, Prepared
from thanthien.core.queries import work_calendar
from thanthien.evaluations.lateness import (
    GONE_THROUGH_AGAIN,
    STATUSES_DUE,
    WAITING_FOR_BODIES,
    Pause,
    due_on,
    longest_late_pause,
)
from thanthien.evaluations.models import Cycle, Dossier, Extension, Phase
from thanthien.evaluations.models.cycle import latest_end
from thanthien.evaluations.queries.facts import deadlines_of
from thanthien.evaluations.workflow import PhaseKey, Status


@dataclass(frozen=True, slots=True)
class EditingDays:
    """Until when a dossier's answers are written: the day that people are told, and the last one on which they may
    still change. None: no such deadline."""

    told: date | None
    last: date | None

    def is_over(self, today: date) -> bool:
        """Has the last day passed?"""
        return self.last is not None and today > self.last


def editing_days(dossier: Dossier) -> EditingDays:
    """People are told the end of the self-scoring; what is posted late may be corrected until the end of submission,
    extensions included. A returned dossier has its own deadline for both. One statement, or none."""
    if dossier.status == Status.RETURNED:
        return EditingDays(dossier.supplement_due_on, dossier.supplement_due_on)
    days = _days_of_unit(dossier)
    return EditingDays(days.get(PhaseKey.SELF_SCORING), days.get(PhaseKey.POSTING))


def _days_in_force() -> QuerySet[Any, tuple[str, date, int]]:
    """Last days of the phases of a cycle (0), and of what was granted to all or to one unit (1)."""
    of_phase, of_extension = Value(0, BigIntegerField()), Value(1, BigIntegerField())
    phases = Phase.objects.filter(cycle=Given("cycle")).order_by().values_list("key", "ends_on", of_phase)
    granted = Extension.objects.filter(Q(unit=None) | Q(unit=Given("unit")), cycle=Given("cycle")).order_by()
    return phases.union(granted.values_list("key", "ends_on", of_extension))


_DAYS = Prepared(_days_in_force)


def _days_of_unit(dossier: Dossier) -> dict[str, date]:
    """The last day of every phase for one dossier; saving asks this each time, so both tables come in one statement."""
    rows = _DAYS(cycle=dossier.cycle_id, unit=dossier.unit_id)
    planned = [Phase(key=key, ends_on=day) for key, day, table in rows if not table]
    return latest_end(planned, [Extension(key=key, ends_on=day) for key, day, table in rows if table], dossier.unit_id)


def late_condition(cycle: Cycle, today: date) -> Q:
    """Dossiers of the cycle that are past the last day of the phase they are in, extensions included.

    Reads the calendar of the cycle only (two queries, none when ``phases`` and ``extensions`` are prefetched), and
    the calendar of working days once the appraisal should be over.
    """
    late = Q(status=Status.RETURNED, supplement_due_on__lt=today)
    phases, extensions = list(cycle.phases.all()), list(cycle.extensions.all())
    appraised = any(row.key == PhaseKey.APPRAISAL and row.ends_on < today for row in phases)
    calendar = work_calendar() if appraised else WorkCalendar()
    for phase in phases:
        waiting = _waiting_for(PhaseKey(phase.key))
        for last, whose in _last_days(phase, extensions):
            if last < today:
                key = PhaseKey(phase.key)
                late |= waiting & whose & _pause_over(key, last, today, calendar) & _again_over(key, today)
    return late


def editing_is_over(cycle: Cycle, today: date) -> Q:
    """Dossiers of the cycle whose answers can't be written any more: ``editing_days`` as a condition on many."""
    over = Q(status=Status.RETURNED, supplement_due_on__lt=today)
    phases, extensions = list(cycle.phases.filter(key=PhaseKey.POSTING)), list(cycle.extensions.all())
    for last, whose in (found for phase in phases for found in _last_days(phase, extensions)):
        if last < today:
            over |= ~Q(status=Status.RETURNED) & whose
    return over


def _last_days(phase: Phase, extensions: Iterable[Extension]) -> list[tuple[date, Q]]:
    """The last day of a phase and whom it is for: everybody, but for units with more time of their own."""
    own = [row for row in extensions if row.key == phase.key]
    for_all = latest_end([phase], own, None)[phase.key]
    units = {row.unit_id for row in own if row.unit_id is not None}
    longer = {unit: end for unit in sorted(units) if (end := latest_end([phase], own, unit)[phase.key]) > for_all}
    rest = ~Q(unit_id__in=list(longer)) if longer else Q()
    return [(for_all, rest), *((end, Q(unit_id=unit)) for unit, end in longer.items())]


def _pause_over(phase: PhaseKey, last: date, today: date, calendar: WorkCalendar) -> Q:
    """Of the appraisal: dossiers for which the clock stood still so short that they are late all the same."""
    if phase != PhaseKey.APPRAISAL:
        return Q()
    return Q(paused_days__lte=longest_late_pause(last, today, calendar))


def _again_over(phase: PhaseKey, today: date) -> Q:
    """Of phases that are gone through again after a return: dossiers whose own days are over, too."""
    if phase not in GONE_THROUGH_AGAIN:
        return Q()
    return Q(again_due_on__isnull=True) | Q(again_due_on__lt=today)


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
    return _due_by(rows, deadlines, work_calendar() if any(row.paused_days for row in rows) else WorkCalendar())


def appraisals_moved(change: Change) -> Iterator[Move]:
    """Appraisals for which the clock stood still: their time goes on by working days, and a change of the calendar
    moves its end; all other phases end on the day that the cycle says. One statement, two more for each cycle."""
    paused = Dossier.objects.filter(_waiting_for(PhaseKey.APPRAISAL), paused_days__gt=0)
    rows = paused.select_related("cycle").order_by("cycle", "pk")
    for cycle, found in groupby(rows, key=lambda row: row.cycle):
        dossiers = list(found)
        deadlines = deadlines_of(cycle, {row.unit_id for row in dossiers})
        old, new = (_due_by(dossiers, deadlines, calendar) for calendar in (change.before, change.after))
        for row in dossiers:
            if (day := old[row.pk]) and (later := new[row.pk]):
                yield Move(cycle.title, day, later, row.unit_id)


def _due_by(
    rows: Iterable[Dossier], deadlines: Mapping[int, Mapping[PhaseKey, date]], calendar: WorkCalendar
) -> dict[int, date | None]:
    return {
        row.pk: due_on(
            row.status,
            deadlines[row.unit_id],
            sheets_complete=row.sheets_complete_at is not None,
            supplement_due_on=row.supplement_due_on,
            again_due_on=row.again_due_on,
            pause=Pause(row.paused_days, calendar),
        )
        for row in rows
    }
