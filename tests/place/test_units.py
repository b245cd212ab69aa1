"""The workbook of units: what is corrected, what is added, what is refused."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories.units import AgencyFactory
from tests.factories.workbooks import sheet
from thanthien.core.acting.errors import Refused
from thanthien.place.units_workbook import units_import
from thanthien.units.actions import UnitLine, import_units, load_units
from thanthien.units.enums import UnitKind
from thanthien.units.models import Agency, Unit

pytestmark = pytest.mark.django_db
HERE = "/quan-tri/don-vi/nhap/"


def sent(client: Client, *rows: Sequence[Any]) -> Any:
    file = SimpleUploadedFile("don-vi.xlsx", sheet(units_import.workbook().headings, *rows))
    return client.get(client.post(HERE, {"file": file}).url)


def confirmed(client: Client, shown: Any) -> list[str]:
    data = {"held": shown.context["uuid"], "mark": shown.context["check"].mark}
    answer = client.post(f"{HERE}xac-nhan/", data, follow=True)
    return [str(message) for message in answer.context["messages"]]


def faults(shown: Any) -> list[dict[str, list[str]]]:
    return [row.faults for row in shown.context["check"].rows]


def test_unit_is_corrected_with_the_names_of_its_agencies(admin: Client, hai_an: Unit) -> None:
    AgencyFactory(committee=True, unit=hai_an)
    shown = sent(admin, ["11407", "phường", "Hải AN", 20.861, 106.68, ""])
    check = shown.context["check"]
    assert (check.told, [row.told for row in check.rows]) == (
        ["Thêm 0 đơn vị, sửa 1 đơn vị; 0 dòng không đổi."],
        ["tên: Phường Hải An → Phường Hải AN; vĩ độ: 20,86 → 20,861"],
    )
    assert (confirmed(admin, shown), Unit.objects.count()) == (["Đã thêm hoặc sửa 1 đơn vị."], 1)
    hai_an.refresh_from_db()
    assert (hai_an.name, hai_an.short_name, hai_an.latitude, hai_an.longitude) == (
        "Phường Hải AN", "Hải AN", 20.861, 106.68,
    )  # fmt: skip
    assert Agency.objects.get(code="ubnd-11407").name == "Ủy ban nhân dân phường Hải AN"


def test_file_gives_no_unit_another_name(admin: Client, hai_an: Unit) -> None:
    shown = sent(admin, ["11407", "phường", "Hải Yên", "", "", ""])
    by_renaming = "Tên khác cần có văn bản, ghi bằng “Đổi tên” ở trang của đơn vị."
    assert faults(shown) == [{"short_name": [f"Đơn vị đang mang tên Hải An. {by_renaming}"]}]
    with pytest.raises(Refused) as refused:
        import_units(lines=[UnitLine("11407", UnitKind.PHUONG, "Hải Yên", None, None, date.min)], by=None)
    assert refused.value.problems == [f"Phường Hải An: {by_renaming}"]
    hai_an.refresh_from_db()
    assert hai_an.name == "Phường Hải An"


def test_unit_is_added_with_its_agencies_and_a_tile_below_the_others(admin: Client, hai_an: Unit) -> None:
    Unit.objects.update(tile_col=3, tile_row=4)
    shown = sent(
        admin, ["00501", "xã", "An Hòa", "20,9", "106,4", "01/07/2026"], [502, "xã", "An Bình", "", "", "1/7/2026"]
    )
    assert confirmed(admin, shown) == ["Đã thêm hoặc sửa 2 đơn vị."]
    added = Unit.objects.exclude(pk=hai_an.pk).order_by("code")
    assert list(added.values_list("code", "name", "tile_col", "tile_row", "valid_from")) == [
        ("00501", "Xã An Hòa", 0, 5, date(2026, 7, 1)),
        ("00502", "Xã An Bình", None, None, date(2026, 7, 1)),
    ]
    assert list(Agency.objects.filter(unit__in=added).order_by("code").values_list("code", "name")) == [
        ("mttq-00501", "Ủy ban Mặt trận Tổ quốc Việt Nam xã An Hòa"),
        ("mttq-00502", "Ủy ban Mặt trận Tổ quốc Việt Nam xã An Bình"),
        ("ubnd-00501", "Ủy ban nhân dân xã An Hòa"),
        ("ubnd-00502", "Ủy ban nhân dân xã An Bình"),
    ]


def test_kind_and_first_day_of_a_unit_stay(admin: Client, hai_an: Unit) -> None:
    shown = sent(admin, ["11407", "xã", "Hải An", "", "", "01/01/2026"])
    assert faults(shown) == [
        {
            "kind": ["Mã 11407 là Phường Hải An; đơn vị khác loại là đơn vị mới, mang mã khác."],
            "valid_from": ["Đơn vị có từ ngày 01/07/2025; ngày này không thay đổi."],
        }
    ]


def test_another_kind_is_refused_by_the_action_too(hai_an: Unit) -> None:
    line = UnitLine("11407", UnitKind.XA, "Hải An", None, None, date(2026, 1, 1))
    with pytest.raises(Refused) as refused:
        import_units(lines=[line], by=None)
    assert refused.value.problems == ["Loại của đơn vị không thay đổi: đơn vị khác loại là đơn vị mới."]


def test_cells_that_can_not_be_taken_are_told(admin: Client) -> None:
    day = "01/07/2026"
    shown = sent(
        admin,
        ["abc", "xã", "An Hòa", "", "", day],
        ["00501", "xã", "Xã An Hòa", "", "", day],
        ["00502", "xã", "An Bình", "106,4", "20,9", day],
        ["00503", "xã", "An Lạc", "20,9", "", ""],
        ["00503", "xã", "An Lạc", "", "", day],
    )
    assert faults(shown) == [
        {"code": ["“00abc” không phải là mã 5 chữ số."]},
        {"short_name": ["Chỉ ghi tên riêng; xã, phường, đặc khu ghi ở cột “Loại”."]},
        {
            "latitude": ["Phải lớn hơn 6 và không quá 24."],
            "longitude": ["Phải lớn hơn 102 và không quá 118."],
        },
        {"valid_from": ["Đơn vị mới cần ghi ngày đầu tiên."], "longitude": ["Cần ghi cả vĩ độ và kinh độ."]},
        {"code": ["Trùng với dòng 5."]},
    ]


def test_list_of_the_real_place_comes_back_without_a_change(admin: Client) -> None:
    load_units(by=None)
    answer = admin.get(f"{HERE}xuat/")
    file = SimpleUploadedFile("don-vi.xlsx", answer.content)
    shown = admin.get(admin.post(HERE, {"file": file}).url)
    count = Unit.objects.count()
    assert shown.context["check"].told == [f"Thêm 0 đơn vị, sửa 0 đơn vị; {count} dòng không đổi."]
