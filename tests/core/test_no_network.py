"""A form that strangers fill in on a phone is not sent without network: what was typed stays, and nothing is stored."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.conftest import PHONE
from tests.feedback import scene as feedback
from tests.service.at_home import scene as at_home
from thanthien.core import clock
from thanthien.feedback.models import Feedback
from thanthien.service.at_home.models import HomeRequest

pytestmark = pytest.mark.django_db


def holds(page: Page, button: str, typed: str, text: str) -> None:
    """Pressed without network, twice, nothing leaves; with network again the same button sends."""
    field, send = page.get_by_role("textbox", name=typed), page.get_by_role("button", name=button, exact=True)
    field.fill(text)
    page.context.set_offline(True)
    for _ in range(2):
        send.click()
        expect(page.get_by_text("Máy chưa có mạng")).to_be_visible()
    expect(field).to_have_value(text)
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    page.context.set_offline(False)
    expect(page.get_by_text("Đã có mạng trở lại")).to_be_visible()
    send.click()
    expect(page.get_by_text("Mã theo dõi").first).to_be_visible()


def test_feedback_waits_for_the_network(new_page: Callable[..., Page]) -> None:
    cache.clear()
    page = new_page(viewport=PHONE)
    page.goto(reverse("feedback-send", args=[feedback.a_scene().unit.code]))
    page.get_by_label("Đường sá, cầu cống, chiếu sáng").check()
    holds(page, "Gửi", "Nội dung", "Đèn đường ngõ Kín hỏng ba hôm nay.")
    assert Feedback.objects.count() == 1


def test_home_service_waits_for_the_network(new_page: Callable[..., Page]) -> None:
    cache.clear()
    scene = at_home.a_scene()
    at_home.announce(scene, clock.today())
    page = new_page(viewport=PHONE)
    page.goto(reverse("home-service", args=[scene.unit.code]))
    page.get_by_label("Thủ tục cần làm").select_option(label="Đăng ký khai sinh")
    page.get_by_label("Họ và tên người cần phục vụ").fill("Trần Thị Kín")
    page.get_by_label("Số điện thoại liên hệ").fill("0912 345 678")
    page.get_by_label("người cao tuổi, đi lại khó khăn").check()
    holds(page, "Gửi đề nghị", "Địa chỉ đến nhà", "Số 7 ngõ Kín")
    assert HomeRequest.objects.count() == 1
