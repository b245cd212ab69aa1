"""Adjustments that wait (“Việc của tôi”): for new conclusions by who concludes in the cycle, then for the decision."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.db.models import Count, Q
from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.accounts.positions import is_office
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.models import Adjustment, Dossier
from thanthien.evaluations.permissions import can_conclude, concludes
from thanthien.evaluations.queries.conflicts import conflicted_dossiers
from thanthien.notices.work import Work

_OPEN = Count("items", filter=Q(items__state=AnswerState.MISSING))


def adjustments_work(user: User) -> list[Work]:
    """What of running adjustments waits for the person. The number of statements doesn't grow with their number."""
    if not concludes(user):
        return []
    running = Adjustment.objects.running().filter(dossier__in=Dossier.objects.visible_to(user)).annotate(open=_OPEN)
    by_cycle: dict[int, list[Adjustment]] = defaultdict(list)
    for row in running.select_related("dossier__unit", "dossier__cycle"):
        by_cycle[row.dossier.cycle_id].append(row)
    return [work for rows in by_cycle.values() for work in _of_cycle(user, rows)]


def _of_cycle(user: User, rows: Sequence[Adjustment]) -> Iterator[Work]:
    cycle = rows[0].dossier.cycle
    conflicts = conflicted_dossiers(user, cycle) if can_conclude(user, cycle) else None
    for row in rows:
        count: int = row.open  # type: ignore[attr-defined]
        if count and conflicts is not None and row.dossier_id not in conflicts:
            yield _work("conclude-adjusted", "Kết luận lại tiêu chí sau giải quyết khiếu nại", row, count, "tiêu chí")
        elif not count and is_office(user):
            yield _work("decide-adjusted", "Ghi nhận quyết định điều chỉnh kết quả", row)


def _work(act: str, title: str, row: Adjustment, count: int = 1, noun: str = "") -> Work:
    what = f"{row.dossier.unit.name}, {row.dossier.cycle.title}."
    url = reverse("adjustment", args=[row.pk])
    return Work(f"{act}:{row.pk}", title, what, url, None, count, noun, ("dossier", row.dossier_id))
