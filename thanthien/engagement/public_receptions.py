"""Receptions of one unit as anybody may see them: what is to come, what was held, what was promised in public."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from thanthien.core import clock
from thanthien.core.calendar import WorkCalendar
from thanthien.core.prepared import Given, Prepared
from thanthien.core.queries import work_calendar
from thanthien.core.question import Question, at_hand
from thanthien.engagement.enums import ROOM, Head
from thanthien.engagement.queries import clock_day
from thanthien.engagement.reception_records import PlannedReception, Promise, Reception
from thanthien.engagement.receptions import in_good_time
from thanthien.measures.periods import Period, period_of
from thanthien.units.heads import heads_between
from thanthien.units.models import Unit

_SHOWN_ON_UNIT_PAGE = 4


@dataclass(frozen=True, slots=True)
class Coming:
    """A session to come. ``who``: the head's name where the term of office is known."""

    day: date
    head: str
    meeting: str
    hours: str
    venue: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A session of the calendar, or one that was held: when, whose, what came of it. ``late``: published too late."""

    day: date
    head: str
    meeting: str
    words: str
    tone: str
    received: int | None = None
    matters: int | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class MonthShown:
    """A month of the year so far, the latest day first."""

    month: Period
    sessions: tuple[Shown, ...]

    @property
    def held(self) -> int:
        """Sessions that were held."""
        return sum(one.received is not None for one in self.sessions)

    @property
    def received(self) -> int:
        """People who came."""
        return sum(one.received or 0 for one in self.sessions)


@dataclass(frozen=True, slots=True)
class PublicReceptions:
    """All of it. ``promises``: those that may be told in public, the latest first."""

    coming: tuple[Coming, ...]
    months: tuple[MonthShown, ...]
    promises: tuple[Promise, ...]


def coming_receptions(unit: Unit, most: int = _SHOWN_ON_UNIT_PAGE) -> Question[list[Coming]]:
    """The next sessions of a unit; none where it doesn't use the room."""
    if not unit.uses(ROOM.key):
        return at_hand([])
    return Question(lambda rows: [_coming(one) for one in rows], _COMING.asked(most, unit=unit.pk, today=clock.today()))


_COMING = Prepared(
    lambda most: (
        PlannedReception.objects.standing()
        .filter(unit=Given("unit"), planned_on__gte=Given("today"))
        .order_by("planned_on", "-head", "pk")[:most]
    )
)


def public_receptions(unit: Unit) -> PublicReceptions:
    """The sessions to come and those of the year so far; of earlier years the promises that wait. Six statements."""
    today = clock.today()
    coming = _named(unit, coming_receptions(unit, most=100).answer())
    first = today.replace(month=1, day=1)
    plans = list(PlannedReception.objects.filter(unit=unit, planned_on__range=(first, today)))
    held = list(Reception.objects.standing().filter(unit=unit, day__range=(first, today)))
    of_year = Q(day__gte=first) | Q(answered_on__isnull=True)
    promises = Promise.objects.standing().filter(of_year, unit=unit, public=True).newest_first()
    return PublicReceptions(tuple(coming), tuple(_months(plans, held, today)), tuple(promises))


def calendar_of(unit: Unit, month: Period) -> list[Coming]:
    """The sessions that stand in the calendar of a month, in order of days, with the heads' names. Two statements."""
    rows = PlannedReception.objects.standing().filter(unit=unit, planned_on__range=(month.first, month.last))
    return _named(unit, [_coming(one) for one in rows.order_by("planned_on", "-head", "pk")])


def _coming(one: PlannedReception) -> Coming:
    return Coming(one.planned_on, one.get_head_display(), one.get_meeting_display(), one.hours, one.venue)


def _named(unit: Unit, sessions: Sequence[Coming]) -> list[Coming]:
    """With the names of who is in office on each day. One statement."""
    if not sessions:
        return []
    terms = heads_between([unit.pk], sessions[0].day, sessions[-1].day).get(unit.pk, [])
    found = []
    for one in sessions:
        of_day = (
            term.full_name
            for term in terms
            if Head(term.post).label == one.head
            and term.from_on <= one.day
            and (term.to_on is None or term.to_on >= one.day)
        )
        who = next(of_day, "")
        found.append(Coming(one.day, one.head, one.meeting, one.hours, one.venue, who))
    return found


def _months(plans: Sequence[PlannedReception], held: Sequence[Reception], today: date) -> Iterable[MonthShown]:
    calendar = work_calendar()
    shown = [
        *_of_plans(plans, {(one.head, one.instead_of or one.day) for one in held}, today, calendar),
        *(_of_session(one) for one in held),
    ]
    for month in sorted({period_of("month", one.day) for one in shown}, reverse=True):
        of_month = [one for one in shown if month.holds(one.day)]
        yield MonthShown(month, tuple(sorted(of_month, key=lambda one: (one.day, one.head), reverse=True)))


def _of_plans(
    plans: Sequence[PlannedReception], told: Collection[tuple[str, date]], today: date, calendar: WorkCalendar
) -> Iterable[Shown]:
    """Days of the calendar on which nothing was held: still waiting, moved, or called off. A chain tells a day once."""
    seen: set[tuple[UUID, date]] = set()
    since = _since(plans)
    for one in sorted(plans, key=lambda one: -one.version):
        ended = clock_day(one.ended_at) if one.ended_at else None
        unseen = ended is not None and ended <= clock_day(one.made_at)
        if unseen or (one.origin, one.planned_on) in seen or (one.head, one.planned_on) in told:
            continue
        seen.add((one.origin, one.planned_on))
        words, tone = ("chưa có kết quả", "warn")
        if one.ended_at is not None:
            words, tone = ("đã hủy" if one.end_reason else "đã đổi lịch", "plain")
        elif one.planned_on == today:
            words, tone = ("hôm nay", "plain")
        published = since[one.origin, one.planned_on]
        late = not in_good_time(published, one.planned_on, settings.RECEPTION_PUBLISHED_AHEAD, calendar)
        yield Shown(one.planned_on, one.get_head_display(), one.get_meeting_display(), words, tone, late=late)


def _since(plans: Sequence[PlannedReception]) -> dict[tuple[UUID, date], date]:
    """Since when each chain has promised each of its days: a day that took the place of another is as new as the
    change."""
    since: dict[tuple[UUID, date], date] = {}
    for one in sorted(plans, key=lambda one: one.version):
        since.setdefault((one.origin, one.planned_on), clock_day(one.made_at))
    return since


def _of_session(one: Reception) -> Shown:
    words = "đã tổ chức" if one.presided == "head" else f"đã tổ chức, {one.delegate} chủ trì"
    return Shown(
        one.day, one.get_head_display(), one.get_meeting_display(), words, "ok", one.received, one.matters
    )  # fmt: skip
