"""The log of steps across the dossiers of a cycle, for auditors and the standing office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.evaluations.models import Cycle, Dossier, StepLog
from thanthien.evaluations.queries.named import of_units_named


@dataclass(frozen=True, slots=True)
class StepFilter:
    """What the log is narrowed to; days are local and both included."""

    text: str = ""
    step: str = ""
    first: date | None = None
    last: date | None = None
    with_reason: bool = False


def step_log(user: User, cycle: Cycle, wanted: StepFilter) -> QuerySet[StepLog]:
    """Steps of the dossiers that the person may open, newest first."""
    dossiers = of_units_named(Dossier.objects.visible_to(user).filter(cycle=cycle), wanted.text)
    rows = StepLog.objects.filter(dossier__in=dossiers).select_related("dossier__unit", "by")
    if wanted.step:
        rows = rows.filter(step=wanted.step)
    if wanted.first:
        rows = rows.filter(at__gte=_start(wanted.first))
    if wanted.last:
        rows = rows.filter(at__lt=_start(wanted.last + timedelta(days=1)))
    rows = rows.exclude(reason="") if wanted.with_reason else rows
    return rows.order_by("-at", "-pk")


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), clock.ZONE)
