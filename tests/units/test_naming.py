"""Names of units and agencies: one at a time gives one, and nobody's words are lost."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.at_once import at_once
from tests.factories.units import AgencyFactory, UnitFactory
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.units.agency_changes import end_agency, open_agency, rename_agency
from thanthien.units.changing import OtherName, add_other_name, merge_units, rename_unit, take_back_change
from thanthien.units.enums import AgencyKind
from thanthien.units.models import Agency, Unit, UnitChange, UnitName

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 1)
BY_LAW: dict[str, Any] = {"on": DAY, "document_number": "1/QĐ-UBND", "by": None}


def opened(code: str, name: str) -> Any:
    return open_agency(code=code, name=name, label="", kind=AgencyKind.DEPARTMENT, unit=None, **BY_LAW)


@pytest.mark.django_db(transaction=True)
def test_two_units_do_not_take_one_name_at_once() -> None:
    one, two = UnitFactory.create_batch(2)

    def named(unit: Unit) -> Unit:
        return rename_unit(unit_id=unit.pk, short_name="Trùng", seen=None, **BY_LAW)

    assert at_once(lambda: named(one), lambda: named(two)) == {"short_name": "Đã có phường khác mang tên này."}


@pytest.mark.django_db(transaction=True)
def test_two_agencies_do_not_take_one_name_or_code_at_once() -> None:
    told = [
        at_once(lambda: opened("so-1", "Sở Một"), lambda: opened("so-2", "Sở Một")),
        at_once(lambda: opened("so-3", "Sở Ba"), lambda: opened("so-3", "Sở Bốn")),
    ]
    assert told == [{"name": "Đã có cơ quan khác mang tên này."}, {"code": "Đã có cơ quan mang mã này."}]


def test_note_of_another_name_is_not_written_over_by_adding_the_name_again() -> None:
    unit = UnitFactory()
    for note in ("của A", "của A"):
        add_other_name(name=OtherName(unit.pk, "Bến", note), by=None)
    with pytest.raises(Invalid) as refused:
        add_other_name(name=OtherName(unit.pk, "bến", "của B"), by=None)
    assert (refused.value.errors, list(UnitName.objects.values_list("name", "note"))) == (
        {"name": "Đơn vị đã có tên này với ghi chú “của A”. Muốn sửa ghi chú thì bỏ tên đó rồi thêm lại."},
        [("Bến", "của A")],
    )


def test_agency_that_ended_takes_no_name() -> None:
    agency = AgencyFactory(valid_to=date(2026, 1, 31))
    with pytest.raises(Refused) as refused:
        rename_agency(agency_id=agency.pk, name="Sở Khác", label="", seen=None, **BY_LAW)
    assert refused.value.problems == ["Cơ quan đã kết thúc ngày 31/01/2026, không đổi tên nữa."]


def wrong_in(act: Callable[[], Any]) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        act()
    return refused.value.errors


def merged(old: Unit, into: Unit, on: date) -> None:
    merge_units(unit_ids=[old.pk], into_id=into.pk, **(BY_LAW | {"on": on}))


def unit_named(unit: Unit, short_name: str, on: date) -> None:
    rename_unit(unit_id=unit.pk, short_name=short_name, seen=None, **(BY_LAW | {"on": on}))


def agency_named(agency: Agency, name: str, on: date) -> None:
    rename_agency(agency_id=agency.pk, name=name, label="", seen=None, **(BY_LAW | {"on": on}))


def ended(agency: Agency, into: Agency | None, on: date) -> None:
    end_agency(agency_id=agency.pk, into=into, **(BY_LAW | {"on": on}))


def test_unit_does_not_end_before_what_is_noted_of_it() -> None:
    one, two, three = (UnitFactory(short_name=name) for name in ("Một", "Hai", "Ba"))
    merged(one, two, date(2026, 9, 1))
    unit_named(three, "Ba Mới", DAY)
    assert [
        wrong_in(lambda: merged(two, three, date(2026, 9, 1))),
        wrong_in(lambda: merged(three, two, DAY)),
        wrong_in(lambda: unit_named(three, "Ba Cũ", date(2025, 12, 31))),
    ] == [
        {"on": "Phường Hai tiếp nhận đơn vị khác từ ngày 01/09/2026; cần chọn ngày sau đó."},
        {"on": "Phường Ba Mới đổi tên từ ngày 01/01/2026; cần chọn ngày sau đó."},
        {"on": "Đơn vị đã đổi tên từ ngày 01/01/2026; cần chọn ngày sau đó."},
    ]
    merged(two, three, date(2026, 9, 2))


def test_agency_does_not_end_before_what_is_noted_of_it() -> None:
    one, two, three = (AgencyFactory(name=f"Sở {name}") for name in ("Một", "Hai", "Ba"))
    ended(one, two, date(2026, 9, 1))
    agency_named(three, "Sở Ba Mới", DAY)
    assert [
        wrong_in(lambda: ended(two, three, date(2026, 9, 1))),
        wrong_in(lambda: ended(three, None, DAY)),
        wrong_in(lambda: agency_named(three, "Sở Ba Cũ", date(2025, 12, 31))),
    ] == [
        {"on": "Cơ quan tiếp nhận việc của Sở Một từ ngày 01/09/2026; cần chọn ngày sau đó."},
        {"on": "Cơ quan đã đổi tên từ ngày 01/01/2026; cần chọn ngày sau đó."},
        {"on": "Cơ quan đã đổi tên từ ngày 01/01/2026; cần chọn ngày đó hoặc ngày sau."},
    ]
    ended(two, three, date(2026, 9, 2))


@pytest.mark.django_db(transaction=True)
def test_two_agencies_do_not_go_into_each_other_at_once() -> None:
    one, two = AgencyFactory(name="Sở Một"), AgencyFactory(name="Sở Hai")
    told = at_once(lambda: ended(one, two, DAY), lambda: ended(two, one, DAY))
    assert told == {"on": "Cơ quan tiếp nhận việc của Sở Một từ ngày 01/01/2026; cần chọn ngày sau đó."}


def union(unit: Unit, on: date) -> Agency:
    of_unit: dict[str, Any] = {"kind": AgencyKind.COMMUNE_UNION, "unit": unit}
    return open_agency(code=f"hoi-{unit.pk}", name=f"Hội {unit.pk}", label="", **of_unit, **(BY_LAW | {"on": on}))


def test_union_begins_in_the_days_of_its_unit() -> None:
    gone, young = UnitFactory(short_name="Cũ"), UnitFactory(short_name="Mới", valid_from=DAY)
    merged(gone, young, date(2026, 9, 1))
    assert [wrong_in(lambda: union(gone, DAY)), wrong_in(lambda: union(young, date(2025, 12, 31)))] == [
        {"unit": "Phường Cũ có ngày cuối là 31/08/2026; cần chọn đơn vị khác."},
        {"on": "Phường Mới có từ ngày 01/01/2026; cần chọn ngày đó hoặc ngày sau."},
    ]


def test_union_with_a_later_end_ends_with_its_unit_and_has_its_end_again_after_a_mistake() -> None:
    old, into = UnitFactory(), UnitFactory()
    agency = union(old, DAY)
    ended(agency, None, date(2026, 12, 1))
    merged(old, into, date(2026, 9, 1))
    agency.refresh_from_db()
    with_unit = agency.valid_to
    take_back_change(change_id=UnitChange.objects.get().pk, by=None)
    agency.refresh_from_db()
    assert (with_unit, agency.valid_to) == (date(2026, 8, 31), date(2026, 11, 30))
