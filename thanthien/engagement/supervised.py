"""What of the content “tiếp dân, đối thoại của người đứng đầu” (1.2.1) a unit published and held."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.urls import reverse

from thanthien.core.formats import number
from thanthien.core.question import Question
from thanthien.engagement.enums import ROOM
from thanthien.engagement.reception_records import PlannedReception, Reception
from thanthien.measures.contents import ContentLine, Lines
from thanthien.units.models import Unit

CONTENT = "tiep-dan"  # as the set's checklist calls it


def supervised() -> Collection[str]:
    """The one content of which the room tells."""
    return [CONTENT]


def held_of_content(unit: Unit, first: date, last: date) -> Question[Lines] | None:
    """How many sessions the calendar for everybody had on these days, and how many were held."""
    if not unit.uses(ROOM.key):
        return None
    planned = PlannedReception.objects.standing().filter(unit=unit, planned_on__range=(first, last)).order_by("pk")
    held = Reception.objects.standing().filter(unit=unit, day__range=(first, last)).order_by("pk")
    address = reverse("engagement-receptions", args=[unit.code])

    def read(promised: Iterable[int], sessions: Iterable[int]) -> Lines:
        words = f"Lịch công khai có {number(len([*promised]))} buổi tiếp công dân, đối thoại"
        return {CONTENT: ContentLine(f"{words}; đã tổ chức {number(len([*sessions]))} buổi", address)}

    return Question(read, planned.values_list("pk", flat=True), held.values_list("pk", flat=True))
