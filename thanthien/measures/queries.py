"""Asking measures: the scope of a span, figures of several measures at once, snapshots for a trend."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from django.conf import settings

from thanthien.core import clock
from thanthien.core.calendar import ONE_DAY
from thanthien.core.queries import work_calendar
from thanthien.core.question import Question, made_once
from thanthien.core.reading import EACH_TIME, Reading
from thanthien.measures.acceptances import other_words
from thanthien.measures.figure_json import figure_from_json, figure_to_json
from thanthien.measures.figures import Figure, Finding, digest_fits, keyed_digest
from thanthien.measures.models import LateAcceptance, Snapshot
from thanthien.measures.registry import Measure, find
from thanthien.measures.scope import Scope, SettingValue, Span
from thanthien.measures.terms import Terms, known_terms
from thanthien.units.queries import units_read


def day_over(span: Span) -> date:
    """The day to which figures are computed now, on every page: yesterday, which is over; at most the cut-off."""
    return min(clock.today() - ONE_DAY, span.cut_off)


def scope_of(
    span: Span,
    as_of: date,
    units: Collection[int],
    *,
    known_at: datetime | None = None,
    chosen: Mapping[str, SettingValue] | None = None,
    reading: Reading = EACH_TIME,
) -> Scope:
    """The question for these units, with the calendar as it stands, each unit's first and last day, and late
    records that a body lets count for them. Three statements. ``chosen``: what the city set, by measure and setting.
    ``reading``: the look of which the question is a part."""
    known = units_read(units, reading)
    starts = {unit.pk: unit.valid_from for unit in known if unit.valid_from > span.first}
    ends = {unit.pk: unit.valid_to for unit in known if unit.valid_to is not None and unit.valid_to < span.last}
    return Scope(
        units=frozenset(units),
        span=span,
        as_of=as_of,
        calendar=reading.once("calendar", work_calendar),
        known_at=known_at,
        starts=starts,
        ends=ends,
        accepted=reading.once(("accepted late", frozenset(units), known_at), acceptances_asked(units, known_at).answer),
        settings=dict(chosen or {}),
        reading=reading,
        rooms={unit.pk: unit.rooms for unit in known if unit.rooms},
    )


def this_years_scope(units: Collection[int], terms: Terms | None = None, reading: Reading = EACH_TIME) -> Scope:
    """The question for the year that runs, as its figures are asked now, for pages that show numbers of a room beside
    them: its days that are over (at least its first), and what the city set. Four statements, three with ``terms`` of
    the years at hand."""
    year = (terms or known_terms(reading)).asked(str(clock.today().year))
    as_of = max(day_over(year.span), year.span.first)
    return scope_of(year.span, as_of, units, chosen=year.settings, reading=reading)


Accepted: TypeAlias = frozenset[tuple[str, int, str]]  # measure, unit and period (its key)


def accepted_late(units: Collection[int], known_at: datetime | None = None) -> Accepted:
    """Late records that a body lets count, by the last word said of each, as known at a moment or now. One
    statement."""
    return acceptances_asked(units, known_at).answer()


def acceptances_asked(units: Collection[int], known_at: datetime | None = None) -> Question[Accepted]:
    """The question for them."""
    return _acceptances(units) if known_at is None else _acceptances_by(units, known_at)


@made_once
def _acceptances_by(units: Collection[int], known_at: datetime) -> Question[Accepted]:
    return _acceptances(units, at__lte=known_at)


def _acceptances(units: Collection[int], **by: datetime) -> Question[Accepted]:
    rows = LateAcceptance.objects.filter(unit__in=units, **by).order_by("pk")
    return Question(_accepted, rows.values_list("measure", "unit_id", "period", "accepted"))


def _accepted(rows: Iterable[tuple[str, int, str, bool]]) -> Accepted:
    last = {(measure, unit, period): accepted for measure, unit, period, accepted in rows}
    return frozenset(key for key, accepted in last.items() if accepted)


@dataclass(frozen=True, slots=True)
class Said:
    """Of which measures of a unit bodies said something, and when it was said last."""

    measures: frozenset[str]
    last: datetime


def words_since(units: Collection[int], moment: datetime) -> dict[int, Said]:
    """What bodies said after a moment about late records of units, and what else a figure rests on that they say; units
    of which nothing was said are left out. One statement, and those of the rooms that registered."""
    said: dict[int, Said] = {}
    asked = list(units)
    rows = LateAcceptance.objects.filter(unit__in=asked, at__gt=moment).values_list("unit_id", "measure", "at")
    for unit, measure, at in sorted([*rows, *other_words(asked, moment)], key=lambda one: one[2]):
        before = said[unit].measures if unit in said else frozenset()
        said[unit] = Said(before | {measure}, at)
    return said


def findings(keys: Iterable[str], scope: Scope) -> Question[dict[str, dict[int, Finding]]]:
    """What each registered measure answers for every unit of the scope; keys without a computation are left out."""
    known = {key: measure for key in dict.fromkeys(keys) if (measure := find(key))}
    asked = [measure.finding(scope) for measure in known.values()]
    return Question(lambda *told: dict(zip(known, told, strict=True)), *asked)


def digest_of(measure: Measure, scope: Scope, unit_code: str, finding: Finding) -> str:
    """Names the figure and the records behind it; only the platform can make it. Empty where no record counted."""
    if not finding.fingerprint:
        return ""
    return keyed_digest(settings.FIGURE_DIGEST_KEYS[0], _parts(measure.key, scope, unit_code, finding))


def digest_holds(digest: str, key: str, scope: Scope, unit_code: str, finding: Finding) -> bool | None:
    """Whether a digest kept earlier is that of this finding; None when its key is no longer there."""
    if not digest or not finding.fingerprint:
        return not digest and not finding.fingerprint
    return digest_fits(digest, settings.FIGURE_DIGEST_KEYS, _parts(key, scope, unit_code, finding))


def _parts(key: str, scope: Scope, unit_code: str, finding: Finding) -> list[str]:
    days = [scope.span.first.isoformat(), scope.span.last.isoformat(), scope.as_of.isoformat()]
    figure = json.dumps(figure_to_json(finding.figure), sort_keys=True)
    return [key, unit_code, *days, figure, finding.fingerprint]


def trend(key: str, span: Span, unit: int, days: Collection[date]) -> dict[date, Figure]:
    """The figure of a unit as it was kept on each of these days; days on which none was kept are left out. One
    statement."""
    rows = Snapshot.objects.filter(measure=key, span_first=span.first, span_last=span.last, unit=unit, as_of__in=days)
    return {as_of: figure_from_json(figure) for as_of, figure in rows.values_list("as_of", "figure")}
