"""The administrator's pages of the place in a real browser: readable on a phone, accessible, by keyboard."""

import os
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.sessions import enter_as
from tests.conftest import DESK, PHONE
from tests.factories.accounts import person
from tests.factories.workbooks import sheet
from tests.feedback.scene import a_scene, told
from tests.place.test_boundaries import geojson
from tests.place.test_figures import HEADINGS
from thanthien.accounts.roles import Role
from thanthien.core.actions import load_calendar, set_day
from thanthien.core.clock import ZONE
from thanthien.core.enums import DayKind
from thanthien.core.models import CalendarDay
from thanthien.units.actions import load_units
from thanthien.units.models import Boundary, Unit, UnitFigure

pytestmark = pytest.mark.django_db(transaction=True)
SIZES = [pytest.param(PHONE, id="phone"), pytest.param(DESK, id="desk")]


def looked_at(page: Page, name: str, check: Callable[[Page], None]) -> None:
    """Asks axe; keeps a picture where SCREENSHOTS names a folder."""
    if folder := os.environ.get("SCREENSHOTS"):
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
    check(page)


def confirm(page: Page) -> None:
    """Press it, and wait for the page that says what was done."""
    with page.expect_navigation():
        page.get_by_role("button", name="Xác nhận nhập").click()


@pytest.mark.parametrize("size", SIZES)
def test_pages_of_the_place_are_accessible(new_page: Any, assert_accessible: Any, size: dict[str, int]) -> None:
    load_units(by=None)
    load_calendar(by=None)
    set_day(day=date(2026, 8, 22), kind=DayKind.WORK, name="Làm bù ngày 31/08", source="Thông báo", by=None, seen=None)
    page = enter_as(new_page(viewport=size), person(Role.ADMINISTRATOR))
    day = CalendarDay.objects.get(date=date(2026, 9, 2))
    for name, address in [
        ("calendar", "lich/?nam=2026"),
        ("day", f"lich/{day.pk}/"),
        ("day-add", "lich/them/"),
        ("units", "don-vi/?q=hai"),
        ("agencies", "co-quan/"),
        ("agency", "co-quan/so-tu-phap/"),
        ("figures", "so-lieu/"),
        ("installation", "cai-dat/"),
        ("boundaries", "dia-gioi/"),
        ("boundaries-remove", "dia-gioi/go/"),
    ]:
        page.goto(f"/quan-tri/{address}")
        looked_at(page, name, assert_accessible)


def sent(name: str, content: bytes) -> Any:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def real_map() -> bytes:
    """Outlines of two of today's units around their middles."""
    return geojson("11407", "11413")


@pytest.mark.parametrize("size", SIZES)
def test_figures_and_boundaries_go_from_file_to_database(
    new_page: Any, assert_accessible: Any, size: dict[str, int]
) -> None:
    load_units(by=None)
    page = enter_as(new_page(viewport=size), person(Role.ADMINISTRATOR))
    page.goto("/quan-tri/so-lieu/")
    page.get_by_label("Số liệu tính đến ngày").fill("31/12/2025")
    page.get_by_label("Nguồn").fill("Niên giám 2025")
    wrong = sheet(HEADINGS, ["11407", "", 1, 5, 9], ["x", "", 1, 2, 1])
    page.set_input_files("input[name=file]", sent("a.xlsx", wrong))
    page.get_by_role("button", name="Kiểm tra tệp").click()
    looked_at(page, "figures-wrong", assert_accessible)
    with page.expect_download() as handed_back:
        page.get_by_role("link", name="Tải tệp có đánh dấu ô cần sửa").click()
    assert handed_back.value.suggested_filename == "so-lieu-don-vi-can-sua.xlsx"
    page.set_input_files("input[name=file]", sent("a.xlsx", sheet(HEADINGS, ["11407", "", "10,5", 50000, 9000])))
    page.get_by_role("button", name="Kiểm tra tệp").click()
    looked_at(page, "figures-good", assert_accessible)
    confirm(page)
    assert UnitFigure.objects.get(unit__code="11407", as_of=date(2025, 12, 31)).population == 50000
    page.goto("/quan-tri/dia-gioi/")
    page.set_input_files("input[name=file]", sent("a.geojson", real_map()))
    page.get_by_label("Nguồn").fill("Bản đồ thử")
    page.get_by_role("button", name="Kiểm tra tệp").click()
    looked_at(page, "boundaries-check", assert_accessible)
    confirm(page)
    looked_at(page, "boundaries-in", assert_accessible)
    assert Boundary.objects.count() == 2 < Unit.objects.count()


@pytest.mark.parametrize("size", SIZES)
def test_what_a_day_off_moves_is_read_before_it_is_confirmed(
    new_page: Any, assert_accessible: Any, size: dict[str, int], time_machine: Any
) -> None:
    time_machine.move_to(datetime(2026, 3, 12, 9, tzinfo=ZONE))
    scene = a_scene()
    for day in range(2, 6):
        told(scene, date(2026, 3, day))
    page = enter_as(new_page(viewport=size), person(Role.ADMINISTRATOR))
    page.goto("/quan-tri/lich/them/")
    page.get_by_label("Ngày", exact=True).fill("16/03/2026")
    page.get_by_label("Loại ngày").select_option("off")
    page.get_by_label("Tên ngày").fill("Nghỉ bù")
    page.get_by_label("Nguồn").fill("Thông báo")
    page.get_by_role("button", name="Lưu").click()
    looked_at(page, "day-check", assert_accessible)
    page.get_by_role("button", name="Xác nhận").click()
    page.get_by_text("Đã ghi ngày 16/03/2026.").wait_for()
    assert CalendarDay.objects.get().name == "Nghỉ bù"
