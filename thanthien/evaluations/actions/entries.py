"""Turning what a person entered for one indicator into a checked, scored row: the same for every column."""

from __future__ import annotations

from thanthien.core.acting.errors import Invalid
from thanthien.criteria.compiling import CompiledIndicator
from thanthien.criteria.scoring import score_indicator
from thanthien.criteria.values import Deviation, ValueProblem, parse_entry, value_to_json
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.models.self_score import ScoredValue
from thanthien.evaluations.scored import Entry, engine_answer


def apply_entry(row: ScoredValue, entry: Entry, compiled: CompiledIndicator) -> None:
    """Check the entry against the indicator's rule and set the row's state, value, reason and points.

    Raises Invalid with a sentence for the field at fault; the row is then unchanged.
    """
    reason = entry.reason.strip()
    row.value = _checked_value(entry, compiled)
    _check_exception(entry, reason, compiled)
    row.state, row.reason, row.points = entry.state, reason, entry.points
    if entry.state != AnswerState.DEVIATION:
        row.points = score_indicator(compiled, engine_answer(compiled.definition, row)).points


def apply_figure(row: ScoredValue, entry: Entry, compiled: CompiledIndicator) -> None:
    """The same of what the platform computed: its rule took the figure when it was read, nobody typed it."""
    row.state, row.value, row.reason, row.points = entry.state, entry.value, entry.reason, None
    row.points = score_indicator(compiled, engine_answer(compiled.definition, row)).points


def _checked_value(entry: Entry, compiled: CompiledIndicator) -> object | None:
    if entry.state != AnswerState.VALUE:
        return None
    try:
        return value_to_json(parse_entry(compiled.definition, entry.value))
    except ValueProblem as problem:
        raise Invalid({problem.path.removeprefix("value").lstrip(".") or "value": problem.message}) from problem


def _check_exception(entry: Entry, reason: str, compiled: CompiledIndicator) -> None:
    if entry.state in (AnswerState.NOT_APPLICABLE, AnswerState.DEVIATION, AnswerState.REFUSED) and not reason:
        raise Invalid({"reason": "Cần ghi lý do."})
    if entry.state == AnswerState.NOT_APPLICABLE and compiled.definition.not_applicable.effect == "no":
        raise Invalid({"state": "Tiêu chí này không được chọn “không phát sinh”."})
    if entry.state == AnswerState.DEVIATION:
        _check_deviation(entry, reason, compiled)


def _check_deviation(entry: Entry, reason: str, compiled: CompiledIndicator) -> None:
    if entry.points is None:
        raise Invalid({"points": "Cần nhập số điểm."})
    try:
        score_indicator(compiled, Deviation(entry.points, reason))
    except ValueProblem as problem:
        raise Invalid({"points": problem.message}) from problem
