"""Feedback with what came of it, for pages and for figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, partial
from typing import TypeAlias

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.utils.text import Truncator

from thanthien.accounts.models import Membership, User
from thanthien.core import clock
from thanthien.core.calendar import WorkCalendar
from thanthien.core.due_words import overdue_words
from thanthien.core.prepared import GivenMany, Prepared
from thanthien.core.private.codes import code_digest
from thanthien.core.private.keys import GoneError, unseal
from thanthien.core.queries import work_calendar
from thanthien.feedback.enums import SHELVES, Part
from thanthien.feedback.known import code_was_seen, since_of
from thanthien.feedback.models import Feedback, FeedbackStep, FeedbackText
from thanthien.feedback.open311.sources import twin_of
from thanthien.feedback.permissions import KEEPERS, MEASURE, RESULTS_MEASURE
from thanthien.feedback.rules import (
    FORWARD_DAYS,
    NORMAL_DAYS,
    PUBLISH_DAYS,
    STOP_DAYS,
    URGENT_DAYS,
    Course,
    Limits,
    Received,
    Standing,
    Told,
    course_of,
    due_on,
    forward_by,
    standing_of,
)
from thanthien.feedback.workflow import HIDDEN, Actor, Kind, Status
from thanthien.measures.periods import Period, period_of
from thanthien.measures.scope import Scope
from thanthien.measures.terms import Terms, by_the_scope, known_terms

_FIRST_WORDS = 12
AGAIN = "đề nghị xem lại"
LimitsOf: TypeAlias = Callable[[date], Limits]


@dataclass(frozen=True, slots=True)
class Case:
    """A matter with its steps and how it stands."""

    row: Feedback
    steps: tuple[FeedbackStep, ...]
    course: Course
    standing: Standing
    due_on: date
    forward_by: date
    calendar: WorkCalendar

    @property
    def is_overdue(self) -> bool:
        """An answer is owed, and its limit is over: by the day that stands beside it, which a day off may have moved
        since the row was stored."""
        return self.row.stage.is_open and self.due_on < clock.today()

    @property
    def overdue(self) -> str:
        """“quá hạn 3 ngày làm việc”; empty where it isn't."""
        return overdue_words(self.due_on, clock.today(), self.calendar) if self.is_overdue else ""

    @property
    def asks_again(self) -> bool:
        """Its sender had it opened again, and nobody of the unit has taken it up since."""
        return self.row.stage is Status.RECEIVED and self.course.now.number > 1

    @property
    def stage_words(self) -> str:
        """Where it stands; what is to be looked at again is not new."""
        return AGAIN if self.asks_again else self.row.stage.label

    @property
    def may_open_again(self) -> bool:
        """Its sender may have it opened again, once."""
        return self.course.may_open_again

    @property
    def lane_of_sender(self) -> bool:
        """Whether it was the sender, not the unit, who sent it to the channel of complaints and denunciations last: the
        unit may never read it then (Luật Tố cáo, Điều 8: the denouncer is kept secret)."""
        sent = [one.actor for one in self.steps if one.step in ("legal", "complain")]
        return bool(sent) and sent[-1] == Actor.CITIZEN

    @property
    def question(self) -> str:
        """What the unit asked the sender last; empty while nothing is asked."""
        asked = [one.note for one in self.steps if one.step == "ask"]
        return asked[-1] if asked and self.row.status == "asked" else ""


def limits_of(calendar: WorkCalendar, terms: Terms) -> LimitsOf:
    """By which limits a round goes, by the day from which it is due: those of the year that holds its month. The one
    place where limits are made: the page of a matter, the week's duty and the figure name the same day."""

    @cache
    def of_month(month: Period) -> Limits:
        def days(name: str, usual: int, measure: str = MEASURE) -> int:
            return int(terms.setting(f"{measure}.{name}", month, usual))

        return Limits(
            calendar, days("normal_days", NORMAL_DAYS), days("urgent_days", URGENT_DAYS), days("stop_days", STOP_DAYS),
            days("forward_days", FORWARD_DAYS), days("publish_days", PUBLISH_DAYS, RESULTS_MEASURE),
        )  # fmt: skip

    return lambda day: of_month(period_of("month", day))


def usual_limits() -> LimitsOf:
    """Those of today's calendar and years. Two statements."""
    return limits_of(work_calendar(), known_terms())


def limits_in(scope: Scope) -> LimitsOf:
    """Those by which a figure is counted (:func:`~thanthien.measures.terms.by_the_scope`)."""
    return by_the_scope(scope, partial(limits_of, scope.calendar))


def received(row: Feedback) -> Received:
    """From when its limit runs, and with which kind."""
    seen = code_was_seen(row.via, from_staff=row.from_staff)
    return Received(since_of(row.received_on, row.via, row.made_at), Kind(row.first_kind), seen)


def is_closed(row: Feedback) -> bool:
    """Whether the code opens nothing of it any more: people of the unit saw the code, and may not see the matter."""
    return row.stage in HIDDEN and code_was_seen(row.via, from_staff=row.from_staff)


def told(step: FeedbackStep) -> Told:
    """A step as rules need it."""
    return Told(step.step, step.at, Actor(step.actor), step.kind, step.from_staff)


def cases_of(rows: Sequence[Feedback], limits: LimitsOf | None = None) -> list[Case]:
    """These with what came of them. Three statements, none for none."""
    return _cases(rows, limits, _NAMED_STEPS)


def listed_cases(rows: Sequence[Feedback]) -> list[Case]:
    """The same for a list, whose steps name nobody and nothing else: not for ``history`` (shown.py), which would ask
    for each name alone."""
    return _cases(rows, None, _STEPS)


def _cases(rows: Sequence[Feedback], limits: LimitsOf | None, asked: Prepared[FeedbackStep]) -> list[Case]:
    if not rows:
        return []
    of_day, steps = limits or usual_limits(), _steps_of(rows, asked)
    return [case_of(row, steps[row.pk], of_day) for row in rows]


def _steps_of(rows: Sequence[Feedback], asked: Prepared[FeedbackStep]) -> Mapping[int, list[FeedbackStep]]:
    steps: dict[int, list[FeedbackStep]] = defaultdict(list)
    for step in asked(rows=[row.pk for row in rows]) if rows else ():
        steps[step.feedback_id].append(step)
    return steps


def last_days(rows: Sequence[Feedback], *limits: LimitsOf) -> Iterator[tuple[Feedback, list[date]]]:
    """The last day of the answer of each by each of these limits. One statement, none for none."""
    steps = _steps_of(rows, _STEPS)
    for row in rows:
        yield row, [case_of(row, steps[row.pk], of_day).due_on for of_day in limits]


def _steps() -> QuerySet[FeedbackStep]:
    return FeedbackStep.objects.filter(feedback__in=GivenMany("rows")).order_by("pk")


_STEPS = Prepared(_steps)
_NAMED_STEPS = Prepared(lambda: _steps().select_related("by", "assigned", "joined_to"))


def case_of(row: Feedback, steps: Sequence[FeedbackStep], of_day: LimitsOf) -> Case:
    """One with what came of it."""
    course = course_of(received(row), map(told, steps))
    limits = of_day(course.now.since)
    standing = standing_of(course.now, limits, clock.today())
    last = forward_by(course.now, limits, clock.today())
    return Case(row, tuple(steps), course, standing, due_on(course.now, limits), last, limits.calendar)


def by_code(code: str) -> Feedback | None:
    """The matter that somebody follows by its code, however it was typed. One statement."""
    return Feedback.objects.with_names().filter(code_digest=code_digest(code) or "-").first()


def texts_of(row: Feedback, *parts: Part) -> list[tuple[FeedbackText, dict[str, str]]]:
    """What was said, in turn, as far as it is still there. For who may read it: nothing is noted here; a contact is
    never read this way but by its sender. One statement."""
    return texts_by([row], *parts)[row.pk]


def _opened(one: FeedbackText) -> dict[str, str]:
    try:
        return unseal(SHELVES[Part(one.part)], one.kept) if one.kept else {}
    except GoneError:
        return {}


def texts_by(rows: Sequence[Feedback], *parts: Part) -> dict[int, list[tuple[FeedbackText, dict[str, str]]]]:
    """The same of several, by matter. One statement."""
    found: dict[int, list[tuple[FeedbackText, dict[str, str]]]] = {row.pk: [] for row in rows}
    for one in FeedbackText.objects.filter(feedback__in=list(found), part__in=parts).order_by("pk"):
        found[one.feedback_id].append((one, _opened(one)))
    return found


def first_words(rows: Sequence[Feedback]) -> dict[int, str]:
    """How what was said in each begins, as far as it is still there. For who may read it. One statement."""
    texts = FeedbackText.objects.filter(feedback__in=[row.pk for row in rows], part=Part.TEXT).order_by("pk")
    return {one.feedback_id: Truncator(_opened(one).get("text", "")).words(_FIRST_WORDS, truncate="…") for one in texts}


def people_at_work(unit_id: int) -> list[User]:
    """Who may be given a matter of a unit today, by name. One statement."""
    there = Membership.objects.current().in_unit(unit_id).filter(role__in=KEEPERS)
    return list(User.objects.filter(is_active=True, pk__in=there.values("user")).order_by("sort_key", "pk"))


def near_duplicates(row: Feedback, days: int = 30) -> list[Feedback]:
    """What may be the same matter: of the same number in the system from which it came, this first; of the same unit,
    topic and place, received within so many days; not ended otherwise. The words are encrypted, so that they can't be
    compared. One statement."""
    span = timedelta(days=days)
    alike = Q(
        topic=row.topic, hamlet=row.hamlet_id, received_on__range=(row.received_on - span, row.received_on + span)
    )
    twin = Q(source=twin_of(row.source, row.unit.code) or None)
    near = Feedback.objects.seen().filter(alike | twin, unit=row.unit_id, joined_to__isnull=True).exclude(pk=row.pk)
    near = near.exclude(status__in=[Status.SPAM, Status.WITHDRAWN]).with_names()
    same_number = ExpressionWrapper(twin, output_field=BooleanField())
    return list(near.order_by(same_number.desc(), "-received_on", "-pk")[:8])
