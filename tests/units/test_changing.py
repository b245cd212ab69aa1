"""Mergers, new names and other names of units: what ends, what stays, what leads where."""

import threading
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction

from tests.factories.units import AgencyFactory, UnitFactory
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.units.actions import load_units, unit_sort_key
from thanthien.units.agency_changes import end_agency
from thanthien.units.changing import (
    OtherName,
    add_other_names,
    merge_units,
    remove_other_name,
    rename_unit,
    take_back_change,
)
from thanthien.units.enums import UnitKind
from thanthien.units.models import Agency, Unit, UnitChange, UnitName
from thanthien.units.queries import changes_of, meant_by_other_names, search_units

pytestmark = pytest.mark.django_db
DAY = date(2026, 7, 1)
BY_LAW = {"on": DAY, "document_number": "12/NQ-UBTVQH16"}


def a_unit(short_name: str, **fields: Any) -> Unit:
    """A unit with the agencies that every unit has."""
    unit: Unit = UnitFactory(short_name=short_name, **fields)
    AgencyFactory(committee=True, unit=unit)
    return unit


def found(text: str) -> list[str]:
    return [unit.name for unit in search_units(text, on=date(2026, 8, 1))]


def merged(*old: Unit, into: Unit) -> UnitChange:
    merge_units(unit_ids=[unit.pk for unit in old], into_id=into.pk, **BY_LAW, by=None)
    return UnitChange.objects.get(from_unit=old[0])


# --- Mergers ----------------------------------------------------------------------------------------------------------


def test_merged_unit_ends_the_day_before_with_its_agencies_and_keeps_its_row() -> None:
    old, into = a_unit("Cũ"), a_unit("Mới")
    assert merge_units(unit_ids=[old.pk], into_id=into.pk, **BY_LAW, by=None) == 1
    assert list(Unit.objects.order_by("pk").values_list("name", "valid_to")) == [
        ("Phường Cũ", date(2026, 6, 30)),
        ("Phường Mới", None),
    ]
    assert list(Agency.objects.order_by("unit_id").values_list("unit_id", "valid_to")) == [
        (old.pk, date(2026, 6, 30)),
        (into.pk, None),
    ]
    [change] = changes_of(old).answer()
    assert (change.from_name, change.to_name, change.on, change.document_number) == (
        "Phường Cũ", "Phường Mới", DAY, "12/NQ-UBTVQH16",
    )  # fmt: skip
    assert changes_of(into).answer() == [change]


def test_name_of_a_merged_unit_and_its_older_names_lead_to_the_one_that_took_it_in() -> None:
    old, into = a_unit("Cát Tiên"), a_unit("Biển Đông")
    add_other_names(names=[OtherName(old.pk, "Bến Bèo", "")], by=None)
    merged(old, into=into)
    assert [found(text) for text in ("cat tien", "phuong cat tien", "ben beo", "bien dong")] == [
        ["Phường Biển Đông"]
    ] * 4
    assert found("ủy ban nhân dân phường cát tiên 2025") == ["Phường Biển Đông"]


def test_merged_unit_is_found_by_its_name_until_its_last_day_and_the_one_that_took_it_in_from_then_on() -> None:
    old, into = a_unit("Cát Tiên"), a_unit("Biển Đông")
    merged(old, into=into)
    asked = [("cat tien", date(2026, 6, 30)), ("cat tien", DAY), ("ubnd phuong cat tien 2026", date(2026, 6, 30))]
    assert [search_units(text, on=on) for text, on in asked] == [[old], [into], [old]]


def test_unit_does_not_go_into_itself_nor_into_one_that_is_not_there() -> None:
    old, gone, later = (
        a_unit("Cũ"),
        a_unit("Hết", valid_to=date(2026, 1, 1)),
        a_unit("Sau", valid_from=date(2026, 8, 1)),
    )
    wrong = {}
    for into in (old, gone, later):
        with pytest.raises(Invalid) as refused:
            merge_units(unit_ids=[old.pk], into_id=into.pk, **BY_LAW, by=None)
        wrong |= {into.short_name: refused.value.errors}
    assert wrong == {
        "Cũ": {"into": "Phường Cũ nằm trong các đơn vị được sáp nhập; cần chọn đơn vị khác."},
        "Hết": {"into": "Phường Hết không còn hoặc chưa có vào ngày 01/07/2026."},
        "Sau": {"into": "Phường Sau không còn hoặc chưa có vào ngày 01/07/2026."},
    }
    assert not UnitChange.objects.exists()


def test_unit_that_ended_is_not_merged_again_and_none_before_its_first_day() -> None:
    into = a_unit("Mới")
    with pytest.raises(Refused) as refused:
        merge_units(unit_ids=[a_unit("Hết", valid_to=date(2026, 1, 1)).pk], into_id=into.pk, **BY_LAW, by=None)
    assert refused.value.problems == ["Phường Hết đã kết thúc ngày 01/01/2026."]
    with pytest.raises(Invalid) as wrong:
        merge_units(unit_ids=[a_unit("Trẻ", valid_from=DAY).pk], into_id=into.pk, **BY_LAW, by=None)
    assert wrong.value.errors == {"on": "Phường Trẻ có từ ngày 01/07/2026; cần chọn ngày sau đó."}


def test_merger_noted_by_mistake_is_taken_back_whole() -> None:
    old, into = a_unit("Cát Tiên"), a_unit("Biển Đông")
    change = merged(old, into=into)
    take_back_change(change_id=change.pk, by=None)
    old.refresh_from_db()
    assert (old.valid_to, list(Agency.objects.exclude(valid_to=None)), found("cat tien")) == (
        None, [], ["Phường Cát Tiên"],
    )  # fmt: skip
    assert (UnitChange.objects.count(), UnitName.objects.count()) == (0, 0)
    history = UnitChange.pgh_event_model.objects.order_by("pgh_id")  # type: ignore[attr-defined]
    assert list(history.values_list("pgh_label", flat=True)) == ["insert", "delete"]


def test_merger_is_not_taken_back_from_under_the_next_one() -> None:
    first, second, third = a_unit("Một"), a_unit("Hai"), a_unit("Ba")
    change = merged(first, into=second)
    merge_units(unit_ids=[second.pk], into_id=third.pk, on=date(2026, 9, 1), document_number="13", by=None)
    with pytest.raises(Refused) as refused:
        take_back_change(change_id=change.pk, by=None)
    assert refused.value.problems == ["Phường Hai đã có lần sáp nhập tiếp theo. Cần bỏ lần sáp nhập đó trước."]
    assert search_units("phuong mot", on=date(2026, 10, 1)) == [third]


def test_union_that_ended_by_its_own_document_stays_ended() -> None:
    old, into = a_unit("Cát Tiên"), a_unit("Biển Đông")
    union, other = (AgencyFactory(commune_union=True, unit=old, code=code) for code in ("hoi-nd", "hoi-pn"))
    end_agency(agency_id=union.pk, into=None, by=None, **BY_LAW)
    take_back_change(change_id=merged(old, into=into).pk, by=None)
    assert dict(Agency.objects.filter(pk__in=[union.pk, other.pk]).values_list("code", "valid_to")) == {
        "hoi-nd": date(2026, 6, 30),
        "hoi-pn": None,
    }


def test_merger_is_refused_while_an_agency_would_begin_under_a_unit_that_is_gone() -> None:
    old, into = a_unit("Cát Tiên"), a_unit("Biển Đông")
    AgencyFactory(commune_union=True, unit=old, code="hoi-nd", valid_from=DAY)
    AgencyFactory(commune_union=True, unit=old, code="hoi-pn", name="Hội Phụ nữ", valid_from=date(2026, 6, 30))
    with pytest.raises(Refused) as refused:
        merged(old, into=into)
    told = (
        "Hội Nông dân phường Cát Tiên hoạt động từ ngày 01/07/2026, khi phường Cát Tiên không còn. Cần ghi kết thúc "
        "hoạt động của cơ quan này trước, hoặc chọn ngày hiệu lực sau đó."
    )
    assert (refused.value.problems, UnitChange.objects.count()) == ([told], 0)


def test_name_that_another_merger_brings_too_stays_when_one_is_taken_back() -> None:
    first, second, into = a_unit("Cát Tiên"), a_unit("Đình Vũ"), a_unit("Biển Đông")
    add_other_names(names=[OtherName(one.pk, "Bến Bèo", "") for one in (first, second)], by=None)
    change = merged(first, second, into=into)
    take_back_change(change_id=change.pk, by=None)
    left = into.other_names.values_list("name", "came_with__from_unit")
    assert list(left) == [("Bến Bèo", second.pk), ("Phường Đình Vũ", second.pk)]


@pytest.mark.usefixtures("today")
def test_own_old_name_stays_when_a_merger_that_brought_it_too_is_taken_back() -> None:
    old, into = a_unit("Cát Tiên"), a_unit("Biển Đông")
    change = merged(old, into=into)
    renamed(into, "Cát Tiên")
    renamed(Unit.objects.get(pk=into.pk), "Hải Đông", on=date(2026, 7, 2))
    take_back_change(change_id=change.pk, by=None)
    assert list(into.other_names.values_list("name", flat=True)) == ["Phường Biển Đông", "Phường Cát Tiên"]


@pytest.mark.django_db(transaction=True)
def test_second_take_back_waits_and_leaves_alone_what_was_noted_meanwhile() -> None:
    old, into, told = a_unit("Cát Tiên"), a_unit("Biển Đông"), []
    change = merged(old, into=into)

    def take_back_too() -> None:
        try:
            take_back_change(change_id=change.pk, by=None)
        except Stale as problem:
            told.append(str(problem))
        finally:
            connection.close()

    other = threading.Thread(target=take_back_too)
    with transaction.atomic():
        take_back_change(change_id=change.pk, by=None)
        merge_units(unit_ids=[old.pk], into_id=into.pk, on=date(2026, 9, 1), document_number="13", by=None)
        other.start()
        other.join(timeout=0.5)
        waits = other.is_alive()
    other.join()
    old.refresh_from_db()
    assert (waits, told, old.valid_to) == (
        True, ["Thay đổi này đã được người khác bỏ ghi. Vui lòng tải lại trang."], date(2026, 8, 31),
    )  # fmt: skip


# --- New names --------------------------------------------------------------------------------------------------------


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(2026, 8, 1))


def renamed(unit: Unit, short_name: str, **given: Any) -> Unit:
    seen = {"short_name": unit.short_name}
    return rename_unit(unit_id=unit.pk, short_name=short_name, **({"seen": seen, **BY_LAW, "by": None} | given))


@pytest.mark.usefixtures("today")
def test_new_name_goes_to_the_agencies_and_the_old_one_still_leads_there() -> None:
    unit = a_unit("Hải An", code="11407")
    renamed(unit, "Hải An Mới")
    unit.refresh_from_db()
    assert (unit.name, Agency.objects.get(code="ubnd-11407").name) == (
        "Phường Hải An Mới",
        "Ủy ban nhân dân phường Hải An Mới",
    )
    assert list(UnitName.objects.values_list("name", "note")) == [("Phường Hải An", "Tên trước ngày 01/07/2026")]
    [change] = changes_of(unit).answer()
    assert (change.from_name, change.to_name, change.kind) == ("Phường Hải An", "Phường Hải An Mới", "rename")


@pytest.mark.usefixtures("today")
@pytest.mark.parametrize(
    ("short_name", "given", "errors"),
    [
        ("Hải  an", {}, {"short_name": "Đơn vị đang mang tên này."}),
        ("Phường Hải An", {}, {"short_name": "Chỉ ghi tên riêng, không kèm chữ xã, phường, đặc khu."}),
        ("Ngô Quyền", {}, {"short_name": "Đã có phường khác mang tên này."}),
        ("Khác", {"on": date(2026, 8, 2)}, {"on": "Ngày hiệu lực chưa đến. Tên mới được ghi từ ngày đó."}),
        ("Khác", {"on": date(2025, 6, 30)}, {"on": "Đơn vị có từ ngày 01/07/2025."}),
    ],
)
def test_name_that_can_not_be_is_told(short_name: str, given: dict[str, Any], errors: dict[str, str]) -> None:
    a_unit("Ngô Quyền")
    with pytest.raises(Invalid) as refused:
        renamed(a_unit("Hải An"), short_name, **given)
    assert (refused.value.errors, UnitChange.objects.count()) == (errors, 0)


@pytest.mark.usefixtures("today")
def test_name_is_not_written_over_one_that_was_not_seen() -> None:
    unit = a_unit("Hải An")
    with pytest.raises(Stale) as refused:
        renamed(unit, "Khác", seen={"short_name": "Hải Yên"})
    assert refused.value.current == {"short_name": "Hải An"}


@pytest.mark.usefixtures("today")
def test_second_new_name_on_one_day_is_told_before_the_database_says_it() -> None:
    unit = a_unit("Hải An")
    again = renamed(unit, "Hải Yên")
    with pytest.raises(Invalid) as refused:
        renamed(again, "Hải Hà")
    assert refused.value.errors == {"on": "Đã ghi một lần đổi tên vào ngày này."}


@pytest.mark.usefixtures("today")
def test_new_name_is_not_taken_back_like_a_merger() -> None:
    unit = renamed(a_unit("Hải An"), "Hải Yên")
    with pytest.raises(Refused) as refused:
        take_back_change(change_id=UnitChange.objects.get().pk, by=None)
    assert refused.value.problems == ["Chỉ bỏ được việc sáp nhập ghi nhầm. Tên ghi nhầm thì đổi tên lần nữa."]
    unit.refresh_from_db()
    assert unit.short_name == "Hải Yên"


@pytest.mark.usefixtures("today")
def test_merger_noted_ahead_is_told_as_one_to_come() -> None:
    old, into, third = a_unit("Cát Tiên"), a_unit("Biển Đông"), a_unit("Đình Vũ")
    ahead = {"on": date(2026, 9, 1), "document_number": "13", "by": None}
    merge_units(unit_ids=[old.pk], into_id=into.pk, **ahead)
    with pytest.raises(Refused) as refused:
        merge_units(unit_ids=[old.pk], into_id=third.pk, **ahead)
    with pytest.raises(Invalid) as wrong:
        merge_units(unit_ids=[third.pk], into_id=old.pk, **ahead)
    assert (refused.value.problems, wrong.value.errors, meant_by_other_names("cat tien")) == (
        ["Phường Cát Tiên sẽ sáp nhập từ ngày 01/09/2026."],
        {"into": "Phường Cát Tiên sẽ sáp nhập từ ngày 01/09/2026; cần chọn đơn vị khác."},
        {},
    )


@pytest.mark.usefixtures("today")
def test_unit_takes_a_new_name_while_its_merger_is_to_come_and_that_name_leads_on_too() -> None:
    old, into = a_unit("Cát Tiên"), a_unit("Biển Đông")
    merge_units(unit_ids=[old.pk], into_id=into.pk, on=date(2026, 9, 1), document_number="13", by=None)
    renamed(Unit.objects.get(pk=old.pk), "Cát Linh")
    renamed(into, "Biển Xanh")
    merger = UnitChange.objects.get(kind="merge")
    assert (merger.from_name, merger.to_name) == ("Phường Cát Linh", "Phường Biển Xanh")
    asked = [(text, on) for text in ("cat linh", "cat tien") for on in (date(2026, 8, 31), date(2026, 9, 1))]
    found_on = [[unit.short_name for unit in search_units(text, on=on)] for text, on in asked]
    assert found_on == [["Cát Linh"], ["Biển Xanh"], ["Cát Linh"], ["Biển Xanh"]]


@pytest.mark.usefixtures("today")
def test_unit_that_ended_takes_no_new_name() -> None:
    old = a_unit("Cát Tiên")
    merged(old, into=a_unit("Biển Đông"))
    with pytest.raises(Refused) as refused:
        renamed(old, "Cát Linh")
    assert refused.value.problems == ["Phường Cát Tiên đã kết thúc ngày 30/06/2026, không đổi tên nữa."]


# --- Other names ------------------------------------------------------------------------------------------------------


def test_place_brings_the_names_people_use() -> None:
    load_units(by=None)
    load_units(by=None)
    assert [[unit.name for unit in search_units(text)] for text in ("cát bà", "bach long vy", "bạch long vĩ")] == [
        ["Đặc khu Cát Hải"], ["Đặc khu Bạch Long Vĩ"], ["Đặc khu Bạch Long Vĩ"],
    ]  # fmt: skip
    assert UnitName.objects.count() == 2


def test_load_units_a_second_time_leaves_names_alone() -> None:
    load_units(by=None)
    unit = Unit.objects.get(code="10507")
    rename_unit(
        unit_id=unit.pk, short_name="Thành Tây", on=date(2025, 7, 2), document_number="5/NQ-UBTVQH16", by=None,
        seen=None,
    )  # fmt: skip
    removed = UnitName.objects.filter(came_with=None)
    kept = removed.order_by("pk").last()
    assert kept
    removed.exclude(pk=kept.pk).delete()
    load_units(by=None)
    unit.refresh_from_db()
    names = UnitName.objects.order_by("pk").values_list("name", flat=True)
    assert (unit.name, unit.sort_key, list(names)) == (
        "Phường Thành Tây", unit_sort_key("Thành Tây", "phuong"), [kept.name, "Phường Thành Đông"],
    )  # fmt: skip
    assert unit.agencies.in_list_order()[0].name == "Ủy ban nhân dân phường Thành Tây"


def test_name_of_today_comes_before_another_name() -> None:
    by_other, by_name = UnitFactory(short_name="An Lạc"), UnitFactory(short_name="Bình An")
    add_other_names(names=[OtherName(by_other.pk, "Bình An", "")], by=None)
    assert search_units("binh an") == [by_name, by_other]


def test_other_name_is_kept_once_and_takes_the_newest_note() -> None:
    unit = UnitFactory()
    given = [OtherName(unit.pk, "Cát Bà", "thị trấn")]
    counts = [add_other_names(names=names, by=None) for names in (given, given, [OtherName(unit.pk, "cát bà", "đảo")])]
    assert (counts, list(UnitName.objects.values_list("name", "note"))) == ([1, 0, 1], [("Cát Bà", "đảo")])


def test_removed_name_leads_nowhere_and_one_by_law_stays() -> None:
    old, into = a_unit("Cát Tiên"), a_unit("Biển Đông", kind=UnitKind.PHUONG)
    add_other_names(names=[OtherName(into.pk, "Bến Bèo", "")], by=None)
    typed = UnitName.objects.get()
    gone = remove_other_name(name_id=typed.pk, by=None)
    assert (gone and gone.name, remove_other_name(name_id=typed.pk, by=None)) == ("Bến Bèo", None)
    assert search_units("ben beo") == []
    merged(old, into=into)
    with pytest.raises(Refused) as refused:
        remove_other_name(name_id=UnitName.objects.get().pk, by=None)
    assert refused.value.problems == ["“Phường Cát Tiên” là tên cũ theo một thay đổi của đơn vị nên luôn tìm được."]


def test_empty_text_asks_for_no_other_name(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert meant_by_other_names(" ") == {}
