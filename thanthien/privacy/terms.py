"""By when a request about one's own data is answered: data (setting DATA_REQUEST_TERMS) and the days that follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings

from thanthien.core.calendar import WorkCalendar, add_working_days, next_working_day
from thanthien.core.codes import coded_rows
from thanthien.core.private.enums import Right


@dataclass(frozen=True, slots=True)
class RequestTerm:
    """Of one right: working days to say that the request came (``answer``), days to carry it out (``days``), days more
    where that was told in time (``extend``)."""

    code: str
    law: str
    answer: int
    days: int
    extend: int

    def told_by(self, day: date, calendar: WorkCalendar) -> date:
        """The last day to say that a request of this day came."""
        return add_working_days(day, self.answer, calendar)

    def done_by(self, day: date, calendar: WorkCalendar) -> date:
        """The last day to carry out a request of this day."""
        return _days_after(day, self.days, calendar)

    def extended_to(self, last: date, calendar: WorkCalendar) -> date:
        """The last day after an extension, counted from the one before."""
        return _days_after(last, self.extend, calendar)

    @property
    def title(self) -> str:
        """What is asked for."""
        return Right(self.code).label


def _days_after(day: date, count: int, calendar: WorkCalendar) -> date:
    """Days as they come; a last day that is off moves to the next working day (Bộ luật Dân sự, Điều 148)."""
    return next_working_day(day + timedelta(days=count), calendar)


def request_terms() -> Mapping[str, RequestTerm]:
    """By right, in the order of the file. Raises ValueError where a right has no term."""
    found = coded_rows(settings.DATA_REQUEST_TERMS, RequestTerm)
    if missing := sorted(set(Right.values) - set(found)):
        raise ValueError(f"{settings.DATA_REQUEST_TERMS}: no term for {', '.join(missing)}.")
    return found
