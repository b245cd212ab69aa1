"""Reads about units that are late and the reminders that the standing office gave them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Max, OuterRef, QuerySet, Subquery

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.evaluations.models import Cycle, Dossier
from thanthien.evaluations.notices import URGED
from thanthien.evaluations.queries.deadlines import late_condition
from thanthien.evaluations.states import WITH_COMMUNE
from thanthien.notices.models import Notice


def late_with_communes(user: User, cycle: Cycle) -> QuerySet[Dossier]:
    """Dossiers of the cycle that are late while it is the commune's turn, in the order of a Vietnamese list."""
    rows = Dossier.objects.visible_to(user).filter(cycle=cycle, status__in=WITH_COMMUNE)
    late = rows.filter(late_condition(cycle, clock.today()))
    return late.select_related("unit").order_by("unit__sort_key", "pk")


def last_urged(dossiers: Iterable[Dossier]) -> dict[int, datetime]:
    """When each was last reminded by the office, by dossier id. One statement."""
    rows = _urged().filter(about_id__in=[dossier.pk for dossier in dossiers]).order_by().values("about_id")
    return dict(rows.annotate(last=Max("told_at")).values_list("about_id", "last"))


def urged_notices(user: User, cycle: Cycle) -> QuerySet[Notice]:
    """Whom the office reminded in a cycle, the latest first, each with ``unit_name``."""
    visible = Dossier.objects.visible_to(user).filter(cycle=cycle)
    named = Subquery(visible.filter(pk=OuterRef("about_id")).values("unit__name")[:1])
    rows = _urged().filter(about_id__in=visible.values("pk")).annotate(unit_name=named)
    return rows.select_related("person", "message", "by").order_by("-told_at", "-pk")


def _urged() -> QuerySet[Notice]:
    return Notice.objects.filter(kind=URGED.key, about_kind="dossier")
