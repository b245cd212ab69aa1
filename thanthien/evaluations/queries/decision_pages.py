"""What the standing office reads around the city's decisions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from thanthien.evaluations.models import Decision, Dossier
from thanthien.evaluations.states import DECIDABLE, PUBLIC
from thanthien.evaluations.workflow import Status

if TYPE_CHECKING:
    from thanthien.accounts.models import User


@dataclass(frozen=True, slots=True)
class DecisionHome:
    """How many dossiers stand at each step around a decision, and the decisions recorded."""

    concluded: int
    provisional: int
    reviews: int
    decidable: int
    decided: int
    published: int
    decisions: tuple[Decision, ...]


def decision_home(cycle_id: int) -> DecisionHome:
    """Counts of a cycle and its decisions; two statements."""

    def at(*statuses: Status) -> Count:
        return Count("pk", filter=Q(status__in=statuses))

    counts = Dossier.objects.filter(cycle_id=cycle_id).aggregate(
        concluded=at(Status.CONCLUDED),
        provisional=at(Status.PROVISIONAL),
        reviews=at(Status.REVIEW_REQUESTED),
        decidable=at(*DECIDABLE),
        decided=at(Status.DECIDED),
        published=at(*PUBLIC),
    )
    decisions = Decision.objects.filter(cycle_id=cycle_id).annotate(
        recognised=Count("items", filter=Q(items__level__gt=0)), refused=Count("items", filter=Q(items__level=0))
    )
    newest_first = sorted(decisions.select_related("recorded_by"), key=_place_in_time, reverse=True)
    return DecisionHome(**counts, decisions=tuple(newest_first))


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
