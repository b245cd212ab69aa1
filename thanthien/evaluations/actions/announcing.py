"""A result that is announced anew may be reviewed again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.calendar import working_days
from thanthien.core.deadlines import due_in_working_days
from thanthien.core.queries import work_calendar
from thanthien.evaluations.extension_notices import tell_extended
from thanthien.evaluations.models import Cycle, Dossier, Extension, StepLog
from thanthien.evaluations.queries.facts import deadlines_of
from thanthien.evaluations.workflow import PhaseKey

REASON = "Kết quả dự kiến được thông báo lại sau khi kết luận lại."
_FROM_REVIEW_ON = (PhaseKey.REVIEW, PhaseKey.DECISION)


def give_review_again(dossiers: Sequence[Dossier], *, by: User) -> None:
    """Dossiers that were announced before get as many working days for a review as the phase has, from today on; a unit
    whose days run longer keeps them. Its decision then waits, too. The calendar is held by the caller."""
    before = _announced_before(dossiers)
    by_cycle: dict[int, list[Dossier]] = defaultdict(list)
    for dossier in dossiers:
        if dossier.pk in before and dossier.cycle.review_allowed:
            by_cycle[dossier.cycle_id].append(dossier)
    for again in by_cycle.values():
        _give(again, by=by)


def _give(again: Sequence[Dossier], *, by: User) -> None:
    """To dossiers of one cycle."""
    cycle = again[0].cycle
    due = due_in_working_days(_length(cycle))
    ends = deadlines_of(cycle, [dossier.unit_id for dossier in again])
    for dossier in again:
        later = [key for key in _FROM_REVIEW_ON if ends[dossier.unit_id][key] < due]
        granted = Extension.objects.bulk_create(
            Extension(
                cycle=cycle, key=key, unit=dossier.unit, ends_on=due, reason=REASON, granted_by=by,
                granted_at=clock.now(),
            )
            for key in later
        )  # fmt: skip
        tell_extended(granted, by=by)


def _length(cycle: Cycle) -> int:
    """Of the phase of review in working days, at least one."""
    phase = cycle.phases.get(key=PhaseKey.REVIEW)
    return max(working_days(phase.starts_on, phase.ends_on, work_calendar()), 1)


def _announced_before(dossiers: Sequence[Dossier]) -> frozenset[int]:
    """Those that were opened again since they were announced."""
    rows = StepLog.objects.filter(dossier__in=dossiers, step="reopen_items")
    return frozenset(rows.values_list("dossier_id", flat=True))
