"""The city's pages in a real browser: accessible on a desk and on a phone, filters without and with script."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.sessions import enter_as
from tests.conftest import DESK, PHONE
from tests.evaluations.scenario import Year, on, open_year

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def year() -> Year:
    year = open_year()
    year.appraise("10001")
    year.submit("10002")
    return year


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_pages_of_the_city_are_accessible(year, new_page, assert_accessible, viewport):
    page = enter_as(new_page(viewport=viewport), year.people.head)
    number = year.cycle.pk
    for address in (
        reverse("city-board"),
        reverse("city-comparison", args=[number]),
        reverse("leader-home"),
        reverse("step-log"),
        reverse("cycle-list"),
        reverse("cycle-open"),
        reverse("cycle-detail", args=[number]),
        reverse("cycle-extend", args=[number]),
        reverse("registrations", args=[number]),
        reverse("intake", args=[number]),
        reverse("unsubmitted", args=[number]),
        reverse("dossier-return", args=[number, "10002"]),
        reverse("dossier-detail", args=[number, "10001"]),
        reverse("dossier-detail", args=[number, "10001"]) + "?muc=dien-bien",
    ):
        page.goto(address)
        assert_accessible(page)


def shows(page: Page, *names: str) -> None:
    expect(page.locator("#cac-don-vi tbody th a")).to_have_text(names)


def test_board_is_filtered_in_place(year, new_page):
    page = enter_as(new_page(), year.people.office)
    page.goto(reverse("city-board"))
    with page.expect_response(lambda answer: "q=binh" in answer.url):
        page.get_by_role("searchbox", name="Đơn vị").fill("binh")
        page.get_by_role("button", name="Tìm").click()
    page.get_by_text("1 đơn vị phù hợp").wait_for()
    shows(page, "Phường Bình Minh")
    assert "q=binh" in page.url


def test_board_is_filtered_and_dossiers_are_taken_in_without_script(year, new_page):
    page = enter_as(new_page(java_script_enabled=False), year.people.office)
    page.goto(reverse("city-board"))
    page.locator("select[name=trang_thai]").select_option("submitted")
    page.get_by_role("button", name="Tìm").click()
    shows(page, "Phường Bình Minh")
    page.goto(reverse("intake", args=[year.cycle.pk]))
    page.get_by_label("Chọn Phường Bình Minh").check()
    page.get_by_role("button", name="Kiểm tra danh sách tiếp nhận").click()
    page.get_by_role("button", name="Tiếp nhận, chuyển thẩm định").click()
    page.get_by_text("Đã tiếp nhận 1 hồ sơ và chuyển thẩm định.").wait_for()
    assert year.dossier("10002").status == "under_appraisal"


def test_cycle_is_opened_after_a_page_to_check(year, new_page):
    page = enter_as(new_page(), year.people.office)
    with on(date(2027, 1, 4)):
        page.goto(reverse("cycle-open") + "?nam=2027")
        page.get_by_role("button", name="Kiểm tra trước khi mở").click()
        page.get_by_role("button", name="Mở kỳ đánh giá").click()
        page.get_by_text("với 3 hồ sơ").wait_for()
