"""Requests with what came of them, for pages and for figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, TypeAlias

from django.db.models import Q, QuerySet

from thanthien.core import clock
from thanthien.core.calendar import WorkCalendar
from thanthien.core.due_words import overdue_words
from thanthien.core.prepared import Given, Prepared
from thanthien.core.queries import work_calendar
from thanthien.core.question import Question, at_hand, first_of, made_once
from thanthien.core.reading import EACH_TIME, Reading
from thanthien.measures.periods import Period, period_of
from thanthien.measures.queries import Accepted, acceptances_asked, this_years_scope
from thanthien.measures.scope import Scope
from thanthien.measures.terms import Terms, by_the_scope, known_terms
from thanthien.service.at_home.enums import BY_NEIGHBOUR, BY_OFFICE
from thanthien.service.at_home.models import HomeAnnouncement, HomeRequest, HomeStep
from thanthien.service.at_home.permissions import MEASURE
from thanthien.service.at_home.rules import (
    VISIT_DAYS,
    Asked,
    Course,
    Limits,
    Standing,
    Told,
    course_of,
    may_move,
    standing_of,
    wished_later,
)
from thanthien.service.at_home.workflow import OPEN, Actor
from thanthien.service.enums import ROOM
from thanthien.service.procedures import catalogue
from thanthien.units.models import Unit

VISIT_SETTING = f"{MEASURE}.visit_days"
OTHER_PROCEDURE = "thủ tục khác"
# How long before a year a request may have been asked for that is settled in it.
LONGEST = timedelta(days=400)
# The same before a week; what waits is read, however old it is.
_NEAR = timedelta(days=120)
LimitsOf: TypeAlias = Callable[[date], Limits]


@dataclass(frozen=True, slots=True)
class Case:
    """A request with its steps and how it stands."""

    request: HomeRequest
    steps: tuple[HomeStep, ...]
    asked: Asked
    course: Course
    standing: Standing
    may_move: bool
    calendar: WorkCalendar

    @property
    def is_late(self) -> bool:
        """Something of it should have been done by now."""
        return self.request.stage.is_open and self.standing.next_by < clock.today()

    @property
    def overdue(self) -> str:
        """“quá hạn 3 ngày làm việc”; empty where it isn't."""
        return overdue_words(self.standing.next_by, clock.today(), self.calendar) if self.is_late else ""

    @property
    def next_by(self) -> date | None:
        """The last day of what comes next; None where nothing does."""
        return self.standing.next_by if self.request.stage.is_open else None


def limits_of(calendar: WorkCalendar, terms: Terms) -> LimitsOf:
    """By which limits a request goes, by the day on which it was asked for: those of the year that holds its month. The
    one place where limits are made: the page of a request, the week's duty and the figure name the same day."""

    def of_day(day: date) -> Limits:
        month = period_of("month", day)
        days = int(terms.setting(VISIT_SETTING, month, VISIT_DAYS))
        return Limits(calendar, days, terms.late_days(month))

    return of_day


def cases_of(rows: Sequence[HomeRequest]) -> list[Case]:
    """These requests with what came of them. Three statements, none for no request."""
    if not rows:
        return []
    [cases] = cases_by(rows, limits_of(work_calendar(), known_terms()))
    return cases


def cases_by(rows: Sequence[HomeRequest], *limits: LimitsOf) -> list[list[Case]]:
    """The same by each of these limits. One statement."""
    steps: dict[int, list[HomeStep]] = defaultdict(list)
    for step in HomeStep.objects.filter(request__in=[row.pk for row in rows]).select_related("by").order_by("pk"):
        steps[step.request_id].append(step)
    return [[_case(row, steps[row.pk], of_day(row.asked_on)) for row in rows] for of_day in limits]


def _case(row: HomeRequest, steps: Sequence[HomeStep], limits: Limits) -> Case:
    asked = _asked(row.asked_on, row.wished_on, row.via, row.made_at)
    course = course_of(map(_told, steps))
    standing = standing_of(asked, course, limits)
    return Case(row, tuple(steps), asked, course, standing, may_move(asked, course, limits), limits.calendar)


def _asked(asked_on: date, wished_on: date | None, via: str, made_at: datetime) -> Asked:
    """For the commune a request of a neighbour begins when it is told here; its own office enters it at once."""
    told_on = made_at.astimezone(clock.ZONE).date() if via in BY_NEIGHBOUR else asked_on
    return Asked(asked_on, wished_on, told_on if told_on > asked_on else None)


def _told(step: HomeStep) -> Told:
    return _told_step(step.step, step.told_at, step.at, step.actor, step.day, step.due_on, step.from_staff)


def _told_step(
    step: str, told_at: datetime | None, at: datetime, actor: str, day: date | None, due_on: date | None,
    from_staff: bool,
) -> Told:  # fmt: skip
    """Written on a device without a signal it was told there, and came later."""
    return Told(step, told_at or at, Actor(actor), day, due_on, at if told_at else None, from_staff)


def open_cases(units: Collection[int]) -> list[Case]:
    """What waits in these units, the most urgent first. Four statements."""
    rows = list(HomeRequest.objects.open().filter(unit__in=units).with_names().order_by("pk"))
    return sorted(cases_of(rows), key=lambda one: (one.standing.next_by, one.request.pk))


@dataclass(frozen=True, slots=True)
class Stands:
    """A request of a unit as its week tells of it: how it stands, and whether it waits."""

    unit: int
    standing: Standing
    is_open: bool

    def was_missed(self, today: date) -> bool:
        """It counts as not served in time."""
        return self.standing.due and not self.standing.on_time and self.standing.settled_on < today


def standings_of(units: Collection[int], first: date, last: date, limits: LimitsOf) -> Question[list[Stands]]:
    """The requests of units that wait, and those that were settled between two days, by what bodies let count."""
    near = Q(asked_on__range=(first - _NEAR, last)) | Q(status__in=OPEN)
    return Question(
        partial(_told_by, limits), _requests(HomeRequest.objects.filter(near, unit__in=units)), acceptances_asked(units)
    )


def _told_by(limits: LimitsOf, requests: Iterable[Known], accepted: Accepted) -> list[Stands]:
    return [
        Stands(one.unit, _standing(one, limits(one.asked.asked_on), accepted), one.course.is_open) for one in requests
    ]


def _standing(one: Known, limits: Limits, accepted: Collection[tuple[str, int, str]]) -> Standing:
    """How a request stands by what bodies let count (measure, unit, month of the request)."""
    return standing_of(one.asked, one.course, limits, accepted=(MEASURE, one.unit, one.month.key) in accepted)


def procedure_title(code: str) -> str:
    """The procedure by name."""
    known = catalogue().get(code)
    return known.title if known else OTHER_PROCEDURE


# --- For figures ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Known:
    """A request as a moment knew it. ``version``: how often it was told of."""

    id: int
    version: int
    unit: int
    asked: Asked
    course: Course
    via: str
    typist: int | None
    told_at: datetime
    from_staff: bool

    @property
    def month(self) -> Period:
        """The month by which a body accepts what was told late of it."""
        return period_of("month", self.asked.asked_on)

    @property
    def by_office(self) -> bool:
        """Whether the office entered it, or it was sent on a device of its staff, so that it saw the code: what is told
        by the code may be the office's word."""
        return self.via in BY_OFFICE or self.from_staff


@made_once
def known_requests(units: Collection[int], first: date, last: date, known_at: datetime) -> Question[list[Known]]:
    """The requests of units that may be settled between two days, with their steps, as known at a moment."""
    within = Q(unit__in=units, made_at__lte=known_at, asked_on__gte=first - LONGEST, asked_on__lte=last)
    return _requests(HomeRequest.objects.filter(within), Q(at__lte=known_at))


def _requests(rows: QuerySet[HomeRequest], steps: Q = Q()) -> Question[list[Known]]:  # noqa: B008 - no condition
    taken = HomeStep.objects.filter(steps, request__in=rows.order_by().values("pk")).order_by("pk")
    return Question(
        _known,
        rows.order_by("pk").values_list(
            "pk", "unit_id", "asked_on", "wished_on", "via", "entered_by_id", "made_at", "from_staff"
        ),
        taken.values_list("request_id", "step", "told_at", "at", "actor", "day", "due_on", "from_staff"),
    )


def _known(rows: Iterable[tuple[Any, ...]], taken: Iterable[tuple[Any, ...]]) -> list[Known]:
    steps: dict[int, list[Told]] = defaultdict(list)
    for request, *told in taken:
        steps[request].append(_told_step(*told))
    return [
        Known(
            pk, 1 + len(steps[pk]), unit, _asked(day, wished, via, made), course_of(steps[pk]), via, typist, made,
            from_staff,
        )
        for pk, unit, day, wished, via, typist, made, from_staff in rows
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counted:
    """A request with how it stands in a scope. ``within``: the day on which it is settled lies in the unit's part of
    the span; ``wished_later``: the person wished for a day after the usual limit."""

    known: Known
    standing: Standing
    within: bool
    wished_later: bool

    @property
    def counts(self) -> bool:
        """Whether it is due in the scope."""
        return self.within and self.standing.due


def limits_in(scope: Scope) -> LimitsOf:
    """Those by which a figure is counted (:func:`~thanthien.measures.terms.by_the_scope`)."""
    return by_the_scope(scope, partial(limits_of, scope.calendar))


def counted_in(scope: Scope, until: date | None = None) -> Question[dict[int, list[Counted]]]:
    """By unit the requests that may be settled in a scope: what the figure and every number beside it count from.
    ``until``: the last day on which they were asked for, where one is wanted that no figure counts yet."""
    asked = known_requests(scope.units, scope.span.first, until or scope.state_day, scope.known)
    return Question(partial(_counted, scope), asked)


def _counted(scope: Scope, rows: Iterable[Known]) -> dict[int, list[Counted]]:
    of_day, last = limits_in(scope), scope.state_day
    found: dict[int, list[Counted]] = defaultdict(list)
    for one in rows:
        limits = of_day(one.asked.asked_on)
        standing = _standing(one, limits, scope.accepted)
        within = standing.settled_on <= last and scope.holds(standing.settled_on, one.unit)
        found[one.unit].append(Counted(one, standing, within, wished_later(one.asked, limits)))
    return found


def bodies_words(units: Collection[int], since: datetime) -> Iterable[tuple[int, str, datetime]]:
    """Which requests bodies put back after a moment: unit, measure, when. One statement."""
    rows = HomeStep.objects.filter(step="reopen", at__gt=since, request__unit__in=units).order_by("pk")
    for unit, at in rows.values_list("request__unit_id", "at"):
        yield unit, MEASURE, at


@dataclass(frozen=True, slots=True)
class Announced:
    """An announcement of the service, and since when it counts: its day, or the later one on which it was told here."""

    id: int
    version: int
    since: date


@made_once
def announced_by(units: Collection[int], day: date, known_at: datetime) -> Question[dict[int, Announced]]:
    """The first announcement of each unit that holds on a day, as known at a moment."""
    rows = HomeAnnouncement.objects.known_at(known_at).filter(unit__in=units, day__lte=day).order_by("day", "pk")
    return Question(partial(_announced, day), rows.values_list("pk", "version", "unit_id", "day", "told_at"))


def _announced(day: date, rows: Iterable[tuple[int, int, int, date, datetime]]) -> dict[int, Announced]:
    found: dict[int, Announced] = {}
    for pk, version, unit, since, told in rows:
        counts = max(since, told.astimezone(clock.ZONE).date())
        if counts <= day and (unit not in found or counts < found[unit].since):
            found[unit] = Announced(pk, version, counts)
    return found


# --- For the public -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PublicService:
    """The service of a unit as anybody may see it: what was announced, and numbers of the year."""

    announcement: HomeAnnouncement | None
    asked: int
    settled: int
    on_time: int


def announcement_of(unit: Unit) -> Question[HomeAnnouncement | None]:
    """The last announcement that stands; None where there is none or the unit doesn't use the room."""
    if not unit.uses(ROOM.key) or unit.has_ended:
        return at_hand(None)
    return Question(first_of, _ANNOUNCED.asked(unit=unit.pk, today=clock.today()))


_ANNOUNCED = Prepared(
    lambda: (
        HomeAnnouncement.objects.standing()
        .filter(unit=Given("unit"), day__lte=Given("today"))
        .order_by("-day", "-pk")[:1]
    )
)


def public_service(unit: Unit, reading: Reading = EACH_TIME) -> PublicService | None:
    """What the unit tells of the service, its numbers as the figure of the running year has them; None where it doesn't
    use the room. Six statements at most."""
    if not unit.uses(ROOM.key):
        return None
    scope = this_years_scope([unit.pk], reading=reading)
    every = counted_in(scope, until=clock.today()).answer()[unit.pk]
    due = [one.standing for one in every if one.counts]
    asked = sum(scope.first_of(unit.pk) <= one.known.asked.asked_on for one in every)
    return PublicService(announcement_of(unit).answer(), asked, len(due), sum(one.on_time for one in due))
