"""Where the commune says something else than the platform computed for it: for rows in hand, and for the database."""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from django.db.models import BooleanField, Case, ExpressionWrapper, F, JSONField, Q, When

from thanthien.criteria.compiling import CompiledIndicator
from thanthien.criteria.scoring import score_indicator
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.queries.grid_items import ANSWER
from thanthien.evaluations.scored import Entry, engine_answer


class Claimed(Protocol):
    """The commune's answer with what the platform says of it."""

    @property
    def state(self) -> str: ...
    @property
    def value(self) -> object | None: ...
    @property
    def system_state(self) -> str: ...
    @property
    def system_value(self) -> object | None: ...


def apart(answer: Claimed) -> bool:
    """Both say something, and not the same, in kind or in value."""
    missing = AnswerState.MISSING in (answer.state, answer.system_state)
    return not missing and (answer.state, answer.value) != (answer.system_state, answer.system_value)


_SAME_VALUE = Q(**{f"{ANSWER}value": F(f"{ANSWER}system_value")})
_BOTH = ~Q(**{f"{ANSWER}state": AnswerState.MISSING}) & ~Q(**{f"{ANSWER}system_state": AnswerState.MISSING})
_OTHER_KIND = ~Q(**{f"{ANSWER}state": F(f"{ANSWER}system_state")})
_APART = _BOTH & (_OTHER_KIND | (Q(**{f"{ANSWER}state": AnswerState.VALUE}) & ~_SAME_VALUE))
# ``apart`` for sheet items that are joined with the commune's answer, and what the platform says where it is.
APART = ExpressionWrapper(_APART, BooleanField())
SYSTEM_VALUE = Case(When(_APART, then=F(f"{ANSWER}system_value")), default=None, output_field=JSONField())


def apart_by(compiled: CompiledIndicator, points: Decimal | None, state: str, value: object) -> Decimal:
    """How many points lie between the commune's and what the platform says; nothing while one of them has none."""
    said = engine_answer(compiled.definition, Entry(AnswerState(state), value))
    system = score_indicator(compiled, said).points if said is not None else None
    return Decimal(0) if system is None or points is None else abs(points - system)
