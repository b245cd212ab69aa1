"""Switching rooms of weekly life on and off, by unit and from a day on."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.audit import acting
from thanthien.core.db import update_rows
from thanthien.core.formats import date_vn
from thanthien.core.text import normalise
from thanthien.units.models import RoomWord, Unit
from thanthien.units.rooms import find_room, is_used, last_word

_SHORTEST_REASON = 5
_FARTHEST = timedelta(days=366)
_MENDABLE = timedelta(days=7)  # since the first day of a word that was wrong
_PAST = (
    "Ngày bắt đầu áp dụng không được trước hôm nay; chỉ lần ghi gần nhất được ghi lại cho đúng ngày của nó, trong "
    f"{_MENDABLE.days} ngày kể từ ngày đó."
)


@transaction.atomic
def switch_room(*, room: str, on: bool, first_day: date, reason: str, unit_ids: Collection[int], by: Any) -> int:
    """Say of units whether they use a room from a day on; how many were said otherwise before.

    The day is not past, so that nothing becomes due, or stops being due, behind people's backs; only what was said last
    may be said anew for its own day, to take back a mistake, within a week of that day. Raises Invalid, or Refused
    where nothing changes.
    """
    if find_room(room) is None:
        raise Refused("Không có phần việc này.")
    if len(normalise(reason)) < _SHORTEST_REASON:
        raise Invalid({"reason": "Cần ghi lý do, từ 5 ký tự trở lên."})
    if first_day > clock.today() + _FARTHEST:
        raise Invalid({"first_day": "Ngày này quá xa. Cần ghi ngày trong vòng một năm."})
    units = list(Unit.objects.select_for_update(no_key=True).filter(pk__in=unit_ids).order_by("pk"))
    changed = [unit for unit in units if _is_other(unit, room, first_day, on=on)]
    if not changed:
        raise Refused(f"Các đơn vị này đã {'dùng' if on else 'không dùng'} phần việc này từ ngày {date_vn(first_day)}.")
    now = clock.now()
    for unit in changed:
        _refuse_past(unit, room, first_day)
        word = {"from": first_day.isoformat(), "on": on, "at": now.isoformat()}
        unit.rooms = {**unit.rooms, room: [*unit.rooms.get(room, ()), word]}
    rows = [
        RoomWord(unit=unit, room=room, on=on, first_day=first_day, reason=normalise(reason), said_at=now)
        for unit in changed
    ]
    with acting(by, action="switch_room"):
        RoomWord.objects.bulk_create(rows, batch_size=1000)
        update_rows(changed, ["rooms"])
    return len(changed)


def _is_other(unit: Unit, room: str, first_day: date, *, on: bool) -> bool:
    """Whether the word says anything else of the unit than what holds on that day, or begins to hold later."""
    later = any(date.fromisoformat(one["from"]) > first_day for one in unit.rooms.get(room, ()))
    return later or is_used(unit.rooms, room, first_day) != on


def _refuse_past(unit: Unit, room: str, first_day: date) -> None:
    later = last_word(unit.rooms, room)
    if first_day < clock.today() and (first_day != later or first_day < clock.today() - _MENDABLE):
        raise Invalid({"first_day": _PAST})
    if later is not None and later > first_day:
        told = f"{unit.name}: đã ghi thay đổi từ ngày {date_vn(later)}. Cần ghi lại cho đúng ngày đó trước."
        raise Invalid({"first_day": told})
