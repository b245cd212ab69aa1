"""When a dossier is late: which phase should be over by now in the state it is in. Pure rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from thanthien.core.calendar import ONE_DAY, WorkCalendar, add_working_days, working_days
from thanthien.evaluations.states import sources_of, targets_of
from thanthien.evaluations.workflow import PhaseKey, Status

# A state that should not outlive the phase: after the phase's last day a dossier still in it is late.
# RETURNED has a deadline of its own; while a registration waits for approval, the unit is not late.
STATUSES_DUE: dict[PhaseKey, frozenset[Status]] = {
    PhaseKey.REGISTRATION: sources_of("register"),
    PhaseKey.SELF_SCORING: sources_of("start", "post"),
    PhaseKey.POSTING: sources_of("sign", "submit"),
    PhaseKey.APPRAISAL: sources_of("accept"),
    PhaseKey.COUNCIL: sources_of("conclude"),
    PhaseKey.PROVISIONAL: sources_of("announce"),
    PhaseKey.DECISION: targets_of("announce", "request_review", "answer_review", "reopen_items"),
}
# Phases through which a dossier goes once more after its Tờ trình was returned, when their own days may be over.
GONE_THROUGH_AGAIN = frozenset({PhaseKey.PROVISIONAL, PhaseKey.DECISION})
_PHASE_OF = {status: phase for phase, statuses in STATUSES_DUE.items() for status in statuses}
# While bodies still write, their own phase counts, not the council's.
WAITING_FOR_BODIES = Status.UNDER_APPRAISAL


def due_phase(status: str, *, sheets_complete: bool) -> PhaseKey | None:
    """The phase whose last day is the deadline of a dossier in this state; None where no phase waits for it."""
    if status == WAITING_FOR_BODIES and not sheets_complete:
        return PhaseKey.APPRAISAL
    return _PHASE_OF.get(Status(status))


@dataclass(frozen=True, slots=True)
class Pause:
    """Working days for which the appraisal waited for the commune's supplement, and the calendar to count in."""

    days: int
    calendar: WorkCalendar


def due_on(
    status: str,
    deadlines: Mapping[PhaseKey, date],
    *,
    sheets_complete: bool,
    supplement_due_on: date | None,
    again_due_on: date | None,
    pause: Pause,
) -> date | None:
    """The last day by which the dossier should leave its state (extensions are already in ``deadlines``).

    While the commune supplemented, the clock of the appraisal stood still: its last day moves by as many working
    days. The last days of the other phases don't. What follows on a returned Tờ trình has days of its own
    (``again_due_on``), counted from the return.
    """
    if status == Status.RETURNED:
        return supplement_due_on
    phase = due_phase(status, sheets_complete=sheets_complete)
    due = deadlines.get(phase) if phase else None
    if due is not None and again_due_on is not None and phase in GONE_THROUGH_AGAIN:
        return max(due, again_due_on)
    if due is None or phase != PhaseKey.APPRAISAL or not pause.days:
        return due
    return add_working_days(due, pause.days, pause.calendar)


def longest_late_pause(due: date, today: date, calendar: WorkCalendar) -> int:
    """For how many working days the clock may have stood still at most, if an appraisal due before today is late:
    the rule of :func:`due_on` as a condition on many dossiers."""
    return working_days(due + ONE_DAY, today - ONE_DAY, calendar)


def is_late(due: date | None, today: date) -> bool:
    """The last day itself is in time."""
    return due is not None and today > due
