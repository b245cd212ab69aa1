"""Which units are at risk: one definition for the board, the page for leaders and the forecasts of a cycle.

A dossier that isn't decided is at risk when it is late, or its aim is out of reach: even the best end that is still
possible is below the level aimed at (level 1 where none was chosen). The best end is that of its latest forecast; of a
dossier that is past forecasts, that of the column that counts most.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from thanthien.core.prepared import Given
from thanthien.evaluations.models import Cycle
from thanthien.evaluations.queries.kept_forecasts import latest_forecasts


def aim(target: str) -> Coalesce:
    """The level aimed at: the one chosen (``target`` names its column), else the first."""
    return Coalesce(F(target), 1)


def out_of_reach(best: str, target: str) -> Q:
    """Even the best end is below the level aimed at."""
    return Q(**{f"{best}__lt": aim(target)})


def flag(condition: Q) -> Case:
    """Whether it holds, as a column."""
    return Case(When(condition, then=Value(True)), default=Value(False))


def with_risk(standing: QuerySet[Any], cycle: Cycle | Given, late: Q) -> QuerySet[Any]:
    """The ``standings`` of a cycle, each with ``best_level``, the best end still possible, and ``at_risk``. ``late``:
    the condition on those that are."""
    kept = latest_forecasts(cycle).select_related(None).filter(dossier=OuterRef("pk")).values("level_high")
    rows = standing.annotate(best_level=Coalesce(Subquery(kept), F("level_high")))
    risky = ~Q(basis__in=["decided", "out"]) & (late | out_of_reach("best_level", "target_level"))
    marked: QuerySet[Any] = rows.annotate(at_risk=flag(risky))
    return marked
