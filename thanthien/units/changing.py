"""What happens to units and agencies by a document, on a day: mergers, new names, other names, agencies that begin and
end. What was stays: an old unit keeps its pages and years, an old name leads to the unit."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.core.acting.seen import Values, refuse_unseen, set_changed, values_of
from thanthien.core.audit import acting
from thanthien.core.calendar import ONE_DAY
from thanthien.core.formats import date_vn
from thanthien.core.text import exact, fold
from thanthien.units.actions import name_agencies_of, unit_sort_key
from thanthien.units.enums import AgencyChangeKind, UnitChangeKind, UnitKind
from thanthien.units.models import Agency, Unit, UnitChange, UnitName
from thanthien.units.naming import hold_names
from thanthien.units.successions import follow_merger, forget_merger

UNIT_NAMES = ("short_name",)


# --- Mergers ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def merge_units(
    *, unit_ids: Collection[int], into_id: int, on: date, document_number: str, by: Any, base_id: int | None = None
) -> int:
    """These units go into another from a day on; returns how many. ``base_id``: the one of them whose results of
    earlier years count for the unit that takes them in; None: it has none but its own.

    They and their agencies end the day before; their names lead to the unit that took them in. Dossiers, records and
    roles stay where they are. Raises Invalid for a wrong unit or day, Refused for a unit that has ended and for one
    with an agency that begins later.
    """
    locked = {unit.pk: unit for unit in _locked([*unit_ids, into_id])}
    into, old = locked[into_id], [locked[pk] for pk in sorted(set(unit_ids))]
    _refuse_merger(old, into, on)
    with acting(by, action="merge_units"):
        changes = [
            UnitChange(
                from_unit=unit, to_unit=into, kind=UnitChangeKind.MERGE, on=on, document_number=document_number,
                from_name=unit.name, to_name=into.name, results_follow=unit.pk == base_id,
            )
            for unit in old
        ]  # fmt: skip
        UnitChange.objects.bulk_create(changes)
        last_day = on - ONE_DAY
        Unit.objects.filter(pk__in=unit_ids).update(valid_to=last_day)
        Agency.objects.current(last_day).filter(unit__in=old).update(valid_to=last_day)
        UnitName.objects.bulk_create(_names_brought(changes), ignore_conflicts=True)
        follow_merger(changes, by=by)
    return len(old)


def _locked(unit_ids: Collection[int]) -> list[Unit]:
    return list(Unit.objects.select_for_update(no_key=True).filter(pk__in=unit_ids).order_by("pk"))


def end_in_words(unit: Unit) -> str:
    """What is noted of the end of a unit, to stand after its name; empty while it goes on."""
    if unit.valid_to is None:
        return ""
    if unit.has_ended:
        return f"đã kết thúc ngày {date_vn(unit.valid_to)}"
    return f"sẽ sáp nhập từ ngày {date_vn(unit.valid_to + ONE_DAY)}"


def _refuse_merger(old: Sequence[Unit], into: Unit, on: date) -> None:
    if into in old:
        raise Invalid({"into": f"{into.name} nằm trong các đơn vị được sáp nhập; cần chọn đơn vị khác."})
    if into.valid_to is not None and not into.has_ended:
        raise Invalid({"into": f"{into.name} {end_in_words(into)}; cần chọn đơn vị khác."})
    if into.valid_to is not None or into.valid_from > on:
        raise Invalid({"into": f"{into.name} không còn hoặc chưa có vào ngày {date_vn(on)}."})
    if ended := [unit for unit in old if unit.valid_to is not None]:
        raise Refused([f"{unit.name} {end_in_words(unit)}." for unit in ended])
    if late := [unit for unit in old if unit.valid_from >= on]:
        raise Invalid({"on": f"{late[0].name} có từ ngày {date_vn(late[0].valid_from)}; cần chọn ngày sau đó."})
    _refuse_before_changes(old, on)
    going_on = Agency.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on))
    begun_later = going_on.filter(unit__in=old, valid_from__gte=on).select_related("unit")
    if later := list(begun_later.in_list_order()):
        raise Refused([_goes_on(agency) for agency in later])


def _refuse_before_changes(units: Sequence[Unit], on: date) -> None:
    """A unit that another goes into, or that takes a new name, on a day is still there on that day."""
    noted = UnitChange.objects.filter(to_unit__in=units, on__gte=on).select_related("to_unit")
    if last := noted.order_by("on", "pk").last():
        what = "đổi tên" if last.kind == UnitChangeKind.RENAME else "tiếp nhận đơn vị khác"
        raise Invalid({"on": f"{last.to_unit.name} {what} từ ngày {date_vn(last.on)}; cần chọn ngày sau đó."})


def _goes_on(agency: Agency) -> str:
    unit = agency.unit.name_in_sentence if agency.unit else ""
    return (
        f"{agency.name} hoạt động từ ngày {date_vn(agency.valid_from)}, khi {unit} không còn. Cần ghi kết thúc hoạt "
        "động của cơ quan này trước, hoặc chọn ngày hiệu lực sau đó."
    )


def _names_brought(changes: Sequence[UnitChange]) -> list[UnitName]:
    """The names of the old units and those that led to them lead on to the unit that took them in."""
    others: dict[int, list[str]] = {}
    for one in UnitName.objects.filter(unit__in=[change.from_unit_id for change in changes]).order_by("pk"):
        others.setdefault(one.unit_id, []).append(one.name)
    return [
        UnitName(unit=change.to_unit, name=name, note=f"Sáp nhập từ ngày {date_vn(change.on)}", came_with=change)
        for change in changes
        for name in (change.from_unit.name, *others.get(change.from_unit_id, ()))
    ]


@transaction.atomic
def take_back_change(*, change_id: int, by: Any) -> UnitChange:
    """A merger that was noted by mistake never was: the unit and its agencies go on, the names it brought are gone.

    Raises Refused for a new name (it is changed by another new name) and when others went on from there; Stale when
    it was taken back meanwhile.
    """
    change, unit, into = _held_change(change_id)
    if change.kind != UnitChangeKind.MERGE:
        raise Refused("Chỉ bỏ được việc sáp nhập ghi nhầm. Tên ghi nhầm thì đổi tên lần nữa.")
    if into.valid_to is not None:
        raise Refused(f"{into.name} đã có lần sáp nhập tiếp theo. Cần bỏ lần sáp nhập đó trước.")
    last_day = change.on - ONE_DAY
    with acting(by, action="take_back_change"):
        Unit.objects.filter(pk=unit.pk).update(valid_to=None)
        for agency in Agency.objects.filter(unit=unit, valid_to=last_day).order_by("pk"):
            _go_on(agency)
        forget_merger(change, by=by)
        gone = {exact(name) for name in change.names.values_list("name", flat=True)}
        change.delete()
        again = [name for name in _names_by_changes(into) if exact(name.name) in gone]
        UnitName.objects.bulk_create(again, ignore_conflicts=True)
    return change


def _go_on(agency: Agency) -> None:
    """An agency goes on as if its unit had not ended: to the end that was noted of itself, if any."""
    end = agency.changes.filter(kind=AgencyChangeKind.END).first()
    agency.valid_to = end.on - ONE_DAY if end else None
    agency.save(update_fields=["valid_to"])


def _names_by_changes(unit: Unit) -> list[UnitName]:
    """The names that lead to a unit by all that is noted of it. A name that several changes
    bring is stored with one of them."""
    changes = list(UnitChange.objects.filter(to_unit=unit).select_related("from_unit", "to_unit").order_by("on", "pk"))
    renamed = [_name_before(change) for change in changes if change.kind == UnitChangeKind.RENAME]
    return renamed + _names_brought([change for change in changes if change.kind == UnitChangeKind.MERGE])


def _name_before(change: UnitChange) -> UnitName:
    note = f"Tên trước ngày {date_vn(change.on)}"
    return UnitName(unit=change.to_unit, name=change.from_name, note=note, came_with=change)


def _held_change(change_id: int) -> tuple[UnitChange, Unit, Unit]:
    """A change as it stands, with the unit it is of and the one that took it in; all held. Whoever had to wait for the
    units reads it anew. Raises Stale when it is gone."""
    units = UnitChange.objects.filter(pk=change_id).values_list("from_unit", "to_unit").first()
    locked = {unit.pk: unit for unit in _locked(units or ())}
    change = UnitChange.objects.select_for_update().filter(pk=change_id).first()
    if change is None:
        raise Stale(None, "Thay đổi này đã được người khác bỏ ghi. Vui lòng tải lại trang.")
    return change, locked[change.from_unit_id], locked[change.to_unit_id]


# --- Names ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def rename_unit(*, unit_id: int, short_name: str, on: date, document_number: str, by: Any, seen: Values | None) -> Unit:
    """A unit takes another name, its agencies with it; the old one leads to it. Published years keep the old one.

    Raises Invalid for a name or day that can't be, Refused for a unit that has ended, Stale for another name than seen.
    """
    hold_names()
    [unit] = _locked([unit_id])
    refuse_unseen(values_of(unit, UNIT_NAMES), seen)
    _refuse_name(unit, short_name, on)
    before = unit.name
    told = {"short_name": short_name, "name": f"{UnitKind(unit.kind).title} {short_name}"}
    changed = set_changed(unit, told | {"sort_key": unit_sort_key(short_name, unit.kind)})
    with acting(by, action="rename_unit"):
        unit.save(update_fields=changed)
        name_agencies_of([unit])
        change = UnitChange.objects.create(
            from_unit=unit, to_unit=unit, kind=UnitChangeKind.RENAME, on=on, document_number=document_number,
            from_name=before, to_name=unit.name,
        )  # fmt: skip
        UnitName.objects.bulk_create([_name_before(change)], ignore_conflicts=True)
        _name_in_mergers_ahead(unit)
    return unit


def _name_in_mergers_ahead(unit: Unit) -> None:
    """Mergers whose day is to come call the unit as it is called by then, and its new name leads on from that day."""
    ahead = UnitChange.objects.filter(kind=UnitChangeKind.MERGE, on__gt=clock.today())
    ahead.filter(to_unit=unit).update(to_name=unit.name)
    out = ahead.filter(from_unit=unit)
    out.update(from_name=unit.name)
    brought = _names_brought(list(out.select_related("from_unit", "to_unit")))
    UnitName.objects.bulk_create(brought, ignore_conflicts=True)


def _refuse_name(unit: Unit, short_name: str, on: date) -> None:
    if unit.has_ended:
        raise Refused(f"{unit.name} {end_in_words(unit)}, không đổi tên nữa.")
    if on > clock.today():
        raise Invalid({"on": "Ngày hiệu lực chưa đến. Tên mới được ghi từ ngày đó."})
    if on < unit.valid_from:
        raise Invalid({"on": f"Đơn vị có từ ngày {date_vn(unit.valid_from)}."})
    if exact(short_name) == exact(unit.short_name):
        raise Invalid({"short_name": "Đơn vị đang mang tên này."})
    if any(fold(short_name).startswith(f"{fold(kind.label)} ") for kind in UnitKind):
        raise Invalid({"short_name": "Chỉ ghi tên riêng, không kèm chữ xã, phường, đặc khu."})
    others = Unit.objects.current().filter(kind=unit.kind).exclude(pk=unit.pk).values_list("short_name", flat=True)
    if exact(short_name) in map(exact, others):
        raise Invalid({"short_name": f"Đã có {UnitKind(unit.kind).label} khác mang tên này."})
    renamed = UnitChange.objects.filter(from_unit=unit, to_unit=unit, on__gte=on).order_by("on").last()
    if renamed is not None and renamed.on > on:
        raise Invalid({"on": f"Đơn vị đã đổi tên từ ngày {date_vn(renamed.on)}; cần chọn ngày sau đó."})
    if renamed is not None:
        raise Invalid({"on": "Đã ghi một lần đổi tên vào ngày này."})


@dataclass(frozen=True, slots=True)
class OtherName:
    """A name by which a unit is found, besides its own."""

    unit_id: int
    name: str
    note: str


@transaction.atomic
def add_other_name(*, name: OtherName, by: Any) -> None:
    """A unit is found by one more name. Raises Invalid for one that it has already with another note."""
    _locked([name.unit_id])
    others = UnitName.objects.filter(unit=name.unit_id)
    stored = next((one for one in others if exact(one.name) == exact(name.name)), None)
    if stored is not None and stored.note != name.note:
        noted = f" với ghi chú “{stored.note}”" if stored.note else ", không có ghi chú"
        raise Invalid({"name": f"Đơn vị đã có tên này{noted}. Muốn sửa ghi chú thì bỏ tên đó rồi thêm lại."})
    add_other_names(names=[name], by=by)


@transaction.atomic
def add_other_names(*, names: Sequence[OtherName], by: Any) -> int:
    """Units are found by these names, too. A name that a unit has already takes the note told now. Returns how many
    were added or changed."""
    units = [one.unit_id for one in names]
    _locked(units)
    known = {(one.unit_id, exact(one.name)): one for one in UnitName.objects.filter(unit__in=units).order_by("pk")}
    new, changed = [], []
    for one in names:
        stored = known.get((one.unit_id, exact(one.name)))
        if stored is None:
            new.append(UnitName(unit_id=one.unit_id, name=one.name, note=one.note))
        elif set_changed(stored, {"note": one.note}):
            changed.append(stored)
    with acting(by, action="add_other_names"):
        UnitName.objects.bulk_create(new)
        UnitName.objects.bulk_update(changed, ["note"])
    return len(new) + len(changed)


@transaction.atomic
def remove_other_name(*, name_id: int, by: Any) -> UnitName | None:
    """A name leads to its unit no longer; None when it was gone already. Raises Refused for one that came with a
    change of the unit: that is what happened."""
    name = UnitName.objects.select_for_update().filter(pk=name_id).first()
    if name is None:
        return None
    if name.came_with_id is not None:
        raise Refused(f"“{name.name}” là tên cũ theo một thay đổi của đơn vị nên luôn tìm được.")
    with acting(by, action="remove_other_name"):
        name.delete()
    return name
