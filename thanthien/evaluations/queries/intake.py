"""What the standing office looks at before it takes a dossier in: what is missing, and what the commune did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from thanthien.accounts.models import User
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.models import Answer, AnswerEvidence, Cycle, Dossier, Opinion


@dataclass(frozen=True, slots=True)
class Completeness:
    """Codes without a value and without evidence though the set expects some; opinions and how many lack an answer."""

    missing: tuple[str, ...] = ()
    unproven: tuple[str, ...] = ()
    opinions: int = 0
    unanswered: int = 0

    @property
    def is_complete(self) -> bool:
        """Nothing that the office would have to ask for."""
        return not (self.missing or self.unproven or self.unanswered)


def dossiers_of(user: User, cycle: Cycle, statuses: Iterable[str]) -> QuerySet[Dossier]:
    """Dossiers of a cycle in some states, in the order of a Vietnamese list."""
    rows = Dossier.objects.visible_to(user).filter(cycle=cycle, status__in=list(statuses))
    return rows.select_related("unit", "cycle__criteria_set", "meeting_minutes", "registered_by").order_by(
        "unit__sort_key", "pk"
    )


def completeness_of(dossiers: Sequence[Dossier]) -> dict[int, Completeness]:
    """Completeness of each dossier, by id. Two statements whatever their number."""
    missing, unproven = _codes(dossiers)
    opinions = Opinion.objects.filter(dossier__in=dossiers).order_by().values("dossier_id")
    counts = {
        row["dossier_id"]: (row["all"], row["open"])
        for row in opinions.annotate(all=Count("pk"), open=Count("pk", filter=Q(response="")))
    }
    return {
        dossier.pk: Completeness(
            tuple(missing[dossier.pk]), tuple(unproven[dossier.pk]), *counts.get(dossier.pk, (0, 0))
        )
        for dossier in dossiers
    }


def _codes(dossiers: Sequence[Dossier]) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    missing: dict[int, list[str]] = defaultdict(list)
    unproven: dict[int, list[str]] = defaultdict(list)
    compiled = {dossier.pk: dossier.compiled.by_code for dossier in dossiers}
    proven = Exists(AnswerEvidence.objects.filter(answer=OuterRef("pk")))
    rows = Answer.objects.filter(dossier__in=dossiers).annotate(proven=proven).order_by("indicator__position")
    for dossier_id, code, state, points, has_proof in rows.values_list(
        "dossier_id", "indicator__code", "state", "points", "proven"
    ):
        if state == AnswerState.MISSING or (state == AnswerState.VALUE and points is None):
            missing[dossier_id].append(code)
        elif not has_proof and state == AnswerState.VALUE and compiled[dossier_id][code].definition.evidence:
            unproven[dossier_id].append(code)
    return missing, unproven
