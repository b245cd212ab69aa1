"""Reading the weekly channel: who of a unit has reported in a week, and the year as a strip with coverage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from thanthien.core import clock
from thanthien.core.calendar import WorkCalendar
from thanthien.core.components.charts import Week
from thanthien.core.prepared import Given, Prepared
from thanthien.core.question import Question, ask, at_hand
from thanthien.core.reading import EACH_TIME, Reading
from thanthien.grassroots.kinds import REPORTS
from thanthien.grassroots.measures import KEY, WEEKLY_REPORTS
from thanthien.grassroots.models import OpinionPerson, WeeklyReport
from thanthien.grassroots.permissions import ROOM
from thanthien.measures.answers import why_not
from thanthien.measures.behind import periods_in_words, state_of
from thanthien.measures.figures import PeriodCount, PerPeriod
from thanthien.measures.periods import Period, period_of, whole_span
from thanthien.measures.queries import scope_of
from thanthien.measures.scope import Scope
from thanthien.measures.terms import Terms, known_terms
from thanthien.records.queries import tally
from thanthien.units.models import Hamlet, Unit

# --- A unit's week --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HamletWeek:
    """What was told of one thôn, tổ dân phố in a week."""

    hamlet: Hamlet
    opinions: int
    nothing: int
    in_time: bool

    @property
    def state(self) -> str:
        """In words."""
        if not (self.opinions or self.nothing):
            return "chưa báo cáo"
        told = f"{self.opinions} ý kiến" if self.opinions else "không phát sinh"
        return told if self.in_time else f"{told}, ghi quá hạn"

    @property
    def tone(self) -> str:
        """The tone of its tag."""
        return "ok" if self.in_time else "warn"


@dataclass(frozen=True, slots=True)
class UnitWeek:
    """Who of a unit has reported in a week; ``others`` are reports of no single thôn, tổ dân phố, by agency."""

    week: Period
    last_day: date
    hamlets: Sequence[HamletWeek]
    others: Sequence[tuple[str, int]]

    @property
    def silent(self) -> list[Hamlet]:
        """Those that have not reported."""
        return [one.hamlet for one in self.hamlets if not (one.opinions or one.nothing)]

    @property
    def heard(self) -> int:
        """How many have reported."""
        return len(self.hamlets) - len(self.silent)


def unit_week(unit: int, week: Period, calendar: WorkCalendar, terms: Terms) -> Question[UnitWeek]:
    """Who has reported in a week, of the thôn, tổ dân phố that there are on its last day."""
    until, last_day = terms.limit(week, calendar), terms.last_day(week, calendar)

    def read(hamlets: Iterable[Hamlet], reports: Iterable[WeeklyReport]) -> UnitWeek:
        told: Counter[tuple[int | None, bool]] = Counter()
        in_time: set[int | None] = set()
        others: Counter[str] = Counter()
        for report in reports:
            told[report.hamlet_id, report.nothing] += 1
            if report.told_at < until:
                in_time.add(report.hamlet_id)
            if report.hamlet_id is None:
                others[report.agency.name] += 1
        lines = [HamletWeek(one, told[one.pk, False], told[one.pk, True], one.pk in in_time) for one in hamlets]
        return UnitWeek(week, last_day, lines, sorted(others.items()))

    reports = WeeklyReport.objects.standing().between(week.first, week.last).filter(unit=unit)
    hamlets = Hamlet.objects.current(week.last).filter(unit=unit).in_vietnamese_order()
    return Question(read, hamlets, reports.select_related("agency"))


def person_behind(report: WeeklyReport) -> OpinionPerson | None:
    """Whose opinion it was, where that was told. Ask only for people who may change the record."""
    return OpinionPerson.objects.filter(origin=report.origin).first()


# --- A unit's year --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Channel:
    """The weeks of a year, as the public sees them: whether something was told, never what."""

    year: int
    weeks: Sequence[Week]
    told: str
    heard: int
    valid: int

    @property
    def coverage(self) -> Decimal | None:
        """Share of the thôn, tổ dân phố that reported, over the weeks that are due; None where none is listed."""
        return Decimal(self.heard) / self.valid if self.valid else None


def channel(unit: Unit, year: int, reading: Reading = EACH_TIME) -> Channel:
    """The year of one unit by the measure's own count and by what the year asks of a week, in a constant number of
    statements."""
    terms = known_terms(reading)
    scope = year_scope(year, [unit.pk], terms, reading)
    opinions_asked = tally(REPORTS, scope, measure=KEY, rows=WeeklyReport.objects.filter(nothing=False))
    figures, opinions, recorded = ask(WEEKLY_REPORTS.asks(scope), opinions_asked, _weeks_with_a_record(unit, scope))
    found, heard_in = figures.get(unit.pk), opinions.get(unit.pk)
    told = found.figure.counts if found and isinstance(found.figure, PerPeriod) else {}
    # A week in which the channel was not used is not due, whatever the year's figure is.
    counts = {period: count for period, count in told.items() if unit.used(ROOM.key, period.first, period.last)}
    look = _Look(unit, scope, terms, heard_in.periods if heard_in else {}, recorded)
    weeks = [look.week(period, counts.get(period)) for period in whole_span("iso_week", *_year(year))]
    heard, valid = (sum(part or 0 for part in parts) for parts in _parts(counts.values()))
    return Channel(year, weeks, periods_in_words(WEEKLY_REPORTS, [week.state for week in weeks]), heard, valid)


def public_channel(unit: Unit, reading: Reading = EACH_TIME) -> Question[Channel | None]:
    """This year's channel as the public sees it, by the year of the running week; None before the unit's first report
    of the year. Where there is one, the year is read then."""
    if not unit.uses(ROOM.key):
        return at_hand(None)
    year = clock.today().isocalendar().year
    reported = _ANY_SINCE.asked(unit=unit.pk, first=date.fromisocalendar(year, 1, 1))
    return Question(lambda rows: channel(unit, year, reading) if rows else None, reported)


_ANY_SINCE = Prepared(
    lambda: (
        WeeklyReport.objects.standing()
        .filter(unit=Given("unit"), day__gte=Given("first"))
        .order_by()
        .values_list("pk")[:1]
    )
)


def year_scope(year: int, units: Collection[int], terms: Terms | None = None, reading: Reading = EACH_TIME) -> Scope:
    """The question for the weeks of a year that are over, as they stand now. ``terms``: of the years, where they are
    at hand."""
    span = (terms or known_terms(reading)).span_of(year)
    return scope_of(span, clock.today() - timedelta(days=1), units, reading=reading)


def _parts(counts: Iterable[PeriodCount]) -> tuple[list[int | None], list[int | None]]:
    every = list(counts)
    return [one.heard for one in every], [one.valid for one in every]


def _year(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


def _weeks_with_a_record(unit: Unit, scope: Scope) -> Question[set[str]]:
    first, last = period_of("iso_week", scope.span.first).first, scope.last_day
    days = WeeklyReport.objects.standing().between(first, last).filter(unit=unit).order_by().values_list("day")
    return Question(lambda rows: {period_of("iso_week", day).key for (day,) in rows}, days.distinct())


@dataclass(frozen=True, slots=True)
class _Look:
    """What every week of a strip is read with. ``opinions``: keys of weeks in which something was heard; ``told``: of
    weeks with any report, however late."""

    unit: Unit
    scope: Scope
    terms: Terms
    opinions: Collection[str]
    told: Collection[str]

    def week(self, period: Period, count: PeriodCount | None) -> Week:
        """How the week stands: it counts, it was told too late or too little, it is not due."""
        rule = self.terms.needed(KEY, period)
        why = why_not(rule, count, places=self.unit.hamlets_label) if rule and count else ""
        state = state_of(
            period,
            count,
            self.scope,
            counts=count is not None and bool(count.records) and not why,
            arose=period.key in self.opinions,
            late=period.key in self.told,
            ended=self.scope.ended_before(period, self.unit.pk),
        )
        return Week(period.label, state, why if state == "part" else "")
