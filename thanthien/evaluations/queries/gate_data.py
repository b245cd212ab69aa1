"""What a gate rests on, beside each unit: values of indicators with their sample, figures of measures. Whoever states a
gate does it with these in sight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from thanthien.accounts.models import User
from thanthien.core.formats import NOTHING, number, percent
from thanthien.criteria.gate_rules import Gate, IndicatorSource, MeasureSource
from thanthien.criteria.overview import gate_rows
from thanthien.evaluations.enums import AnswerState, Moment
from thanthien.evaluations.models import Answer, Conclusion, Cycle, Dossier, DossierFigure
from thanthien.evaluations.models.self_score import ScoredValue
from thanthien.evaluations.modes import conclusion_label
from thanthien.evaluations.queries.figures import standing
from thanthien.evaluations.value_texts import answer_text
from thanthien.evaluations.visibility import COUNCIL
from thanthien.measures.figures import Absent, Count, Figure, NothingArose, Number, Passed, Ratio
from thanthien.measures.registry import title_of

Cells: TypeAlias = dict[int, tuple[str, ...]]
Beside: TypeAlias = tuple[Cells, bool]  # and whether any of them tells something


@dataclass(frozen=True, slots=True)
class GateData:
    """``source``: what the gate rests on, in the set's words; ``columns``: a heading for each of it, empty where
    nothing of it is on the platform; ``cells``: by dossier id, in the order of the columns; ``tells``: whether any of
    them has a value. Without one nobody is offered to state many units at once."""

    source: str
    columns: tuple[str, ...] = ()
    cells: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    tells: bool = False

    def beside(self, dossier: Dossier) -> list[tuple[str, str]]:
        """Heading and words of each cell beside a dossier."""
        return list(zip(self.columns, self.cells[dossier.pk], strict=True)) if self.columns else []


def gate_data(user: User, cycle: Cycle, gate: Gate, names: Mapping[str, str], dossiers: Sequence[Dossier]) -> GateData:
    """What a gate rests on in each dossier. ``names``: of agencies, by code. Two statements at most."""
    definition = cycle.criteria_set.parsed()
    told = zip(definition.gates, gate_rows(definition, names), strict=True)
    words = next(row[1] for one, row in told if one.key == gate.key)
    if isinstance(gate.source, IndicatorSource):
        sample = gate.source.sample
        codes = [gate.source.indicator, *([sample.indicator] if sample else [])]
        labels = {one.code: one.label for one in definition.indicators()}
        return GateData(words, tuple(f"{code} {labels[code]}" for code in codes), *_values(user, codes, dossiers))
    if isinstance(gate.source, MeasureSource):
        keys = [one.measure for one in gate.source.conditions]
        for key in keys:
            words = words.replace(key, title_of(key))
        return GateData(words, tuple(map(title_of, keys)), *_figures(keys, dossiers))
    return GateData(words)


def _values(user: User, codes: Sequence[str], dossiers: Sequence[Dossier]) -> Beside:
    """What the council concluded, where the reader sees it and it has; else what the commune says."""
    here = {"dossier__in": dossiers, "indicator__code__in": codes}
    said: dict[tuple[int, str], ScoredValue] = {}
    concluded: dict[tuple[int, str], ScoredValue] = {}
    for answer in Answer.objects.filter(**here).select_related("indicator"):
        said[answer.dossier_id, answer.indicator.code] = answer
    shown = Conclusion.objects.filter(COUNCIL.condition(user, "dossier__"), **here)
    for conclusion in shown.select_related("indicator"):
        if conclusion.state != AnswerState.MISSING:
            concluded[conclusion.dossier_id, conclusion.indicator.code] = conclusion

    def cell(dossier: Dossier, code: str) -> str:
        by_council = concluded.get((dossier.pk, code))
        row = by_council or said.get((dossier.pk, code))
        if row is None or code not in dossier.compiled.by_code:
            return NOTHING
        words = answer_text(dossier.compiled.by_code[code].definition, row.state, row.value)
        return f"{words} ({conclusion_label(dossier.cycle.council_mode) if by_council else 'tự chấm'})"

    cells = {dossier.pk: tuple(cell(dossier, code) for code in codes) for dossier in dossiers}
    return cells, bool(concluded) or any(row.state != AnswerState.MISSING for row in said.values())


def _figures(keys: Sequence[str], dossiers: Sequence[Dossier]) -> Beside:
    rows = DossierFigure.objects.filter(dossier__in=dossiers, measure__in=keys, moment=Moment.CUT_OFF)
    kept = {(row.dossier_id, row.measure): figure_in_words(standing(row.value, row.withdrawn)) for row in rows}
    cells = {dossier.pk: tuple(kept.get((dossier.pk, key), "chưa tính") for key in keys) for dossier in dossiers}
    return cells, bool(kept)


def figure_in_words(figure: Figure) -> str:
    """A figure that no indicator names: “3/150 (2,0%)”, “4”; why there is none."""
    match figure:
        case Absent(reason):
            return f"chưa có số liệu: {reason}"
        case NothingArose(reason):
            return f"không phát sinh: {reason}"
        case Ratio(top, bottom):
            share = f" ({percent(Fraction(top) / Fraction(bottom))})" if bottom else ""
            return f"{number(top)}/{number(bottom)}{share}"
        case Number(amount):
            return number(amount)
        case Count(count):
            return number(count)
        case Passed(passed):
            return "đạt" if passed else "không đạt"
        case _:
            return NOTHING
