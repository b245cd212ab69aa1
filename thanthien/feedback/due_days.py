"""The stored last day of what waits, by which lists, duties and work ask (ADR 39), counted anew: a day off or a limit
of the year may have changed since the last step of a matter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.db import transaction

from thanthien.core.formats import date_vn
from thanthien.core.moving import Change, Move
from thanthien.feedback.models import Feedback, FeedbackQuerySet
from thanthien.feedback.queries import LimitsOf, last_days, limits_of, usual_limits
from thanthien.measures.terms import known_terms

_AT_ONCE = 500
# The stored day may be older than what was declared today: so far before a day may it lie and still be moved by it.
_STORED_BEFORE = timedelta(days=60)


def count_due_days_anew() -> int:
    """By the calendar and the limits of today; how many moved. A moved day is no step: who is about to take one holds
    no older state of the matter."""
    limits = usual_limits()
    return sum(_count_anew(part, limits) for part in _parts(Feedback.objects.open()))


def _parts(rows: FeedbackQuerySet) -> Iterator[list[int]]:
    """The numbers of these, some at a time: of a whole country's all are never in memory."""
    numbers = list(rows.order_by("pk").values_list("pk", flat=True))
    return (numbers[start : start + _AT_ONCE] for start in range(0, len(numbers), _AT_ONCE))


@transaction.atomic
def _count_anew(numbers: Sequence[int], limits: LimitsOf) -> int:
    rows = Feedback.objects.open().filter(pk__in=numbers).order_by("pk").select_for_update(no_key=True)
    moved = []
    for row, [last_day] in last_days(list(rows), limits):
        if row.due_on != last_day:
            row.due_on = last_day
            moved.append(row)
    return Feedback.objects.bulk_update(moved, ["due_on"])


def answers_moved(change: Change) -> Iterator[Move]:
    """Which last days of answers a change of the calendar would move, counted as :func:`count_due_days_anew` does it.
    Only a day after receiving and up to the last one moves anything. Two statements, and two for some hundred."""
    terms = known_terms()
    near = Feedback.objects.open().filter(received_on__lt=change.day, due_on__gte=change.day - _STORED_BEFORE)
    by_both = limits_of(change.before, terms), limits_of(change.after, terms)
    for part in _parts(near):
        rows = list(Feedback.objects.filter(pk__in=part).order_by("pk"))
        for row, [old, new] in last_days(rows, *by_both):
            yield Move(f"nhận ngày {date_vn(row.received_on)}", old, new, row.unit_id)
