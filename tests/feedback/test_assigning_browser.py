"""Matters ticked in the register, on a phone and a wide screen, and without script: they are given out as they were
ticked; axe is content with the check."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from tests.accessibility import accessibility_problems, too_wide
from tests.browser.sessions import enter_as
from tests.conftest import DESK, PHONE
from tests.feedback.scene import ANSWER, Scene, a_scene, step, told
from thanthien.core import clock
from thanthien.feedback.models import Feedback

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return a_scene(short_name="Hải An")


def given_out(scene: Scene) -> set[int]:
    return set(Feedback.objects.filter(assigned=scene.officer).values_list("pk", flat=True))


def picture(page: Page, name: str) -> None:
    if folder := os.environ.get("FEEDBACK_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


@pytest.mark.parametrize(("size", "script"), [(PHONE, True), (PHONE, False), (DESK, True)])
def test_ticked_matters_are_given_to_one_person(
    new_page: Callable[..., Page], scene: Scene, size: Any, script: bool
) -> None:
    first, second, left = (told(scene, clock.today()) for _ in range(3))
    page = new_page(viewport=size, java_script_enabled=script)
    enter_as(page, scene.chair)
    page.goto(reverse("feedback-list"))
    for row in (first, second):
        page.get_by_label(f"Chọn {row.label}", exact=True).check()
    page.get_by_role("button", name="Phân công các phản ánh đã chọn").click()
    page.get_by_role("heading", name="Kiểm tra trước khi phân công xử lý").wait_for()
    picture(page, f"assign-{size['width']}-{script}")
    if script:
        assert accessibility_problems(page) == []
    assert too_wide(page) == 0
    page.get_by_label("Người xử lý").select_option(label=scene.officer.full_name)
    page.get_by_role("button", name="Phân công xử lý").click()
    page.get_by_text("Đã phân công 2 phản ánh.").wait_for()
    assert (given_out(scene), left.pk in given_out(scene)) == ({first.pk, second.pk}, False)


def test_all_of_the_page_are_ticked_at_once(browser_page: Page, scene: Scene) -> None:
    rows = [told(scene, clock.today()) for _ in range(2)]
    drafted = step(scene, told(scene, clock.today()), "draft", clock.today(), **ANSWER)
    enter_as(browser_page, scene.chair)
    browser_page.goto(reverse("feedback-list"))
    assert browser_page.get_by_label(f"Chọn {drafted.label}", exact=True).count() == 0
    every = browser_page.get_by_label("Chọn tất cả phản ánh phân công được ở trang này")
    every.check()
    boxes = [browser_page.get_by_label(f"Chọn {row.label}", exact=True) for row in rows]
    assert [box.is_checked() for box in boxes] == [True, True]
    boxes[0].uncheck()
    assert every.evaluate("box => box.indeterminate")
