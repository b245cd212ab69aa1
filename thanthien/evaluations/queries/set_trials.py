"""What the results of a year would have been under another set: what was concluded, scored once more, kept nowhere."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.urls import reverse

from thanthien.core.levels import LevelNames
from thanthien.criteria.compiling import CompiledIndicator
from thanthien.criteria.models import CriteriaSet
from thanthien.criteria.scoring import Result, score, score_indicator
from thanthien.criteria.values import Answer as EngineAnswer
from thanthien.criteria.values import ValueProblem
from thanthien.evaluations.enums import Column
from thanthien.evaluations.models import Conclusion, Cycle, Dossier, Total
from thanthien.evaluations.queries.gate_figures import gate_figures
from thanthien.evaluations.queries.score_facts import gate_answers, held_before
from thanthien.evaluations.queries.steering import has_unconcluded
from thanthien.evaluations.scored import engine_answer
from thanthien.evaluations.states import DECIDED_ON

UNCERTAIN = "Chưa xác định"


@dataclass(frozen=True, slots=True)
class TrialRow:
    """A unit: what its conclusions came to, and what they come to under the other set. Levels are those that the points
    and conditions give; an interval where values are missing."""

    dossier: Dossier
    points: Decimal
    level: int | None
    result: Result

    @property
    def changed(self) -> bool:
        """Whether the level is another one, or not certain any more."""
        return (self.level, self.level) != (self.result.level_low, self.result.level_high)


@dataclass(frozen=True, slots=True)
class LevelCount:
    """How many units reach a level, before and under the other set; ``names``: what the two sets call it; of units
    whose level is not certain, that."""

    names: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Trial:
    """All units of a year that have a result, those whose level changes first. ``missing``: indicators without a value
    that counts, by how many units."""

    rows: tuple[TrialRow, ...]
    counts: tuple[LevelCount, ...]
    missing: tuple[tuple[str, int], ...]

    @property
    def changed(self) -> int:
        """How many levels change."""
        return sum(row.changed for row in self.rows)


def years_with_results(one: CriteriaSet) -> QuerySet[Cycle]:
    """The cycles of the set's scheme in which units have a decided result and no marks are given any more, the newest
    first: who judges sees no number of units by level before (`steering.py`)."""
    rows = Cycle.objects.filter(criteria_set__scheme_id=one.scheme_id, dossiers__status__in=DECIDED_ON)
    return rows.exclude(has_unconcluded()).distinct().order_by("-year", "-pk")


def trial_doors(one: CriteriaSet) -> list[tuple[str, str]]:
    """Where the set is tried on each of them: label and address. One statement."""
    return [
        (f"Tính thử với kết quả: {cycle.title}", reverse("cycle-set-trial", args=[cycle.pk, one.pk]))
        for cycle in years_with_results(one)
    ]


def trial_of(cycle: Cycle, under: CriteriaSet) -> Trial:
    """The results of a cycle under another set. The same statements whatever the number of units. Raises
    DefinitionError when the pieces of a draft don't fit together yet."""
    asked = copy(cycle)
    asked.criteria_set = under
    rows = Dossier.objects.filter(cycle=cycle, status__in=DECIDED_ON).select_related("unit")
    dossiers = list(rows.order_by("unit__sort_key", "pk"))
    answers = _concluded(cycle, dossiers)
    for dossier in dossiers:
        dossier.cycle = asked
    results = _scored(asked, dossiers, answers)
    totals = {one.dossier_id: one for one in Total.objects.filter(dossier__in=dossiers, column=Column.COUNCIL)}
    found = [
        TrialRow(dossier, totals[dossier.pk].points, totals[dossier.pk].level, results[dossier.pk])
        for dossier in dossiers
        if dossier.pk in totals
    ]
    missing = Counter(code for row in found for code in row.result.missing)
    in_order = sorted(found, key=lambda row: not row.changed)
    names = (cycle.criteria_set.level_names, under.level_names)
    return Trial(tuple(in_order), tuple(_counts(found, names)), tuple(sorted(missing.items())))


def _concluded(cycle: Cycle, dossiers: Sequence[Dossier]) -> dict[int, dict[str, Conclusion]]:
    found: dict[int, dict[str, Conclusion]] = defaultdict(dict)
    for row in Conclusion.objects.filter(dossier__in=dossiers).select_related("indicator"):
        found[row.dossier_id][row.indicator.code] = row
    return found


def _scored(
    asked: Cycle, dossiers: Sequence[Dossier], concluded: dict[int, dict[str, Conclusion]]
) -> dict[int, Result]:
    gates, held = gate_answers(asked, dossiers), held_before(asked, dossiers)
    figures = gate_figures(asked, [dossier.pk for dossier in dossiers])
    results = {}
    for dossier in dossiers:
        compiled = dossier.compiled
        rows = concluded[dossier.pk]
        answers = {one.code: _usable(one, rows.get(one.code)) for one in compiled.indicators}
        known = {key: holds for key, holds in gates[dossier.pk].items() if key in compiled.gate_keys}
        results[dossier.pk] = score(compiled, answers, known, held[dossier.unit_id], figures[dossier.pk])
    return results


def _usable(indicator: CompiledIndicator, row: Conclusion | None) -> EngineAnswer | None:
    """What was concluded, where the rule of the other set can take it."""
    if row is None:
        return None
    try:
        answer = engine_answer(indicator.definition, row)
        score_indicator(indicator, answer)
    except ValueProblem:
        return None
    return answer


def _counts(rows: Iterable[TrialRow], names: Sequence[LevelNames]) -> list[LevelCount]:
    before = Counter(row.level for row in rows)
    after = Counter(row.result.level for row in rows)
    levels = sorted({level for level in (*before, *after) if level is not None}, reverse=True)
    uncertain: list[int | None] = [None] if None in before or None in after else []
    return [LevelCount(_named(level, names), before[level], after[level]) for level in (*levels, *uncertain)]


def _named(level: int | None, names: Sequence[LevelNames]) -> str:
    """“Mức độ 4”; where the sets call it differently, both; a set may have fewer levels than the other."""
    if level is None:
        return UNCERTAIN
    return " / ".join(dict.fromkeys(one.name(level) for one in names if level <= one.highest))
