"""What bodies said of late records, beside a row of the grid, and what the platform's figure is by these words.

Looking computes and stores nothing: the figure that the commune posted stays as it was posted, so that whoever said
something of late records has to say the figure too, and is told here which one it would be.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

from django.db.models import Max

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
from thanthien.measures.lateness import LateSaid
from thanthien.measures.models import LateAcceptance
from thanthien.measures.registry import Measure
from thanthien.measures.scope import Scope, Span

Word: TypeAlias = tuple[datetime, str, bool]  # when it was said, the key of its period, whether its records count


@dataclass(frozen=True, slots=True)
class Words:
    """What was said of the late records of some units in a span: by unit all words, the last one at the end."""

    told: Mapping[int, Sequence[Word]]

    def by_period(self, unit: int, until: datetime | None = None) -> dict[str, bool]:
        """The last word on each period of a unit (by its key); ``until``: as it stood at that moment."""
        said = self.told.get(unit, ())
        return {period: accepted for at, period, accepted in said if until is None or at <= until}

    def of(self, unit: int) -> LateSaid:
        """How it stands for a unit."""
        return LateSaid.of(self.by_period(unit).values())

    def moved(self, unit: int, since: datetime | None) -> bool:
        """Whether other periods count by now than in a figure as known at ``since``; None: one without any word."""
        before = self.by_period(unit, since) if since else {}
        return _accepted(before) != _accepted(self.by_period(unit))


NO_WORDS = Words({})
NOTHING_MORE: Mapping[str, bool] = {}


def _accepted(said: Mapping[str, bool]) -> set[str]:
    return {period for period, accepted in said.items() if accepted}


def words_of(measure: str, units: Collection[int], span: Span) -> Words:
    """The words about one figure. One statement, which reads those of these units."""
    rows = LateAcceptance.objects.filter(measure=measure, unit__in=list(units)).order_by("pk")
    told: dict[int, list[Word]] = {}
    for unit, at, period, accepted in rows.values_list("unit_id", "at", "period", "accepted"):
        named = period_named(period)
        if span.first <= named.last and named.first <= span.last:
            told.setdefault(unit, []).append((at, period, accepted))
    return Words(told)


def last_word(measure: str) -> int | None:
    """The number of the last word about a figure, of whatever unit: it names the state of all. One statement."""
    last: int | None = LateAcceptance.objects.filter(measure=measure).aggregate(last=Max("pk"))["last"]
    return last


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


def by_words(
    dossier: Dossier, compiled: CompiledIndicator, measure: Measure, also: Mapping[str, bool] = NOTHING_MORE
) -> ByWords | None:
    """For the days that the commune posted, from the cut-off on for those of the cut-off; None where nothing was said.
    ``also``: what is about to be said of periods, by their keys. Two statements, and those of the figure."""
    unit = dossier.unit_id
    said = words_of(measure.key, [unit], dossier.cycle.span).by_period(unit) | dict(also)
    if not said:
        return None
    scope = _scope(dossier, measure.key)
    found = measure.answer(scope.saying(measure.key, unit, said))[unit]
    figure = standing(found.figure, found.withdrawn)
    answer = answered(compiled, figure)
    stands, (state, value, reason) = LateSaid.of(said.values()), word_of(answer)
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
