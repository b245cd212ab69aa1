"""What the standing office reads around the city's decisions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet

from thanthien.evaluations.models import Decision, DecisionCorrection, Dossier, StepLog
from thanthien.evaluations.queries.named import of_units_named
from thanthien.evaluations.states import DECIDABLE, PUBLIC
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
    counts = {stage.key: Count("pk", filter=Q(status__in=stage.statuses) & ~_LEFT_OUT) for stage in STAGES}
    return Dossier.objects.filter(cycle_id=cycle_id).aggregate(**counts)


# Withdrawn when that led into no list: no decision waits for it.
_LEFT_OUT = Q(status=Status.WITHDRAWN, proposed_level=None)


def still_waiting(cycle_id: int) -> int:
    """How many units of a cycle stand in neither list of a published decision. One statement."""
    return Dossier.objects.filter(cycle_id=cycle_id).in_neither_list().count()


def in_no_decision(cycle_id: int, named: Collection[int]) -> list[str]:
    """Names of units that no decision has named so far, and that one with these dossiers does not name either; in
    Vietnamese order. One statement."""
    rows = Dossier.objects.filter(cycle_id=cycle_id).in_neither_list().exclude(_LEFT_OUT)
    rows = rows.exclude(status=Status.DECIDED).exclude(pk__in=named)
    return list(rows.order_by("unit__sort_key", "pk").values_list("unit__name", flat=True))


def endings_of(dossiers: Iterable[Dossier]) -> dict[int, StepLog]:
    """By which step a withdrawn or closed dossier ended, by its id: who, when, why. One statement, or none."""
    names = {Status.WITHDRAWN: "withdraw", Status.CLOSED_UNSUBMITTED: "close_unsubmitted"}
    wanted = {one.pk: names[Status(one.status)] for one in dossiers if one.status in names}
    if not wanted:
        return {}
    rows = StepLog.objects.filter(dossier_id__in=wanted, step__in=names.values()).order_by("at", "pk")
    return {row.dossier_id: row for row in rows if row.step == wanted[row.dossier_id]}


def decisions_of(cycle_id: int) -> list[Decision]:
    """The decisions of a cycle, the newest first, each with its ``recognised`` and ``refused`` units, and in
    ``corrected_words`` the documents that corrected it. Two statements."""
    decisions = (
        Decision.objects.with_paper_word()
        .filter(cycle_id=cycle_id)
        .annotate(
            recognised=Count("items", filter=Q(items__level__gt=0)), refused=Count("items", filter=Q(items__level=0))
        )
    )
    by: dict[int, dict[str, None]] = defaultdict(dict)  # each document once, in the order of their records
    rows = DecisionCorrection.objects.filter(corrected__cycle=cycle_id).order_by("pk")
    for corrected, number in rows.values_list("corrected_id", "decision__number"):
        by[corrected][number] = None
    found: list[Any] = sorted(decisions, key=_place_in_time, reverse=True)
    for one in found:
        one.corrected_words = f"đã đính chính theo {', '.join(by[one.pk])}" if one.pk in by else ""
    return found


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
