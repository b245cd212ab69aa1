"""Proceedings that wait (“Việc của tôi”): for the unit's explanation, for the office's conclusion, for the decision."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count
from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.accounts.positions import COMMUNE_LEADS, is_office
from thanthien.core import clock
from thanthien.evaluations.models import Proceeding
from thanthien.evaluations.proceedings import WAITS_FOR_OFFICE, WAITS_FOR_UNIT, ProceedingStatus
from thanthien.notices.work import Work


def proceedings_work(user: User) -> list[Work]:
    """What of proceedings waits for the person. A constant number of statements."""
    units = user.unit_ids(*COMMUNE_LEADS)
    return [*(_explanations(user) if units else ()), *(_conclusions() if is_office(user) else ())]


def _explanations(user: User) -> Iterator[Work]:
    """Of the own unit, as long as it may still speak."""
    own = Proceeding.objects.filter(dossier__unit_id__in=user.unit_ids(*COMMUNE_LEADS))
    waiting = own.filter(status__in=sorted(WAITS_FOR_UNIT), due_on__gte=clock.today())
    for one in waiting.select_related("dossier__unit", "dossier__cycle").order_by("due_on", "pk"):
        what = f"{one.dossier.unit.name}, {one.dossier.cycle.title}."
        yield Work(
            f"explain:{one.pk}", "Giải trình về việc hạ mức độ, thu hồi công nhận", what,
            reverse("proceeding", args=[one.pk]), one.due_on, about=("proceeding", one.pk),
            personal=True,
        )  # fmt: skip


def _conclusions() -> Iterator[Work]:
    """One work for each cycle and kind of act."""
    rows = Proceeding.objects.filter(status__in=sorted(WAITS_FOR_OFFICE)).order_by("dossier__cycle_id", "status")
    found: dict[tuple[int, str], tuple[str, int]] = {}
    counted = rows.values_list("dossier__cycle_id", "dossier__cycle__title", "status").annotate(n=Count("pk"))
    for cycle_id, title, status, count in counted:
        act = "decide" if status == ProceedingStatus.CONCLUDED else "conclude"
        found[cycle_id, act] = title, found.get((cycle_id, act), (title, 0))[1] + count
    for (cycle_id, act), (title, count) in found.items():
        words = "Kết luận về việc hạ mức độ, thu hồi" if act == "conclude" else "Ghi nhận quyết định hạ mức độ, thu hồi"
        url = reverse("proceedings", args=[cycle_id])
        yield Work(f"{act}-proceedings:cycle:{cycle_id}", words, title, url, None, count, "đơn vị", ("cycle", cycle_id))
