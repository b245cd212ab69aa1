"""What the standing office reads around the city's decisions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from thanthien.evaluations.models import Decision, Dossier
from thanthien.evaluations.states import DECIDABLE
from thanthien.evaluations.workflow import Status

if TYPE_CHECKING:
    from thanthien.accounts.models import User


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many dossiers stand at each step around a decision."""

    concluded: int
    reviews: int
    decidable: int
    decided: int


def waiting_around(cycle_id: int) -> Waiting:
    """Counts of a cycle; one statement."""

    def at(*statuses: Status) -> Count:
        return Count("pk", filter=Q(status__in=statuses))

    counts = Dossier.objects.filter(cycle_id=cycle_id).aggregate(
        concluded=at(Status.CONCLUDED),
        reviews=at(Status.REVIEW_REQUESTED),
        decidable=at(*DECIDABLE),
        decided=at(Status.DECIDED),
    )
    return Waiting(**counts)


def decisions_of(cycle_id: int) -> list[Decision]:
    """The decisions of a cycle, the newest first, each with its ``recognised`` and ``refused`` units; one statement."""
    decisions = Decision.objects.filter(cycle_id=cycle_id).annotate(
        recognised=Count("items", filter=Q(items__level__gt=0)), refused=Count("items", filter=Q(items__level=0))
    )
    return sorted(decisions, key=_place_in_time, reverse=True)


def _place_in_time(decision: Decision) -> tuple[date, int, str]:
    """Where a decision stands among others: by the day it was signed, then by its running number (1234/QĐ-UBND)."""
    running = re.match(r"\d+", decision.number)
    return decision.signed_on, int(running[0]) if running else 0, decision.number


def dossiers_at(user: User, cycle_id: int, statuses: Iterable[Status]) -> QuerySet[Dossier]:
    """Dossiers of a cycle at these steps, in Vietnamese order."""
    return (
        Dossier.objects.visible_to(user)
        .filter(cycle_id=cycle_id, status__in=list(statuses))
        .select_related("unit", "cycle__criteria_set__scheme")
        .order_by("unit__sort_key", "pk")
    )
