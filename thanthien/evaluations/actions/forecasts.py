"""Keeping the forecasts of a day, for lists and for the trend."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from thanthien.core import clock
from thanthien.evaluations.forecasting import Forecast, Stake
from thanthien.evaluations.models import Cycle, DailyForecast, Dossier
from thanthien.evaluations.queries.figures import last_day_over
from thanthien.evaluations.queries.forecast import OPEN, forecasts
from thanthien.measures.registry import find

_SUNDAY = 1  # of Django's week_day
_FIELDS = [
    "points", "points_low", "points_high", "maximum", "level_low", "level_now", "level_high", "missed", "due", "lost",
    "worth",
]  # fmt: skip


@transaction.atomic
def keep_forecasts(*, cycle: Cycle) -> int:
    """Keep the forecasts of all open dossiers of a cycle as the last day that is over left them; once more on the same
    day replaces them. Of the days before, Sundays stay. Returns how many dossiers are open."""
    as_of = last_day_over(cycle)
    rows = Dossier.objects.filter(cycle=cycle, status__in=OPEN).select_related("unit").order_by("pk")
    dossiers = list(rows)
    for dossier in dossiers:
        dossier.cycle = cycle
    found = forecasts(cycle, dossiers)
    kept = [_kept(dossier, found[dossier.pk], cycle) for dossier in dossiers]
    DailyForecast.objects.bulk_create(
        kept, update_conflicts=True, unique_fields=["dossier", "as_of"], update_fields=_FIELDS, batch_size=1000
    )
    earlier = DailyForecast.objects.filter(dossier__cycle=cycle, as_of__lt=as_of)
    earlier.exclude(Q(as_of__week_day=_SUNDAY)).delete()
    return len(kept)


def _kept(dossier: Dossier, found: Forecast, cycle: Cycle) -> DailyForecast:
    as_of = last_day_over(cycle)
    seasons = [one.season for one in found.prospects.values() if one.season]
    stakes = {item.code: found.stake(item.code) for item in found.compiled.indicators}
    return DailyForecast(
        dossier=dossier, as_of=as_of,
        points=found.now.total.points, maximum=found.now.total.maximum,
        points_low=found.least.total.low, points_high=found.most.total.high,
        level_low=found.level_low, level_now=found.level_now, level_high=found.level_high,
        missed=sum(len(season.lost) for season in seasons),
        due=sum(period.last <= as_of for season in seasons for period in season.open),
        lost=sum(stakes[code].lost for code, one in found.prospects.items() if one.season),
        worth=_worth(found, stakes),
    )  # fmt: skip


def _worth(found: Forecast, stakes: dict[str, Stake]) -> dict[str, list[str | int | None]]:
    worth: dict[str, list[str | int | None]] = {}
    for item in found.compiled.indicators:
        measure = find(item.definition.measure or "")
        prospect = found.prospects[item.code]
        if measure and prospect.live:
            stake, left = stakes[item.code], len(prospect.season.open) if prospect.season else 0
            worth[measure.key] = [str(stake.open), str(stake.gain), measure.period, left]
    return worth


def running_cycles() -> list[Cycle]:
    """The cycles whose figures are not closed yet, or whose dossiers can still change with them."""
    rows = Cycle.objects.filter(span_first__lt=clock.today(), dossiers__status__in=OPEN).distinct()
    return list(rows.select_related("criteria_set").order_by("pk"))
