"""The forecast of dossiers on the day it is asked: what people said, and what the platform counts by now.

It computes and stores nothing. The number of statements depends on the measures of the set, not on the dossiers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from thanthien.core import clock
from thanthien.criteria.compiling import CompiledIndicator
from thanthien.criteria.scoring import score
from thanthien.evaluations.enums import AnswerState, Origin
from thanthien.evaluations.forecasting import Forecast, Prospect, Remaining, forecast, of_answer, of_figure, of_periods
from thanthien.evaluations.models import Answer, Cycle, Dossier
from thanthien.evaluations.queries.figures import Told, answers_from, figures_of, findings_for, measures_of, scope_for
from thanthien.evaluations.queries.score_facts import gate_answers, held_before
from thanthien.evaluations.scored import engine_answer
from thanthien.measures.figures import Figure, PerPeriod
from thanthien.measures.periods import Period
from thanthien.measures.queries import findings, trends
from thanthien.measures.registry import find
from thanthien.measures.scope import Scope

# A stored answer: its state, value, reason, points and origin.
_Said = Any


@dataclass(frozen=True, slots=True)
class _Day:
    """What all units share on the day of the forecast."""

    scope: Scope
    is_open: Callable[[Period], bool]
    cut_off: date

    def remaining(self, unit: int) -> Remaining:
        """Days of the unit's span that are over, and those left until the figures are closed."""
        first = self.scope.starts.get(unit, self.scope.span.first)
        passed = (self.scope.as_of - first).days + 1
        return Remaining(max(passed, 0), max((self.cut_off - self.scope.as_of).days, 0))


def forecasts(cycle: Cycle, dossiers: Sequence[Dossier]) -> dict[int, Forecast]:
    """The forecast of each of these dossiers of one cycle, by dossier id.

    A figure counts whether it was confirmed or not; the commune's own other word stands before it. What bodies and
    council say is not asked: the forecast is the commune's.
    """
    units = [dossier.unit_id for dossier in dossiers]
    scope = scope_for(cycle, units)
    day = _Day(scope, _open_periods(scope), cycle.as_of)
    today, whole = findings_for(cycle, scope), findings(_period_keys(cycle), replace(scope, as_of=cycle.as_of))
    said, gates, held = _said(dossiers), gate_answers(cycle, dossiers, stated=False), held_before(cycle, dossiers)
    found = {}
    for dossier in dossiers:
        unit, compiled = dossier.unit_id, dossier.compiled
        told = answers_from(compiled, figures_of(today, unit))
        of_span = figures_of(whole, unit)
        prospects = {
            code: _prospect(item, told, of_span, said[dossier.pk].get(code), day, day.remaining(unit))
            for code, item in compiled.by_code.items()
        }
        found[dossier.pk] = forecast(compiled, prospects, gates[dossier.pk], held[unit], told.gates)
    return found


def _period_keys(cycle: Cycle) -> list[str]:
    known = [find(key) for key in measures_of(cycle.criteria_set.parsed())]
    return [measure.key for measure in known if measure and measure.period]


def _open_periods(scope: Scope) -> Callable[[Period], bool]:
    """Whether what is told of a period now still counts by itself."""
    now, known = clock.now(), dict[Period, bool]()

    def is_open(period: Period) -> bool:
        if period not in known:
            known[period] = now < scope.counts_until(period)
        return known[period]

    return is_open


def _said(dossiers: Iterable[Dossier]) -> dict[int, dict[str, _Said]]:
    """What the communes said, by dossier and code; nothing where an indicator is missing. One statement."""
    rows = Answer.objects.filter(dossier__in=[one.pk for one in dossiers]).exclude(state=AnswerState.MISSING)
    fields = ("dossier_id", "indicator__code", "state", "value", "reason", "points", "origin")
    found: dict[int, dict[str, _Said]] = defaultdict(dict)
    for row in rows.values_list(*fields, named=True):
        found[row.dossier_id][row.indicator__code] = row
    return found


def _prospect(
    item: CompiledIndicator, told: Told, whole: Mapping[str, Figure], said: _Said | None, day: _Day, rest: Remaining
) -> Prospect:
    measure = find(item.definition.measure or "")
    follows = measure is not None and (said is None or said.origin == Origin.SYSTEM)
    now = told.answers.get(item.code)
    of_span = whole.get(measure.key) if measure else None
    if measure is None or not follows or (now is None and not isinstance(of_span, PerPeriod)):
        return of_answer(engine_answer(item.definition, said) if said else None, rest)
    if measure.period:
        return of_periods(item, now, of_span, day.is_open)
    return of_figure(now, rest, losses_stay=measure.losses_stay)


# --- The trend ------------------------------------------------------------------------------------------------------


def measured_points(cycle: Cycle, dossiers: Sequence[Dossier]) -> dict[int, list[tuple[date, Decimal]]]:
    """Points of all that the platform counts, as the weekly snapshots had it: the latest eight days, the oldest first,
    by dossier id. One statement for each computed measure."""
    by_unit = {dossier.unit_id: dossier for dossier in dossiers}
    kept: dict[int, dict[date, dict[str, Figure]]] = defaultdict(lambda: defaultdict(dict))
    for key in measures_of(cycle.criteria_set.parsed()):
        for unit, line in trends(key, cycle.span, by_unit.keys()).items() if find(key) else ():
            for as_of, figure in line:
                kept[by_unit[unit].pk][as_of][key] = figure
    return {dossier.pk: _points_by_day(dossier, kept[dossier.pk]) for dossier in dossiers}


def _points_by_day(dossier: Dossier, days: Mapping[date, Mapping[str, Figure]]) -> list[tuple[date, Decimal]]:
    compiled = dossier.compiled
    latest: Collection[date] = sorted(days)[-8:]
    return [(day, score(compiled, answers_from(compiled, days[day]).answers).total.points) for day in latest]
