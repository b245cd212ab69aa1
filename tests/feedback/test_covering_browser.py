"""Covering places of a photograph at 360 px, by drawing and by numbers alone; what is published is blocks there."""

import os
from collections.abc import Callable
from io import BytesIO
from itertools import pairwise
from operator import sub
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from tests.accessibility import accessibility_problems
from tests.browser.sessions import enter_as
from tests.factories.files import personal_exif
from tests.feedback.photographs import photographed, upload
from tests.feedback.pictures import ALT
from tests.feedback.scene import ANSWER, Scene, a_scene
from thanthien.core import clock
from thanthien.feedback.actions import Taken, take_step
from thanthien.feedback.models import Feedback, PublicPhotograph
from thanthien.feedback.sealed_pictures import open_public

pytestmark = pytest.mark.django_db
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1440, "height": 900}
SIZE = (2000, 1500)  # sent lying, to be turned upright: it is shown 1200 × 1600 points
SECRET = (20.0, 51.0, 3.0)


def checked(size: tuple[int, int] = SIZE) -> bytes:
    """Fine squares all over, which blocks of a mean colour can't be taken for; with place and device."""
    picture = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(picture)
    for left in range(0, size[0], 10):
        for top in range(0, size[1], 10):
            if (left + top) % 20:
                pen.rectangle((left, top, left + 9, top + 9), fill=(20, left * 255 // size[0], top * 255 // size[1]))
    target = BytesIO()
    picture.save(target, "JPEG", quality=90, exif=personal_exif())
    return target.getvalue()


def looked_at(page: Page, name: str) -> None:
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        if folder := os.environ.get("FEEDBACK_PICTURES"):
            page.screenshot(path=str(Path(folder) / f"{name}-{size['width']}.png"), full_page=True)
        assert accessibility_problems(page) == [], name


def opened(page: Page, row: Feedback) -> None:
    """The page on which a photograph is covered, from the page of the matter."""
    page.goto(reverse("feedback-one", args=[row.pk]))
    page.get_by_role("link", name="Che để công khai").click()
    expect(page.get_by_role("status").filter(has_text="Chưa che vùng nào.")).to_be_visible()


def kept() -> tuple[PublicPhotograph, Image.Image]:
    row = PublicPhotograph.objects.kept().get()
    with open_public(row) as content:
        picture = Image.open(BytesIO(content.read()))
        picture.load()
    return row, picture


def spread(picture: Image.Image, box: tuple[int, int, int, int]) -> int:
    """How far the points of a part are from one colour."""
    return max(int(high) - int(low) for low, high in picture.convert("RGB").crop(box).getextrema())


def squares(picture: Image.Image, box: tuple[int, int, int, int]) -> list[int]:
    """The same of each square of the JPEG in a part, without the two points at which readers blend it with the next."""
    return [
        spread(picture, (left + 2, top + 2, left + 14, top + 14))
        for left in range(box[0], box[2], 16)
        for top in range(box[1], box[3], 16)
    ]


def sent(scene: Scene) -> Feedback:
    return photographed(scene, clock.today(), upload(checked()))


@pytest.fixture
def scene() -> Scene:
    return a_scene(short_name="Hải An")


def test_place_is_drawn_approved_by_another_and_published(new_page: Callable[..., Page], scene: Scene) -> None:
    row = sent(scene)
    page = enter_as(new_page(viewport=PHONE), scene.officer)
    opened(page, row)
    looked_at(page, "cover")
    page.locator("canvas").scroll_into_view_if_needed()
    box = page.locator("canvas").bounding_box()
    assert box is not None
    scale = 1200 / box["width"]
    page.mouse.move(box["x"] + 60, box["y"] + 80)
    page.mouse.down()
    page.mouse.move(box["x"] + 110, box["y"] + 130, steps=4)
    page.mouse.up()
    expect(page.get_by_role("status").filter(has_text="Đã che 1 vùng.")).to_be_visible()
    page.get_by_role("button", name="Lưu ảnh đã che").click()
    assert "Mô tả ảnh" in page.locator(".error-summary").inner_text()
    # What was drawn is still there.
    expect(page.get_by_role("status").filter(has_text="Đã che 1 vùng.")).to_be_visible()
    looked_at(page, "cover-wrong")
    page.get_by_label("Mô tả ảnh").fill(ALT)
    page.get_by_role("button", name="Lưu ảnh đã che").click()
    expect(page.get_by_text("Đã lưu ảnh đã che.")).to_be_visible()
    looked_at(page, "matter")
    made, picture = kept()
    assert (made.regions, made.nothing, picture.size, dict(picture.getexif())) == (1, False, (1200, 1600), {})
    left, top = round(60 * scale), round(80 * scale)
    right, bottom = round(110 * scale), round(130 * scale)
    assert_blocks(picture, (left, top, right, bottom))
    assert spread(picture, (left - 80, top, left - 20, bottom)) > 150  # beside it all is as it was

    take_step(Taken("draft", **ANSWER), feedback_id=row.pk, version=fresh(row).version, by=scene.officer)
    page = enter_as(new_page(viewport=PHONE), scene.chair)
    page.goto(reverse("feedback-step", args=[row.pk, "answer"]))
    assert page.locator(".compared img").count() == 2
    looked_at(page, "compare")
    page.get_by_label("Đã kiểm tra: tóm tắt").check()
    page.get_by_label(f"Ảnh 1: {ALT}").check()
    page.get_by_role("button", name="Duyệt trả lời").click()
    expect(page.get_by_text("Đã lưu: duyệt trả lời.")).to_be_visible()
    page = new_page(viewport=PHONE)
    page.goto(reverse("feedback-answer", args=[fresh(row).answer_id]))
    shown = page.get_by_role("img", name=ALT)
    shown.scroll_into_view_if_needed()
    expect(shown).to_have_js_property("naturalWidth", 1200)
    looked_at(page, "public")


def fresh(row: Feedback) -> Feedback:
    return Feedback.objects.get(pk=row.pk)


def assert_blocks(picture: Image.Image, box: tuple[int, int, int, int]) -> None:
    """Within the place there are squares of 16 points of one colour each, and six blocks a side at most."""
    found = squares(picture, (box[0] // 16 * 16, box[1] // 16 * 16, box[2], box[3]))
    assert (len(found) > 20, max(found) <= 2) == (True, True)
    row = [picture.getpixel((left, box[1] + 8)) for left in range(box[0], box[2])]
    changes = sum(max(map(abs, map(sub, one, other))) > 2 for one, other in pairwise(row))  # type: ignore[arg-type]
    assert changes <= 6


def test_place_is_covered_by_the_keyboard_alone(new_page: Callable[..., Page], scene: Scene) -> None:
    row = sent(scene)
    page = enter_as(new_page(viewport=PHONE), scene.officer)
    opened(page, row)
    page.get_by_role("button", name="Thêm vùng che").press("Enter")
    assert page.evaluate("document.activeElement.closest('label').textContent.trim()") == "Cách trái"
    for name, number in (("Cách trái", 320), ("Cách trên", 480), ("Rộng", 160), ("Cao", 96)):
        field = page.get_by_label(name, exact=True)
        field.press("Control+a")
        field.press_sequentially(str(number))
        field.press("Tab")
    looked_at(page, "numbers")
    page.get_by_role("button", name="Thêm vùng che").press("Enter")
    expect(page.get_by_role("status").filter(has_text="Đã che 2 vùng.")).to_be_visible()
    page.get_by_role("button", name="Hoàn tác").press("Enter")
    expect(page.get_by_role("status").filter(has_text="Đã che 1 vùng.")).to_be_visible()
    page.get_by_role("button", name="Xem như khi công khai").press("Enter")
    page.get_by_label("Mô tả ảnh").fill(ALT)
    page.get_by_role("button", name="Lưu ảnh đã che").press("Enter")
    expect(page.get_by_text("Đã lưu ảnh đã che.")).to_be_visible()
    made, picture = kept()
    assert made.regions == 1
    found = squares(picture, (320, 480, 480, 576))
    assert (len(found), max(found) <= 2) == (60, True)
    outside = [spread(picture, (288, 480, 320, 576)), spread(picture, (480, 480, 512, 576))]
    assert min(outside) > 150


def test_press_before_the_picture_is_made_is_sent_when_it_is(new_page: Callable[..., Page], scene: Scene) -> None:
    row = sent(scene)
    page = enter_as(new_page(viewport=PHONE), scene.officer)
    opened(page, row)
    page.get_by_label("Mô tả ảnh").fill(ALT)
    page.evaluate(
        "() => { document.querySelector('[data-blur-add]').click();"
        " document.querySelector('[data-blur-file]').form.querySelector('[type=submit]').click(); }"
    )
    expect(page.get_by_text("Đã lưu ảnh đã che.")).to_be_visible()
    made, picture = kept()
    assert made.regions == 1
    assert max(squares(picture, (464, 608, 736, 992))) <= 2


def test_finger_draws_and_a_picture_with_nothing_to_cover_is_said(new_page: Callable[..., Page], scene: Scene) -> None:
    row = sent(scene)
    page = enter_as(new_page(viewport=PHONE, has_touch=True, is_mobile=True), scene.officer)
    opened(page, row)
    page.locator("canvas").scroll_into_view_if_needed()
    box = page.locator("canvas").bounding_box()
    assert box is not None
    finger = page.context.new_cdp_session(page)
    touch(finger, box, "touchStart", 40, 40)
    touch(finger, box, "touchMove", 90, 100)
    touch(finger, box, "touchEnd")
    expect(page.get_by_role("status").filter(has_text="Đã che 1 vùng.")).to_be_visible()
    page.get_by_role("button", name="Bỏ vùng 1").click()
    page.get_by_label("Mô tả ảnh").fill(ALT)
    page.get_by_role("button", name="Lưu ảnh đã che").click()
    page.get_by_text("Cần che ít nhất một vùng, hoặc xác nhận không có gì cần che.").first.wait_for()
    page.get_by_label("Không có ai, không có biển số xe").check()
    page.get_by_role("button", name="Lưu ảnh đã che").click()
    expect(page.get_by_text("Đã lưu ảnh đã che.")).to_be_visible()
    assert (kept()[0].regions, kept()[0].nothing) == (0, True)


def touch(finger: Any, box: Any, kind: str, across: int = 0, down: int = 0) -> None:
    points = [] if kind == "touchEnd" else [{"x": box["x"] + across, "y": box["y"] + down}]
    finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def test_without_script_the_page_says_why_and_keeps_nothing(new_page: Callable[..., Page], scene: Scene) -> None:
    row = sent(scene)
    page = enter_as(new_page(viewport=PHONE, java_script_enabled=False), scene.officer)
    page.goto(reverse("feedback-blur", args=[row.pk, row.photographs.get().key]))
    assert page.get_by_text("Không bật JavaScript thì không chuẩn bị được ảnh công khai.").is_visible()
    assert page.locator("canvas").is_visible() is False
    page.get_by_label("Không có ai, không có biển số xe").check()
    page.get_by_label("Mô tả ảnh").fill(ALT)
    page.get_by_role("button", name="Lưu ảnh đã che").click()
    page.get_by_text("Chưa có ảnh đã che.").wait_for()
    assert PublicPhotograph.objects.count() == 0
