"""What the standing office reads around the city's decisions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from thanthien.evaluations.models import Decision, Dossier
from thanthien.evaluations.queries.named import of_units_named
from thanthien.evaluations.states import DECIDABLE, ENDED, PUBLIC
from thanthien.evaluations.workflow import Status

if TYPE_CHECKING:
    from thanthien.accounts.models import User


@dataclass(frozen=True, slots=True)
class Stage:
    """A step from the council's conclusion to publication, with the states of the dossiers that wait there."""

    key: str
    label: str
    statuses: frozenset[Status]


STAGES = (
    Stage("thong-bao", "Chờ thông báo kết quả dự kiến", frozenset({Status.CONCLUDED})),
    Stage("kien-nghi", "Đang xem xét kiến nghị", frozenset({Status.REVIEW_REQUESTED})),
    Stage("quyet-dinh", "Chờ quyết định", DECIDABLE),
    Stage("cong-bo", "Đã quyết định, chờ công bố", frozenset({Status.DECIDED})),
    Stage("da-cong-bo", "Đã công bố", PUBLIC),
)


def waiting_around(cycle_id: int) -> dict[str, int]:
    """How many dossiers of a cycle stand at each stage, by its key; one statement."""
    counts = {stage.key: Count("pk", filter=Q(status__in=stage.statuses)) for stage in STAGES}
    return Dossier.objects.filter(cycle_id=cycle_id).aggregate(**counts)


def still_waiting(cycle_id: int) -> int:
    """How many units of a cycle have no result yet, and may still get one. One statement."""
    return Dossier.objects.filter(cycle_id=cycle_id).exclude(status__in=ENDED).count()


def decisions_of(cycle_id: int) -> list[Decision]:
    """The decisions of a cycle, the newest first, each with its ``recognised`` and ``refused`` units; one statement."""
    decisions = (
        Decision.objects.with_paper_word()
        .filter(cycle_id=cycle_id)
        .annotate(
            recognised=Count("items", filter=Q(items__level__gt=0)), refused=Count("items", filter=Q(items__level=0))
        )
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


@dataclass(frozen=True, slots=True)
class ResultFilter:
    """What the list of results is narrowed to; an empty value means: everything."""

    text: str = ""
    stage: str = ""
    level: str = ""


def results_of(user: User, cycle_id: int, wanted: ResultFilter) -> QuerySet[Dossier]:
    """Dossiers of a cycle on which the council concluded, or that are decided on without it; in Vietnamese order."""
    stages = [stage for stage in STAGES if wanted.stage in ("", stage.key)]
    found = dossiers_at(user, cycle_id, {status for stage in stages for status in stage.statuses})
    if wanted.level:
        found = found.filter(decided_level=int(wanted.level))
    return of_units_named(found, wanted.text)
