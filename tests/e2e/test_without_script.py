"""Every core page works with JavaScript off: public pages, self-scoring, the grid as one form."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect

from tests.conftest import PHONE
from tests.evaluations.scenario import open_year

pytestmark = pytest.mark.django_db(transaction=True)
PLAIN = {"java_script_enabled": False}


def test_citizen_reads_everything(window):
    year = open_year(units=1)
    year.publish()
    citizen = window(viewport=PHONE, **PLAIN)
    citizen.watch = None  # axe is a script
    citizen.open("/")
    citizen.page.get_by_role("searchbox").first.fill("an hoà")
    with citizen.next_page():
        citizen.page.get_by_role("searchbox").first.press("Enter")
    citizen.follow("Xã An Hòa")
    citizen.sees("Mức độ 2", "12/QĐ-UBND")
    for address in ("/ket-qua/2026/", "/cach-cham-diem/", "/du-lieu-mo/", "/tra-cuu/"):
        citizen.open(address)
        expect(citizen.page.get_by_role("heading", level=1)).to_be_visible()
    citizen.open("/ket-qua/2026/")
    with citizen.page.expect_download() as download:
        citizen.page.get_by_role("link", name="Tải CSV từng tiêu chí").click()
    assert download.value.path().stat().st_size > 0


def test_officer_scores_and_sees_what_is_wrong(window, calendar):
    year = open_year(units=1)
    year.register()
    calendar.turn_to(date(2026, 1, 13))
    officer = window(year.people.communes["10001"]["officer"], **PLAIN)
    officer.watch = None
    officer.open(f"/ky/{year.cycle.pk}/10001/tu-cham/")
    officer.fill(numerator="60", denominator="52")
    officer.press("Lưu", status=422)
    expect(officer.page.locator("#loi-o-numerator")).to_contain_text("không được lớn hơn “")
    officer.fill(numerator="46")
    officer.press("Hoàn thành, chuyển sang 1.2")
    officer.sees("Đã lưu 1.1", "2,75 / 10 điểm")


def test_appraiser_saves_the_grid_as_one_form(window, calendar):
    year = open_year(units=2)
    year.accept("10001")
    year.accept("10002")
    calendar.turn_to(date(2026, 2, 10))
    front = window(year.people.mttq, **PLAIN)
    front.watch = None
    front.open(f"/tham-dinh/{year.cycle.pk}/1.1/")
    rows = front.page.locator("tr[data-row]")
    for row, numerator in ((rows.nth(0), "46"), (rows.nth(1), "40")):
        row.locator("[data-value]").nth(0).fill(numerator)
        row.locator("[data-value]").nth(1).fill("52")
    front.press("Lưu các hàng đã sửa", status=422)
    expect(rows.nth(1).locator(".field-error")).to_have_count(1)
    expect(rows.nth(0).locator("[data-value]").first).to_have_value("46")
    rows.nth(1).get_by_label("Lý do").fill("Theo sổ")
    front.press("Lưu các hàng đã sửa")
    front.sees("Đã lưu 2 đơn vị.")
