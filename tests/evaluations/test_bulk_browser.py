"""Acts on many dossiers in a real browser: the list to check on a desk and a phone, and a long act with its page."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.evaluations.scenario import fresh, on, open_year

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def as_person(page: Page, live_server: Any, user: Any) -> Page:
    client = Client()
    client.force_login(fresh(user))
    page.context.add_cookies([{"name": "phien", "value": client.cookies["phien"].value, "url": live_server.url}])
    return page


def test_long_act_leads_to_its_page_and_says_what_was_done(
    browser_page: Page,
    live_server: Any,
    settings: Any,
    run_jobs: Callable[[], Any],
    assert_accessible: Callable[[Page], None],
) -> None:
    settings.BULK_AT_ONCE = 1
    year = open_year()
    year.submit("10001")
    year.submit("10002")
    page = as_person(browser_page, live_server, year.people.office)
    with on(date(2026, 2, 9)):
        page.goto(reverse("intake", args=[year.cycle.pk]))
        for name in ("Xã An Hòa", "Phường Bình Minh"):
            page.get_by_label(f"Chọn {name}").check()
        page.get_by_role("button", name="Kiểm tra danh sách tiếp nhận").click()
        assert_accessible(page)
        page.get_by_role("button", name="Tiếp nhận, chuyển thẩm định").click()
        expect(page.get_by_role("heading", name="Tiếp nhận hồ sơ", level=1)).to_be_visible()
        expect(page.get_by_role("button", name="Dừng")).to_be_visible()
        assert year.dossier().status == "submitted"
        run_jobs()
        expect(page.get_by_text("Đã tiếp nhận 2 hồ sơ và chuyển thẩm định.")).to_be_visible()
        page.get_by_role("link", name="Quay lại").click()
        expect(page.get_by_role("heading", name="Tiếp nhận hồ sơ", level=1)).to_be_visible()
    assert (year.dossier("10001").status, year.dossier("10002").status) == ("under_appraisal", "under_appraisal")


def test_ground_is_asked_in_its_row_and_the_way_back_keeps_it(
    phone_page: Page, live_server: Any, assert_accessible: Callable[[Page], None]
) -> None:
    year = open_year()
    for code in ("10001", "10002"):
        year.appraise(code)
    page = as_person(phone_page, live_server, year.people.noi_vu)
    with on(date(2026, 3, 10)):
        page.goto(reverse("council-gate", args=[year.cycle.pk, "ky-luat"]))
        page.get_by_label("Xác nhận của Xã An Hòa").select_option("co")
        page.get_by_role("button", name="Kiểm tra danh sách").click()
        page.get_by_role("button", name="Ghi xác nhận").click()
        expect(page.get_by_role("alert")).to_contain_text("Cần ghi căn cứ khi xác nhận có xảy ra.")
        assert_accessible(page)
        page.get_by_label("Căn cứ, Xã An Hòa").fill("Quyết định 05")
        page.get_by_role("button", name="Chọn lại").click()
        expect(page.get_by_label("Xác nhận của Xã An Hòa")).to_have_value("co")
        page.get_by_role("button", name="Kiểm tra danh sách").click()
        expect(page.get_by_label("Căn cứ, Xã An Hòa")).to_have_value("Quyết định 05")
        page.get_by_role("button", name="Ghi xác nhận").click()
        page.wait_for_url("**/dieu-kien/")
        expect(page.get_by_text("Đã ghi xác nhận cho 1 hồ sơ.")).to_be_visible()
