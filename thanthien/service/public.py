"""The fast day of one unit as anybody may see it: the decision that holds, the next day, the weeks of the year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from thanthien.core import clock
from thanthien.core.calendar import WorkCalendar
from thanthien.core.codes import parted
from thanthien.core.prepared import Given, Prepared
from thanthien.core.queries import work_calendar
from thanthien.core.question import Question, at_hand
from thanthien.core.reading import EACH_TIME, Reading
from thanthien.measures.periods import period_of, periods_in
from thanthien.measures.queries import accepted_late
from thanthien.measures.terms import Terms, known_terms
from thanthien.service.enums import ROOM, Weekday
from thanthien.service.fast_days import Planned, Regulation, in_force, plan
from thanthien.service.models import FastDayDecision, monday_of
from thanthien.service.procedures import titles
from thanthien.service.queries import (
    WEEKS,
    Number,
    day_sum,
    in_their_weeks,
    numbers_of,
    regulation,
    rule_of,
    told_in_time,
)
from thanthien.units.models import Unit

_AHEAD = timedelta(days=27)  # the running week and three
_PUBLISHED = Prepared(
    lambda: FastDayDecision.objects.filter(unit=Given("unit"), published_on__lte=Given("today")).order_by("pk")
)


@dataclass(frozen=True, slots=True)
class CalendarWeek:
    """A week of the public calendar: when, and what came of it.

    No strip of a figure (``measures/behind.py: state_of``): that tells periods that are over and due. The calendar is
    for who wants to come: it names days, also the one to come and the one that waits for its numbers, weeks that a
    figure leaves out, and how many files there were, counted or not. Which weeks are held is the figure's own rule.
    """

    label: str
    day: date | None
    moved_from: date | None
    words: str
    tone: str
    received: int = 0
    returned: int = 0


@dataclass(frozen=True, slots=True)
class FastDays:
    """The fast day of a unit as anybody may see it."""

    weekday: str
    number: str
    signed: date
    link: str
    procedures: tuple[str, ...]
    next_day: date | None
    weeks: tuple[CalendarWeek, ...]


def public_fast_days(
    unit: Unit, *, with_weeks: bool = False, reading: Reading = EACH_TIME
) -> Question[FastDays | None]:
    """The published decision that holds and the next fast day, and if wanted the weeks of the year so far, the latest
    first; None without such a decision. Where there is one, two statements more, four with the weeks."""
    if not unit.uses(ROOM.key):
        return at_hand(None)
    read = partial(_fast_days, unit, with_weeks, reading)
    return Question(read, _PUBLISHED.asked(unit=unit.pk, today=clock.today()))


def _fast_days(
    unit: Unit,
    with_weeks: bool,
    reading: Reading,
    rows: Sequence[FastDayDecision],
) -> FastDays | None:
    today = clock.today()
    decisions = {regulation(row): row for row in rows if row.stands}
    holding = in_force(decisions, today)
    if holding is None:
        return None
    row = decisions[holding]
    known = in_their_weeks(rows, clock.now())
    calendar, terms = reading.once("calendar", work_calendar), known_terms(reading)
    return FastDays(
        weekday=Weekday(row.weekday).label,
        number=row.number,
        signed=row.day,
        link=row.link,
        procedures=tuple(titles(parted(row.procedures))),
        next_day=next_fast_day(known, today, calendar, terms) if (unit.valid_to or today) >= today else None,
        weeks=tuple(_calendar_weeks(unit, known, today, calendar, terms)) if with_weeks else (),
    )


def next_fast_day(regulations: Sequence[Regulation], today: date, calendar: WorkCalendar, terms: Terms) -> date | None:
    """“Ngày giải quyết nhanh tới”: today or the next one; None when none comes within some weeks."""
    first = monday_of(today)
    weeks = periods_in("iso_week", first - timedelta(days=7), first + _AHEAD, calendar)
    days = [one.day for one in plan(weeks, regulations, rule_of(terms), calendar) if one.day and one.day >= today]
    return min(days, default=None)


def _calendar_weeks(
    unit: Unit, regulations: Sequence[Regulation], today: date, calendar: WorkCalendar, terms: Terms
) -> list[CalendarWeek]:
    year = period_of("iso_week", today).key[:4]
    begun = periods_in("iso_week", date(int(year), 1, 1), monday_of(today) + _AHEAD, calendar)
    weeks = [week for week in begun if week.first <= today and week.meets(unit.valid_from, unit.valid_to)]
    if not weeks:
        return []
    numbers = numbers_of([unit.pk], clock.now(), weeks[0].first, today).answer().get(unit.pk, {})
    planned = plan(weeks, regulations, rule_of(terms), calendar)
    accepted = {key for name, _, key in accepted_late([unit.pk]) if name == WEEKS}
    return [
        _calendar_week(one, numbers, today, terms.limit(one.week, calendar), accepted=one.week.key in accepted)
        for one in reversed(planned)
    ]


def _calendar_week(
    planned: Planned, numbers: Mapping[date, Sequence[Number]], today: date, limit: datetime, *, accepted: bool
) -> CalendarWeek:
    """What was told too late counts once a body said so, here as in the figures."""
    label = planned.week.label
    if planned.regulation is None:
        return CalendarWeek(label, None, None, "chưa có quyết định", "warn")
    if planned.day is None:
        return CalendarWeek(label, None, None, "trùng ngày nghỉ, không tổ chức", "plain")
    told = numbers.get(planned.day, ())
    if not told:
        words, tone = _untold(planned.day, today, over=clock.now() >= limit)
        return CalendarWeek(label, planned.day, planned.moved_from, words, tone)
    summed = day_sum(told, planned.regulation.procedures)
    counts = told_in_time(told, limit, accepted=accepted)
    words, tone = ("đã tổ chức", "ok") if counts else ("ghi quá hạn", "warn")
    return CalendarWeek(label, planned.day, planned.moved_from, words, tone, summed.received, summed.returned)


def _untold(day: date, today: date, *, over: bool) -> tuple[str, str]:
    coming = "chưa đến ngày" if day > today else "chờ số liệu"
    return ("chưa có số liệu", "warn") if over else (coming, "plain")
