"""Keeping how every duty stands in every unit, period by period, for the boards: each morning, until it is settled."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeAlias

from django.db import transaction
from django.db.models import Max, Min

from thanthien.core.calendar import WorkCalendar
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


_Key: TypeAlias = tuple[str, str, str]  # duty, period, year


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is known before the duties are asked. ``before``: of every duty, period and year that was kept, when that
    was done and the last day to do it; ``known``: the duties of which anything was kept, each with the year;
    ``spoken``: by measure, when a body last said something of late records."""

    units: Sequence[Unit]
    terms: Terms
    reading: Reading
    before: Mapping[_Key, tuple[datetime, date]]
    known: Collection[tuple[str, str]]
    spoken: Mapping[str, datetime]

    @property
    def today(self) -> date:
        return self.reading.now.date()

    @property
    def calendar(self) -> WorkCalendar:
        return self.reading.once("calendar", work_calendar)


def keep_duties() -> int:
    """Ask every duty of all units for the periods that aren't settled, and keep the answers; of a duty that was never
    asked by a year, for its whole span. What is owed no more is dropped. Returns how many were kept. The number of
    statements grows with duties and periods, not with units."""
    reading = Reading()
    units = list(Unit.objects.all())
    units_known(units, reading)
    before = _before()
    known = {(duty, year) for duty, _, year in before}
    kept = _Kept(units, known_terms(reading), reading, before, known, _spoken())
    return sum(_keep(duty, parts, kept) for duty in all_duties() if duty.kept for parts in _asked(duty, kept))


def _before() -> dict[_Key, tuple[datetime, date]]:
    """One statement."""
    rows = KeptDuty.objects.order_by().values_list(*_ONE[1:]).annotate(Min("kept_at"), Max("last_day"))
    return {(duty, period, year): (at, last_day) for duty, period, year, at, last_day in rows}


def _spoken() -> dict[str, datetime]:
    """One statement."""
    return dict(LateAcceptance.objects.order_by().values_list("measure").annotate(Max("at")))


def _is_settled(duty: Duty, period: Period, year: str, terms: Terms, kept: _Kept) -> bool:
    """Whether nothing changes any more in how the duty of a period stands by a year: its time was long over when it was
    kept, and no body said anything of late records of its measure since. One of which nothing was owed is settled by
    its limit; of a duty that was never asked by that year, none is."""
    limit = terms.last_day(period, kept.calendar)
    told = kept.before.get((duty.key, period.key, year))
    if told is None:
        return limit + SETTLED_AFTER < kept.today and (duty.key, year) in kept.known
    at, last_day = told
    said = kept.spoken.get(duty.measure)
    return max(last_day, limit) + SETTLED_AFTER < at.date() and not (said and said >= at)


def _asked(duty: Duty, kept: _Kept) -> Iterator[Sequence[tuple[Period, ...]]]:
    """The periods that have begun and aren't settled by every year that holds them, some at a time; what lasts is asked
    of all that have begun, and kept at once, for in which of them it stays turns with what was done since."""
    found: set[Period] = set()
    for span in _spans(kept.terms, kept.today):
        for period in periods_in(duty.period, span.first, span.cut_off, kept.calendar):
            years = [(year.key, own) for year, own in kept.terms.each(period)] or [("", kept.terms)]
            settled = not duty.lasts and all(_is_settled(duty, period, year, own, kept) for year, own in years)
            if period.first <= kept.today and not settled:
                found.add(period)
    ordered = sorted(found)
    parts = [tuple(ordered[start : start + _TOGETHER]) for start in range(0, len(ordered), _TOGETHER)]
    yield from [parts] if duty.lasts else ([part] for part in parts)


def _spans(terms: Terms, today: date) -> list[Span]:
    """Those that have begun, and of which a period may not be settled; the calendar year where none is known."""
    spans = [year.span for year in terms.years if year.span.first <= today <= year.span.last + 2 * SETTLED_AFTER]
    return spans or [terms.span_of(today.year)]


@transaction.atomic
def _keep(duty: Duty, parts: Sequence[tuple[Period, ...]], kept: _Kept) -> int:
    rows = [row for periods in parts for row in _rows(duty, periods, kept)]
    if duty.lasts:
        # What lasts is owed once: it stays in the last of the periods with the same last day.
        rows = list({(row.unit_id, row.year, row.last_day): row for row in rows}.values())
    KeptDuty.objects.bulk_create(rows, update_conflicts=True, unique_fields=_ONE, update_fields=_TOLD, batch_size=2000)
    told = KeptDuty.objects.filter(duty=duty.key, period__in=[period.key for periods in parts for period in periods])
    told.filter(kept_at__lt=kept.reading.now).delete()
    return len(rows)


def _rows(duty: Duty, periods: tuple[Period, ...], kept: _Kept) -> list[KeptDuty]:
    """What is owed in these periods, in their order. One statement."""
    asked = [one for period in periods for one in _by_year(duty, period, periods, kept)]
    [stands] = ask(states_of([(duty, question) for _, question in asked]))
    return [
        _row(duty, year, question.period, unit, state, kept)
        for (year, question), states in zip(asked, stands, strict=True)
        for unit, state in states.items()
        if state.state is not State.FREE
    ]


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
        state=state.counts_as, words=state.words[:_WORDS], last_day=state.last_day,
        kept_at=kept.reading.now,
    )  # fmt: skip
