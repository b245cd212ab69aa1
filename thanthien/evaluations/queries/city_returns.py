"""Dossiers that the city returned before it decided, and what the council opened again of them."""

from __future__ import annotations

from django.db.models import QuerySet

from thanthien.accounts.models import User
from thanthien.criteria.compiling import CompiledSet
from thanthien.evaluations.models import CityReturn, Dossier, ReopenedItem
from thanthien.evaluations.workflow import Status


def indicator_titles(*sets: CompiledSet) -> list[tuple[str, str]]:
    """Code and name of each indicator of all of these, in the order of the set."""
    found = {code: item.definition.label for compiled in sets for code, item in compiled.by_code.items()}
    common = [code for code in found if all(code in compiled.by_code for compiled in sets)]
    return [(code, f"{code} {found[code]}") for code in common]


def returns_of_cycle(user: User, cycle_id: int) -> QuerySet[CityReturn]:
    """Returned dossiers of a cycle that the person may open, the latest first."""
    rows = CityReturn.objects.filter(dossier__in=Dossier.objects.visible_to(user).filter(cycle=cycle_id))
    return rows.select_related("dossier__unit", "paper", "answered_by").order_by("-recorded_at", "-pk")


def reopened_items(dossier: Dossier) -> QuerySet[ReopenedItem]:
    """What the council opened again the last time, with what it had concluded until then."""
    last = CityReturn.objects.filter(dossier=dossier, items__isnull=False).order_by("-pk").values("pk")[:1]
    return ReopenedItem.objects.filter(city_return__in=last).select_related("indicator").order_by("indicator__position")


def reopened_indicators(dossier: Dossier) -> frozenset[int]:
    """The indicators that may be concluded while the dossier is concluded again; none at any other time."""
    if dossier.status != Status.RECONCLUDING:
        return frozenset()
    return frozenset(reopened_items(dossier).values_list("indicator_id", flat=True))
