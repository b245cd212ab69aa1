"""Which units raised their level since the last decided year: what the city's decision asks to be judged every year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, F, OuterRef, QuerySet, Subquery, Value, When

from thanthien.accounts.models import User
from thanthien.evaluations.models import Cycle, Dossier
from thanthien.evaluations.queries.named import of_units_named
from thanthien.evaluations.states import PUBLIC
from thanthien.reports.queries.standing import standings

RAISED, KEPT, FALLEN = "nang", "giu", "giam"
CHANGES = {RAISED: "Nâng mức độ", KEPT: "Giữ mức độ", FALLEN: "Giảm mức độ"}


@dataclass(frozen=True, slots=True)
class RaisingFilter:
    """What the list is narrowed to; an empty value means: everything."""

    text: str = ""
    change: str = ""


@dataclass(frozen=True, slots=True)
class Raising:
    """How many units rose, stayed and fell; ``decided``: of how many of them this year's level is decided."""

    counts: dict[str, int]
    decided: int

    @property
    def units(self) -> int:
        """All that can be compared."""
        return sum(self.counts.values())


def comparable(cycle: Cycle, before: Cycle) -> bool:
    """Levels are compared by their place; that means something only between sets with as many levels."""
    return cycle.level_names.highest == before.level_names.highest


def level_changes(user: User, cycle: Cycle, before: Cycle) -> QuerySet[Any]:
    """Units with a level of both years: decided a year ago (``level_before``), decided or foreseen now (``foreseen``),
    and ``change``; in Vietnamese order."""
    earlier = Dossier.objects.filter(cycle=before, unit_id=OuterRef("unit_id"), status__in=PUBLIC)
    rows = standings(user, cycle).filter(foreseen__isnull=False)
    rows = rows.annotate(level_before=Subquery(earlier.values("decided_level")[:1])).filter(level_before__isnull=False)
    change = Case(
        When(foreseen__gt=F("level_before"), then=Value(RAISED)),
        When(foreseen__lt=F("level_before"), then=Value(FALLEN)),
        default=Value(KEPT),
        output_field=CharField(),
    )
    found: QuerySet[Any] = rows.annotate(change=change).order_by("unit__sort_key", "pk")
    return found


def narrowed(rows: QuerySet[Any], wanted: RaisingFilter) -> QuerySet[Any]:
    """The rows of ``level_changes`` that are wanted."""
    found: QuerySet[Any] = of_units_named(rows, wanted.text)
    return found.filter(change=wanted.change) if wanted.change else found


def raising_of(user: User, cycle: Cycle, before: Cycle) -> Raising:
    """The numbers of ``level_changes``. One statement."""
    found = list(level_changes(user, cycle, before).order_by().values_list("change", "basis"))
    counts = {key: sum(change == key for change, _ in found) for key in CHANGES}
    return Raising(counts, sum(basis == "decided" for _, basis in found))
