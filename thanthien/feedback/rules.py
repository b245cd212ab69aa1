"""When feedback is due and whether it was answered and made public in time, from what was told of it. Pure; no Django.

Legal source: the decision, tiêu chí 1.2.4 and 1.2.5; working days by Bộ luật Dân sự 91/2015/QH13, Điều 147, 148.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from thanthien.core.calendar import ONE_DAY, WorkCalendar, add_working_days, working_days
from thanthien.core.formats import VIETNAM
from thanthien.feedback.workflow import HIDDEN, RESULTS, STEPS, Actor, Kind, Status

NORMAL_DAYS, URGENT_DAYS = 10, 3  # working days from receiving
STOP_DAYS = 10  # working days for which the clock may stand, all stops together
FORWARD_DAYS = 3  # working days from receiving, for what is not the unit's
PUBLISH_DAYS = 5  # working days from the answer
LONG_DAYS = 30  # days past the limit from which an unanswered one weighs by itself
NEVER_DUE = frozenset({*HIDDEN})  # outside every figure, whenever it got there
GONE = frozenset({Status.SPAM, Status.JOINED, Status.WITHDRAWN})  # outside, unless it was missed before


@dataclass(frozen=True, slots=True)
class Limits:
    """By which limits feedback of a year goes, in working days."""

    calendar: WorkCalendar
    normal: int = NORMAL_DAYS
    urgent: int = URGENT_DAYS
    stop: int = STOP_DAYS
    forward: int = FORWARD_DAYS
    publish: int = PUBLISH_DAYS

    def days_of(self, kind: Kind) -> int:
        """To the answer of a kind."""
        return self.urgent if kind is Kind.URGENT else self.normal

    def after(self, day: date, count: int) -> date:
        """The last day of so many working days after a day; the day itself for none."""
        return add_working_days(day, count, self.calendar) if count else day

    def waited(self, first: date, last: date) -> int:
        """Working days after one day, up to another."""
        return working_days(first + ONE_DAY, last, self.calendar) if last > first else 0


@dataclass(frozen=True, slots=True)
class Received:
    """What was received: the day from which its limit runs, and its kind."""

    since: date
    kind: Kind


@dataclass(frozen=True, slots=True)
class Told:
    """A step that was taken, by whom and when; ``kind``: the one that it gives, where it does."""

    step: str
    at: datetime
    actor: Actor
    kind: str = ""

    @property
    def on(self) -> date:
        """Its day."""
        return self.at.astimezone(VIETNAM).date()


@dataclass(frozen=True, slots=True)
class Pause:
    """From which day to which the unit had to wait; ``until`` None: it still does. ``stop``: for the sender, which is
    limited; else the matter was out of the unit's sight."""

    since: date
    until: date | None = None
    stop: bool = True


@dataclass(frozen=True, slots=True)
class Round:
    """A matter from the day from which it is due to its end. ``number``: 1, or 2 when its sender had it opened again.
    ``ended``: the state in which it ended."""

    number: int
    since: date
    kind: Kind
    pauses: tuple[Pause, ...] = ()
    ended: Status | None = None
    ended_at: datetime | None = None
    published_at: datetime | None = None
    exempt_on: date | None = None
    down_on: date | None = None
    resorted: bool = False

    @property
    def is_open(self) -> bool:
        """Whether its answer is still owed."""
        return self.ended is None

    @property
    def ended_on(self) -> date | None:
        """The day on which it ended."""
        return _day_of(self.ended_at)

    @property
    def published_on(self) -> date | None:
        """The day on which its result was made public first."""
        return _day_of(self.published_at)


def _day_of(moment: datetime | None) -> date | None:
    return moment.astimezone(VIETNAM).date() if moment else None


@dataclass(frozen=True, slots=True)
class Course:
    """What came of a matter. ``solved``: what its sender said of the answer."""

    rounds: tuple[Round, ...]
    solved: bool | None = None

    @property
    def now(self) -> Round:
        """The round in which it is."""
        return self.rounds[-1]

    @property
    def may_open_again(self) -> bool:
        """Once."""
        return len(self.rounds) == 1


def course_of(received: Received, steps: Iterable[Told]) -> Course:
    """What came of a matter, by its steps in the order in which they were taken."""
    course = Course((Round(1, received.since, received.kind),))
    for one in steps:
        course = _after(course, one)
    return course


def _after(course: Course, one: Told) -> Course:
    now = course.now
    if one.step in _OF_RESULT:
        return _with(course, _shown(now, one))
    match one.step:
        case "sort":
            kind = Kind(one.kind or now.kind)
            return _with(course, replace(now, kind=kind, resorted=now.resorted or kind is not now.kind))
        case "ask":
            return _with(course, replace(now, pauses=(*now.pauses, Pause(one.on))))
        case "tell" | "resume":
            return _with(course, _resumed(now, one.on))
        case "solved":
            return replace(course, solved=True)
        case "again":
            return Course((*course.rounds, Round(now.number + 1, one.on, now.kind)), solved=False)
        case "return" | "reopen":
            return _with(course, _resumed(replace(now, ended=None, ended_at=None), one.on))
        case _:
            return _ended(course, one)


_OF_RESULT = frozenset({"publish", "exempt", "take_down"})


def _shown(now: Round, one: Told) -> Round:
    """What became of the result before everybody's eyes."""
    if one.step == "publish":
        return replace(now, published_at=now.published_at or one.at, exempt_on=None, down_on=None)
    return replace(now, exempt_on=one.on) if one.step == "exempt" else replace(now, down_on=one.on)


def _ended(course: Course, one: Told) -> Course:
    target, now = STEPS[one.step].target, course.now
    if target is None or target.is_open:
        return course
    if target in HIDDEN:
        # Until it comes back, if it does, nobody of the unit sees it.
        waiting = replace(_resumed(now, one.on), ended=target, ended_at=now.ended_at or one.at)
        return _with(course, replace(waiting, pauses=(*waiting.pauses, Pause(one.on, stop=False))))
    return _with(course, replace(_resumed(now, one.on), ended=target, ended_at=one.at))


def _with(course: Course, now: Round) -> Course:
    return replace(course, rounds=(*course.rounds[:-1], now))


def _resumed(now: Round, on: date) -> Round:
    """Whatever it waited for, it waits no longer."""
    return replace(now, pauses=tuple(one if one.until else replace(one, until=on) for one in now.pauses))


def stopped_days(one: Round, limits: Limits, on: date | None) -> int:
    """For how many working days the clock stood for the sender, by a day; with no day, for how many it may at most."""
    stops = [pause for pause in one.pauses if pause.stop]
    if on is None and any(pause.until is None for pause in stops):
        return limits.stop
    return min(limits.stop, _waited(stops, limits, on))


def _waited(pauses: Sequence[Pause], limits: Limits, on: date | None) -> int:
    return sum(limits.waited(one.since, one.until or on or one.since) for one in pauses)


def due_on(one: Round, limits: Limits, on: date | None = None) -> date:
    """The last day of the answer, by a day; with no day, the last that it can become while the sender is waited for."""
    away = _waited([pause for pause in one.pauses if not pause.stop], limits, on)
    return limits.after(one.since, limits.days_of(one.kind) + stopped_days(one, limits, on) + away)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a round stands on a day. ``due``: it counts at all, from ``settled_on``, the day on which it was answered in
    time or missed. ``owes_result``: its result must be public by ``publish_by``, and counts from ``shown_on``."""

    due_on: date
    settled_on: date
    due: bool
    on_time: bool
    overdue: bool
    stopped: int
    owes_result: bool = False
    publish_by: date | None = None
    shown_on: date | None = None
    shown_in_time: bool = False

    def late_days(self, on: date) -> int:
        """How many days it is unanswered past its limit."""
        return (on - self.due_on).days if self.overdue else 0


def standing_of(one: Round, limits: Limits, on: date) -> Standing:
    """How a round stands at the end of a day."""
    stopped = stopped_days(one, limits, on)
    by = due_on(one, limits, on)
    if one.ended is Status.FORWARDED:
        by = min(by, limits.after(one.since, limits.forward + stopped))
    ended = one.ended_on
    answered = one.ended in RESULTS or one.ended is Status.FORWARDED
    on_time = answered and ended is not None and ended <= by
    gone = one.ended in NEVER_DUE or (one.ended in GONE and ended is not None and ended <= by)
    settled = ended if on_time and ended else by
    told = Standing(
        by, settled, due=not gone, on_time=on_time, overdue=one.is_open and by < on, stopped=stopped,
    )  # fmt: skip
    return _published(told, one, limits.after(ended, limits.publish)) if one.ended in RESULTS and ended else told


def _published(told: Standing, one: Round, by: date) -> Standing:
    """Whether the result is public in time. An exemption that comes after the limit takes nothing back."""
    in_time = one.published_on is not None and one.published_on <= by and not _taken_early(one, by)
    exempt = one.exempt_on is not None and one.exempt_on <= by and not in_time
    shown = one.published_on if in_time else by
    return replace(told, owes_result=not exempt, publish_by=by, shown_on=shown, shown_in_time=in_time)


def _taken_early(one: Round, by: date) -> bool:
    return one.down_on is not None and one.down_on <= by
