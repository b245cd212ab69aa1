"""The bridge between stored rows and the engine: a row's state and JSON value become the engine's answer."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from thanthien.criteria.values import Answer as EngineAnswer
from thanthien.criteria.values import ClaimRefused, Deviation, NotApplicable, parse_value
from thanthien.evaluations.enums import AnswerState

if TYPE_CHECKING:
    from thanthien.criteria.rules import Indicator


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person says of one indicator. ``value`` is JSON (docs/values-format.md); ``points`` only for a
    direct deviation, in points of the indicator."""

    state: AnswerState
    value: object | None = None
    reason: str = ""
    points: Decimal | None = None


class SystemRow(Protocol):
    """What the platform computed for an answer."""

    system_state: str
    system_value: object | None
    system_reason: str


def system_entry(row: SystemRow) -> Entry:
    """What the platform computed, as if a person had entered it; missing where there is no figure."""
    state = AnswerState(row.system_state)
    return Entry(state, row.system_value, row.system_reason if state == AnswerState.NOT_APPLICABLE else "")


class ScoredRow(Protocol):
    """What an answer, a sheet item and a conclusion have in common."""

    state: str
    value: object | None
    reason: str
    points: Decimal | None


def engine_answer(indicator: Indicator, row: ScoredRow | Entry) -> EngineAnswer | None:
    """The engine's answer for one stored row; ``None`` is missing (a refused “không phát sinh” too)."""
    if row.state == AnswerState.VALUE:
        return parse_value(indicator, row.value)
    if row.state == AnswerState.NOT_APPLICABLE:
        return NotApplicable(row.reason)
    if row.state == AnswerState.DEVIATION and row.points is not None:
        return Deviation(row.points, row.reason)
    return None


def body_word(indicator: Indicator, row: ScoredRow) -> EngineAnswer | ClaimRefused | None:
    """What a body says, for the engine that joins several: a refused “không phát sinh” is a word, too."""
    return ClaimRefused() if row.state == AnswerState.REFUSED else engine_answer(indicator, row)
