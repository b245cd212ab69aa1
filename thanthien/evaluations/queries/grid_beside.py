"""What stands beside the items of a grid: open questions of the body, and the points of the year before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, Q, QuerySet, When

from thanthien.core import clock
from thanthien.core.prepared import Given, GivenMany, Prepared
from thanthien.evaluations.enums import CycleKind
from thanthien.evaluations.models import Conclusion, Cycle, Dossier, ItemRequest
from thanthien.evaluations.queries.grid_items import GridIndicator
from thanthien.evaluations.queries.requests import still_open


def open_requests(cycle: Cycle, indicator: GridIndicator, body_id: int, dossiers: Mapping[int, int]) -> dict[int, int]:
    """Questions of the body itself that still wait for their answer, by dossier. A list of all the dossiers would cost
    more than the few rows too many."""
    of = {"body": body_id, "indicator": indicator.pk, "cycle": cycle.pk, "dossier": next(iter(dossiers), 0)}
    return dict(_REQUESTS(len(dossiers) == 1, **of, today=clock.today()))


def _waiting(one_dossier: bool) -> QuerySet[ItemRequest, tuple[int, int]]:
    today: Any = Given("today")
    of = {"dossier": Given("dossier")} if one_dossier else {"dossier__cycle": Given("cycle")}
    rows = ItemRequest.objects.filter(still_open(today), body_id=Given("body"), indicator_id=Given("indicator"), **of)
    return rows.values("dossier_id").annotate(n=Count("pk")).order_by().values_list("dossier_id", "n")


_REQUESTS = Prepared(_waiting)


def last_points(cycle: Cycle, indicator: GridIndicator, unit_ids: Sequence[int]) -> dict[int, Decimal | None]:
    """Concluded points of the same indicator in the latest earlier published year, by unit; an official year
    counts before a trial of the same year. One statement."""
    same = {"kin": list(indicator.kin), "code": indicator.code}
    scheme = cycle.criteria_set.scheme_id
    return dict(_LAST(bool(indicator.kin), **same, units=list(unit_ids), scheme=scheme, year=cycle.year))


def _last(kin_known: bool) -> QuerySet[Conclusion, tuple[int, Decimal | None]]:
    same = Q(indicator__in=GivenMany("kin")) if kin_known else Q(indicator__code=Given("code"))
    earlier = Dossier.objects.public().filter(
        cycle__criteria_set__scheme_id=Given("scheme"), cycle__year__lt=Given("year")
    )
    rows = Conclusion.objects.filter(same, dossier__in=earlier, dossier__unit_id__in=GivenMany("units"))
    trial_last = Case(When(dossier__cycle__kind=CycleKind.TRIAL, then=1), default=0)
    ordered = rows.order_by("dossier__unit_id", "-dossier__cycle__year", trial_last)
    return ordered.distinct("dossier__unit_id").values_list("dossier__unit_id", "points")


_LAST = Prepared(_last)
