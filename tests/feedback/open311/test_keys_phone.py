"""The pages of keys and of the import fit a phone, and axe is content with them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.sessions import enter_as
from tests.feedback.open311.scene import handing
from tests.feedback.test_public_phone import PHONE, looked_at
from thanthien.feedback.models import ApiClient

pytestmark = pytest.mark.django_db


def test_administrator_lets_a_system_in_and_changes_its_key_on_a_phone(new_page: Callable[..., Page]) -> None:
    system = handing()
    page = new_page(viewport=PHONE)
    enter_as(page, system.admin)
    page.goto("/quan-tri/he-thong-gui-phan-anh/")
    looked_at(page, "clients", True)
    page.get_by_role("link", name="Thêm hệ thống").click()
    page.get_by_label("Mã hệ thống").fill("hai-phong-smart")
    page.get_by_label("Tên hệ thống").fill("Hải Phòng Smart")
    page.get_by_role("button", name="Cấp khóa").click()
    assert page.locator("code").first.inner_text().startswith("pa311_")
    looked_at(page, "key", True)
    page.get_by_role("link", name="Về danh sách").click()
    page.get_by_role("link", name="Hải Phòng Smart").click()
    looked_at(page, "client", True)
    with page.expect_navigation():
        page.get_by_role("button", name="Kết thúc").click()
    assert [one.code for one in ApiClient.objects.filter(ended_at=None)] == ["1022"]


def test_official_opens_the_import_on_a_phone(new_page: Callable[..., Page]) -> None:
    system = handing()
    page = new_page(viewport=PHONE)
    enter_as(page, system.scene.officer)
    page.goto("/xu-ly-phan-anh/")
    page.get_by_role("link", name="Nhập từ tổng đài, ứng dụng").click()
    looked_at(page, "import", True)
