"""Area, population and households of the units: the workbook, its dry run, and what is stored."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories.units import UnitFactory
from tests.factories.workbooks import comments, sheet
from thanthien.units.models import Unit, UnitFigure

pytestmark = pytest.mark.django_db
HERE = "/quan-tri/so-lieu/"
HEADINGS = ("Mã đơn vị", "Tên đơn vị", "Diện tích (km²)", "Dân số", "Số hộ")
NOT_A_COUNT = "Phải là số nguyên từ 1 đến 10.000.000."


def uploaded(client: Client, *rows: Sequence[Any], as_of: str = "31/12/2025") -> Any:
    file = SimpleUploadedFile("so-lieu.xlsx", sheet(HEADINGS, *rows))
    return client.post(HERE, {"file": file, "as_of": as_of, "source": "Niên giám 2025"})


def sent(client: Client, *rows: Sequence[Any]) -> Any:
    return client.get(uploaded(client, *rows).url)


def confirmed(client: Client, shown: Any) -> Any:
    data = {"held": shown.context["uuid"], "mark": shown.context["check"].mark}
    return client.post(f"{HERE}xac-nhan/", data, follow=True)


def test_figures_are_shown_before_they_are_written(admin: Client, hai_an: Unit) -> None:
    shown = sent(admin, [11407, "phường hải an", "12,5", 30125, "8400"])
    assert (shown.context["check"].told, UnitFigure.objects.count()) == (
        ["Số liệu của 1 đơn vị, tính đến 31/12/2025.", "Nguồn: Niên giám 2025."],
        0,
    )
    answer = confirmed(admin, shown)
    assert [str(message) for message in answer.context["messages"]] == ["Đã nhập số liệu của 1 đơn vị."]
    stored = UnitFigure.objects.get()
    assert (stored.unit, stored.as_of, stored.area_km2, stored.population, stored.households, stored.source) == (
        hai_an, date(2025, 12, 31), Decimal("12.50"), 30125, 8400, "Niên giám 2025",
    )  # fmt: skip


def test_blank_figures_stay_unknown_and_blank_rows_are_left_out(admin: Client, hai_an: Unit) -> None:
    UnitFactory(code="11413")
    shown = sent(admin, ["11407", "", "", 30125, ""], ["11413", "", "", "", ""])
    assert "1 dòng để trống được bỏ qua." in shown.content.decode()
    confirmed(admin, shown)
    assert list(UnitFigure.objects.values_list("unit", "area_km2", "population", "households")) == [
        (hai_an.pk, None, 30125, None)
    ]


def test_figures_of_the_same_day_are_replaced_and_of_others_kept(admin: Client, hai_an: Unit) -> None:
    for day, population in ((date(2025, 7, 1), 1), (date(2025, 12, 31), 2)):
        UnitFigure.objects.create(unit=hai_an, as_of=day, population=population, source="x")
    confirmed(admin, sent(admin, ["11407", "", "", 3, ""]))
    assert list(UnitFigure.objects.order_by("as_of").values_list("population", flat=True)) == [1, 3]


@pytest.mark.parametrize(
    ("row", "faults"),
    [
        (["99999", "", 1, 1, 1], {"unit": ["Không có đơn vị mang mã “99999”."]}),
        (["", "", 1, 1, 1], {"unit": ["Ô này chưa có nội dung."]}),
        (["11407", "Đông Hải", 1, 2, 1], {"unit_name": ["Mã 11407 là Phường Hải An, không phải “Đông Hải”."]}),
        (["11407", "", -1, 2, 1], {"area_km2": ["Số không được âm."]}),
        (["11407", "", 0, 2, 1], {"area_km2": ["Phải lớn hơn 0 và không quá 10.000."]}),
        (["11407", "", 1, 2.5, 1], {"population": [NOT_A_COUNT]}),
        (["11407", "", 1, 2, 0], {"households": [NOT_A_COUNT]}),
        (["11407", "", 1, 2, 3], {"households": ["Số hộ lớn hơn dân số."]}),
    ],
)
def test_wrong_cell_has_its_sentence(admin: Client, hai_an: Unit, row: list[Any], faults: Any) -> None:
    assert [(one.number, one.faults) for one in sent(admin, row).context["check"].rows] == [(2, faults)]


def test_unit_named_twice_is_an_error(admin: Client, hai_an: Unit) -> None:
    shown = sent(admin, ["11407", "", 1, 2, 1], [11407, "", 1, 2, 1])
    assert [one.faults for one in shown.context["check"].rows] == [{}, {"unit": ["Trùng với dòng 2."]}]


def test_refused_file_names_the_wrong_cells(admin: Client, hai_an: Unit) -> None:
    shown = sent(admin, ["11407", "", 1, 2, 3], ["x", "", "rộng", 2, 1])
    back = admin.get(f"{HERE}{shown.context['uuid']}/can-sua/").content
    assert {place: text for place, text in comments(back).items() if place[1:] != "1"} == {
        "E2": "Số hộ lớn hơn dân số.",
        "A3": "Không có đơn vị mang mã “0000x”.",
        "C3": "“rộng” không phải là số. Ví dụ viết đúng: 46 hoặc 88,5.",
    }


def test_figures_of_a_day_to_come_are_refused(admin: Client, hai_an: Unit) -> None:
    answer = uploaded(admin, ["11407", "", 1, 2, 1], as_of="01/01/2099")
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["as_of"])


def test_template_brings_along_what_is_known(admin: Client, hai_an: Unit) -> None:
    UnitFactory(code="11413")
    UnitFigure.objects.create(
        unit=hai_an, as_of=date(2025, 7, 1), area_km2="12.25", population=30000, households=None, source="x"
    )
    template = SimpleUploadedFile("a.xlsx", admin.get(f"{HERE}mau/").content)
    answer = admin.post(HERE, {"file": template, "as_of": "31/12/2025", "source": "x"})
    check = admin.get(answer.url).context["check"]
    assert [row.values for row in check.rows] == [
        {"unit": hai_an, "unit_name": hai_an.name, "area_km2": Decimal("12.25"), "population": 30000}
    ]
    assert check.left_out == 1


def stored_figure(unit: Unit, **figures: Any) -> UnitFigure:
    given = {"area_km2": "12.25", "population": 30_000, "households": 8_000, "source": "Niên giám 2025"} | figures
    return UnitFigure.objects.create(unit=unit, as_of=date(2025, 12, 31), **given)


def test_dry_run_tells_what_is_stored_of_that_day(admin: Client, hai_an: Unit) -> None:
    stored_figure(hai_an, households=None, source="Báo cáo của phường")
    UnitFactory(code="11413")
    shown = sent(admin, ["11407", "", "12,25", 30125, 8400], ["11413", "", 1, 2, 1])
    assert [row.told for row in shown.context["check"].rows] == [
        "dân số: 30.000 → 30.125; số hộ: chưa có → 8.400; nguồn trước đây: Báo cáo của phường",
        "ghi mới",
    ]


def test_figures_that_another_import_changed_meanwhile_are_shown_first(admin: Client, hai_an: Unit) -> None:
    figure = stored_figure(hai_an)
    shown = sent(admin, ["11407", "", "12,25", 30125, 8000])
    UnitFigure.objects.filter(pk=figure.pk).update(population=31_000)
    again = confirmed(admin, shown)
    assert [row.told for row in again.context["check"].rows] == ["dân số: 31.000 → 30.125"]
    assert UnitFigure.objects.get().population == 31_000


def test_blank_cell_keeps_what_is_known_of_that_day(admin: Client, hai_an: Unit) -> None:
    stored_figure(hai_an)
    shown = sent(admin, ["11407", "", "12,5", "", ""])
    assert [row.told for row in shown.context["check"].rows] == ["diện tích: 12,25 → 12,5"]
    confirmed(admin, shown)
    assert list(UnitFigure.objects.values_list("area_km2", "population", "households")) == [
        (Decimal("12.50"), 30_000, 8_000)
    ]


def test_households_are_compared_with_the_population_known_of_that_day(admin: Client, hai_an: Unit) -> None:
    stored_figure(hai_an)
    shown = sent(admin, ["11407", "", "", "", 30_001])
    assert [row.faults for row in shown.context["check"].rows] == [{"households": ["Số hộ lớn hơn dân số."]}]
