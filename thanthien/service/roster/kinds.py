"""The two kinds of record of the roster: who is to help, and who was there; what can't stand beside what."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, TypeAlias
from uuid import UUID

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.text import fold
from thanthien.records.kinds import Beside, Photographs, RecordKind
from thanthien.records.models import RecordQuerySet
from thanthien.records.readers import own_unit_or_all
from thanthien.service.permissions import can_read, can_write, enters_as
from thanthien.service.roster.enums import Shown
from thanthien.service.roster.models import SAME_PERSON, ShiftPerson, ShiftPresence, SupportShift

_Person: TypeAlias = tuple[Any, ...]
_TWICE = "Người này đã được phân công trong ca này."
_WAS_THERE = "Ca này đã ghi có mặt; cần đổi ca hoặc người thì hủy lần ghi có mặt trước."
_NOT_ROSTERED = "Lịch trực không có người này trong ca này. Cần thêm vào lịch trực trước khi ghi có mặt."
_NOT_THE_DAY = "Bấm có mặt chỉ ghi được trong ngày của ca. Ghi sau ngày đó thì chọn “lịch trực tuần đã ký”."
_OTHER_SHIFT = "Có mặt ở ca khác là bản ghi khác: cần hủy bản này rồi ghi bản mới."


def person_of(row: Any) -> _Person:
    """Which person of which shift a row is about; the way in which a post is written makes no other person."""
    return row.unit_id, row.day, row.part, row.organisation, fold(row.post)


def _as_written(row: Any) -> _Person:
    """The same to the letter, as figures join presence and roster."""
    return row.unit_id, *(getattr(row, name) for name in SAME_PERSON)


def _standing(rows: RecordQuerySet, made: Sequence[Any]) -> list[Any]:
    """What stands on the days of new records. One statement."""
    units, days = {one.unit_id for one in made}, {day for one in made for day in _days_of(one)}
    return list(rows.standing().filter(unit__in=units, day__in=days))


def _days_of(one: Any) -> Iterable[Any]:
    return {one.day, one.corrects.day} if one.corrects else {one.day}


def _moved(one: Any) -> bool:
    """Whether a correction speaks of another person or shift than the record that it corrects."""
    return bool(one.corrects) and any(getattr(one, name) != getattr(one.corrects, name) for name in SAME_PERSON)


def _beside_shifts(made: Sequence[SupportShift]) -> Beside:
    """Nobody stands twice in a shift, by name neither; who was there stays on the roster. Two statements, three with
    corrections."""
    standing = _standing(SupportShift.objects.all(), made)
    taken, named = {person_of(one) for one in standing}, _named(standing, made)
    there = {person_of(one) for one in _standing(ShiftPresence.objects.all(), made)}
    refused: dict[UUID, dict[str, str]] = {}
    for one in made:
        if _moved(one) and person_of(one.corrects) in there:
            refused[one.key] = {"": _WAS_THERE}
        elif person_of(one) in taken:
            refused[one.key] = {"post": _TWICE}
        elif one.key in named:
            refused[one.key] = {"": _TWICE}
        taken.add(person_of(one))
    return Beside(refused=refused)


def _named(standing: Sequence[SupportShift], made: Sequence[SupportShift]) -> set[UUID]:
    """Which corrections lead into a shift where their name stands already; of a new one the name is told later."""
    mended = [one for one in made if one.corrects]
    origins = {one.origin for one in (*standing, *mended)} if mended else ()
    names = {one.origin: fold(one.name) for one in ShiftPerson.objects.filter(origin__in=origins)} if mended else {}
    return {
        one.key
        for one in mended
        for other in standing
        if one.origin in names and other.origin != one.origin and names.get(other.origin) == names[one.origin]
        if (other.unit_id, other.day, other.part) == (one.unit_id, one.day, one.part)
    }


def _erase_names(withdrawn: Sequence[SupportShift], by: User) -> None:
    """Who isn't on the roster any more is not named there."""
    ShiftPerson.objects.filter(origin__in=[one.origin for one in withdrawn]).delete()


def _beside_presences(made: Sequence[ShiftPresence]) -> Beside:
    """Only who is on the roster was there; what is tapped is tapped on the day. One statement."""
    rostered = {_as_written(one) for one in _standing(SupportShift.objects.all(), made)}
    return Beside(refused={one.key: found for one in made if (found := _refusal(one, rostered))})


def _refusal(one: ShiftPresence, rostered: Collection[_Person]) -> dict[str, str]:
    if _moved(one):
        return {"": _OTHER_SHIFT}
    if _as_written(one) not in rostered:
        return {"post": _NOT_ROSTERED}
    if one.shown_by == Shown.TAP and one.told_at.astimezone(clock.ZONE).date() != one.day:
        return {"shown_by": _NOT_THE_DAY}
    return {}


SHIFTS = RecordKind(
    key="service.support_shift",
    model=SupportShift,
    title="Phân công ca hỗ trợ",
    one="phân công",
    route="service-shifts",
    fields=("part", "organisation", "post"),
    enters_as=enters_as,
    readers=own_unit_or_all,
    may_open=can_read,
    may_write=can_write,
    late_rule=False,
    ahead_days=92,
    lead=(
        "Mỗi người trong một ca ghi một dòng, chậm nhất trong ngày trực: ca phân công ghi sau ngày đó chỉ được tính "
        "khi cơ quan thẩm định cho tính. Ghi chức danh và tổ chức; họ tên chỉ ghi khi cần và chỉ người của đơn vị xem "
        "được."
    ),
    beside=_beside_shifts,
    withdrawn=_erase_names,
    purposes=("service.roster",),
)
PRESENCES = RecordKind(
    key="service.shift_presence",
    model=ShiftPresence,
    title="Có mặt ở ca hỗ trợ",
    one="lần có mặt",
    route="service-presences",
    fields=("part", "organisation", "post", "shown_by", "sheet", "served"),
    enters_as=enters_as,
    readers=own_unit_or_all,
    may_open=can_read,
    may_write=can_write,
    lead=(
        "Ghi người có trong lịch trực. Trong ngày của ca thì bấm có mặt; sau ngày đó thì ghi theo lịch trực tuần đã "
        "ký, nêu số của lịch."
    ),
    beside=_beside_presences,
    photographs=Photographs(hint="Ảnh lịch trực tuần đã ký; che họ tên, số điện thoại nếu có."),
    offline=True,
)
