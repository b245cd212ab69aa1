"""Reading the forecasts that were kept: the latest of each dossier, the trend of one, what duties are worth."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import QuerySet, Subquery

from thanthien.core.prepared import Given
from thanthien.core.question import Question
from thanthien.evaluations.models import Cycle, DailyForecast, Dossier
from thanthien.evaluations.queries.forecast import OPEN
from thanthien.measures.duties import Worth, Worths
from thanthien.measures.periods import days_of_trend

_WEEKS = 8
_PARTS = 4  # of what is kept of a worth; rows of before the gain was told have fewer, and are replaced the next morning


def latest_forecasts(cycle: Cycle | Given) -> QuerySet[DailyForecast]:
    """The latest forecasts of the cycle's open dossiers, all of one day; none before the first was kept. ``cycle``: it,
    or a place for one in a statement that is written once."""
    kept = DailyForecast.objects.filter(dossier__cycle=cycle)
    latest = kept.order_by("-as_of").values("as_of")[:1]
    return kept.filter(as_of=Subquery(latest), dossier__status__in=OPEN).select_related("dossier__unit")


def trend_of(dossier: Dossier) -> list[tuple[date, DailyForecast | None]]:
    """The last eight weeks of the year up to the latest forecast, the oldest first: each Sunday and that latest day,
    None where no forecast was kept. Empty before the first. One statement."""
    kept = {row.as_of: row for row in DailyForecast.objects.filter(dossier=dossier).order_by("-as_of")[:_WEEKS]}
    if not kept:
        return []
    return [(day, kept.get(day)) for day in days_of_trend(max(kept), _WEEKS) if day >= dossier.cycle.span_first]


def worth_of_measures(units: Collection[int], measures: Collection[str]) -> Question[Worths]:
    """What each of these measures can still win or lose in the units' open dossiers, of the official year before a
    trial, the latest first, as it was last kept."""
    rows = DailyForecast.objects.filter(dossier__unit__in=units, dossier__status__in=OPEN)
    order = ("dossier__unit_id", "dossier__cycle__kind", "-dossier__cycle__year", "-as_of")
    latest = rows.order_by(*order).distinct("dossier__unit_id").values_list("dossier__unit_id", "worth")
    return Question(partial(_worths, measures=measures), latest)


def _worths(latest: Iterable[tuple[int, Mapping[str, Any]]], *, measures: Collection[str]) -> Worths:
    return {
        unit: {
            key: Worth(Decimal(kept[0]), Decimal(kept[1]), kept[2], kept[3])
            for key, kept in worth.items()
            if key in measures and len(kept) == _PARTS
        }
        for unit, worth in latest
    }
