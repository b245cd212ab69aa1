"""When a request is due and whether it was served on time, from what was told of it. Pure; no Django.

Legal source: the decision, tiêu chí 2.2.1; working days by Bộ luật Dân sự 91/2015/QH13, Điều 147, 148.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from thanthien.core.calendar import ONE_DAY, WorkCalendar, add_working_days
from thanthien.core.formats import VIETNAM
from thanthien.service.at_home.workflow import Actor, Status

AT_ONCE = timedelta(hours=1)  # nobody asks, is visited and gets the result within it
ENTERED_AT_ONCE = "đề nghị, việc đến nhà và trả kết quả ghi lên hệ thống trong cùng một giờ"
VISIT_DAYS = 3  # working days from the request to the visit, unless the city says otherwise


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as rules need it. ``wished_on``: the day that the person wished for, where they did. ``told_on``: the
    day on which a neighbour told it here, where that was later: the commune can't know of it earlier."""

    asked_on: date
    wished_on: date | None = None
    told_on: date | None = None

    @property
    def since(self) -> date:
        """The day from which the limit runs."""
        return max(self.asked_on, self.told_on or self.asked_on)


@dataclass(frozen=True, slots=True)
class Told:
    """A step that was taken: of which day it tells (a visit, a handing over, the day moved to), the day on which the
    result is due where it tells that, who took it and when (on a device without a signal: when it was written there,
    where that is believed; ``came_at`` is then its arrival). ``from_staff``: by the code, on a device of the unit's
    staff."""

    step: str
    at: datetime
    actor: Actor
    day: date | None = None
    due_on: date | None = None
    came_at: datetime | None = None
    from_staff: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """Something done on a day, as it was told first at a moment. ``before``: the days as they were told before that was
    corrected, each with its moment, the first one first; ``last_at``: when the day that stands was told. ``came_at``:
    when the first word came, where it was written on a device without a signal."""

    day: date
    told_at: datetime
    before: tuple[tuple[date, datetime], ...] = ()
    last_at: datetime | None = None
    came_at: datetime | None = None

    @property
    def corrected(self) -> bool:
        """Whether another day was told before."""
        return bool(self.before)

    def mended(self, day: date, at: datetime) -> Done:
        """The same with another day, told at a moment."""
        return Done(day, self.told_at, (*self.before, (self.day, self.last_at or self.told_at)), at)

    def told_by(self, last: date) -> datetime:
        """When it was told that it was done by a day: what a correction moves to or before that day is told by the
        correction, what was there already keeps its moment."""
        found = self.last_at or self.told_at
        for day, at in reversed(self.before):
            if day > last:
                break
            found = at
        return found


@dataclass(frozen=True, slots=True)
class Course:
    """What came of a request. ``visit_to``, ``result_to``: to which day it was moved by the person's wish;
    ``moved_by``: as whom that was told; ``…_from_staff``: by the code, on a device of the unit's staff. ``due_later``:
    the day of the result went with a correction of the visit. ``ended``: how it ended without service, when, and by
    whose word."""

    visit: Done | None = None
    due_on: date | None = None
    result: Done | None = None
    visit_to: date | None = None
    result_to: date | None = None
    moved_by: Actor | None = None
    moved_from_staff: bool = False
    due_later: bool = False
    ended: Status | None = None
    ended_on: date | None = None
    ended_by: Actor | None = None
    ended_from_staff: bool = False
    reopened: bool = False

    @property
    def is_open(self) -> bool:
        """Whether something of it waits."""
        return self.ended is None and self.result is None

    @property
    def moved(self) -> bool:
        """Whether it was moved by the person's wish after it was asked for."""
        return bool(self.visit_to or self.result_to)


def entered_after(asked_on: date, made_at: datetime) -> int:
    """How many days after the day of asking the request was entered."""
    return (made_at.astimezone(VIETNAM).date() - asked_on).days


def entered_at_once(course: Course, made_at: datetime) -> bool:
    """Whether the request was entered together with its service: all that is told of it was told within an hour."""
    return course.result is not None and course.result.told_at - made_at < AT_ONCE


def course_of(steps: Iterable[Told]) -> Course:
    """What came of a request, by its steps in the order in which they were taken."""
    course = Course()
    for one in steps:
        course = _after(course, one)
    return course


def _after(course: Course, one: Told) -> Course:
    match one.step:
        case "visit" if one.day:
            return replace(course, visit=Done(one.day, one.at, came_at=one.came_at), due_on=one.due_on)
        case "correct_visit" if one.day and course.visit:
            later = bool(one.due_on and course.due_on and one.due_on > course.due_on)
            visit = course.visit.mended(one.day, one.at)
            return replace(course, visit=visit, due_on=one.due_on, due_later=course.due_later or later)
        case "hand_over" if one.day:
            return replace(course, result=Done(one.day, one.at, came_at=one.came_at))
        case "correct_result" if one.day and course.result:
            return replace(course, result=course.result.mended(one.day, one.at))
        case "move":
            moved = replace(course, moved_by=one.actor, moved_from_staff=one.from_staff)
            return replace(moved, result_to=one.day) if course.visit else replace(moved, visit_to=one.day)
        case "withdraw" | "refuse":
            ended = Status.WITHDRAWN if one.step == "withdraw" else Status.NOT_ENTITLED
            day = one.at.astimezone(VIETNAM).date()
            return replace(course, ended=ended, ended_on=day, ended_by=one.actor, ended_from_staff=one.from_staff)
        case "reopen":
            return replace(course, ended=None, ended_on=None, ended_by=None, ended_from_staff=False, reopened=True)
        case _:
            return course


@dataclass(frozen=True, slots=True)
class Limits:
    """By which rules requests of a year go: working days to the visit, and for telling what was done."""

    calendar: WorkCalendar
    visit_days: int = VISIT_DAYS
    late_days: int = 2

    def told_until(self, day: date) -> datetime:
        """24:00 of the last working day on which what was due on a day is told in time."""
        last = add_working_days(day, self.late_days, self.calendar) if self.late_days else day
        return datetime.combine(last + ONE_DAY, time(), VIETNAM)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a request stands. ``settled_on``: the day from which it counts, served or missed; it belongs to the year that
    holds this day. ``due``: it counts at all; ``late_since``: it was done by its day and told later, after this
    moment."""

    visit_by: date
    result_by: date | None
    settled_on: date
    on_time: bool
    due: bool
    late_since: datetime | None = None

    @property
    def next_by(self) -> date:
        """The last day of what comes next."""
        return self.result_by or self.visit_by


def usual_limit(asked: Asked, limits: Limits) -> date:
    """The last day of the visit where nobody wished for another."""
    return add_working_days(asked.since, limits.visit_days, limits.calendar)


def visit_limit(asked: Asked, course: Course, limits: Limits) -> date:
    """The last day of the visit; a later day that the person wished for, once, takes its place."""
    usual = usual_limit(asked, limits)
    return max(usual, asked.wished_on or usual, course.visit_to or usual)


def wished_later(asked: Asked, limits: Limits) -> bool:
    """Whether the person wished from the beginning for a day after the usual limit."""
    return asked.wished_on is not None and asked.wished_on > usual_limit(asked, limits)


def may_move(asked: Asked, course: Course, limits: Limits) -> bool:
    """Once: a wish for a day after the usual limit, told with the request, was the one move already."""
    return not course.moved and not wished_later(asked, limits)


def standing_of(asked: Asked, course: Course, limits: Limits, *, accepted: bool = False) -> Standing:
    """How a request stands by what came of it. ``accepted``: a body lets what was told late count."""
    visit_by = visit_limit(asked, course, limits)
    visit = _kept(course.visit, visit_by, limits)
    if not visit.counts(accepted=accepted):
        found = Standing(visit_by, course.result_to or course.due_on, visit_by, False, True, visit.late_since)
    else:
        due_on = course.due_on or visit_by
        result_by = max(due_on, course.result_to or due_on)
        result = _kept(course.result, result_by, limits)
        on_time = result.counts(accepted=accepted)
        settled_on = course.result.day if on_time and course.result else result_by
        found = Standing(visit_by, result_by, settled_on, on_time, True, visit.late_since or result.late_since)
    # What ended without service doesn't count, unless it was missed before it ended.
    gone = course.ended_on is not None and course.ended_on <= found.settled_on and not found.on_time
    return replace(found, due=not gone)


@dataclass(frozen=True, slots=True)
class _Kept:
    """Whether something was done by its day, and since when it was late to tell of it (None: told in time)."""

    done: bool
    late_since: datetime | None

    def counts(self, *, accepted: bool) -> bool:
        return self.done and (accepted or self.late_since is None)


def _kept(one: Done | None, by: date, limits: Limits) -> _Kept:
    if one is None or one.day > by:
        return _Kept(done=False, late_since=None)
    until = limits.told_until(by)
    return _Kept(done=True, late_since=until if one.told_by(by) >= until else None)
