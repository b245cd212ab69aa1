"""The log of steps across the dossiers of a cycle, for auditors and the standing office."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet

from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.formats import datetime_vn
from thanthien.evaluations.enums import CycleKind
from thanthien.evaluations.models import Cycle, Dossier, StepLog
from thanthien.evaluations.workflow import STATUS_LABELS, Status
from thanthien.units.models import Unit
from thanthien.units.queries import rank_units


@dataclass(frozen=True, slots=True)
class StepFilter:
    """What the log is narrowed to; days are local and both included."""

    text: str = ""
    step: str = ""
    first: date | None = None
    last: date | None = None
    with_reason: bool = False

    @property
    def narrows(self) -> bool:
        """Whether any condition is set."""
        return bool(self.text or self.step or self.first or self.last or self.with_reason)


CSV_HEAD = ("Kỳ", "Loại kỳ", "Mã đơn vị", "Đơn vị", "Thời điểm", "Bước", "Từ trạng thái", "Đến trạng thái",
            "Người thực hiện", "Vai trò", "Lý do")  # fmt: skip


def step_log(user: User, cycle: Cycle, wanted: StepFilter) -> QuerySet[StepLog]:
    """Steps of the dossiers that the person may open, newest first."""
    dossiers = Dossier.objects.visible_to(user).filter(cycle=cycle)
    if wanted.text:
        units = Unit.objects.filter(dossiers__cycle=cycle)
        dossiers = dossiers.filter(unit_id__in=[unit.pk for unit in rank_units(units, wanted.text)])
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


def role_title(role: str) -> str:
    """The title of a logged role; a role that no longer exists is shown as it was written."""
    return Role(role).title if role in set(Role) else role


def csv_rows(cycle: Cycle, rows: QuerySet[StepLog]) -> Iterator[tuple[str, ...]]:
    """The log as lines of text, heading first."""
    yield CSV_HEAD
    for row in rows.iterator(chunk_size=2000):
        yield (
            str(cycle.year),
            CycleKind(cycle.kind).label,
            row.dossier.unit.code,
            row.dossier.unit.name,
            datetime_vn(row.at),
            row.label,
            STATUS_LABELS[Status(row.from_status)],
            STATUS_LABELS[Status(row.to_status)],
            row.by.full_name,
            role_title(row.role),
            row.reason,
        )
