"""“Việc tuần này” on a phone: numbers of the fast day, saved as they are typed, without JavaScript by the button."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.accessibility import too_wide
from tests.browser.sessions import enter_as
from tests.conftest import PHONE
from tests.service.scene import Scene, a_scene, decide
from thanthien.core import clock
from thanthien.records.enums import Through
from thanthien.service.models import FastDay

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene() -> Scene:
    """The fast day is today, or Friday on a weekend."""
    made = a_scene()
    today = clock.today()
    decide(made, today - timedelta(days=14), weekday=min(today.weekday(), 4))
    return made


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_numbers_of_the_fast_day_are_saved_on_a_phone(
    new_page: Any, assert_accessible: Any, scene: Scene, script: bool
) -> None:
    page = enter_as(new_page(viewport=PHONE, java_script_enabled=script), scene.officer)
    page.goto("/viec-tuan-nay/")
    page.get_by_label("Số hồ sơ nhận").fill("6")
    page.get_by_label("Số trả trong ngày").fill("5")
    if script:
        assert_accessible(page)
        page.get_by_label("Số trả trong ngày").blur()
        expect(page.locator("#da-luu")).to_contain_text("Đã lưu lúc")
        expect(page.locator("#trang-thai-service-fast_day")).to_contain_text("Đã xong")
        page.get_by_label("Số trả trong ngày").fill("4")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text("Đã lưu.")).to_be_visible()
    kept = FastDay.objects.standing().get()
    assert (kept.received, kept.returned, kept.through) == (6, 4 if script else 5, Through.FRIDAY)
    assert too_wide(page) == 0
