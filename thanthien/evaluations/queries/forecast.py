"""The forecast of dossiers on the day it is asked: what people said, and what the platform counts by now.

It computes and stores nothing. The number of statements depends on the measures of the set, not on the dossiers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from thanthien.core import clock
from thanthien.core.question import ask
from thanthien.core.reading import Reading
from thanthien.criteria.compiling import CompiledIndicator
from thanthien.criteria.values import Answer as EngineAnswer
from thanthien.evaluations.enums import AnswerState, Origin
from thanthien.evaluations.forecasting import (
    Forecast,
    Prospect,
    Remaining,
    forecast,
    of_answer,
    of_figure,
    of_periods,
)
from thanthien.evaluations.models import Answer, Cycle, Dossier
from thanthien.evaluations.queries.figures import (
    Found,
    Told,
    answers_from,
    figures_of,
    findings_for,
    measures_of,
    scope_for,
)
from thanthien.evaluations.queries.score_facts import gate_answers, held_asked
from thanthien.evaluations.scored import engine_answer
from thanthien.evaluations.states import TAKES_SYSTEM_VALUES
from thanthien.measures.figures import Figure, PerPeriod
from thanthien.measures.periods import Period
from thanthien.measures.queries import findings
from thanthien.measures.registry import find
from thanthien.measures.scope import Scope

# As long as figures reach the answers, something can come of the year.
OPEN = TAKES_SYSTEM_VALUES
_Said = Any  # a stored answer: its state, value, reason, points and origin


def forecasts(
    cycle: Cycle,
    dossiers: Sequence[Dossier],
    *,
    answers: Mapping[int, Sequence[Answer]] | None = None,
    reading: Reading | None = None,
) -> dict[int, Forecast]:
    """The forecast of each of these dossiers of one cycle, by dossier id. ``answers``: their answers by dossier id,
    where they are at hand; ``reading``: the look of which this is a part, for a page of few dossiers: all measures are
    then asked in one statement. For all units of a year each is asked by itself, so that no statement grows large.

    A figure counts whether it was confirmed or not; the commune's own other word stands before it. What bodies and
    council say is not asked: the forecast is the commune's.
    """
    look = reading or Reading()
    scope = scope_for(cycle, [dossier.unit_id for dossier in dossiers], known_at=look.now, reading=look)
    held_levels = held_asked(cycle, dossiers)
    by_period, later = _by_period(cycle), replace(scope, as_of=cycle.as_of)
    if reading:
        keys = measures_of(cycle.criteria_set.parsed())
        so_far, whole, held = ask(findings(keys, scope), findings(by_period, later), held_levels)
    else:
        so_far, whole, held = findings_for(cycle, scope), findings_for(cycle, later, by_period), held_levels.answer()
    counted = _Counted(scope, so_far, whole, _open_periods(scope), cycle.as_of)
    said = _given(dossiers, answers) if answers is not None else _said(dossiers)
    gates = gate_answers(cycle, dossiers, stated=False)
    found = {}
    for dossier in dossiers:
        told = counted.told(dossier)
        prospects = counted.prospects(dossier, told, said[dossier.pk])
        found[dossier.pk] = forecast(dossier.compiled, prospects, gates[dossier.pk], held[dossier.unit_id], told.gates)
    return found


# --- What the platform counts ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Counted:
    """What all units share on the day of a forecast: figures so far, and those of the whole span as known now."""

    scope: Scope
    so_far: Found
    whole: Found
    is_open: Callable[[Period], bool]
    cut_off: date

    def told(self, dossier: Dossier) -> Told:
        """What the figures so far say."""
        return answers_from(dossier.compiled, figures_of(self.so_far, dossier.unit_id))

    def prospects(self, dossier: Dossier, told: Told, said: Mapping[str, _Said]) -> dict[str, Prospect]:
        """What is known of each indicator. The commune's own word stands before a figure that it doesn't follow."""
        whole, rest = figures_of(self.whole, dossier.unit_id), self._remaining(dossier.unit_id)
        found = {}
        for code, item in dossier.compiled.by_code.items():
            row, live = said.get(code), None
            if row is None or row.origin == Origin.SYSTEM:
                live = self._live(item, told.answers.get(code), whole, rest)
            found[code] = live or of_answer(engine_answer(item.definition, row) if row else None, rest)
        return found

    def _live(
        self, item: CompiledIndicator, now: EngineAnswer | None, whole: Mapping[str, Figure], rest: Remaining
    ) -> Prospect | None:
        measure = find(item.definition.measure or "")
        of_span = whole.get(measure.key) if measure else None
        if measure is None or (now is None and not isinstance(of_span, PerPeriod)):
            return None
        if measure.period:
            return of_periods(item, now, of_span, self.is_open)
        return of_figure(now, rest, losses_stay=measure.losses_stay)

    def _remaining(self, unit: int) -> Remaining:
        """Days of the unit's span that are over, and those left until the figures are closed."""
        first = self.scope.first_of(unit)
        last = self.scope.until(self.cut_off, unit)
        passed = (min(self.scope.as_of, last) - first).days + 1
        return Remaining(max(passed, 0), max((last - self.scope.as_of).days, 0))


def _by_period(cycle: Cycle) -> list[str]:
    """The measures of the set that count by periods: they are asked of the whole span, too."""
    known = (find(key) for key in measures_of(cycle.criteria_set.parsed()))
    return [measure.key for measure in known if measure and measure.period]


def _open_periods(scope: Scope) -> Callable[[Period], bool]:
    """Whether what is told of a period now still counts by itself."""
    now, known = clock.now(), dict[Period, bool]()

    def is_open(period: Period) -> bool:
        if period not in known:
            known[period] = now < scope.counts_until(period)
        return known[period]

    return is_open


def _given(dossiers: Iterable[Dossier], answers: Mapping[int, Sequence[Answer]]) -> dict[int, dict[str, _Said]]:
    """What the communes said, from answers that are at hand. No statement."""
    return {
        dossier.pk: {row.indicator.code: row for row in answers[dossier.pk] if row.state != AnswerState.MISSING}
        for dossier in dossiers
    }


def _said(dossiers: Collection[Dossier]) -> dict[int, dict[str, _Said]]:
    """What the communes said, by dossier and code; nothing where an indicator is missing. One statement."""
    rows = Answer.objects.filter(dossier__in=[one.pk for one in dossiers]).exclude(state=AnswerState.MISSING)
    fields = ("dossier_id", "indicator__code", "state", "value", "reason", "points", "origin")
    found: dict[int, dict[str, _Said]] = defaultdict(dict)
    for row in rows.values_list(*fields, named=True):
        found[row.dossier_id][row.indicator__code] = row
    return found
