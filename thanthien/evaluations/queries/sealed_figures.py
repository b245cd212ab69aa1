"""Figures of dossiers as seals hold them: what was computed and by which rules, and what it says for the indicators and
gates of the set (docs/open-data.md). Nothing of a record itself: its digest names it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeAlias

from thanthien.core import clock
from thanthien.criteria.gates import measures_of_gates
from thanthien.criteria.values import NotApplicable, value_to_json
from thanthien.evaluations.enums import AnswerState, Moment, Origin
from thanthien.evaluations.models import Answer, Computation, Dossier, DossierFigure
from thanthien.evaluations.queries.figures import Told, answers_from, standing
from thanthien.measures.answers import Answered
from thanthien.measures.figures import Absent

Doc: TypeAlias = dict[str, Any]
# What the commune took, and what was computed when the records were closed. The newest figure is nobody's word.
SEALED = (Moment.POSTED, Moment.CUT_OFF)


@dataclass(frozen=True, slots=True)
class SealedFigures:
    """Of one dossier: ``parts`` of its document and, by indicator, what the figure of each moment says. Both are empty
    where the platform computed nothing, so that such a document has nothing to say of figures."""

    parts: Doc = field(default_factory=dict)
    computed: Mapping[str, list[Doc]] = field(default_factory=dict)

    def beside(self, code: str) -> Doc:
        """What stands beside the columns of an indicator."""
        return {"computed": self.computed[code]} if self.computed.get(code) else {}

    def origin(self, answer: Answer) -> Doc:
        """Whether the commune's value is the platform's, as posted."""
        own = (answer.state, answer.value)
        posted = [one for one in self.computed.get(answer.indicator.code, []) if one["moment"] == Moment.POSTED]
        taken = answer.origin == Origin.SYSTEM and [own] == [(one["state"], one["value"]) for one in posted]
        return {"origin": Origin.SYSTEM.value} if taken else {}


def sealed_figures(dossiers: Collection[Dossier]) -> dict[int, SealedFigures]:
    """The figures of each dossier. One statement whatever their number."""
    rows = DossierFigure.objects.filter(dossier__in=dossiers, moment__in=SEALED).select_related("computation")
    by_dossier: dict[int, list[DossierFigure]] = {dossier.pk: [] for dossier in dossiers}
    for row in rows.order_by("dossier_id", "measure", "-moment"):  # posted before cut_off
        by_dossier[row.dossier_id].append(row)
    return {dossier.pk: _of_dossier(dossier, _named(dossier, by_dossier[dossier.pk])) for dossier in dossiers}


def _named(dossier: Dossier, rows: Iterable[DossierFigure]) -> list[DossierFigure]:
    """Those that the set as it holds for the unit asks for: what is not applied to it has no figure either."""
    compiled = dossier.compiled
    named = {item.definition.measure for item in compiled.indicators} | {*measures_of_gates(compiled.gates)}
    return [row for row in rows if row.measure in named]


def _of_dossier(dossier: Dossier, rows: Sequence[DossierFigure]) -> SealedFigures:
    if not rows:
        return SealedFigures()
    used = sorted({row.computation for row in rows}, key=lambda one: (one.known_at, one.pk))
    told = {moment: _told(dossier, [row for row in rows if row.moment == moment]) for moment in SEALED}
    parts = {
        "computations": [_computation(one, dossier) for one in used],
        "figures": [_figure(row, used.index(row.computation)) for row in rows],
        "gate_figures": _gate_figures(dossier, told[Moment.CUT_OFF]),
        "unit_since": dossier.unit.valid_from.isoformat() if dossier.unit.valid_from > used[0].span_first else None,
    }
    return SealedFigures({key: part for key, part in parts.items() if part}, _computed(dossier, rows, told))


def _told(dossier: Dossier, rows: Iterable[DossierFigure]) -> Told:
    return answers_from(dossier.compiled, {row.measure: standing(row.value, row.withdrawn) for row in rows})


def _computation(one: Computation, dossier: Dossier) -> Doc:
    until = one.unit_ends.get(str(dossier.unit_id))
    return {
        "first": one.span_first.isoformat(),
        "last": one.span_last.isoformat(),
        "as_of": one.as_of.isoformat(),
        "known_at": one.known_at.astimezone(clock.ZONE).isoformat(),
        "late_days": one.late_days,
        "settings": {key: _plain(value) for key, value in one.settings.items()},
        "calendar": one.calendar,
    } | ({"unit_until": until} if until else {})


def _plain(value: object) -> object:
    """A setting as sealed documents write it: decimals as text."""
    return str(Decimal(str(value))) if isinstance(value, float) else value


def _figure(row: DossierFigure, computation: int) -> Doc:
    stated = {
        "measure": row.measure, "moment": row.moment, "computation": computation, "figure": row.figure,
        "digest": row.digest, "records": row.records, "numbers": row.numbers, "note": row.note,
        "withdrawn": row.withdrawn,
    }  # fmt: skip
    return {key: value for key, value in stated.items() if value != ""}


def _gate_figures(dossier: Dossier, told: Told) -> list[Doc]:
    return [
        {"measure": key, "value": value_to_json(told.gates[key])}
        for key in measures_of_gates(dossier.compiled.gates)
        if key in told.gates
    ]


def _computed(dossier: Dossier, rows: Iterable[DossierFigure], told: Mapping[Moment, Told]) -> dict[str, list[Doc]]:
    days = {(row.moment, row.measure): row.computation.as_of.isoformat() for row in rows}
    found: dict[str, list[Doc]] = {}
    for moment, told_then in told.items():
        for code, answered in told_then.said.items():
            as_of = days[moment, dossier.compiled.by_code[code].definition.measure or ""]
            found.setdefault(code, []).append({"moment": moment.value, "as_of": as_of} | _answered(answered))
    return found


def _answered(answered: Answered) -> Doc:
    if isinstance(answered, Absent):
        return {"state": AnswerState.MISSING.value, "value": None}
    if isinstance(answered, NotApplicable):
        return {"state": AnswerState.NOT_APPLICABLE.value, "value": None}
    return {"state": AnswerState.VALUE.value, "value": value_to_json(answered)}
