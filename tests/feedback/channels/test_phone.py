"""What everybody reads of channels and of supervised contents, on a phone of 360 px and on a wide screen: the pages
fit, and axe is content."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page

from tests.accessibility import accessibility_problems
from tests.feedback.channels.scene import a_scene, channel, tried
from thanthien.core import clock

pytestmark = pytest.mark.django_db


def test_channels_are_found_from_the_units_page_and_fit(new_page: Callable[..., Page]) -> None:
    cache.clear()
    scene, before = a_scene(short_name="Hải An"), clock.today() - timedelta(days=7)
    tried(scene, channel(scene, where="Cổng trụ sở Ủy ban nhân dân, bên trái lối vào", since=before), before)
    channel(scene, "trang-thong-tin", "https://phuong-hai-an.hai-phong.gov.vn/phan-anh-gop-y", since=before)
    page = new_page(viewport={"width": 360, "height": 740})
    page.goto(reverse("unit-page", args=[scene.unit.code]))
    page.get_by_role("link", name="Hòm thư, đường dây nóng và cách gửi khác").click()
    page.get_by_text("1/2 loại phương tiện có bằng chứng hoạt động").wait_for()
    for address in (page.url, reverse("feedback-unit", args=[scene.unit.code])):
        page.goto(address)
        for width in (360, 1440):
            page.set_viewport_size({"width": width, "height": 800})
            assert (address, width, accessibility_problems(page)) == (address, width, [])
