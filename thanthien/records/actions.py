"""Writing records: enter once, correct with a reason, withdraw. Nothing is ever changed or deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.core.audit import acting
from thanthien.records.enums import Through
from thanthien.records.kinds import RecordKind
from thanthien.records.models import Record
from thanthien.units.models import Hamlet, Unit

R = TypeVar("R", bound=Record)
_NOT_YOURS = "Anh/chị không ghi được việc này cho đơn vị này."
_SHORTEST_REASON = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody tells: of which unit and day, and the room's own ``values``. ``key``: the entry's own, so that
    sending it again stores nothing."""

    unit: Unit
    day: date
    values: Mapping[str, Any]
    hamlet: Hamlet | None = None
    key: UUID = field(default_factory=uuid4)
    through: Through = Through.PAGE


@transaction.atomic
def enter(kind: RecordKind, entry: Entry, *, by: User) -> Record:
    """Store a record; the same entry sent again gives the stored one. Raises Invalid for a day that can't be, Refused
    for who may not, or for a key that another entry used."""
    return enter_all(kind, [entry], by=by)[0]


@transaction.atomic
def enter_all(kind: RecordKind, entries: Sequence[Entry], *, by: User) -> list[Record]:
    """Store many records, all or none (see :func:`enter`), in a constant number of statements."""
    made = [_record(kind, entry, by) for entry in entries]
    with acting(by, action=f"enter:{kind.key}"):
        # The second of two that arrive at once waits for the first, and then finds its row.
        kind.model.objects.bulk_create(made, ignore_conflicts=True, batch_size=1000)
    stored = {one.key: one for one in kind.model.objects.filter(key__in=[entry.key for entry in entries])}
    for entry in entries:
        _refuse_other(stored[entry.key], entry, by)
    return [stored[entry.key] for entry in entries]


def _record(kind: RecordKind, entry: Entry, by: User) -> Record:
    hat = kind.enters_as(by, entry.unit, entry.hamlet)
    if hat is None or (entry.hamlet is not None and entry.hamlet.unit_id != entry.unit.pk):
        raise Refused(_NOT_YOURS)
    _check_day(kind, entry.unit, entry.day)
    now = clock.now()
    return kind.model(
        key=entry.key, unit=entry.unit, hamlet=entry.hamlet, agency_id=hat.agency_id, day=entry.day, entered_by=by,
        through=entry.through, made_at=now, told_at=now, **entry.values,
    )  # fmt: skip


def _check_day(kind: RecordKind, unit: Unit, day: date) -> None:
    today = clock.today()
    if day > today:
        raise Invalid({"day": "Ngày chưa đến."})
    if day < unit.valid_from or (unit.valid_to is not None and day > unit.valid_to):
        raise Invalid({"day": f"{unit.name} không hoạt động vào ngày này."})
    if day < today - timedelta(days=kind.oldest_days):
        raise Invalid({"day": f"Ngày cách đây hơn {kind.oldest_days} ngày, không ghi được nữa."})


def _refuse_other(stored: Record, entry: Entry, by: User) -> None:
    """A key is an entry's own: another person's, or of another unit or day, is a mistake and not the same entry."""
    if (stored.entered_by_id, stored.unit_id, stored.day) != (by.pk, entry.unit.pk, entry.day):
        raise Refused("Lần ghi này trùng khóa với một lần ghi khác. Vui lòng mở lại trang rồi ghi lại.")


@transaction.atomic
def correct(
    kind: RecordKind, *, record_id: int, version: int, day: date, values: Mapping[str, Any], reason: str, by: User,
    hamlet: Hamlet | None = None,
) -> Record:  # fmt: skip
    """Put another record in the place of one: the old one stays readable, the new one counts on its own day.

    It keeps the moment at which the old one was told unless day or thôn, tổ dân phố change: what is told of another day
    is told now. Raises Stale when it was corrected or withdrawn meanwhile, Invalid, Refused.
    """
    old = _locked(kind, record_id, version, by)
    _check_day(kind, old.unit, day)
    now = clock.now()
    same = (old.day, old.hamlet_id) == (day, hamlet.pk if hamlet else None)
    made = kind.model(
        unit=old.unit, hamlet=hamlet, agency_id=old.agency_id, day=day, entered_by=by, made_at=now,
        told_at=old.told_at if same else now, version=old.version + 1, corrects=old, reason=_reason(reason), **values,
    )  # fmt: skip
    with acting(by, action=f"correct:{kind.key}"):
        _end(old, by, "")
        made.save(force_insert=True)
    return made


@transaction.atomic
def withdraw(kind: RecordKind, *, record_id: int, version: int, reason: str, by: User) -> Record:
    """Take a record back: it stays readable with the reason and counts no more. Raises Stale, Invalid, Refused."""
    record = _locked(kind, record_id, version, by)
    with acting(by, action=f"withdraw:{kind.key}"):
        _end(record, by, _reason(reason))
    return record


def _locked(kind: RecordKind, record_id: int, version: int, by: User) -> Record:
    rows = kind.model.objects.filter(kind.readers(by)).select_related("unit", "hamlet")
    record = rows.select_for_update(of=("self",)).filter(pk=record_id).first()
    if record is None:
        raise Refused("Không tìm thấy bản ghi.")
    if not record.stands or record.version != version:
        raise Stale(record)
    if not kind.may_change(by, record):
        raise Refused("Chỉ người của cơ quan đã ghi mới đính chính hoặc hủy được bản ghi này.")
    return record


def _reason(reason: str) -> str:
    told = reason.strip()
    if len(told) < _SHORTEST_REASON:
        raise Invalid({"reason": "Cần ghi rõ lý do."})
    return told[:500]


def _end(record: Record, by: User, reason: str) -> None:
    record.ended_at, record.ended_by, record.end_reason = clock.now(), by, reason
    record.save(update_fields=["ended_at", "ended_by", "end_reason"])
