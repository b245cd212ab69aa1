"""What dossiers were returned for: the items of the running return, and those of earlier ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import F, QuerySet

from thanthien.core.question import Question
from thanthien.evaluations.models import Dossier, ReturnItem
from thanthien.evaluations.workflow import Status


def items_asked(dossiers: Iterable[Dossier]) -> QuerySet[ReturnItem]:
    """The items of the return that is running, in the order of the set; none of a dossier that is not returned."""
    rows = ReturnItem.objects.filter(
        dossier__in=list(dossiers), dossier__status=Status.RETURNED, asked_at=F("dossier__status_since")
    )
    return rows.select_related("indicator", "answered_by", "dossier__unit")


def items_by_dossier(dossiers: Iterable[Dossier]) -> Question[dict[int, list[ReturnItem]]]:
    """The same by dossier id."""
    return Question(_by_dossier, items_asked(one for one in dossiers if one.status == Status.RETURNED))


def _by_dossier(items: Iterable[ReturnItem]) -> dict[int, list[ReturnItem]]:
    found: dict[int, list[ReturnItem]] = defaultdict(list)
    for item in items:
        found[item.dossier_id].append(item)
    return found
