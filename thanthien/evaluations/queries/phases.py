"""First days of phases: which are still to come, and for which dossiers they were begun early, with a reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from thanthien.core import clock
from thanthien.core.question import Question
from thanthien.evaluations.models import Cycle, Dossier, StepLog
from thanthien.evaluations.workflow import BEGIN_EARLY, PhaseKey


def begun_early(cycle: Cycle, dossier_ids: Collection[int]) -> Mapping[int, frozenset[PhaseKey]]:
    """The phases that were begun before their first day, by dossier id. One statement; none where the cycle doesn't
    allow it (any more): then its days bind everybody."""
    return begun_asked(cycle, dossier_ids).answer()


def begun_asked(cycle: Cycle, dossier_ids: Collection[int]) -> Question[Mapping[int, frozenset[PhaseKey]]]:
    """The question for them."""
    asked = list(dossier_ids) if cycle.early_allowed else []
    rows = StepLog.objects.filter(dossier_id__in=asked, step=BEGIN_EARLY).order_by()
    return Question(_begun, rows.values_list("dossier_id", "phase"))


def _begun(rows: Iterable[tuple[int, str]]) -> Mapping[int, frozenset[PhaseKey]]:
    found: dict[int, frozenset[PhaseKey]] = defaultdict(frozenset)
    for dossier_id, phase in rows:
        found[dossier_id] |= {PhaseKey(phase)}
    return found


def first_day_to_come(cycle: Cycle, phase: PhaseKey) -> date | None:
    """The first day of a phase of the calendar, None when it is there."""
    day = next((row.starts_on for row in cycle.phases.all() if row.key == phase), None)
    return day if day is not None and clock.today() < day else None


@dataclass(frozen=True, slots=True)
class Opening:
    """A phase that is still to come: its first day, and where to say why not to wait for it, “” where the cycle doesn't
    allow that."""

    day: date
    early_url: str = ""


def opening_of(cycle: Cycle, phase: PhaseKey, dossier: Dossier | None = None) -> Opening | None:
    """For a page: the phase that is still to come for the cycle, or for one dossier; None when it is there."""
    day = first_day_to_come(cycle, phase)
    if day is None or (dossier is not None and phase in begun_early(cycle, [dossier.pk])[dossier.pk]):
        return None
    return Opening(day, early_url(cycle, phase) if cycle.early_allowed else "")


def early_url(cycle: Cycle, phase: PhaseKey) -> str:
    """Where a phase of the cycle begins early."""
    return reverse("early-begin", args=[cycle.pk, phase.value])


def not_open_yet(dossiers: Iterable[Dossier], phase: PhaseKey) -> dict[int, date]:
    """The dossiers for which the phase is still to come, by id, with its first day. A statement for each cycle, two
    where it allows to begin early."""
    by_cycle: dict[int, list[Dossier]] = defaultdict(list)
    for dossier in dossiers:
        by_cycle[dossier.cycle_id].append(dossier)
    return {pk: day for group in by_cycle.values() for pk, day in _in_cycle(group, phase)}


def _in_cycle(dossiers: list[Dossier], phase: PhaseKey) -> Iterable[tuple[int, date]]:
    cycle = dossiers[0].cycle
    day = first_day_to_come(cycle, phase)
    if day is None:
        return
    begun = begun_early(cycle, [dossier.pk for dossier in dossiers])
    yield from ((dossier.pk, day) for dossier in dossiers if phase not in begun[dossier.pk])
