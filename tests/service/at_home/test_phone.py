"""On a phone of 360 px, with and without scripts: a person asks, follows and moves, the official serves. With scripts
axe is content with each page."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from tests.accessibility import accessibility_problems, too_wide
from tests.browser.sessions import enter_as
from tests.service.at_home.scene import a_scene, announce
from thanthien.core import clock
from thanthien.core.formats import date_vn
from thanthien.core.private.models import Look
from thanthien.service.at_home.models import HomeRequest

pytestmark = pytest.mark.django_db
PHONE = {"width": 360, "height": 740}


def looked_at(page: Page, name: str, script: bool) -> None:
    """The page fits; axe, which needs scripts, is content; a picture of it where HOME_PICTURES names a folder."""
    if folder := os.environ.get("HOME_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)
    if too_wide(page):
        pytest.fail(f"{name} is too wide")
    if script:
        assert accessibility_problems(page) == [], name


@pytest.mark.parametrize("script", [True, False])
def test_person_is_served_from_the_form_to_the_result(new_page: Callable[..., Page], script: bool) -> None:
    scene = a_scene()
    announce(scene, clock.today())
    page = new_page(viewport=PHONE, java_script_enabled=script)
    page.goto(reverse("home-service", args=[scene.unit.code]))
    page.get_by_role("button", name="Gửi đề nghị").click()
    page.locator(".error-summary, [role=alert]").first.wait_for()
    looked_at(page, "ask-wrong", script)
    page.get_by_label("Thủ tục cần làm").select_option(label="Đăng ký khai sinh")
    page.get_by_label("Họ và tên người cần phục vụ").fill("Trần Thị Kín")
    page.get_by_label("Số điện thoại liên hệ").fill("0912 345 678")
    page.get_by_label("Địa chỉ đến nhà").fill("Số 7 ngõ Kín")
    page.get_by_label("người cao tuổi, đi lại khó khăn").check()
    page.get_by_role("button", name="Gửi đề nghị").click()
    code = page.locator(".lead strong").inner_text()
    looked_at(page, "asked", script)

    page.get_by_role("link", name="theo dõi đề nghị").click()
    page.get_by_label("Mã theo dõi").fill(code)
    looked_at(page, "follow", script)
    page.get_by_role("button", name="Xem đề nghị").click()
    page.get_by_text("Dời ngày theo ý người dân").first.click()
    page.get_by_label("Ngày mới").fill(date_vn(clock.today() + timedelta(days=30)))
    page.get_by_role("button", name="Dời ngày theo ý người dân").click()
    page.get_by_text("một lần, người dân dời").wait_for()
    looked_at(page, "followed", script)

    request = HomeRequest.objects.get()
    desk = enter_as(new_page(viewport=PHONE, java_script_enabled=script), scene.officer)
    desk.goto(reverse("home-requests"))
    looked_at(desk, "requests", script)
    desk.get_by_role("link", name=request.label).first.click()
    desk.get_by_role("button", name="Xem liên hệ, lý do").click()
    desk.get_by_text("Số 7 ngõ Kín").wait_for()
    looked_at(desk, "contact", script)
    assert Look.objects.count() == 1
    desk.get_by_role("link", name="Ghi đã đến nhà").click()
    desk.get_by_label("Ngày trả kết quả theo thủ tục").fill(date_vn(clock.today()))
    looked_at(desk, "visit", script)
    desk.get_by_role("button", name="Ghi đã đến nhà").click()
    desk.get_by_role("link", name="Ghi đã trả kết quả").click()
    desk.get_by_role("button", name="Ghi đã trả kết quả").click()
    desk.get_by_text("đã trả kết quả, đúng hạn").first.wait_for()
    looked_at(desk, "done", script)
    for name in ("home-sheet", "home-numbers"):
        desk.goto(reverse(name))
        looked_at(desk, name, script)
