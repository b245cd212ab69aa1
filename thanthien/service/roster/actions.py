"""Writes of the roster beside those of every record: a name apart, last week's roster once more, presence at a tap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.acting.seen import Values, refuse_unseen, values_of
from thanthien.core.calendar import ONE_DAY, is_working_day
from thanthien.core.queries import work_calendar
from thanthien.core.text import fold, normalise
from thanthien.measures.periods import Period, period_of
from thanthien.records.actions import Entry, enter, enter_all, hold
from thanthien.records.enums import Through
from thanthien.records.models import Record
from thanthien.service.roster.enums import Shown
from thanthien.service.roster.kinds import PRESENCES, SHIFTS, person_of
from thanthien.service.roster.models import ShiftPerson, SupportShift
from thanthien.service.roster.queries import shifts_of
from thanthien.units.models import Unit

NAME = ("name",)
NAMES_KEPT = timedelta(days=92)  # after the day of a shift: as long as shifts are rostered ahead
_NOTHING_TO_COPY = "Tuần trước không có phân công nào để chép."
_NO_SHIFT = "Ca này không còn trong lịch trực. Vui lòng tải lại trang."
_TWICE = "Người này đã được phân công trong ca này."


@transaction.atomic
def roster(entry: Entry, *, by: User, name: str = "") -> Record:
    """Put a person on the roster, and apart from it their name, where the unit needs it. Raises Invalid for who is in
    that shift already, by name too; see :func:`enter`."""
    hold(SHIFTS, [entry.unit.pk])
    told = normalise(name)
    _refuse_named(entry.unit, entry.day, entry.values["part"], told)
    made = enter(SHIFTS, entry, by=by)
    if told:
        ShiftPerson.objects.get_or_create(origin=made.origin, defaults={"name": told})
    return made


def _refuse_named(unit: Unit, day: Any, part: str, name: str, *, but: Any = None) -> None:
    """Nobody stands twice in a shift, whatever their post is called."""
    rows = SupportShift.objects.standing().filter(unit=unit, day=day, part=part)
    named = ShiftPerson.objects.filter(origin__in=rows.exclude(origin=but).values("origin")) if name else ()
    if any(fold(one.name) == fold(name) for one in named):
        raise Invalid({"name": _TWICE})


@transaction.atomic
def name_person(*, shift: SupportShift, by: User, name: str, seen: Values) -> None:
    """Tell, mend or (empty) erase the name of a person on the roster. Raises Refused for people of another agency,
    Stale with what stands now when the person saw something else, Invalid for who is in that shift already."""
    hold(SHIFTS, [shift.unit_id])
    if not SHIFTS.may_change(by, shift):
        raise Refused("Chỉ người của cơ quan đã ghi mới sửa được.")
    stored = ShiftPerson.objects.filter(origin=shift.origin).first() or ShiftPerson(origin=shift.origin)
    refuse_unseen(values_of(stored, NAME), seen)
    stored.name = normalise(name)
    _refuse_named(shift.unit, shift.day, shift.part, stored.name, but=shift.origin)
    if stored.name:
        stored.save()
    else:
        ShiftPerson.objects.filter(origin=shift.origin).delete()


@transaction.atomic
def erase_names(today: date) -> int:
    """Erase the names on shifts that are so long over that nobody needs them (:data:`NAMES_KEPT`), and of what was
    taken back; the shifts stay and count. Returns how many."""
    still = SupportShift.objects.standing().filter(day__gte=today - NAMES_KEPT)
    gone, _ = ShiftPerson.objects.exclude(origin__in=still.values("origin")).delete()
    return gone


@transaction.atomic
def copy_last_week(unit: Unit, week: Period, *, by: User) -> int:
    """Roster the people of the week before on the same weekdays, with their names; days off and people who are there
    already are left out. How many were added. Raises Refused where there is nothing to copy, or the week is over."""
    if week.last < clock.today():
        raise Refused("Tuần này đã qua. Lịch trực chỉ chép cho tuần đang chạy và tuần sau.")
    hold(SHIFTS, [unit.pk])
    before = shifts_of(unit.pk, period_of("iso_week", week.first - ONE_DAY)).answer()
    if not before:
        raise Refused(_NOTHING_TO_COPY)
    standing, calendar = shifts_of(unit.pk, week).answer(), work_calendar()
    there = {_person(one.day, one) for one in standing}
    rows = ShiftPerson.objects.filter(origin__in=[one.origin for one in (*before, *standing)])
    names = {row.origin: row.name for row in rows}
    there |= {(one.day, one.part, fold(names[one.origin])) for one in standing if one.origin in names}
    copied = {
        one.origin: entry
        for one in before
        if is_working_day((entry := _week_later(one)).day, calendar)
        and _person(entry.day, one) not in there
        and (entry.day, one.part, fold(names.get(one.origin, ""))) not in there
    }
    made = enter_all(SHIFTS, list(copied.values()), by=by)
    ShiftPerson.objects.bulk_create(
        ShiftPerson(origin=record.origin, name=names[old])
        for old, record in zip(copied, made, strict=True)
        if old in names
    )
    return len(made)


def _person(day: date, shift: SupportShift) -> tuple[Any, ...]:
    """Who stands in which shift of a day, however their post is written."""
    return day, *person_of(shift)[2:]


def _week_later(shift: SupportShift) -> Entry:
    return Entry(shift.unit, shift.day + 7 * ONE_DAY, {name: getattr(shift, name) for name in SHIFTS.fields})


def tap(*, shift_id: int, served: int | None, by: User) -> Record:
    """The person is there today. Raises Refused for a shift that is gone, Invalid on another day than its own."""
    shift = SupportShift.objects.filter(SHIFTS.readers(by)).standing().select_related("unit").filter(pk=shift_id)
    found = shift.first()
    if found is None:
        raise Refused(_NO_SHIFT)
    return enter(PRESENCES, _presence(found, Shown.TAP, "", served), by=by)


def sign_sheet(
    shifts: Sequence[SupportShift], *, sheet: str, served: Mapping[int, int | None], by: User,
    through: Through = Through.PAGE,
) -> list[Record]:  # fmt: skip
    """These people were there by the week's signed sheet; ``served`` by the number of the shift. Raises Invalid without
    the sheet's number, Refused."""
    told = [_presence(one, Shown.SHEET, normalise(sheet), served.get(one.pk), through) for one in shifts]
    return enter_all(PRESENCES, told, by=by)


def _presence(
    shift: SupportShift, shown: Shown, sheet: str, served: int | None, through: Through = Through.PAGE
) -> Entry:
    values = {name: getattr(shift, name) for name in SHIFTS.fields}
    return Entry(shift.unit, shift.day, values | {"shown_by": shown, "sheet": sheet, "served": served}, through=through)
