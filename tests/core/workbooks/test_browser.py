"""The pages of importers in a real browser: a file of wrong cells, and a good one, on a phone and at a desk."""

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.sessions import enter_as
from tests.factories.accounts import MembershipFactory, person
from tests.factories.units import AgencyFactory, HamletFactory, UnitFactory
from tests.factories.workbooks import sheet
from tests.place.test_browser import SIZES, looked_at, sent
from thanthien.accounts.people_workbook import people_import
from thanthien.accounts.roles import Role
from thanthien.core.workbooks.views import WorkbookImport
from thanthien.place.hamlets_workbook import hamlets_import

pytestmark = pytest.mark.django_db(transaction=True)


def checked(page: Page, importer: WorkbookImport, *rows: list[Any]) -> None:
    page.set_input_files("input[name=file]", sent("a.xlsx", sheet(importer.workbook().headings, *rows)))
    page.get_by_role("button", name="Kiểm tra tệp").click()


@pytest.mark.parametrize("size", SIZES)
def test_people_come_from_a_file(new_page: Any, assert_accessible: Any, size: dict[str, int]) -> None:
    department = AgencyFactory(code="so-noi-vu", name="Sở Nội vụ")
    held = MembershipFactory(agency=department)
    page = enter_as(new_page(viewport=size), person(Role.ADMINISTRATOR))
    page.goto("/quan-tri/nguoi-dung/nhap/")
    looked_at(page, "people-import", assert_accessible)
    wrong = ["", "na@", "so-la", "auditor", "mai", ""]
    checked(page, people_import, wrong, ["Lê Na", "na@example.org", "", "x", "1/7/2026", ""])
    looked_at(page, "people-wrong", assert_accessible)
    good = ["Lê Thị Na", "na@example.org", "so-noi-vu", "auditor", "01/07/2026", ""]
    known = [held.user.full_name, held.user.email, "so-noi-vu", "city_officer", "01/01/2026", ""]
    checked(page, people_import, good, known)
    looked_at(page, "people-good", assert_accessible)
    page.get_by_role("button", name="Xác nhận nhập").click()
    expect(page.get_by_text("Đã ghi 1 vai trò.")).to_be_visible()


@pytest.mark.parametrize("size", SIZES)
def test_hamlets_come_from_a_file(new_page: Any, assert_accessible: Any, size: dict[str, int]) -> None:
    unit = UnitFactory(code="11407", short_name="Hải An")
    for number in range(3):
        HamletFactory(unit=unit, name=f"Tổ dân phố {number}", valid_from=date(2025, 7, 1))
    page = enter_as(new_page(viewport=size), person(Role.ADMINISTRATOR))
    page.goto("/quan-tri/thon-to-dan-pho/")
    looked_at(page, "hamlets-import", assert_accessible)
    page.get_by_label("Áp dụng từ ngày").fill("01/01/2026")
    row = ["11407", "", "tổ dân phố"]
    checked(page, hamlets_import, [*row, "Tổ dân phố 1", 80], [*row, "Tổ dân phố 5", ""])
    looked_at(page, "hamlets-good", assert_accessible)
    page.get_by_role("button", name="Xác nhận nhập").click()
    expect(page.get_by_text("Đã nhập thôn, tổ dân phố của 1 đơn vị.")).to_be_visible()
