"""The kept forecasts of a cycle for the city: narrowed, and counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet

from thanthien.evaluations.models import Cycle
from thanthien.evaluations.queries.kept_forecasts import latest_forecasts
from thanthien.reports.queries.board import Alike, YearTarget, targets_of
from thanthien.reports.queries.risk import aim, out_of_reach
from thanthien.reports.queries.standing import standings_where
from thanthien.units.models import Unit
from thanthien.units.queries import meant_by_other_names, rank_units

OUT_OF_REACH = out_of_reach("level_high", "dossier__target_level")
# It is reached only by doing better than so far.
BEHIND = Q(level_now__lt=aim("dossier__target_level")) & ~OUT_OF_REACH


@dataclass(frozen=True, slots=True)
class ForecastFilter:
    """What the list is narrowed to; an empty value means: everything."""

    text: str = ""
    kind: str = ""
    level: str = ""
    concern: str = ""


CONCERNS = {"nguy-co": OUT_OF_REACH, "cham": BEHIND, "den-han": Q(due__gt=0), "da-lo": Q(missed__gt=0)}
# Field of ``Foresight`` → the concern that it counts.
_COUNTED = {"out_of_reach": "nguy-co", "behind": "cham", "due": "den-han"}


def forecasts_of(cycle: Cycle, wanted: ForecastFilter) -> QuerySet[Any]:
    """The latest forecasts that are wanted, each with ``out_of_reach``, in Vietnamese order of the units."""
    given_up = ExpressionWrapper(OUT_OF_REACH, output_field=BooleanField())
    rows = latest_forecasts(cycle).annotate(out_of_reach=given_up).order_by("dossier__unit__sort_key", "pk")
    if wanted.text:
        units = Unit.objects.filter(dossiers__cycle=cycle).in_vietnamese_order()
        shown = units.only("code", "name", "short_name", "sort_key")
        found = rank_units(shown, wanted.text, meant_by_other_names(wanted.text))
        rows = rows.filter(dossier__unit__in=[unit.pk for unit in found])
    if wanted.kind:
        rows = rows.filter(dossier__unit__kind=wanted.kind)
    if wanted.level:
        rows = rows.filter(level_now=int(wanted.level))
    return rows.filter(CONCERNS[wanted.concern]) if wanted.concern else rows


@dataclass(frozen=True, slots=True)
class Foresight:
    """The forecasts of a cycle in numbers. ``by_level``: how many units come to each level if they go on as so far."""

    as_of: date | None
    units: int
    out_of_reach: int
    behind: int
    due: int
    by_level: dict[int, int]


def foresight_of(cycle: Cycle) -> Foresight:
    """Count the latest forecasts. One statement."""
    rows = latest_forecasts(cycle).select_related(None).order_by("-level_now").values("level_now", "as_of")
    counted = {name: Count("pk", filter=CONCERNS[one]) for name, one in _COUNTED.items()}
    levels: Any = list(rows.annotate(units=Count("pk"), **counted))
    sums = {name: sum(level[name] for level in levels) for name in ("units", *_COUNTED)}
    by_level = {level["level_now"]: level["units"] for level in levels}
    return Foresight(as_of=levels[0]["as_of"] if levels else None, by_level=by_level, **sums)


def targets_foreseen(cycle: Cycle) -> tuple[YearTarget, ...]:
    """The year's targets with what is foreseen as a range: certain if nothing more is done, reached as the year goes
    on, possible at best; of dossiers without a forecast, what their columns say. Two statements."""
    kept = latest_forecasts(cycle).select_related(None).order_by()
    open_ones: Any = kept.values_list("dossier__status", "level_now", "level_low", "level_high").annotate(Count("pk"))
    others = standings_where(Q(), cycle).exclude(pk__in=kept.values("dossier")).order_by()
    alike: Any = others.values_list("status", "basis", "foreseen", "level_low", "level_high").annotate(Count("pk"))
    groups = [
        *(
            Alike(status, "forecast", now, low, high, False, False, units)
            for status, now, low, high, units in open_ones
        ),
        *(
            Alike(status, basis, foreseen, low, high, False, False, units)
            for status, basis, foreseen, low, high, units in alike
        ),
    ]
    return targets_of(cycle, groups)
