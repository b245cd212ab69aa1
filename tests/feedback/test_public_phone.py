"""Journey J4.2 on a phone of 360 px, with and without scripts: somebody sends, is answered, says that it isn't solved.
With scripts axe is content with each page, on a wide screen too."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page

from tests.accessibility import accessibility_problems, too_wide
from tests.factories.files import image
from tests.feedback.scene import ANSWER, Scene, a_scene, published
from thanthien.core import clock
from thanthien.feedback.actions import Taken, take_step
from thanthien.feedback.models import Feedback

pytestmark = pytest.mark.django_db
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1440, "height": 900}


def looked_at(page: Page, name: str, script: bool) -> None:
    """The page fits; axe, which needs scripts, is content, on a wide screen too; a picture where FEEDBACK_PICTURES
    names a folder."""
    for size in (DESK, PHONE) if script else (PHONE,):
        page.set_viewport_size(size)
        if folder := os.environ.get("FEEDBACK_PICTURES"):
            page.screenshot(path=str(Path(folder) / f"{name}-{size['width']}.png"), full_page=True)
        if too_wide(page):
            pytest.fail(f"{name} is too wide")
        if script:
            assert accessibility_problems(page) == [], name


def done(scene: Scene, name: str, **more: Any) -> None:
    """A step of the unit, now."""
    row = Feedback.objects.get(status__in=("received", "drafted", "answered"))
    take_step(Taken(name, **more), feedback_id=row.pk, version=row.version, by=scene.chair)


@pytest.mark.parametrize("script", [True, False])
def test_somebody_sends_is_answered_and_says_that_it_is_not_solved(new_page: Callable[..., Page], script: bool) -> None:
    cache.clear()
    scene = a_scene(short_name="Hải An")
    page = new_page(viewport=PHONE, java_script_enabled=script)
    page.goto("/")
    page.get_by_role("link", name="Gửi phản ánh, góp ý").click()
    looked_at(page, "choose", script)
    page.get_by_label("Tên xã, phường, đặc khu nơi xảy ra việc").fill("hai an")
    page.get_by_role("button", name="Tìm").click()
    page.get_by_role("link", name="Phường Hải An").click()
    page.get_by_role("button", name="Gửi").click()
    page.locator(".error-summary").wait_for()
    looked_at(page, "send-wrong", script)
    page.get_by_label("Đường sá, cầu cống, chiếu sáng").check()
    page.get_by_role("textbox", name="Nội dung").fill("Đèn đường ngõ Kín hỏng ba hôm nay.")
    page.get_by_label("Ảnh").set_input_files({"name": "den.jpg", "mimeType": "image/jpeg", "buffer": image(exif=True)})
    looked_at(page, "send", script)
    page.get_by_role("button", name="Gửi").click()
    code = page.locator(".lead strong").inner_text()
    looked_at(page, "sent", script)
    page.get_by_role("button", name="Xem phản ánh vừa gửi").click()
    looked_at(page, "followed", script)

    done(scene, "draft", **ANSWER)
    done(scene, "answer")
    done(scene, "publish", looked=True)
    page.goto(reverse("feedback-follow"))
    looked_at(page, "follow", script)
    page.get_by_label("Mã theo dõi").fill(code.lower())
    page.get_by_role("button", name="Xem phản ánh").click()
    page.get_by_text(ANSWER["text"]).wait_for()
    page.get_by_label("Việc gì chưa được giải quyết?").fill("Đèn cuối ngõ vẫn hỏng.")
    looked_at(page, "answered", script)
    page.get_by_role("button", name="Chưa giải quyết, đề nghị xem lại").click()
    page.get_by_text("Đã đề nghị đơn vị xem lại.").wait_for()
    looked_at(page, "again", script)


def test_answers_are_read_by_everybody(new_page: Callable[..., Page]) -> None:
    scene, yesterday = a_scene(short_name="Hải An"), clock.today() - timedelta(days=1)
    row = published(scene, yesterday, yesterday)
    page = new_page(viewport=PHONE)
    page.goto(reverse("feedback-city"))
    looked_at(page, "city", script=True)
    page.get_by_role("link", name=ANSWER["summary"].rstrip(".")).click()
    looked_at(page, "answer", script=True)
    code = scene.unit.code
    pages = {
        "rates": reverse("feedback-rates"), "unit": reverse("feedback-unit", args=[code]), "home": "/",
        "unit-page": reverse("unit-page", args=[code]), "card": reverse("unit-card", args=[code]),
    }  # fmt: skip
    for name, address in pages.items():
        page.goto(address)
        looked_at(page, name, script=True)
    assert Feedback.objects.get().pk == row.pk


def test_code_of_the_qr_fills_the_form_and_leaves_the_address(new_page: Callable[..., Page]) -> None:
    page = new_page(viewport=PHONE)
    page.goto(f"{reverse('feedback-follow')}#K7QM-2XRD-9FHA-C3WT")
    assert page.get_by_label("Mã theo dõi").input_value() == "K7QM-2XRD-9FHA-C3WT"
    assert "#" not in page.url
