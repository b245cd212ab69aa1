"""Counts receptions again from the files that a person downloads, without the product: weeks, months, what was
promised, the share that may be delegated and the lower head are written out anew from the measure's sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

from tests.independent.recount import DAY, _day, in_time_until, rows_of, standing, works

# Head, sessions, and whether in each week or in each month.
ASKED = (("người đứng đầu cấp ủy", 2, False), ("người đứng đầu chính quyền", 1, True))


def _months(first: date, last: date, born: date, ended: date) -> Iterator[tuple[date, date]]:
    """First and last days of the months that lie wholly in the span and in the unit's life."""
    start = first.replace(day=1)
    while start <= last:
        end = (start + timedelta(days=32)).replace(day=1) - DAY
        if start >= max(first, born) and end <= min(last, ended):
            yield start, end
        start = end + DAY


def _of_month(day: date, weekly: bool) -> date:
    """The day by which a session belongs to a month: of weekly ones the Thursday of its week."""
    return day + (3 - day.weekday()) * DAY if weekly else day


def _weeks(start: date, end: date) -> int:
    """Thursdays of the month in whose week offices work on some day."""
    days = (start + n * DAY for n in range((end - start).days + 1))
    return sum(any(works(day + n * DAY) for n in range(-3, 4)) for day in days if day.weekday() == 3)


def _promised(plans: bytes, head: str, start: date, end: date, slips: set[date], *, weekly: bool) -> int:
    """Days of the month that the calendar promised. A day that took the place of another of this month adds none; a
    file holds at most one such pair of a head and month, so that they find each other. ``slips``: days mended on the
    day of their entry, which a file doesn't tell."""
    rows = [one for one in rows_of(plans) if one["Của ai"] == head]
    dated = [(one, _day(one["Ngày tiếp, đối thoại"])) for one in rows]
    rows = [one for one, day in dated if start <= _of_month(day, weekly) <= end and day not in slips]
    moved = any(one["Trạng thái"].startswith("đã đính chính") for one in rows)
    days = {
        one["Ngày tiếp, đối thoại"] for one in rows if not (moved and one["Trạng thái"].startswith("bản đính chính"))
    }
    return len(days)


def sessions(
    plans: bytes,
    held: bytes,
    span: tuple[date, date],
    *,
    born: date = date.min,
    ended: date = date.max,
    slips: set[date],
) -> tuple[int, int]:
    """Held and due of the lower head, of two equal ones of the one who owed more."""
    told, best = standing(rows_of(held)), []
    for head, times, weekly in ASKED:
        due_of_all = counted = delegated = 0
        for start, end in _months(*span, born, ended):
            promised = _promised(plans, head, start, end, slips, weekly=weekly)
            due = max(times * (_weeks(start, end) if weekly else 1), promised)
            by_day: dict[date, set[str]] = defaultdict(set)
            for one in told:
                of_month = start <= _of_month(one.day, weekly) <= end
                if one.row["Của ai"] == head and of_month and one.at < in_time_until(end):
                    by_day[one.day].add(one.row["Ai chủ trì"])
            own = sum(who != {"ủy quyền cho người khác"} for who in by_day.values())
            counted, due_of_all = counted + min(own, due), due_of_all + due
            delegated += min(len(by_day) - own, due - min(own, due))
        held_of_all = counted + min(delegated, due_of_all // 5)
        best.append((Fraction(held_of_all, due_of_all), -due_of_all, held_of_all))
    _, due_of_all, held_of_all = min(best)
    return held_of_all, -due_of_all
