"""A reporter's own weeks: what was told of their place in each, by themselves or by others for them, and until when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.db.models import Min, Q

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.calendar import ONE_DAY, WorkCalendar
from thanthien.core.components.basics import Tone
from thanthien.core.formats import date_vn, number
from thanthien.core.prepared import GivenMany, Prepared
from thanthien.grassroots.kinds import REPORTS
from thanthien.grassroots.models import WeeklyReport
from thanthien.grassroots.permissions import REPORTERS, ROOM
from thanthien.grassroots.together import HEARD_LATER, week_of
from thanthien.measures.periods import Period, period_of, periods_in
from thanthien.measures.terms import Terms
from thanthien.records.queries import Place, readable
from thanthien.units.models import Hamlet, Unit

NOTHING_HEARD = "không có ý kiến nào (không phát sinh)"
_SHOWN = 2  # weeks on the person's page, where none of longer ago is open


@dataclass(frozen=True, slots=True)
class OwnWeek:
    """What stands of a reporter's place in a week, in the order in which it was told; until ``last_day`` it is in time.
    ``late``: all of it came later. ``mine``: those of it that are of the person's agency. ``shown``: those that the
    person reads; of a colleague's there is only the number."""

    place: Place
    week: Period
    last_day: date
    reports: Sequence[WeeklyReport]
    mine: Sequence[WeeklyReport]
    shown: Sequence[WeeklyReport]
    late: bool = False

    @property
    def reported(self) -> bool:
        """Whether anything was told."""
        return bool(self.reports)

    @property
    def opinions(self) -> list[WeeklyReport]:
        """The opinions that were told."""
        return [one for one in self.reports if not one.nothing]

    @property
    def withheld(self) -> int:
        """How many reports the person doesn't read."""
        return len(self.reports) - len(self.shown)

    @property
    def is_open(self) -> bool:
        """Whether what is told today is in time."""
        return clock.today() <= self.last_day

    @property
    def may_undo(self) -> bool:
        """Whether the person may take back a “không phát sinh” where it was just pressed."""
        return self.is_open and any(one.nothing for one in self.mine if one in self.shown)

    @property
    def name(self) -> str:
        """“Tuần này”, “Tuần trước”; empty for a week of longer ago."""
        running = period_of("iso_week", clock.today()).first
        return {running: "Tuần này", running - 7 * ONE_DAY: "Tuần trước"}.get(self.week.first, "")

    @property
    def told(self) -> str:
        """What was told, in words; empty where nothing was."""
        if self.opinions:
            return f"{number(len(self.opinions))} ý kiến"
        return NOTHING_HEARD if self.reports else ""

    @property
    def told_for_them(self) -> list[str]:
        """The agencies that told it in the place of the reporter."""
        own = {one.pk for one in self.mine}
        return list(dict.fromkeys(one.agency.name for one in self.reports if one.pk not in own))

    @property
    def state(self) -> str:
        """How the week stands, as its tag says it."""
        if self.reported:
            return "Ghi quá hạn" if self.late else "Đã báo cáo đúng hạn"
        return "Chưa báo cáo" if self.is_open else "Không báo cáo"

    @property
    def tone(self) -> Tone:
        """The tone of its tag."""
        if self.reported:
            return "warn" if self.late else "ok"
        # Of longer ago nothing is left to do.
        if self.is_open:
            return "warn"
        return "danger" if self.name else "plain"


def open_weeks(calendar: WorkCalendar, terms: Terms) -> list[Period]:
    """The weeks of which a report made today is in time, the present one first."""
    today = clock.today()
    recent = periods_in("iso_week", today - 14 * ONE_DAY, today + 7 * ONE_DAY, calendar)
    weeks = [week for week in recent if week.first <= today <= terms.last_day(week, calendar)]
    return weeks[::-1]


def recent_weeks(calendar: WorkCalendar, terms: Terms) -> list[Period]:
    """The weeks that a reporter's page shows: those that are open, and at least the last two that have begun, the
    present one first."""
    today = clock.today()
    begun = [
        one for one in periods_in("iso_week", today - 35 * ONE_DAY, today + 7 * ONE_DAY, calendar) if one.first <= today
    ]
    return sorted({*begun[-_SHOWN:], *open_weeks(calendar, terms)}, reverse=True)


def own_places(user: User) -> list[Place]:
    """The places for which the person speaks: their thôn, tổ dân phố, or the unit as a whole. One statement for thôn,
    tổ dân phố with their units, one for other units."""
    hats = [hat for hat in user.hats_of(*REPORTERS) if hat.in_room(ROOM.key) and hat.unit_id]
    of_hats = [hat.hamlet_id for hat in hats if hat.hamlet_id]
    hamlets = {one.pk: one for one in _HAMLETS(hamlets=of_hats)} if of_hats else {}
    units = {one.unit_id: one.unit for one in hamlets.values()}
    if others := [hat.unit_id for hat in hats if hat.unit_id not in units]:
        units |= {one.pk: one for one in _UNITS(units=others)}
    found = {
        (hat.unit_id, hat.hamlet_id): Place(units[hat.unit_id], hamlets.get(hat.hamlet_id or 0))
        for hat in hats
        if hat.unit_id
    }
    return list(found.values())


_HAMLETS = Prepared(lambda: Hamlet.objects.select_related("unit").filter(pk__in=GivenMany("hamlets")).order_by())
_UNITS = Prepared(lambda: Unit.objects.filter(pk__in=GivenMany("units")).order_by())


def own_weeks(user: User, weeks: Sequence[Period], calendar: WorkCalendar, terms: Terms) -> list[OwnWeek]:
    """These weeks of each of the person's own places that there was then. Four statements at most beside
    those of the person's roles."""
    places = own_places(user)
    told: dict[tuple[int | None, int, str], list[WeeklyReport]] = {}
    rows = list(_told_in(user, places, weeks))
    read = _read_of(user, rows)
    for report in rows:
        told.setdefault((report.hamlet_id, report.unit_id, week_of(report).key), []).append(report)
    found = []
    for week in weeks:
        for place in places:
            if not all(week.meets(one.valid_from, one.valid_to) for one in (place.unit, place.hamlet) if one):
                continue
            if not place.unit.used(ROOM.key, week.first, min(week.last, clock.today())):
                continue
            reports = told.get((place.hamlet.pk if place.hamlet else None, place.unit.pk, week.key), [])
            mine = [one for one in reports if REPORTS.may_change(user, one)]
            shown = [one for one in reports if one.pk in read]
            until = terms.limit(week, calendar)
            late = bool(reports) and all(one.told_at >= until for one in reports)
            found.append(OwnWeek(place, week, terms.last_day(week, calendar), reports, mine, shown, late))
    return found


def most_urgent_first(weeks: Iterable[OwnWeek]) -> list[OwnWeek]:
    """What is still to be told in time, by its last day; then the others as they come."""
    return sorted(weeks, key=lambda one: (one.reported or not one.is_open, one.last_day if _waits(one) else date.max))


def _waits(one: OwnWeek) -> bool:
    return one.is_open and not one.reported


def weeks_of_the_place(user: User, calendar: WorkCalendar, terms: Terms) -> list[Period]:
    """Every week of the person's places that has begun, the present one first: since the year's first, or since the
    first report. Three statements."""
    today = clock.today()
    places = own_places(user)
    earliest = WeeklyReport.objects.standing().filter(_of(user, places)).aggregate(first=Min("day"))["first"]
    since = min(earliest or today, terms.first_day(period_of("iso_week", today)))
    weeks = periods_in("iso_week", period_of("iso_week", since).first, today + 7 * ONE_DAY, calendar)
    return [week for week in weeks[::-1] if week.first <= today]


def _told_in(user: User, places: Sequence[Place], weeks: Sequence[Period]) -> Iterable[WeeklyReport]:
    if not places or not weeks:
        return ()
    rows = WeeklyReport.objects.standing().filter(_of(user, places)).with_names()
    near = rows.between(min(week.first for week in weeks), max(week.last for week in weeks))
    return near.order_by("day", "made_at", "pk")


def _read_of(user: User, reports: Sequence[WeeklyReport]) -> set[int]:
    rows = readable(REPORTS, user).filter(pk__in=[one.pk for one in reports])
    return set(rows.order_by().values_list("pk", flat=True))


def _of(user: User, places: Sequence[Place]) -> Q:
    """Reports of the person's places: of a thôn, tổ dân phố whoever told them; of a unit as a whole those of the
    agencies in which the person speaks."""
    agencies = [hat.agency_id for hat in user.hats_of(*REPORTERS)]
    hamlets = [place.hamlet.pk for place in places if place.hamlet]
    whole = [place.unit.pk for place in places if place.hamlet is None]
    return Q(hamlet__in=hamlets) | Q(hamlet=None, unit__in=whole, agency__in=agencies)


# --- One report, as its reporter reads it ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """One time that a report was told otherwise. ``before`` is what stood until then; ``by_system``: nobody wrote the
    reason, an opinion heard later took the place of “không phát sinh”."""

    now: WeeklyReport
    before: str
    by_system: bool


@dataclass(frozen=True, slots=True)
class ToldReport:
    """What stands of a report, how it came to it (the last change first), and whether it came after its time."""

    report: WeeklyReport
    changes: Sequence[Change]
    late: bool

    @property
    def words(self) -> str:
        """What was told."""
        return _words(self.report)

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Of which day and place, and what the opinion is about."""
        return facts_of(self.report)[1:]


def told_report(versions: Sequence[WeeklyReport], calendar: WorkCalendar, terms: Terms) -> ToldReport:
    """A report by all its versions, the first told first. No statement."""
    changes = [Change(now, _words(before), now.reason == HEARD_LATER) for before, now in pairwise(versions)]
    last = versions[-1]
    return ToldReport(last, changes[::-1], last.told_at >= terms.limit(week_of(last), calendar))


def facts_of(report: WeeklyReport) -> list[tuple[str, str]]:
    """What a reporter wrote, in their words: no officials' fields."""
    told = [
        ("Nội dung", _words(report)),
        ("Ngày nghe" if not report.nothing else "Ngày", date_vn(report.day)),
        ("Nơi báo cáo", report.hamlet.name if report.hamlet else report.agency.name),
        ("Lĩnh vực", str(report.get_topic_display()) if report.topic else ""),
        ("Nơi xảy ra", report.address),
    ]
    return [(label, words) for label, words in told if words]


def _words(report: WeeklyReport) -> str:
    return NOTHING_HEARD[:1].upper() + NOTHING_HEARD[1:] if report.nothing else report.text
