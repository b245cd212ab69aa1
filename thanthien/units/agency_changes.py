"""Agencies begin, take another name and end, each by a document and on a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.acting.seen import Values, refuse_unseen, set_changed, values_of
from thanthien.core.audit import acting
from thanthien.core.calendar import ONE_DAY
from thanthien.core.formats import date_vn
from thanthien.core.text import exact, sort_key
from thanthien.units.enums import COMMUNE_KINDS, EVERY_UNIT_KINDS, AgencyChangeKind, AgencyKind
from thanthien.units.holds import held_by
from thanthien.units.models import Agency, AgencyChange, Unit
from thanthien.units.naming import hold_names
from thanthien.units.successions import Changed, follow_change, with_name_until

AGENCY_NAMES = ("name", "label")
_OF_UNIT = "Cơ quan này đi theo đơn vị: kết thúc khi đơn vị sáp nhập, đổi tên khi đơn vị đổi tên."


@transaction.atomic
def open_agency(
    *, code: str, name: str, label: str, kind: AgencyKind, unit: Unit | None, on: date, document_number: str, by: Any
) -> Agency:
    """A new agency of the city, or a union or board of a unit.

    Raises Invalid for a code or name that another one has, for a unit that doesn't go with the kind or has an end,
    for a day before the unit's first one, and for a kind that every unit has by itself.
    """
    hold_names()
    _refuse_new(code, name, kind, unit)
    if unit:
        _refuse_outside(unit.pk, on)
    with acting(by, action="open_agency"):
        agency = Agency.objects.create(
            code=code, name=name, label=label, kind=kind, unit=unit, valid_from=on, sort_key=sort_key(name)
        )
        _note(agency, AgencyChangeKind.OPEN, on, document_number)
    return agency


def _refuse_new(code: str, name: str, kind: AgencyKind, unit: Unit | None) -> None:
    wrong = {}
    if Agency.objects.filter(code=code).exists():
        wrong["code"] = "Đã có cơ quan mang mã này."
    if _named(name, None):
        wrong["name"] = "Đã có cơ quan khác mang tên này."
    if kind in EVERY_UNIT_KINDS:
        wrong["kind"] = "Cơ quan loại này có sẵn cùng đơn vị."
    elif (kind in COMMUNE_KINDS) != (unit is not None):
        wrong["unit"] = (
            "Cơ quan của thành phố không thuộc xã, phường, đặc khu."
            if unit
            else "Cần ghi xã, phường, đặc khu của tổ chức này."
        )
    if wrong:
        raise Invalid(wrong)


def _refuse_outside(unit_id: int, on: date) -> None:
    """An agency of a unit begins in the days of the unit, which is held: a merger meanwhile waits."""
    unit = Unit.objects.select_for_update(no_key=True).get(pk=unit_id)
    if unit.valid_to is not None:
        raise Invalid({"unit": f"{unit.name} có ngày cuối là {date_vn(unit.valid_to)}; cần chọn đơn vị khác."})
    if on < unit.valid_from:
        raise Invalid({"on": f"{unit.name} có từ ngày {date_vn(unit.valid_from)}; cần chọn ngày đó hoặc ngày sau."})


def _named(name: str, besides: Agency | None) -> bool:
    """Whether an agency of today bears the name."""
    others = Agency.objects.current().values_list("pk", "name")
    return any(exact(name) == exact(other) and (besides is None or pk != besides.pk) for pk, other in others)


@transaction.atomic
def rename_agency(
    *, agency_id: int, name: str, label: str, on: date | None, document_number: str, by: Any, seen: Values | None
) -> Agency:
    """Give an agency its new name from a day on; history keeps the old one. A shorter name alone needs no document.

    ``seen``: the names that the person saw (None: no person looked); Stale when it has other ones by now. Raises
    Invalid for a name that another one has, and without day and document; Refused for one that has ended or that
    follows its unit.
    """
    hold_names()
    agency = _locked(agency_id)
    if agency.valid_to is not None:
        raise Refused(f"Cơ quan đã kết thúc ngày {date_vn(agency.valid_to)}, không đổi tên nữa.")
    refuse_unseen(values_of(agency, AGENCY_NAMES), seen)
    if name != agency.name:
        _refuse_new_name(agency, name, on, document_number)
    before = _named_now(agency)
    changed = set_changed(agency, {"name": name, "label": label, "sort_key": sort_key(name)})
    with acting(by, action="rename_agency"):
        agency.save(update_fields=changed)
        if "name" in changed and on:
            change = _note(agency, AgencyChangeKind.RENAME, on, document_number)
            _keep_names(before, on)
            follow_change(Changed(change, before), by=by)
    return agency


def _refuse_new_name(agency: Agency, name: str, on: date | None, document_number: str) -> None:
    wrong = {}
    if _named(name, agency):
        wrong["name"] = "Đã có cơ quan khác mang tên này."
    if on is None:
        wrong["on"] = "Đổi tên thì cần ghi ngày hiệu lực."
    elif on > clock.today():
        wrong["on"] = "Ngày hiệu lực chưa đến. Tên mới được ghi từ ngày đó."
    elif on < agency.valid_from:
        wrong["on"] = f"Cơ quan có từ ngày {date_vn(agency.valid_from)}."
    elif before := _renamed_from(agency, on + ONE_DAY):
        wrong["on"] = f"{before}; cần chọn ngày đó hoặc ngày sau."
    if not document_number:
        wrong["document_number"] = "Đổi tên thì cần ghi số văn bản."
    if wrong:
        raise Invalid(wrong)


def _renamed_from(agency: Agency, day: date) -> str:
    renamed = agency.changes.filter(kind=AgencyChangeKind.RENAME, on__gte=day).order_by("on").last()
    return f"Cơ quan đã đổi tên từ ngày {date_vn(renamed.on)}" if renamed else ""


def _change_from(agency: Agency, day: date) -> str:
    """What is noted of the agency on that day or later, in words: another name, or work it takes over. Empty: none."""
    if renamed := _renamed_from(agency, day):
        return renamed
    if taken := agency.changes_in.filter(on__gte=day).select_related("agency").order_by("on").last():
        return f"Cơ quan tiếp nhận việc của {taken.agency.name} từ ngày {date_vn(taken.on)}"
    return ""


@transaction.atomic
def end_agency(
    *, agency_id: int, on: date, document_number: str, into: Agency | None, by: Any, signed_on: date | None = None
) -> Agency:
    """The agency is no more from a day on; ``into`` goes on with its work. What it did keeps its name. ``signed_on``:
    the day of the document.

    Raises Refused while people hold roles there or work waits for it (:mod:`thanthien.units.holds`), for one that has
    ended and for one that follows its unit; Invalid for a wrong day or successor.
    """
    agency = _locked(agency_id, *([into.pk] if into else []))
    last_day = date.fromordinal(on.toordinal() - 1)
    _refuse_end(agency, on, last_day, into)
    if signed_on and signed_on > min(on, clock.today()):
        raise Invalid({"signed_on": "Ngày ký văn bản không sau hôm nay và không sau ngày hiệu lực."})
    before = _named_now(agency)
    agency.valid_to = last_day
    with acting(by, action="end_agency"):
        agency.save(update_fields=["valid_to"])
        if into:
            _pass_on(agency, into, on)
        change = _note(agency, AgencyChangeKind.END, on, document_number, into, signed_on)
        _keep_names(before, on)
        follow_change(Changed(change, before), by=by)
    return agency


def end_ahead(agency: Agency) -> AgencyChange | None:
    """The end of the agency itself that was noted ahead; None for one that ends with its unit alone."""
    change = agency.changes.filter(kind=AgencyChangeKind.END).select_related("into").order_by("pk").last()
    return change if change and change.on > clock.today() else None


@transaction.atomic
def take_back_end(*, agency_id: int, by: Any) -> Agency:
    """An end that was noted ahead never comes: the agency goes on, no longer than its unit, and nobody takes its work
    over. Raises Refused where none is ahead, or where who was to take over is to pass the work on itself."""
    agency = _locked(agency_id)
    change = end_ahead(agency)
    if change is None:
        raise Refused("Chỉ bỏ được việc kết thúc có ngày hiệu lực chưa đến.")
    with acting(by, action="take_back_end"):
        if change.into:
            _refuse_passed_on(agency, change.into)
            _take_back_work(agency, change)
        for one in Agency.objects.filter(pk__in=[agency.pk, *(number for number, _, _ in agency.took_over.values())]):
            one.called_before = [row for row in one.called_before if date.fromisoformat(row[0]) != change.on]
            one.save(update_fields=["called_before"])
        agency.valid_to = Unit.objects.get(pk=agency.unit_id).valid_to if agency.unit_id else None  # it goes with it
        agency.save(update_fields=["valid_to"])
        change.delete()
    return agency


def _refuse_passed_on(agency: Agency, into: Agency) -> None:
    if agency.passed_to_id != into.pk:
        raise Refused(f"{into.name} đã được ghi kết thúc hoạt động. Cần bỏ ghi việc đó trước.")


def _take_back_work(agency: Agency, change: AgencyChange) -> None:
    """Who was to go on doesn't; what the agency itself took over earlier is its own again."""
    [into] = Agency.objects.select_for_update(no_key=True).filter(changes_in=change)
    gone = {agency.code, *agency.took_over}
    into.took_over = {code: row for code, row in into.took_over.items() if code not in gone}
    into.save(update_fields=["took_over"])
    Agency.objects.filter(code__in=agency.took_over).update(passed_to=agency)
    agency.passed_to = None
    agency.save(update_fields=["passed_to"])


def _pass_on(agency: Agency, into: Agency, on: date) -> None:
    """``into`` does the work of the agency, and of those whose work that one did, from a day on."""
    into = Agency.objects.get(pk=into.pk)  # as it is now that it is held
    taken = {code: (number, name, on.isoformat()) for code, (number, name, _) in agency.took_over.items()}
    into.took_over = into.took_over | taken | {agency.code: (agency.pk, agency.name, on.isoformat())}
    into.save(update_fields=["took_over"])
    for former in Agency.objects.filter(pk__in=[agency.pk, *(number for number, _, _ in taken.values())]):
        former.passed_to = into
        former.save(update_fields=["passed_to"])
    agency.passed_to = into


def _named_now(agency: Agency) -> dict[int, str]:
    """What the agency, and those whose work it does, are called."""
    return {one.pk: one.called for one in Agency.objects.filter(pk__in=agency.spoken_for).select_related("passed_to")}


def _keep_names(named: Mapping[int, str], until: date) -> None:
    """What these were called stays with them, for what they said before that day."""
    for one in Agency.objects.filter(pk__in=named):
        one.called_before = with_name_until(one.called_before, named[one.pk], until)
        one.save(update_fields=["called_before"])


def _refuse_end(agency: Agency, on: date, last_day: date, into: Agency | None) -> None:
    if agency.valid_to is not None:
        raise Refused(f"Cơ quan đã kết thúc ngày {date_vn(agency.valid_to)}.")
    if on <= agency.valid_from:
        raise Invalid({"on": f"Cơ quan có từ ngày {date_vn(agency.valid_from)}; cần chọn ngày sau đó."})
    if before := _change_from(agency, on):
        raise Invalid({"on": f"{before}; cần chọn ngày sau đó."})
    if into and (into == agency or not Agency.objects.current(on).filter(pk=into.pk).exists()):
        raise Invalid({"into": f"Cần chọn một cơ quan khác, còn hoạt động vào ngày {date_vn(on)}."})
    if held := held_by(agency, last_day, into):
        raise Refused(held)


def _locked(agency_id: int, *others: int) -> Agency:
    """The agency, held together with others. Raises Refused for one that follows its unit."""
    held = Agency.objects.select_for_update(no_key=True).filter(pk__in=(agency_id, *others)).order_by("pk")
    agency = {one.pk: one for one in held}[agency_id]
    if agency.kind in EVERY_UNIT_KINDS:
        raise Refused(_OF_UNIT)
    return agency


def _note(
    agency: Agency,
    kind: AgencyChangeKind,
    on: date,
    document_number: str,
    into: Agency | None = None,
    signed_on: date | None = None,
) -> AgencyChange:
    return AgencyChange.objects.create(
        agency=agency, kind=kind, on=on, document_number=document_number, name=agency.name, into=into,
        signed_on=signed_on,
    )  # fmt: skip
