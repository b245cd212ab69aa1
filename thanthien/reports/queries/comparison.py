"""Differences that deserve a look: self-score against appraisal, this year against the last decided one."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, FloatField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Abs, Cast, NullIf

from thanthien.accounts.models import User
from thanthien.evaluations.enums import Column, CycleKind
from thanthien.evaluations.models import Cycle, Dossier, Total
from thanthien.evaluations.states import PUBLIC
from thanthien.reports.queries.standing import standings


def previous_cycle(cycle: Cycle) -> Cycle | None:
    """The last earlier official year of the same scheme with published results."""
    rows = Cycle.objects.published().filter(
        criteria_set__scheme_id=cycle.criteria_set.scheme_id, kind=CycleKind.OFFICIAL, year__lt=cycle.year
    )
    return rows.order_by("-year", "-pk").first()


def widest_gaps(user: User, cycle: Cycle) -> QuerySet[Any]:
    """Dossiers whose self-score differs from the appraisal, where both may be seen; the widest first.

    ``gap``: appraised less self-scored points.
    """
    rows = standings(user, cycle).filter(appraised_points__isnull=False)
    rows = rows.annotate(gap=F("appraised_points") - F("self_points")).exclude(gap=0)
    widest: QuerySet[Any] = rows.order_by(Abs("gap").desc(), "unit__sort_key", "pk")
    return widest


def movers(user: User, cycle: Cycle, before: Cycle) -> QuerySet[Any]:
    """Complete dossiers with the share of a year ago (``share_before``, ``level_before``) and ``change``."""
    earlier = Dossier.objects.filter(cycle=before, unit_id=OuterRef("unit_id"), status__in=PUBLIC)
    total = Total.objects.filter(dossier__cycle=before, dossier__unit_id=OuterRef("unit_id"), column=Column.COUNCIL)
    share = Cast("points", FloatField()) / NullIf(Cast("maximum", FloatField()), 0.0)
    rows = standings(user, cycle).filter(complete=True, best_share__isnull=False).filter(Exists(earlier))
    moved: QuerySet[Any] = rows.annotate(
        level_before=Subquery(earlier.values("decided_level")[:1]),
        share_before=Subquery(total.values_list(share)[:1], output_field=FloatField()),
        change=F("best_share") - F("share_before"),
    ).filter(change__isnull=False)
    return moved


def climbers(user: User, cycle: Cycle, before: Cycle) -> QuerySet[Any]:
    """Steps up since the year before, the greatest first."""
    return movers(user, cycle, before).filter(change__gt=0).order_by("-change", "pk")


def fallers(user: User, cycle: Cycle, before: Cycle) -> QuerySet[Any]:
    """Steps down since the year before, the greatest first."""
    return movers(user, cycle, before).filter(change__lt=0).order_by("change", "pk")
