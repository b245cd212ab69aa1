"""Questions of bodies on one indicator: which of them the commune still can answer."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet

from thanthien.core import clock
from thanthien.evaluations.models import ItemRequest
from thanthien.evaluations.workflow import Status


def still_open(today: date) -> Q:
    """The condition on ItemRequest under which a question waits for its answer: not answered, in time, and asked in
    the appraisal that is running. With a re-opening, or once the council has concluded, older questions are over."""
    return Q(
        answer="",
        due_on__gte=today,
        dossier__status=Status.UNDER_APPRAISAL,
        asked_at__gte=F("dossier__status_since"),
    )


def with_state(rows: QuerySet[ItemRequest]) -> QuerySet[Any]:
    """The questions, each with ``still_open`` for pages."""
    return rows.annotate(still_open=ExpressionWrapper(still_open(clock.today()), BooleanField()))
