"""The public pages in a real browser: wide and on a phone, without script, and accessible."""

import pytest
from playwright.sync_api import expect

from tests.conftest import DESK, PHONE
from tests.portal.published import published_year

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = (
    "/", "/ket-qua/2026/", "/tra-cuu/?q=hoa", "/don-vi-hanh-chinh/10001/", "/don-vi-hanh-chinh/10002/",
    "/don-vi-hanh-chinh/10003/", "/cach-cham-diem/", "/du-lieu-mo/",
)  # fmt: skip


@pytest.mark.parametrize(
    "options", [{"viewport": PHONE}, {"viewport": DESK, "color_scheme": "dark"}], ids=["360", "1440"]
)
def test_pages_are_accessible(new_page, assert_accessible, options):
    published_year()
    page = new_page(**options)
    for path in PAGES:
        page.goto(path)
        assert_accessible(page)


def test_citizen_finds_a_unit_without_script(new_page):
    published_year()
    page = new_page(viewport=PHONE, java_script_enabled=False)
    page.goto("/")
    page.get_by_label("Tìm xã, phường, đặc khu").fill("an hoa")
    page.get_by_role("button", name="Tìm").click()
    page.get_by_role("link", name="Xã An Hòa").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Xã An Hòa")
    expect(page.locator("main")).to_contain_text("46/52 tuần có tiếp nhận = 88,5%")


def test_tiles_are_links_on_wide_screens_only(new_page):
    published_year()
    wide, phone = new_page(), new_page(viewport=PHONE)
    for page in (wide, phone):
        page.goto("/")
    assert wide.locator(".tile-map a:visible").count() == 3
    assert phone.locator(".tile-map a:visible").count() == 0
