"""What the platform computed since a draft was posted: shown to who signs, who takes it or leaves it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from thanthien.criteria.compiling import CompiledIndicator
from thanthien.criteria.scoring import score_indicator
from thanthien.evaluations.enums import Moment
from thanthien.evaluations.models import Answer, Dossier, DossierFigure
from thanthien.evaluations.queries.figures import Told, answers_from, standing, word_of
from thanthien.evaluations.value_texts import change_text
from thanthien.measures.answers import Answered
from thanthien.measures.figures import Absent


@dataclass(frozen=True, slots=True)
class NewerFigure:
    """One indicator for which the platform says something else by now. ``before``/``after``: the answer's points now,
    and what it would have. ``follows``: False where the commune declared another figure, which stays."""

    compiled: CompiledIndicator
    words: str
    before: Decimal | None
    after: Decimal | None
    follows: bool


@dataclass(frozen=True, slots=True)
class Newer:
    """What changed since the posting, in the order of the set, and to which day. ``mark`` changes with it: who takes it
    sends back the one that stood on the page."""

    figures: tuple[NewerFigure, ...]
    as_of: date | None
    mark: str

    @property
    def takeable(self) -> bool:
        """Would taking it change an answer?"""
        return any(one.follows for one in self.figures)


def live_figures(dossier: Dossier) -> list[DossierFigure]:
    """The latest figures of a dossier, each with its computation. One statement."""
    rows = DossierFigure.objects.filter(dossier=dossier, moment=Moment.LIVE).select_related("computation")
    return list(rows.order_by("measure"))


def told_by(dossier: Dossier, rows: Sequence[DossierFigure]) -> Told:
    """Stored figures in the words of the dossier's set."""
    return answers_from(dossier.compiled, {row.measure: standing(row.value, row.withdrawn) for row in rows})


def computed_to(rows: Sequence[DossierFigure]) -> date | None:
    """The latest day to which any of these figures was computed."""
    return max((row.computation.as_of for row in rows), default=None)


def newer_than_posted(dossier: Dossier, answers: Sequence[Answer]) -> Newer:
    """What the platform says by now beside what answers of a posted dossier keep of it. One statement."""
    rows = live_figures(dossier)
    told = told_by(dossier, rows)
    figures = [
        _newer(dossier.compiled.by_code[answer.indicator.code], answer, said)
        for answer in answers
        if (said := told.said.get(answer.indicator.code)) is not None and _is_another(answer, said)
    ]
    mark = max((row.computation_id for row in rows), default=0)
    return Newer(tuple(figures), computed_to(rows), str(mark))


def _is_another(answer: Answer, said: Answered) -> bool:
    state, value, _ = word_of(said)
    return (state, value) != (answer.system_state, answer.system_value)


def _newer(compiled: CompiledIndicator, answer: Answer, said: Answered) -> NewerFigure:
    state, value, _ = word_of(said)
    scored = score_indicator(compiled, None if isinstance(said, Absent) else said)
    words = change_text(compiled.definition, (answer.system_state, answer.system_value), (state, value))
    after = scored.points if answer.follows else answer.points
    return NewerFigure(compiled, words, answer.points, after, answer.follows)
