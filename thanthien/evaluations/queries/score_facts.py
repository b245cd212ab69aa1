"""What counts in a score beside the answers: the gates of the dossier, and the levels that its unit held before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import partial

from django.db.models import Q, QuerySet

from thanthien.core import clock
from thanthien.core.question import Question
from thanthien.evaluations.enums import CycleKind
from thanthien.evaluations.models import Cycle, Dossier, GateFact
from thanthien.evaluations.states import DECIDED_ON
from thanthien.evaluations.workflow import Status
from thanthien.units.enums import UnitChangeKind
from thanthien.units.models import UnitChange


def gate_answers(
    cycle: Cycle, dossiers: Iterable[Dossier], *, stated: bool = True
) -> dict[int, dict[str, bool | None]]:
    """Declared and dossier gates of each dossier. The dossier's own gate (not submitted in time) is known
    once it was submitted or closed."""
    facts: dict[int, dict[str, bool | None]] = defaultdict(dict)
    dossiers = list(dossiers)
    if stated:
        rows = GateFact.objects.filter(dossier__in=dossiers).values_list("dossier_id", "key", "holds")
        for dossier_id, key, holds in rows:
            facts[dossier_id][key] = holds
    for dossier in dossiers:
        own = [gate.key for gate in dossier.compiled.gates if gate.of_dossier]
        facts[dossier.pk].update(dict.fromkeys(own, _not_submitted(dossier)))
    return facts


def _not_submitted(dossier: Dossier) -> bool | None:
    if dossier.submitted_at is not None:
        return False
    return True if dossier.status in {Status.CLOSED_UNSUBMITTED, *DECIDED_ON} else None


def asks_history(cycle: Cycle) -> bool:
    """Does a level of the cycle's set ask which level the unit held before?"""
    levels = cycle.criteria_set.parsed().levels
    return any(need.how == "held_before" for level in levels for need in level.requires)


def held_before(cycle: Cycle, dossiers: Iterable[Dossier]) -> dict[int, frozenset[int]]:
    """Levels at which each unit was recognised in an earlier official year of the same scheme; those of a unit that
    went into it count where the merger says so (``UnitChange.results_follow``).

    Holding a level means holding the lower ones too. Asked only when a level of the set needs it.
    """
    return held_asked(cycle, dossiers).answer()


def held_asked(cycle: Cycle, dossiers: Iterable[Dossier]) -> Question[dict[int, frozenset[int]]]:
    """The question for them."""
    if not asks_history(cycle):
        return Question(lambda: defaultdict(frozenset))
    wanted = {dossier.unit_id for dossier in dossiers}
    earlier = Dossier.objects.public().filter(
        Q(unit__in=wanted) | Q(unit__in=_merged().values("from_unit")),
        cycle__criteria_set__scheme_id=cycle.criteria_set.scheme_id,
        cycle__kind=CycleKind.OFFICIAL,
        cycle__year__lt=cycle.year,
    )

    def read(into: Mapping[int, set[int]], rows: Iterable[tuple[int, int | None]]) -> dict[int, frozenset[int]]:
        held: dict[int, frozenset[int]] = defaultdict(frozenset)
        for unit, level in rows:
            levels = frozenset(range(1, (level or 0) + 1))
            for counted in {unit, *into.get(unit, ())} & wanted:
                held[counted] |= levels
        return held

    return Question(read, followed_by(wanted), earlier.order_by().values_list("unit_id", "decided_level"))


def followed_by(units: Collection[int]) -> Question[dict[int, set[int]]]:
    """Units whose results follow into these, through later mergers too: by the old unit, those that took it in."""
    return Question(partial(_followed, units), _merged().values_list("from_unit_id", "to_unit_id"))


def _merged() -> QuerySet[UnitChange]:
    return UnitChange.objects.filter(kind=UnitChangeKind.MERGE, results_follow=True, on__lte=clock.today())


def _followed(units: Collection[int], merged: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    steps = dict(merged)
    found: dict[int, set[int]] = defaultdict(set)
    for first in steps:
        at, seen = first, {first}
        while at in steps and steps[at] not in seen:
            at = steps[at]
            seen.add(at)
            if at in units:
                found[first].add(at)
    return found
