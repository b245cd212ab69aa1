"""The kept forecasts of a cycle for the city: narrowed, and counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from thanthien.evaluations.models import Cycle, DailyForecast
from thanthien.evaluations.queries.kept_forecasts import latest_forecasts
from thanthien.units.models import Unit
from thanthien.units.queries import rank_units

# Even the best end is below the registered level (level 1 where none is registered).
_AIM = Coalesce(F("dossier__target_level"), 1)
AT_RISK = Q(level_high__lt=_AIM)
# It is reached only by doing better than so far.
BEHIND = Q(level_now__lt=_AIM) & ~AT_RISK


@dataclass(frozen=True, slots=True)
class ForecastFilter:
    """What the list is narrowed to; an empty value means: everything."""

    text: str = ""
    kind: str = ""
    level: str = ""
    risk: str = ""


RISKS = {"nguy-co": AT_RISK, "cham": BEHIND, "den-han": Q(due__gt=0), "da-lo": Q(missed__gt=0)}


def is_at_risk(row: DailyForecast) -> bool:
    """Whether the registered level can't be reached any more."""
    return row.level_high < (row.dossier.target_level or 1)


def forecasts_of(cycle: Cycle, wanted: ForecastFilter) -> QuerySet[DailyForecast]:
    """The latest forecasts that are wanted, in Vietnamese order of the units."""
    rows = latest_forecasts(cycle).order_by("dossier__unit__sort_key", "pk")
    if wanted.text:
        units = Unit.objects.filter(dossiers__cycle=cycle).in_vietnamese_order()
        found = rank_units(units.only("code", "name", "short_name", "sort_key"), wanted.text)
        rows = rows.filter(dossier__unit__in=[unit.pk for unit in found])
    if wanted.kind:
        rows = rows.filter(dossier__unit__kind=wanted.kind)
    if wanted.level:
        rows = rows.filter(level_now=int(wanted.level))
    return rows.filter(RISKS[wanted.risk]) if wanted.risk else rows


@dataclass(frozen=True, slots=True)
class Foresight:
    """The forecasts of a cycle in numbers. ``by_level``: how many units come to each level if they go on as so far."""

    as_of: date | None
    units: int
    at_risk: int
    behind: int
    due: int
    by_level: dict[int, int]


def foresight_of(cycle: Cycle) -> Foresight:
    """Count the latest forecasts. One statement."""
    rows = latest_forecasts(cycle).select_related(None).order_by()
    told = list(rows.values_list("as_of", "level_now", "level_high", "due", "dossier__target_level"))
    levels = Counter(level for _, level, _, _, _ in told)
    risky = sum(high < (aim or 1) for _, _, high, _, aim in told)
    behind = sum(now < (aim or 1) <= high for _, now, high, _, aim in told)
    return Foresight(
        as_of=told[0][0] if told else None,
        units=len(told),
        at_risk=risky,
        behind=behind,
        due=sum(due > 0 for _, _, _, due, _ in told),
        by_level={level: levels[level] for level in sorted(levels, reverse=True)},
    )
