"""What bodies said of late records, beside a row of the grid, and what the platform's figure is by these words.

Looking computes and stores nothing: the figure that the commune posted stays as it was posted, so that whoever said
something of late records has to say the figure too, and is told here which one it would be.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from thanthien.core import clock
from thanthien.core.formats import date_vn
from thanthien.criteria.compiling import CompiledIndicator
from thanthien.criteria.scoring import score_indicator
from thanthien.evaluations.enums import AnswerState, Moment
from thanthien.evaluations.models import Dossier
from thanthien.evaluations.queries.figure_door import answered, figure_words, kept_figures, scope_then
from thanthien.evaluations.queries.figures import scope_for, standing, word_of
from thanthien.evaluations.scored import Entry
from thanthien.evaluations.value_texts import answer_text
from thanthien.measures.figure_json import period_named
from thanthien.measures.figures import Absent
from thanthien.measures.lateness import UNSAID, LateSaid
from thanthien.measures.models import LateAcceptance
from thanthien.measures.registry import Measure
from thanthien.measures.scope import Scope, Span


@dataclass(frozen=True, slots=True)
class Words:
    """What was said of the late records of some units in a span: by unit the last word of each period (by its key), and
    ``last``, which names the state of all words about the measure."""

    by_unit: Mapping[int, Mapping[str, bool]]
    last: int | None = None

    def of(self, unit: int) -> LateSaid:
        """How it stands for a unit."""
        said = self.by_unit.get(unit, {}).values()
        return LateSaid(sum(said), len(said) - sum(said)) if said else UNSAID


def words_of(measure: str, units: Collection[int], span: Span) -> Words:
    """The words about one figure. One statement."""
    rows = LateAcceptance.objects.filter(measure=measure).order_by("pk")
    by_unit: dict[int, dict[str, bool]] = {}
    last, wanted = None, set(units)
    for pk, unit, period, accepted in rows.values_list("pk", "unit_id", "period", "accepted"):
        last = pk
        if unit in wanted and span.first <= period_named(period).last and period_named(period).first <= span.last:
            by_unit.setdefault(unit, {})[period] = accepted
    return Words(by_unit, last)


@dataclass(frozen=True, slots=True)
class ByWords:
    """The figure of one unit with what bodies said of its late records, for the days of ``as_of``: in ``words`` and, as
    short as a cell says it, as ``text``. ``entry``: the same as somebody would type it, with the reason."""

    said: LateSaid
    words: str
    text: str
    as_of: date
    entry: Entry
    points: Decimal | None

    @property
    def known(self) -> bool:
        """Whether there is a figure."""
        return self.entry.state != AnswerState.MISSING

    def agrees(self, state: str, value: object) -> bool:
        """Whether a column says the same."""
        return (self.entry.state, self.entry.value) == (state, value)


def by_words(dossier: Dossier, compiled: CompiledIndicator, measure: Measure) -> ByWords | None:
    """For the days that the commune posted, from the cut-off on for those of the cut-off; None where nothing was said.
    Two statements, and those of the figure."""
    said = words_of(measure.key, [dossier.unit_id], dossier.cycle.span)
    if not said.of(dossier.unit_id).periods:
        return None
    scope = _scope(dossier, measure.key)
    found = measure.answer(scope.saying(measure.key, dossier.unit_id, said.by_unit[dossier.unit_id]))[dossier.unit_id]
    figure = standing(found.figure, found.withdrawn)
    answer = answered(compiled, figure)
    stands, (state, value, reason) = said.of(dossier.unit_id), word_of(answer)
    why = f"{stands.words} có bản ghi quá hạn; số liệu hệ thống đến {date_vn(scope.as_of)}."
    return ByWords(
        said=stands,
        words=figure_words(compiled, figure),
        text=answer_text(compiled.definition, state, value),
        as_of=scope.as_of,
        entry=Entry(state, value, reason or why),
        points=None if isinstance(answer, Absent) else score_indicator(compiled, answer).points,
    )


def _scope(dossier: Dossier, measure: str) -> Scope:
    """The question as it was put for the figure that holds, with all that is known by now."""
    kept = kept_figures(dossier, measure)
    row = kept.get(Moment.CUT_OFF) or kept.get(Moment.POSTED)
    if row is None:
        return scope_for(dossier.cycle, [dossier.unit_id])
    return replace(scope_then(row.computation, [dossier.unit_id]), known_at=clock.now())
