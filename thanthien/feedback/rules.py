"""When feedback is due and whether it was answered and made public in time, from what was told of it. Pure; no Django.

Legal source: the decision, tiêu chí 1.2.4 and 1.2.5; working days by Bộ luật Dân sự 91/2015/QH13, Điều 147, 148.
"""

from __future__ import annotations

from collections.abc import Iterable
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
    """What was received: the day from which its limit runs, and its kind. ``code_seen``: the unit saw the code of its
    sender, so a step by it may be anybody's."""

    since: date
    kind: Kind
    code_seen: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A step that was taken, by whom and when; ``kind``: the one that it gives, where it does. ``from_staff``: by the
    code, beside a session of the unit's staff."""

    step: str
    at: datetime
    actor: Actor
    kind: str = ""
    from_staff: bool = False

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
class Sorting:
    """Another kind, from a day on."""

    since: date
    kind: Kind


@dataclass(frozen=True, slots=True)
class Span:
    """From which day, up to which day without it, something was so; ``until`` None: it still is."""

    since: date
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Whether it was so at the end of a day."""
        return self.since <= day and (self.until is None or self.until > day)


@dataclass(frozen=True, slots=True)
class Round:
    """A matter from the day from which it is due to its end. ``number``: 1, or 2 when its sender had it opened again.
    ``kind``: the first one; ``sortings``: those that followed. ``ended``: the state in which it ended; ``lane_by``: who
    took it out of the unit's sight, while it is. ``shows``, ``exempts``: when its result was public, or was said not to
    be made so. ``again_on``: when its sender had it opened again, or took it to
    the lane of complaints once it had ended. ``beside_staff``: a step of its sender was taken on a
    device of the unit's staff; ``code_seen``: as of what was received."""

    number: int
    since: date
    kind: Kind
    pauses: tuple[Pause, ...] = ()
    ended: Status | None = None
    ended_at: datetime | None = None
    published_at: datetime | None = None
    sortings: tuple[Sorting, ...] = ()
    lane_by: Actor | None = None
    shows: tuple[Span, ...] = ()
    exempts: tuple[Span, ...] = ()
    again_on: date | None = None
    beside_staff: bool = False
    code_seen: bool = False

    @property
    def is_open(self) -> bool:
        """Whether its answer is still owed."""
        return self.ended is None

    @property
    def kind_now(self) -> Kind:
        """The kind that was given last."""
        return self.sortings[-1].kind if self.sortings else self.kind

    @property
    def resorted(self) -> bool:
        """Whether it got another kind."""
        return bool(self.sortings)

    @property
    def ended_on(self) -> date | None:
        """The day on which it ended."""
        return self.ended_at.astimezone(VIETNAM).date() if self.ended_at else None


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
    course = Course((Round(1, received.since, received.kind, code_seen=received.code_seen),))
    for one in steps:
        course = _after(course, one)
    return course


def _after(course: Course, one: Told) -> Course:
    if one.from_staff:
        course = _with(course, replace(course.now, beside_staff=True))
    now = course.now
    match one.step:
        case "publish" | "exempt" | "take_down":
            return _with(course, _shown(now, one))
        case "sort":
            kind = Kind(one.kind or now.kind_now)
            given = () if kind is now.kind_now else (Sorting(one.on, kind),)
            return _with(course, replace(now, sortings=now.sortings + given))
        case "ask":
            return _with(course, replace(now, pauses=(*now.pauses, Pause(one.on))))
        case "tell" | "resume":
            return _with(course, _resumed(now, one.on))
        case "solved":
            return replace(course, solved=True)
        case "again":
            left = replace(now, again_on=one.on)
            opened = Round(now.number + 1, one.on, now.kind_now, code_seen=now.code_seen)
            return Course((*course.rounds[:-1], left, opened), solved=False)
        case "complain":
            # What the unit did with it before stands; nobody of it sees it any more.
            left = replace(now, again_on=one.on, shows=_until(now.shows, one.on), lane_by=one.actor)
            return _with(course, left)
        case "return" | "reopen":
            return _with(course, _resumed(replace(now, ended=None, ended_at=None, lane_by=None), one.on))
        case _:
            return _ended(course, one)


def _shown(now: Round, one: Told) -> Round:
    """What became of the result before everybody's eyes: each of these ends what was before; said again it is the same
    exemption."""
    if one.step == "publish":
        shows, exempts = (*_until(now.shows, one.on), Span(one.on)), _until(now.exempts, one.on)
        return replace(now, published_at=now.published_at or one.at, shows=shows, exempts=exempts)
    hidden = replace(now, shows=_until(now.shows, one.on))
    if one.step == "take_down" or any(each.until is None for each in now.exempts):
        return hidden
    return replace(hidden, exempts=(*now.exempts, Span(one.on)))


def _until(spans: tuple[Span, ...], on: date) -> tuple[Span, ...]:
    return tuple(one if one.until else replace(one, until=on) for one in spans)


def _ended(course: Course, one: Told) -> Course:
    target, now = STEPS[one.step].target, course.now
    if target is None or target.is_open:
        return course
    if target in HIDDEN and now.lane_by is not None and now.ended not in HIDDEN:
        return course  # it had ended before its sender took it there
    if target in HIDDEN:
        # Until it comes back, if it does, nobody of the unit sees it.
        waiting = replace(
            _resumed(now, one.on), ended=target, ended_at=now.ended_at or one.at, lane_by=now.lane_by or one.actor
        )
        return _with(course, replace(waiting, pauses=(*waiting.pauses, Pause(one.on, stop=False))))
    return _with(course, replace(_resumed(now, one.on), ended=target, ended_at=one.at))


def _with(course: Course, now: Round) -> Course:
    return replace(course, rounds=(*course.rounds[:-1], now))


def _resumed(now: Round, on: date) -> Round:
    """Whatever it waited for, it waits no longer."""
    return replace(now, pauses=tuple(one if one.until else replace(one, until=on) for one in now.pauses))


def due_on(one: Round, limits: Limits, on: date | None = None) -> date:
    """The last day of the answer, by a day; with no day, the last that it can become while the sender is waited for."""
    return _clock(one, limits, on)[0]


def _clock(one: Round, limits: Limits, on: date | None, days: int | None = None) -> tuple[date, int]:
    """The last day, and for how many working days the clock stood for the sender. What came after the last day moves it
    no more. Another kind counts from receiving, but an urgent one that was usual before counts from that day.
    ``days``: so many in place of those of the kinds."""
    since, length, moved, stopped = one.since, limits.days_of(one.kind) if days is None else days, 0, 0
    before = 0  # how many of the moved days were before ``since``
    last = limits.after(since, length)
    events: list[Sorting | Pause] = [*one.sortings, *one.pauses]
    for each in sorted(events, key=lambda told: told.since):
        if each.since > last:
            break
        if isinstance(each, Pause):
            waits = _waited(each, limits, on, limits.stop - stopped)
            moved, stopped = moved + waits, stopped + (waits if each.stop else 0)
        elif days is None and each.kind is Kind.NORMAL:
            since, length, before = one.since, limits.normal, 0
        elif days is None and limits.after(each.since, limits.urgent) < last:
            since, length, before = each.since, limits.urgent, moved
        last = limits.after(since, length + moved - before)
    return last, stopped


def _waited(pause: Pause, limits: Limits, on: date | None, left: int) -> int:
    """Working days of a pause, by a day; with no day, all that are left while the sender is waited for still."""
    if on is None and pause.until is None:
        return left if pause.stop else 0
    waits = limits.waited(pause.since, pause.until or on or pause.since)
    return min(left, waits) if pause.stop else waits


@dataclass(frozen=True, slots=True)
class Standing:
    """How a round stands on a day. ``due``: it counts at all, from ``settled_on``, the day on which it was answered in
    time or missed. ``owes_result``: its result must be public by ``publish_by``, and counts from ``shown_on``;
    ``exempt``: it was said in time that it isn't made public."""

    due_on: date
    settled_on: date
    due: bool
    on_time: bool
    overdue: bool
    stopped: int
    owes_result: bool = False
    exempt: bool = False
    publish_by: date | None = None
    shown_on: date | None = None
    shown_in_time: bool = False

    def late_days(self, on: date) -> int:
        """How many days it is unanswered past its limit."""
        return (on - self.due_on).days if self.overdue else 0


def standing_of(one: Round, limits: Limits, on: date) -> Standing:
    """How a round stands at the end of a day. Steps after the day are known, too: what was answered later was
    unanswered on it."""
    last, stopped = _clock(one, limits, on)
    by, ended = last, one.ended_on
    if one.ended is Status.FORWARDED:
        by = min(last, forward_by(one, limits, on))
    answered = one.ended in RESULTS or one.ended is Status.FORWARDED
    on_time = answered and ended is not None and ended <= by
    gone = _gone(one, by)
    overdue = last < on and not gone and (ended is None or ended > on)
    told = Standing(
        last if overdue else by, ended if on_time and ended else by, due=not gone, on_time=on_time, overdue=overdue,
        stopped=stopped,
    )  # fmt: skip
    return _published(told, one, limits.after(ended, limits.publish)) if one.ended in RESULTS and ended else told


def forward_by(one: Round, limits: Limits, on: date) -> date:
    """The last day on which forwarding counts as answered in time."""
    return _clock(one, limits, on, limits.forward)[0]


def _gone(one: Round, by: date) -> bool:
    """Whether it is outside every figure. What the unit itself sent out of its sight, and what ended unanswered, after
    the limit was missed, stays missed; what its sender sent there never counts. Where the unit saw the code, a step by
    it is as the unit's own: nothing tells whose it was, so withdrawn it counts as missed."""
    if one.code_seen and one.ended is Status.WITHDRAWN:
        return False
    if one.ended in HIDDEN and one.lane_by is not Actor.UNIT and not one.code_seen:
        return True
    return one.ended in GONE | HIDDEN and one.ended_on is not None and one.ended_on <= by


def _published(told: Standing, one: Round, by: date) -> Standing:
    """Whether the result is public on its last day, or exempt: what comes after it takes nothing back, nor gives. What
    its sender had opened again before can't be published any more."""
    shown = next((each.since for each in one.shows if each.holds(by)), None)
    exempt = shown is None and any(each.holds(by) for each in one.exempts)
    again = shown is None and one.again_on is not None and one.again_on <= by
    return replace(
        told, owes_result=not exempt and not again, exempt=exempt, publish_by=by, shown_on=shown or by,
        shown_in_time=shown is not None,
    )  # fmt: skip
