"""Last days to tell what happened in a period that a change of the calendar of working days would move."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import cast

from thanthien.core import clock
from thanthien.core.moving import Change, Move
from thanthien.measures.periods import PeriodKind, touching
from thanthien.measures.terms import known_terms

TITLE = "Ghi số liệu của tuần, tháng, quý, nửa năm"
_KINDS = cast("tuple[PeriodKind, ...]", ("iso_week", "month", "quarter", "half_year"))
_LONGEST = timedelta(days=60)  # so long before a day may a period be over whose records are still told in time on it


def telling_moved(change: Change) -> Iterator[Move]:
    """Of periods whose records may still be told in time. One statement."""
    terms, today = known_terms(), clock.today()
    for kind in _KINDS:
        for period in touching(kind, change.day - _LONGEST, change.day):
            old, new = (terms.last_day(period, calendar) for calendar in (change.before, change.after))
            if max(old, new) >= today:
                yield Move(period.label, old, new)
