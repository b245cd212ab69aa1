"""Keeping how every duty stands in every unit, period by period, for the boards: each morning, until it is settled."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, Max, Min, OuterRef

from thanthien.core.queries import work_calendar
from thanthien.core.question import ask
from thanthien.core.reading import Reading
from thanthien.measures.duties import Duty, DutyQuestion, DutyState, State, all_duties, states_of
from thanthien.measures.models import KeptDuty, LateAcceptance
from thanthien.measures.periods import Period, counted_on, periods_in
from thanthien.measures.scope import Span
from thanthien.measures.terms import Terms, known_terms
from thanthien.records.week import question_of
from thanthien.units.models import Unit
from thanthien.units.queries import units_known

# So many days after its last day a duty is told anew each morning: a late record or a correction may still come.
SETTLED_AFTER = timedelta(days=45)
_TOGETHER = 8  # periods of which a duty is asked at once
_ONE = ["unit", "duty", "period", "year"]
_TOLD = ["counted_on", "state", "words", "last_day", "kept_at"]
_WORDS = 300


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is known before the duties are asked. ``owed``: duty and period that were kept before, ``settled``:
    those of them in which nothing changes any more, ``known``: the duties of which anything was kept before."""

    units: Sequence[Unit]
    terms: Terms
    reading: Reading
    owed: Collection[tuple[str, str]]
    settled: Collection[tuple[str, str]]
    known: Collection[str]

    @property
    def today(self) -> date:
        return self.reading.now.date()


def keep_duties() -> int:
    """Ask every duty of all units for the periods that aren't settled, and keep the answers; of a duty that was never
    asked, for the whole span. What is owed no more is dropped. Returns how many were kept. The number of statements
    grows with duties and periods, not with units."""
    reading = Reading()
    units = list(Unit.objects.all())
    units_known(units, reading)
    before = _before()
    kept = _Kept(
        units, known_terms(reading), reading, before.keys(), set(_settled(before)), {duty for duty, _ in before}
    )
    told = sum(_keep(duty, periods, kept) for duty in all_duties() for periods in _asked(duty, kept))
    for duty in all_duties():
        if duty.lasts:
            told -= _drop_earlier(duty)
    return told


def _before() -> dict[tuple[str, str], tuple[datetime, date]]:
    """Of every duty and period that was kept: when that was done, and the last day to do it. One statement."""
    rows = KeptDuty.objects.order_by().values_list("duty", "period").annotate(Min("kept_at"), Max("last_day"))
    return {(duty, period): (at, last_day) for duty, period, at, last_day in rows}


def _settled(before: Mapping[tuple[str, str], tuple[datetime, date]]) -> Iterator[tuple[str, str]]:
    """Those whose time was long over when they were kept, unless a body said something of late records of their
    measure since. One statement."""
    said = dict(LateAcceptance.objects.order_by().values_list("measure").annotate(Max("at")))
    spoken = {duty.key: said[duty.measure] for duty in all_duties() if duty.measure in said}
    for (duty, period), (at, last_day) in before.items():
        if last_day + SETTLED_AFTER < at.date() and not (duty in spoken and spoken[duty] >= at):
            yield duty, period


def _drop_earlier(duty: Duty) -> int:
    """What lasts is owed once: it stays in the last of the periods with the same last day. Returns how many were
    dropped. One statement."""
    later = KeptDuty.objects.filter(
        unit=OuterRef("unit"), duty=duty.key, year=OuterRef("year"), last_day=OuterRef("last_day"),
        counted_on__gt=OuterRef("counted_on"),
    )  # fmt: skip
    return KeptDuty.objects.filter(Exists(later), duty=duty.key).delete()[0]


def _asked(duty: Duty, kept: _Kept) -> Iterator[tuple[Period, ...]]:
    """The periods that have begun and aren't settled, some at a time. One of which nothing was owed is settled by its
    limit; of a duty that was never asked, none is."""
    calendar = kept.reading.once("calendar", work_calendar)
    found: set[Period] = set()
    for span in _spans(kept.terms, kept.today):
        for period in periods_in(duty.period, span.first, span.cut_off, calendar):
            over = kept.terms.last_day(period, calendar) + SETTLED_AFTER < kept.today
            owed = (duty.key, period.key) in kept.owed or duty.key not in kept.known
            if period.first <= kept.today and (not over or owed) and (duty.key, period.key) not in kept.settled:
                found.add(period)
    ordered = sorted(found)
    for start in range(0, len(ordered), _TOGETHER):
        yield tuple(ordered[start : start + _TOGETHER])


def _spans(terms: Terms, today: date) -> list[Span]:
    """Those that have begun, and of which a period may not be settled; the calendar year where none is known."""
    spans = [year.span for year in terms.years if year.span.first <= today <= year.span.last + 2 * SETTLED_AFTER]
    return spans or [terms.span_of(today.year)]


@transaction.atomic
def _keep(duty: Duty, periods: tuple[Period, ...], kept: _Kept) -> int:
    asked = [one for period in periods for one in _by_year(duty, period, periods, kept)]
    [stands] = ask(states_of([(duty, question) for _, question in asked]))
    rows = [
        _row(duty, year, question.period, unit, state, kept)
        for (year, question), states in zip(asked, stands, strict=True)
        for unit, state in states.items()
        if state.state is not State.FREE
    ]
    KeptDuty.objects.bulk_create(rows, update_conflicts=True, unique_fields=_ONE, update_fields=_TOLD, batch_size=2000)
    told = KeptDuty.objects.filter(duty=duty.key, period__in=[period.key for period in periods])
    told.filter(kept_at__lt=kept.reading.now).delete()
    return len(rows)


def _by_year(duty: Duty, period: Period, beside: tuple[Period, ...], kept: _Kept) -> Iterator[tuple[str, DutyQuestion]]:
    """The question of a period by the terms of each year that holds it, of the units that take part in that year; by
    the usual ones where none does. With the key of the year."""
    question = question_of(duty, period, beside, kept.units, kept.reading)
    if question is None:
        return
    years = question.terms.each(period)
    for year, terms in years:
        units = question.units if year.units is None else question.units & year.units
        if units:
            yield year.key, replace(question, terms=terms, units=units)
    if not years:
        yield "", question


def _row(duty: Duty, year: str, period: Period, unit: int, state: DutyState, kept: _Kept) -> KeptDuty:
    return KeptDuty(
        unit_id=unit, duty=duty.key, period=period.key, year=year, kind=duty.period, counted_on=counted_on(period),
        state=State.LATE if state.too_late else state.state, words=state.words[:_WORDS], last_day=state.last_day,
        kept_at=kept.reading.now,
    )  # fmt: skip
