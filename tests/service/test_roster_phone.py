"""An officer of the Trung tâm on a phone of 360 px, with and without scripts: the page fits, presence is one tap."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.accessibility import accessibility_problems, too_wide
from tests.browser.sessions import enter_as
from tests.service.roster_scene import plan_shift
from tests.service.scene import a_scene
from thanthien.core import clock
from thanthien.service.roster.models import ShiftPresence

pytestmark = pytest.mark.django_db
PHONE = {"width": 360, "height": 740}


@pytest.mark.parametrize("script", [True, False])
def test_presence_is_one_tap_on_a_phone(new_page: Callable[..., Page], script: bool) -> None:
    scene, today = a_scene(), clock.today()
    plan_shift(scene, today)
    plan_shift(scene, today, organisation="officials", post="Công chức tư pháp - hộ tịch", part="afternoon")
    plan_shift(scene, today - timedelta(days=7))
    page = enter_as(new_page(viewport=PHONE, java_script_enabled=script), scene.officer)
    page.goto("/lich-truc-ho-tro/")
    assert too_wide(page) == 0
    if script:
        assert accessibility_problems(page) == []
    page.get_by_role("button", name="Có mặt", exact=True).first.click()
    expect(page.get_by_text("Đã ghi có mặt: Đoàn Thanh niên, Bí thư chi đoàn 3.")).to_be_visible()
    assert ShiftPresence.objects.get().shown_by == "tap"
