"""When a notice may be mailed, and on which day of weekly work is reminded. Pure rules; moments are local ones of the
platform's clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from thanthien.core.calendar import ONE_DAY, WorkCalendar, is_working_day
from thanthien.notices.enums import How

DIGEST_HOUR = 7
WEEKLY_ON = 1  # Monday, as in ``isoweekday``
HOURS = 24


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours of the day in which no mail is sent: from the first to before the last, over midnight where the first is
    the later one; the same hour twice: none."""

    first: int = 21
    until: int = 6

    def covers(self, hour: int) -> bool:
        """Whether no mail leaves in this hour."""
        if self.first <= self.until:
            return self.first <= hour < self.until
        return hour >= self.first or hour < self.until


def after_quiet(moment: datetime, quiet: Quiet) -> datetime:
    """The moment itself, or the end of the quiet hours in which it lies."""
    if not quiet.covers(moment.hour):
        return moment
    day = moment + timedelta(days=1) if moment.hour >= quiet.until else moment
    return day.replace(hour=quiet.until, minute=0, second=0, microsecond=0)


def digest_hour(quiet: Quiet) -> int:
    """The hour in which a person's collected mail is written."""
    return quiet.until if quiet.covers(DIGEST_HOUR) else DIGEST_HOUR


def mail_moment(told_at: datetime, how: How, quiet: Quiet) -> datetime | None:
    """When something told at a moment may be mailed at the earliest; None: never."""
    if how == How.OFF:
        return None
    if how == How.AT_ONCE:
        return after_quiet(told_at, quiet)
    return next_digest(told_at, how, quiet)


def digest_came(now: datetime, how: How, quiet: Quiet) -> bool:
    """Whether collected mail came due since this day began, and may leave in this hour."""
    before = now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(microseconds=1)
    return next_digest(before, how, quiet) <= now and not quiet.covers(now.hour)


def next_digest(moment: datetime, how: How, quiet: Quiet) -> datetime:
    """The first moment of collected mail after this one."""
    due = moment.replace(hour=digest_hour(quiet), minute=0, second=0, microsecond=0)
    while due <= moment or (how == How.WEEKLY and due.isoweekday() != WEEKLY_ON):
        due += timedelta(days=1)
    return due


def last_weekly_day(due: date, weekday: int, calendar: WorkCalendar) -> date | None:
    """The day on which people are reminded of weekly work: the last one for that up to its last day. So of a week whose
    records may come until the Tuesday after it is reminded on its own Friday, or on the Monday after. None where there
    was none in a month."""
    days = (weekly_day(due - 7 * weeks * ONE_DAY, weekday, calendar) for weeks in range(5))
    return next((day for day in days if day and day <= due), None)


def weekly_day(week_of: date, weekday: int, calendar: WorkCalendar) -> date | None:
    """The day for reminders of weekly work in the week of a date: the weekday (1 is Monday), or the last working day of
    the week before it. None where the week has none until then."""
    monday = week_of - (week_of.isoweekday() - 1) * ONE_DAY
    until = [monday + number * ONE_DAY for number in range(weekday)]
    return next((day for day in reversed(until) if is_working_day(day, calendar)), None)
