"""The figures of dossiers: computed for all at once, followed by answers until the draft is posted
(docs/adr/0014-figures-at-three-moments.md)."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, QuerySet

from thanthien.core import clock
from thanthien.evaluations.actions.computing import ask, keep
from thanthien.evaluations.actions.following import Followed, follow
from thanthien.evaluations.enums import Moment
from thanthien.evaluations.models import Computation, Cycle, Dossier
from thanthien.evaluations.notices import tell_figures
from thanthien.evaluations.queries.deadlines import editing_is_over
from thanthien.evaluations.queries.figures import last_day_over
from thanthien.evaluations.states import COMPUTED, TAKES_SYSTEM_VALUES

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Computed:
    """A computing, and what came of it: of so many ``dossiers``, so many ``figures`` that are new or others now."""

    computation: Computation
    dossiers: int
    figures: int
    followed: Followed


@transaction.atomic
def compute_figures(*, cycle: Cycle) -> Computed | None:
    """Compute the figures of all dossiers of a cycle that have no result yet, as known now, to the last day that is
    over; answers that follow are changed, and their people told. None before a day of the cycle's span is over.

    The same statements whatever the number of units. A figure that a rule can't take stops no other: it is kept, and
    logged for the administrator.
    """
    rows = Dossier.objects.filter(cycle=cycle, status__in=COMPUTED)
    computed = _compute(cycle, rows)
    if computed is not None:
        tell_figures(computed.followed.changes, computed.computation)
    return computed


def _compute(cycle: Cycle, rows: QuerySet[Dossier]) -> Computed | None:
    if last_day_over(cycle) < cycle.span_first:
        return None
    asked = ask(cycle, Moment.LIVE, list(rows.values_list("unit_id", flat=True)))
    dossiers = _locked(cycle, rows)
    kept = keep(asked, dossiers)
    followed = follow(asked, [row for row in dossiers if row.pk not in kept.newer and _follows(row)])
    if followed.unfit:
        _log.error("Figures that rules can't take: %s", "; ".join(followed.unfit))
    return Computed(kept.computation, len(dossiers), kept.figures, followed)


def _locked(cycle: Cycle, rows: QuerySet[Dossier]) -> list[Any]:
    """The dossiers, locked in one order, each with the cycle in hand and ``over``: whether its answers can't be written
    any more."""
    over = ExpressionWrapper(editing_is_over(cycle, clock.today()), output_field=BooleanField())
    dossiers = list(rows.select_related("unit").annotate(over=over).select_for_update(of=("self",)).order_by("pk"))
    for dossier in dossiers:
        dossier.cycle = cycle
    return dossiers


def _follows(dossier: Any) -> bool:
    return dossier.status in TAKES_SYSTEM_VALUES and not dossier.over
