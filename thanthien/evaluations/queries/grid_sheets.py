"""The sheets of appraising bodies in numbers: how many are sent, and what each holds before it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum, Value

from thanthien.accounts.positions import body_ids
from thanthien.evaluations.enums import SheetStatus
from thanthien.evaluations.models import Answer, Cycle, Sheet, SheetItem
from thanthien.evaluations.queries.grid import TO_CHECK
from thanthien.evaluations.queries.words import DIFFERS, UNSCORED
from thanthien.evaluations.states import IN_APPRAISAL

if TYPE_CHECKING:
    from thanthien.accounts.models import User


@dataclass(frozen=True, slots=True)
class SheetCounts:
    """The sheets of the person's bodies in a cycle."""

    total: int
    sent: int

    @property
    def text(self) -> str:
        return f"{self.sent}/{self.total}"


def sheet_counts(user: User, cycle: Cycle) -> SheetCounts:
    """How many sheets the person's bodies have in a cycle, and how many are sent."""
    found = Sheet.objects.filter(
        body_id__in=body_ids(user), dossier__cycle=cycle, dossier__status__in=IN_APPRAISAL
    ).aggregate(total=Count("pk"), sent=Count("pk", filter=Q(status=SheetStatus.SENT)))
    return SheetCounts(found["total"], found["sent"])


@dataclass(frozen=True, slots=True)
class SheetSummary:
    """What one sheet holds: codes of its indicators, those judged, those that differ from the unit's own word, those to
    be checked on site. ``difference``: the sum of the gaps over the items that have both points."""

    codes: Sequence[str]
    judged: Sequence[str]
    differing: Sequence[str]
    field_checks: Sequence[str]
    difference: Decimal


def sheet_summaries(sheet_ids: Sequence[int]) -> dict[int, SheetSummary]:
    """What is checked before sending, by sheet id; one statement."""
    own = Answer.objects.filter(dossier_id=OuterRef("sheet__dossier_id"), indicator_id=OuterRef("indicator_id"))
    rows = (
        SheetItem.objects.filter(sheet_id__in=list(sheet_ids))
        .annotate(differs=DIFFERS, self_points=Subquery(own.values("points")[:1]))
        .values("sheet_id")
        .annotate(
            codes=_codes(),
            judged=_codes(~UNSCORED),
            differing=_codes(Q(differs=True)),
            field_checks=_codes(TO_CHECK),
            difference=Sum(F("points") - F("self_points")),
        )
    )
    return {
        row["sheet_id"]: SheetSummary(
            row["codes"], row["judged"], row["differing"], row["field_checks"], row["difference"] or Decimal(0)
        )
        for row in rows
    }


def _codes(condition: Q | None = None) -> ArrayAgg:
    """Codes of indicators in the order of the set."""
    return ArrayAgg("indicator__code", filter=condition, order_by="indicator__position", default=Value([]))
