"""Thôn and tổ dân phố: the administrator's workbook, its dry run, and the list of a unit."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories.units import HamletFactory, UnitFactory
from tests.factories.workbooks import sheet
from thanthien.core.workbooks.checking import Effect
from thanthien.units.models import Hamlet, Unit

pytestmark = pytest.mark.django_db
HERE = "/quan-tri/thon-to-dan-pho/"
HEADINGS = ("Mã đơn vị", "Tên đơn vị", "Loại", "Tên thôn, tổ dân phố", "Số hộ")
BLANK = "Ô này chưa có nội dung."


def uploaded(client: Client, *rows: Sequence[Any], as_of: str = "01/01/2026") -> Any:
    return client.post(HERE, {"file": SimpleUploadedFile("thon.xlsx", sheet(HEADINGS, *rows)), "as_of": as_of})


def sent(client: Client, *rows: Sequence[Any], as_of: str = "01/01/2026") -> Any:
    return client.get(uploaded(client, *rows, as_of=as_of).url)


def confirmed(client: Client, shown: Any) -> Any:
    data = {"held": shown.context["uuid"], "mark": shown.context["check"].mark}
    return client.post(f"{HERE}xac-nhan/", data, follow=True)


def stored() -> list[tuple[Any, ...]]:
    rows = Hamlet.objects.in_vietnamese_order()
    return [(one.name, one.kind, one.households, one.valid_from, one.valid_to) for one in rows]


def test_list_is_shown_before_it_is_written(admin: Client, hai_an: Unit) -> None:
    shown = sent(admin, ["11407", "Hải An", "Tổ dân phố", "Tổ 10", ""], ["11407", "", "thôn", "Tổ 2", "120"])
    assert (shown.context["check"].told, Hamlet.objects.count()) == (
        ["2 thôn, tổ dân phố của 1 đơn vị, áp dụng từ 01/01/2026."],
        0,
    )
    answer = confirmed(admin, shown)
    assert [str(message) for message in answer.context["messages"]] == ["Đã nhập thôn, tổ dân phố của 1 đơn vị."]
    assert stored() == [
        ("Tổ 2", "thon", 120, date(2026, 1, 1), None),
        ("Tổ 10", "to_dan_pho", None, date(2026, 1, 1), None),
    ]


def test_dry_run_names_what_would_end(admin: Client, hai_an: Unit) -> None:
    for name in ("Tổ 1", "Tổ 2"):
        HamletFactory(unit=hai_an, name=name)
    shown = sent(admin, ["11407", "", "tổ dân phố", "TỔ 1", ""], ["11407", "", "tổ dân phố", "Tổ 12", ""])
    assert shown.context["check"].effects == [Effect(hai_an.name, {"Mới": 1, "Giữ": 1, "Kết thúc": 1}, "Tổ 2")]
    assert "Không còn trong tệp" in shown.content.decode()


@pytest.mark.parametrize(
    ("row", "faults"),
    [
        (["99999", "", "thôn", "A", 1], {"unit": ["Không có đơn vị mang mã “99999”."]}),
        (["11407", "Đông Hải", "thôn", "A", 1], {"unit_name": ["Mã 11407 là Phường Hải An, không phải “Đông Hải”."]}),
        (["11407", "", "khu", "A", 1], {"kind": ["Chỉ nhận “thôn”, “tổ dân phố”."]}),
        (["11407", "", "", "A", 1], {"kind": [BLANK]}),
        (["11407", "", "thôn", "", 1], {"name": [BLANK]}),
        (["11407", "", "thôn", "A" * 121, 1], {"name": ["Dài quá 120 ký tự."]}),
        (["11407", "", "thôn", "A", 0], {"households": ["Phải là số nguyên từ 1 đến 10.000.000."]}),
    ],
)
def test_wrong_cell_has_its_sentence(admin: Client, hai_an: Unit, row: list[Any], faults: Any) -> None:
    assert [(one.number, one.faults) for one in sent(admin, row).context["check"].rows] == [(2, faults)]


def test_name_given_twice_for_a_unit_is_an_error(admin: Client, hai_an: Unit) -> None:
    UnitFactory(code="11413")
    shown = sent(
        admin,
        ["11407", "", "thôn", "Hòa An", 1],
        ["11407", "", "thôn", "HOÀ AN", 1],
        ["11413", "", "thôn", "Hòa An", 1],
    )
    assert [one.faults for one in shown.context["check"].rows] == [{}, {"name": ["Trùng với dòng 2."]}, {}]


def test_file_without_any_name_is_told(admin: Client, hai_an: Unit) -> None:
    page = sent(admin, ["11407", "Hải An", "", "", ""]).content.decode()
    assert ["Mọi dòng đều để trống." in page, "Xác nhận nhập" in page] == [True, False]


def test_day_before_the_stored_list_or_the_unit_is_refused(admin: Client, hai_an: Unit) -> None:
    HamletFactory(unit=hai_an, name="Tổ 1", valid_from=date(2026, 1, 1))
    row = ["11407", "", "thôn", "Tổ 1", ""]
    assert sent(admin, row, as_of="31/12/2025").context["check"].refused == [
        "Phường Hải An: Danh sách đã ghi có hiệu lực từ 01/01/2026; cần chọn ngày đó hoặc sau đó."
    ]
    assert sent(admin, row, as_of="30/06/2025").context["check"].refused == [
        "Phường Hải An: đơn vị có từ ngày 01/07/2025; cần chọn ngày đó hoặc sau đó."
    ]
    assert list(uploaded(admin, row, as_of="01/01/2099").context["form"].errors) == ["as_of"]


def test_list_changed_since_the_dry_run_is_shown_again(admin: Client, hai_an: Unit) -> None:
    shown = sent(admin, ["11407", "", "thôn", "Tổ 1", ""], as_of="31/12/2025")
    HamletFactory(unit=hai_an, name="Tổ 1", valid_from=date(2026, 1, 1))
    answer = confirmed(admin, shown)
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]
    assert (len(answer.context["check"].refused), Hamlet.objects.count()) == (1, 1)


def test_what_another_import_added_is_not_ended_unseen(admin: Client, hai_an: Unit) -> None:
    shown = sent(admin, ["11407", "", "thôn", "Tổ 1", ""])
    HamletFactory(unit=hai_an, name="Tổ 2")
    again = confirmed(admin, shown)
    assert [effect.told for effect in again.context["check"].effects] == ["Tổ 2"]
    assert Hamlet.objects.filter(valid_to=None).count() == 1


def test_dry_run_tells_what_becomes_of_each_row(admin: Client, hai_an: Unit) -> None:
    HamletFactory(unit=hai_an, name="Tổ 1", kind="to_dan_pho", households=None)
    HamletFactory(unit=hai_an, name="Tổ 2", kind="to_dan_pho", households=80)
    HamletFactory(unit=hai_an, name="Tổ 3", kind="to_dan_pho", households=80)
    HamletFactory(unit=hai_an, name="Tổ 4", kind="to_dan_pho", valid_to=date(2025, 12, 31))
    shown = sent(
        admin,
        ["11407", "", "tổ dân phố", "Tổ 1", 90],
        ["11407", "", "thôn", "TỔ 2", 1200],
        ["11407", "", "tổ dân phố", "Tổ 3", ""],
        ["11407", "", "tổ dân phố", "Tổ 4", ""],
        ["11407", "", "tổ dân phố", "Tổ 5", 70],
    )
    assert [row.told for row in shown.context["check"].rows] == [
        "số hộ: chưa có → 90",
        "tên: Tổ 2 → TỔ 2; loại: tổ dân phố → thôn; số hộ: 80 → 1.200",
        "giữ nguyên",
        "không kết thúc nữa",
        "ghi mới",
    ]


def test_households_that_another_import_changed_meanwhile_are_shown_first(admin: Client, hai_an: Unit) -> None:
    hamlet = HamletFactory(unit=hai_an, name="Tổ 1", kind="to_dan_pho", households=80)
    shown = sent(admin, ["11407", "", "tổ dân phố", "Tổ 1", 90])
    Hamlet.objects.filter(pk=hamlet.pk).update(households=85)
    again = confirmed(admin, shown)
    assert [row.told for row in again.context["check"].rows] == ["số hộ: 85 → 90"]
    assert Hamlet.objects.get().households == 85


def test_template_brings_along_the_lists_of_today(admin: Client, hai_an: Unit) -> None:
    UnitFactory()
    HamletFactory(unit=hai_an, name="Tổ 1", households=80)
    HamletFactory(unit=hai_an, name="Tổ cũ", valid_to=date(2025, 12, 31))
    template = SimpleUploadedFile("a.xlsx", admin.get(f"{HERE}mau/").content)
    check = admin.get(admin.post(HERE, {"file": template, "as_of": "01/01/2026"}).url).context["check"]
    assert ([row.get("name") for row in check.rows], check.left_out) == (["Tổ 1"], 1)
    assert check.effects == [Effect(hai_an.name, {"Mới": 0, "Giữ": 1, "Kết thúc": 0}, "")]


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_a_unit_takes_the_same_statements_for_any_number(
    admin: Client, hai_an: Unit, count: int, django_assert_num_queries: Any
) -> None:
    HamletFactory.create_batch(count, unit=hai_an)
    HamletFactory.create_batch(count, unit=hai_an, valid_to=date(2025, 12, 31))
    # Session, person with roles, unit; count and hamlets of both lists.
    with django_assert_num_queries(7):
        shown = admin.get("/quan-tri/don-vi/11407/thon-to-dan-pho/")
    assert (shown.context["table"].count, shown.context["former"].count) == (count, count)
    assert [one.hamlets_count for one in admin.get("/quan-tri/don-vi/").context["table"].rows] == [count]
