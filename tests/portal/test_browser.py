"""The public pages in a real browser: wide and on a phone, without script, and accessible."""

import pytest
from playwright.sync_api import expect

from tests.conftest import DESK, PHONE
from tests.portal.published import published_year

pytestmark = pytest.mark.django_db(transaction=True)
BOTTOM = "one => one.getBoundingClientRect().bottom"
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


def test_points_fold_out_group_by_group_without_script(new_page):
    published_year()
    page = new_page(viewport=PHONE, java_script_enabled=False)
    page.goto("/don-vi-hanh-chinh/10001/")
    explanation = page.get_by_text("46/52 tuần có tiếp nhận = 88,5%")
    expect(page.locator(".points-group > summary").first).to_contain_text("Nhóm 1. Nhóm một")
    expect(explanation).to_be_hidden()
    page.locator(".points-group > summary").first.click()
    expect(page.get_by_text("1.1 Tuần có tiếp nhận")).to_be_visible()
    expect(explanation).to_be_hidden()
    page.get_by_text("1.1 Tuần có tiếp nhận").click()
    expect(explanation).to_be_visible()


def test_all_points_open_and_close_at_once(browser_page):
    published_year()
    browser_page.goto("/don-vi-hanh-chinh/10001/")
    parts = browser_page.locator("#diem-tung-nhom details")
    browser_page.get_by_role("button", name="Mở tất cả").click()
    expect(browser_page.locator("#diem-tung-nhom details[open]")).to_have_count(parts.count())
    browser_page.get_by_role("button", name="Đóng tất cả").click()
    expect(browser_page.locator("#diem-tung-nhom details[open]")).to_have_count(0)


def test_paper_shows_the_criteria_that_are_folded_on_the_screen(browser_page):
    published_year()
    browser_page.goto("/don-vi-hanh-chinh/10001/")
    browser_page.emulate_media(media="print")
    shown = "one => one.checkVisibility({ contentVisibilityAuto: true })"
    assert browser_page.get_by_text("1.1 Tuần có tiếp nhận").evaluate(shown) is True
    explanation = browser_page.get_by_text("46/52 tuần có tiếp nhận = 88,5%")
    assert explanation.evaluate(shown) is False  # two sheets: what was opened is printed
    browser_page.emulate_media(media="screen")
    browser_page.get_by_role("button", name="Mở tất cả").click()
    browser_page.emulate_media(media="print")
    assert explanation.evaluate(shown) is True


def test_unit_page_is_short_on_a_phone(phone_page):
    published_year()
    phone_page.goto("/don-vi-hanh-chinh/10001/")
    assert phone_page.evaluate("document.documentElement.scrollHeight") < 5 * PHONE["height"]


def test_home_on_a_phone_begins_with_the_search_and_the_doors(phone_page):
    """What a citizen comes for is in sight before anything is pushed aside."""
    published_year()
    phone_page.goto("/")
    main = phone_page.locator("main")
    names = ("Gửi phản ánh, góp ý", "Phản ánh đã trả lời", "Nội dung công khai")
    doors = [main.get_by_role("link", name=one, exact=True) for one in names]
    places = [main.get_by_role("button", name="Tìm"), *doors]
    ends = [place.evaluate(BOTTOM) for place in places]
    assert [end <= PHONE["height"] for end in ends] == [True] * 4, ends


def test_what_a_unit_does_now_stands_in_two_columns_before_its_points(browser_page):
    published_year()
    browser_page.goto("/don-vi-hanh-chinh/10001/")
    parts = browser_page.locator(".flow-2 > .card")
    lefts = {round(part.evaluate("one => one.getBoundingClientRect().left")) for part in parts.all()}
    below = browser_page.locator("#diem").evaluate("one => one.getBoundingClientRect().top")
    assert (len(lefts), below > browser_page.locator("#xem-them").evaluate(BOTTOM)) == (2, True)
