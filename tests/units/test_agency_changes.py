"""Agencies begin, take another name and end."""

from datetime import date, datetime
from typing import Any

import pytest

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, UnitFactory
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.core.formats import date_vn
from thanthien.units.agency_changes import end_agency, end_ahead, open_agency, rename_agency, take_back_end
from thanthien.units.enums import AgencyKind
from thanthien.units.models import Agency, AgencyChange, Unit
from thanthien.units.successions import name_on

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 1)
_FIRST_END_ROLES = "Cần kết thúc các vai trò đó trước, ở trang “Người dùng”."
NEW = {"code": "so-moi", "name": "Sở Mới", "label": "", "kind": AgencyKind.DEPARTMENT, "unit": None}


def opened(**fields: Any) -> Agency:
    return open_agency(**(NEW | fields), on=DAY, document_number="1/QĐ-UBND", by=None)


def renamed(agency: Agency, **given: Any) -> Agency:
    told = {"name": "Sở Khác", "label": "", "on": DAY, "document_number": "2/QĐ-UBND", "seen": None}
    return rename_agency(agency_id=agency.pk, by=None, **(told | given))


def ended(agency: Agency, into: Agency | None = None, on: date = date(2026, 6, 1)) -> Agency:
    return end_agency(agency_id=agency.pk, on=on, document_number="3/QĐ-UBND", into=into, by=None)


def changes(agency: Agency) -> list[tuple[Any, ...]]:
    return list(agency.changes.values_list("kind", "on", "document_number", "name", "into__code"))


def test_agency_is_opened_renamed_and_ended_with_day_and_document() -> None:
    agency, other = opened(), AgencyFactory(code="so-khac-nua")
    renamed(agency, seen={"name": "Sở Mới", "label": ""})
    ended(agency, into=other)
    agency.refresh_from_db()
    assert (agency.name, agency.valid_from, agency.valid_to) == ("Sở Khác", DAY, date(2026, 5, 31))
    assert changes(agency) == [
        ("open", DAY, "1/QĐ-UBND", "Sở Mới", None),
        ("rename", DAY, "2/QĐ-UBND", "Sở Khác", None),
        ("end", date(2026, 6, 1), "3/QĐ-UBND", "Sở Khác", "so-khac-nua"),
    ]


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"code": "so-cu"}, {"code": "Đã có cơ quan mang mã này."}),
        ({"name": "SỞ  Cũ"}, {"name": "Đã có cơ quan khác mang tên này."}),
        ({"kind": AgencyKind.COMMUNE_FRONT}, {"kind": "Cơ quan loại này có sẵn cùng đơn vị."}),
        ({"kind": AgencyKind.COMMUNE_UNION}, {"unit": "Cần ghi xã, phường, đặc khu của tổ chức này."}),
    ],
)
def test_agency_that_can_not_be_opened_is_told(fields: dict[str, Any], errors: dict[str, str]) -> None:
    AgencyFactory(code="so-cu", name="Sở Cũ")
    with pytest.raises(Invalid) as refused:
        opened(**fields)
    assert (refused.value.errors, AgencyChange.objects.count()) == (errors, 0)


def test_union_belongs_to_its_unit_and_a_department_to_none() -> None:
    unit = UnitFactory()
    union = opened(code="hoi-nd", name="Hội Nông dân", kind=AgencyKind.COMMUNE_UNION, unit=unit)
    assert union.unit == unit
    with pytest.raises(Invalid) as refused:
        opened(unit=unit)
    assert refused.value.errors == {"unit": "Cơ quan của thành phố không thuộc xã, phường, đặc khu."}


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({"name": "Sở Thứ Hai"}, {"name": "Đã có cơ quan khác mang tên này."}),
        (
            {"on": None, "document_number": ""},
            {"on": "Đổi tên thì cần ghi ngày hiệu lực.", "document_number": "Đổi tên thì cần ghi số văn bản."},
        ),
        ({"on": date(2999, 1, 1)}, {"on": "Ngày hiệu lực chưa đến. Tên mới được ghi từ ngày đó."}),
        ({"on": date(2025, 1, 1)}, {"on": "Cơ quan có từ ngày 01/07/2025."}),
    ],
)
def test_new_name_that_can_not_be_is_told(given: dict[str, Any], errors: dict[str, str]) -> None:
    AgencyFactory(name="Sở Thứ Hai")
    with pytest.raises(Invalid) as refused:
        renamed(AgencyFactory(), **given)
    assert (refused.value.errors, AgencyChange.objects.count()) == (errors, 0)


def test_shorter_name_alone_needs_no_document() -> None:
    agency = AgencyFactory(name="Sở Một")
    renamed(agency, name="Sở Một", label="Sở 1", on=None, document_number="")
    assert (Agency.objects.get().label, changes(agency)) == ("Sở 1", [])


def test_name_is_not_written_over_one_that_was_not_seen() -> None:
    agency = AgencyFactory(name="Sở Một")
    with pytest.raises(Stale) as refused:
        renamed(agency, seen={"name": "Sở Cũ", "label": ""})
    assert refused.value.current == {"name": "Sở Một", "label": ""}


def test_agency_of_every_unit_follows_its_unit() -> None:
    agency = AgencyFactory(committee=True)
    for act in (renamed, ended):
        with pytest.raises(Refused) as refused:
            act(agency)
        assert refused.value.problems == [
            "Cơ quan này đi theo đơn vị: kết thúc khi đơn vị sáp nhập, đổi tên khi đơn vị đổi tên."
        ]


def test_agency_does_not_end_while_people_hold_roles_there() -> None:
    someone = person(Role.APPRAISER)
    agency = someone.memberships.get().agency
    last_day = date(2026, 12, 31)
    with pytest.raises(Refused) as refused:
        ended(agency, on=date(2027, 1, 1))
    assert refused.value.problems == [
        f"Còn 1 người giữ vai trò tại cơ quan sau ngày {date_vn(last_day)}. {_FIRST_END_ROLES}"
    ]
    someone.memberships.update(valid_to=last_day)
    assert ended(agency, on=date(2027, 1, 1)).valid_to == last_day


def test_agency_ends_once_after_its_first_day_and_not_into_itself() -> None:
    agency, gone = AgencyFactory(), AgencyFactory(valid_to=date(2026, 1, 31))
    wrong = []
    for act in (lambda: ended(agency, on=date(2025, 7, 1)), lambda: ended(agency, agency), lambda: ended(agency, gone)):
        with pytest.raises(Invalid) as refused:
            act()
        wrong.append(refused.value.errors)
    assert wrong == [
        {"on": "Cơ quan có từ ngày 01/07/2025; cần chọn ngày sau đó."},
        {"into": "Cần chọn một cơ quan khác, còn hoạt động vào ngày 01/06/2026."},
        {"into": "Cần chọn một cơ quan khác, còn hoạt động vào ngày 01/06/2026."},
    ]
    ended(agency)
    with pytest.raises(Refused) as again:
        ended(agency)
    assert again.value.problems == ["Cơ quan đã kết thúc ngày 31/05/2026."]


def test_agency_that_goes_on_speaks_for_all_whose_work_came_to_it() -> None:
    first, second, last = (AgencyFactory(code=code, name=code.title()) for code in ("so-a", "so-b", "so-c"))
    ended(first, into=second)
    ended(Agency.objects.get(pk=second.pk), into=last, on=date(2026, 7, 1))
    first, last = Agency.objects.get(pk=first.pk), Agency.objects.get(pk=last.pk)
    assert (first.passed_to, last.took_over) == (
        last, {"so-a": [first.pk, "So-A", "2026-07-01"], "so-b": [second.pk, "So-B", "2026-07-01"]},
    )  # fmt: skip
    with clock.set_to(date(2026, 6, 30)):
        assert last.spoken_for == {last.pk}
    with clock.set_to(date(2026, 7, 1)):
        assert (last.spoken_for, first.called) == ({first.pk, second.pk, last.pk}, "So-C (tiếp nhận việc của So-A)")


def test_until_the_day_of_a_second_succession_the_first_one_speaks() -> None:
    first, second, last = (AgencyFactory(code=code, name=code.title()) for code in ("so-a", "so-b", "so-c"))
    with clock.set_to(date(2026, 6, 15)):
        ended(first, into=second)
        ended(Agency.objects.get(pk=second.pk), into=last, on=date(2026, 7, 1))
    told = {}
    for day in (date(2026, 6, 30), date(2026, 7, 1)):
        with clock.set_to(day):
            now = Agency.objects.get(pk=first.pk)
            told[day.isoformat()] = (now.speaker, now.called)
    assert told == {
        "2026-06-30": (second, "So-B (tiếp nhận việc của So-A)"),
        "2026-07-01": (last, "So-C (tiếp nhận việc của So-A)"),
    }
    assert Agency.objects.get(pk=first.pk).called_before == [
        ["2026-06-01", "So-A"], ["2026-07-01", "So-B (tiếp nhận việc của So-A)"],
    ]  # fmt: skip


def test_name_of_a_day_is_the_one_that_it_had_then() -> None:
    agency, into = AgencyFactory(name="Sở Một"), AgencyFactory(name="Sở Hai")
    with clock.set_to(date(2026, 6, 15)):
        renamed(agency, name="Sở Một mới", on=date(2026, 3, 1))
        ended(Agency.objects.get(pk=agency.pk), into=into)
        renamed(into, name="Sở Hai mới", on=date(2026, 6, 10))
        agency = Agency.objects.get(pk=agency.pk)
        days = [(2, 28), (3, 1), (5, 31), (6, 1), (6, 9), (6, 10)]
        names = [name_on(agency, date(2026, *day)) for day in days]
    taken = "{} (tiếp nhận việc của Sở Một mới)"
    assert names == [
        "Sở Một", "Sở Một mới", "Sở Một mới",
        taken.format("Sở Hai"), taken.format("Sở Hai"), taken.format("Sở Hai mới"),
    ]  # fmt: skip


def test_name_that_had_gone_before_a_succession_is_none_of_its_names() -> None:
    agency, into = AgencyFactory(name="Sở Một"), AgencyFactory(name="Sở Hai")
    with clock.set_to(date(2026, 6, 15)):
        ended(agency, into=into)
        renamed(into, name="Sở Hai mới", on=date(2026, 5, 1))
        agency = Agency.objects.get(pk=agency.pk)
        names = [name_on(agency, day) for day in (date(2026, 4, 30), date(2026, 6, 1))]
    assert names == ["Sở Một", "Sở Hai mới (tiếp nhận việc của Sở Một)"]


def test_union_whose_end_is_taken_back_goes_no_longer_than_its_unit() -> None:
    unit = UnitFactory()
    union = AgencyFactory(commune_union=True, unit=unit)
    with clock.set_to(datetime(2026, 3, 1, 9, tzinfo=clock.ZONE)):
        ended(union)
        Unit.objects.filter(pk=unit.pk).update(valid_to=date(2026, 6, 30))  # the merger that was noted meanwhile
        take_back_end(agency_id=union.pk, by=None)
        union.refresh_from_db()
        with pytest.raises(Refused) as again:
            take_back_end(agency_id=union.pk, by=None)
    assert (union.valid_to, end_ahead(union)) == (date(2026, 6, 30), None)
    assert again.value.problems == ["Chỉ bỏ được việc kết thúc có ngày hiệu lực chưa đến."]


def test_document_is_signed_before_the_agency_ends() -> None:
    agency, into = opened(), AgencyFactory(code="so-khac-nua")
    with pytest.raises(Invalid) as refused:
        end_agency(
            agency_id=agency.pk, on=date(2026, 6, 1), document_number="3/QĐ", into=into, by=None,
            signed_on=date(2026, 6, 2),
        )  # fmt: skip
    assert refused.value.errors == {"signed_on": "Ngày ký văn bản không sau hôm nay và không sau ngày hiệu lực."}
