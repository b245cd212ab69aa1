"""The stored last day of what waits, by which lists, duties and work ask (ADR 39), counted anew: a day off or a limit
of the year may have changed since the last step of a matter."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from thanthien.feedback.models import Feedback
from thanthien.feedback.queries import LimitsOf, cases_of, usual_limits

_AT_ONCE = 500


def count_due_days_anew() -> int:
    """By the calendar and the limits of today; how many moved. A moved day is no step: who is about to take one holds
    no older state of the matter."""
    limits = usual_limits()
    numbers = list(Feedback.objects.open().order_by("pk").values_list("pk", flat=True))
    parts = (numbers[start : start + _AT_ONCE] for start in range(0, len(numbers), _AT_ONCE))
    return sum(_count_anew(part, limits) for part in parts)


@transaction.atomic
def _count_anew(numbers: Sequence[int], limits: LimitsOf) -> int:
    rows = Feedback.objects.open().filter(pk__in=numbers).order_by("pk").select_for_update(no_key=True)
    moved = []
    for case in cases_of(list(rows), limits):
        if case.row.due_on != case.due_on:
            case.row.due_on = case.due_on
            moved.append(case.row)
    return Feedback.objects.bulk_update(moved, ["due_on"])
