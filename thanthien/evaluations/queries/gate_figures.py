"""Gates that are read from measures: what the figures of the cut-off say of each dossier, and where a person's word is
asked for instead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from thanthien.core.question import Question
from thanthien.criteria.gate_rules import Gate, MeasureSource
from thanthien.criteria.gates import hit_by_measures, measures_of_gates
from thanthien.criteria.values import Value
from thanthien.evaluations.enums import Moment
from thanthien.evaluations.models import Computation, Cycle, DossierFigure
from thanthien.evaluations.queries.figures import gate_value, standing
from thanthien.measures.registry import find

GateFigures: TypeAlias = dict[str, Value]  # by measure, absent ones left out


def gate_figures(cycle: Cycle, dossier_ids: Collection[int]) -> dict[int, GateFigures]:
    """The figures of the cut-off that the gates of the cycle's set are read from, by dossier id. One statement; none
    for a set without such gates."""
    return gate_figures_asked(cycle, dossier_ids).answer()


def gate_figures_asked(cycle: Cycle, dossier_ids: Collection[int]) -> Question[dict[int, GateFigures]]:
    """The question for them."""
    return _asked(measures_of_gates(cycle.criteria_set.parsed().gates), dossier_ids)


def _asked(keys: Collection[str], dossier_ids: Collection[int]) -> Question[dict[int, GateFigures]]:
    ids = list(dossier_ids) if keys else []
    return Question(_read, DossierFigure.objects.filter(dossier__in=ids, measure__in=list(keys), moment=Moment.CUT_OFF))


def _read(rows: Iterable[DossierFigure]) -> dict[int, GateFigures]:
    found: dict[int, GateFigures] = defaultdict(dict)
    for row in rows:
        value = gate_value(row.measure, standing(row.value, row.withdrawn))
        if value is not None:
            found[row.dossier_id][row.measure] = value
    return found


@dataclass(frozen=True, slots=True)
class GateWord:
    """What figures say of one gate of one dossier: it holds or not; None where they can't tell. ``waiting``: they are
    still to be computed, and nobody's word is asked for before."""

    holds: bool | None
    waiting: bool = False

    @property
    def asks(self) -> bool:
        """Is a person's word asked for?"""
        return self.holds is None and not self.waiting

    @property
    def why_not(self) -> str:
        """Why nobody states it, as a sentence; empty where somebody may."""
        if self.waiting:
            return "Số liệu được tính sau ngày chốt số liệu; khi đó mới xác nhận nếu không có số liệu."
        return "" if self.asks else "Trường hợp này đã xác định theo số liệu hệ thống."


ASKS = GateWord(None)


def words_of_figures(cycle: Cycle, gate: Gate, dossier_ids: Iterable[int]) -> dict[int, GateWord]:
    """What figures say of a gate in each dossier; of a gate that no measure is behind: nothing. Two statements at most.
    Where no room computes any of its measures, nothing is waited for."""
    ids = list(dossier_ids)
    if not isinstance(gate.source, MeasureSource):
        return dict.fromkeys(ids, ASKS)
    keys = measures_of_gates([gate])
    figures = _asked(keys, ids).answer()
    waiting = any(find(key) for key in keys) and not cut_off_computed(cycle)
    return {pk: GateWord(hit_by_measures(gate.source, figures[pk]), waiting) for pk in ids}


def cut_off_computed(cycle: Cycle) -> bool:
    """Were the figures of the cut-off computed?"""
    return Computation.objects.filter(cycle=cycle, moment=Moment.CUT_OFF).exists()
