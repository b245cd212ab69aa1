"""Writes of the core: the calendar of days off and days worked."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from thanthien.core.acting.errors import Refused
from thanthien.core.acting.seen import Values, refuse_unseen, values_of
from thanthien.core.audit import acting
from thanthien.core.enums import DayKind
from thanthien.core.models import CalendarDay
from thanthien.core.queries import work_calendar

_CALENDAR_LOCK = 20260702
STATED = ("kind", "name", "announcement_number", "source")
_CALENDAR_CHANGED = "Lịch vừa được người khác sửa sau khi kiểm tra. Cần kiểm tra lại các hạn thay đổi rồi xác nhận."
_CALENDAR_FILE = Path(__file__).parent / "data" / "calendar.csv"


@transaction.atomic
def load_calendar(*, by: Any) -> int:
    """Add the known days off and days worked that the table lacks; days edited by hand stay. Returns how many."""
    with _CALENDAR_FILE.open(encoding="utf-8", newline="") as source:
        days = [CalendarDay(**row) for row in csv.DictReader(source)]
    before = CalendarDay.objects.count()
    with acting(by, action="load_calendar"):
        CalendarDay.objects.bulk_create(days, ignore_conflicts=True)
    return CalendarDay.objects.count() - before


@transaction.atomic
def set_day(
    *,
    day: date,
    kind: DayKind,
    name: str,
    by: Any,
    source: str = "",
    announcement_number: str = "",
    seen: Values | None,
    checked: str | None = None,
) -> CalendarDay:
    """State that a day is off or worked, with the announcement that says so; replaces what was stated before.

    ``seen``: what the person saw stated of the day (nothing: a new day; None: nobody looked).
    Stale when something else is stated by now. ``checked``: the mark of the calendar by which the person was told what
    moves (None: nobody was). Refused when it is another by now.
    """
    _refuse_unseen_day(day, seen, checked)
    with acting(by, action="set_day"):
        row, _ = CalendarDay.objects.update_or_create(
            date=day,
            defaults={
                "kind": kind,
                "name": name,
                "source": source,
                "announcement_number": announcement_number,
            },
        )
    return row


@transaction.atomic
def clear_day(*, day: date, by: Any, seen: Values | None, checked: str | None = None) -> None:
    """Let a day follow the weekly rule again. ``seen``, ``checked``, Stale and Refused as in `set_day`."""
    _refuse_unseen_day(day, seen, checked)
    with acting(by, action="clear_day"):
        CalendarDay.objects.filter(date=day).delete()


def _refuse_unseen_day(day: date, seen: Values | None, checked: str | None) -> None:
    # One lock for all days: a row that isn't there yet can't be locked.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CALENDAR_LOCK])
    refuse_unseen(values_of(CalendarDay.objects.filter(date=day).first(), STATED), seen)
    if checked is not None and checked != work_calendar().mark:
        raise Refused(_CALENDAR_CHANGED)
