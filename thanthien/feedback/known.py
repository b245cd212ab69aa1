"""Feedback as a moment knew it: for figures and for what waits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from thanthien.core import clock
from thanthien.core.question import Question, made_once
from thanthien.feedback.enums import BY_OFFICE, Via
from thanthien.feedback.models import Feedback, FeedbackStep
from thanthien.feedback.permissions import REACHED
from thanthien.feedback.rules import Course, Received, Told, course_of
from thanthien.feedback.workflow import HIDDEN, OPEN, Actor, Kind

# How long before a span something may have been received that is due in it; what waits, or was moved in it, is read
# however old it is.
LONGEST = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Known:
    """A matter as a moment knew it. ``version``: how often it was told of. ``hidden``: whether it is in a lane by now,
    whatever the moment knew: no figure depends on it, but nothing tells of it singly any more."""

    id: int
    version: int
    unit: int
    received_on: date
    via: str
    course: Course
    typist: int | None
    told_at: datetime
    from_staff: bool
    hidden: bool

    @property
    def by_unit(self) -> bool:
        """Whether the unit itself wrote it down, or brought it in by a file: it may have nobody behind it."""
        return self.via in BY_OFFICE or (self.via == Via.IMPORT and self.typist is not None)


@made_once
def known_feedback(units: Collection[int], first: date, last: date, known_at: datetime) -> Question[list[Known]]:
    """What may be due, answered or unanswered between two days in units, with its steps, as known at a moment."""
    within = Q(unit__in=units, made_at__lte=known_at, received_on__lte=last)
    since = datetime.combine(first, time(), clock.ZONE)
    moved = FeedbackStep.objects.filter(at__gte=since, feedback__unit__in=units).order_by().values("feedback")
    asked = Q(received_on__gte=first - LONGEST) | Q(status__in=OPEN) | Q(pk__in=moved)
    return known_of(Feedback.objects.filter(within & asked), Q(at__lte=known_at))


def known_of(rows: QuerySet[Feedback], steps: Q = Q()) -> Question[list[Known]]:  # noqa: B008 - no condition
    """These rows with their steps."""
    taken = FeedbackStep.objects.filter(steps, feedback__in=rows.order_by().values("pk")).order_by("pk")
    return Question(
        _known,
        rows.order_by("pk").values_list(
            "pk", "unit_id", "received_on", "first_kind", "via", "entered_by_id", "made_at", "from_staff", "status"
        ),
        taken.values_list("feedback_id", "step", "at", "actor", "kind", "from_staff"),
    )


def _known(rows: Iterable[tuple[Any, ...]], taken: Iterable[tuple[Any, ...]]) -> list[Known]:
    steps: dict[int, list[Told]] = defaultdict(list)
    for feedback, step, at, actor, kind, beside in taken:
        steps[feedback].append(Told(step, at, Actor(actor), kind, beside))
    found = []
    for pk, unit, day, kind, via, typist, made, from_staff, status in rows:
        begun = Received(since_of(day, via, made), Kind(kind), code_was_seen(via, from_staff=from_staff))
        course, hidden = course_of(begun, steps[pk]), status in HIDDEN
        found.append(Known(pk, 1 + len(steps[pk]), unit, day, via, course, typist, made, from_staff, hidden))
    return found


def since_of(received_on: date, via: str, made_at: datetime) -> date:
    """From when the limit runs: the day of receiving. What the weekly channel hands on is known to the commune when it
    is told there."""
    told_on = made_at.astimezone(clock.ZONE).date()
    return told_on if via == Via.GRASSROOTS else min(received_on, told_on)


def code_was_seen(via: str, *, from_staff: bool) -> bool:
    """Whether people of the unit saw the code: they wrote the matter down, or it was sent on a device of theirs."""
    return via in BY_OFFICE or from_staff


def with_seen_code(prefix: str) -> Q:
    """The same as a condition; ``prefix``: the way to the matter."""
    return Q(**{f"{prefix}via__in": BY_OFFICE}) | Q(**{f"{prefix}from_staff": True})


def bodies_words(units: Collection[int], since: datetime) -> Iterator[tuple[int, str, datetime]]:
    """Which matters bodies put back after a moment: unit, measure, when. One statement."""
    rows = FeedbackStep.objects.filter(
        step="reopen", actor=Actor.BODY, at__gt=since, feedback__unit__in=units
    ).order_by("pk")
    for unit, at in rows.values_list("feedback__unit_id", "at"):
        for measure in REACHED:
            yield unit, measure, at
