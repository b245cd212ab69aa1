"""Presence on the roster without a signal, with photographs: kept on the phone, sent once, without place and device."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.sessions import enter_as
from tests.conftest import PHONE
from tests.e2e.test_offline import APP, counts, put_on_device
from tests.service.roster_scene import plan_shift
from tests.service.scene import Scene, a_scene
from thanthien.core import clock
from thanthien.records.actions import withdraw
from thanthien.records.models import Photograph
from thanthien.service.roster.kinds import SHIFTS
from thanthien.service.roster.models import ShiftPresence, SupportShift

pytestmark = pytest.mark.django_db(transaction=True)
POSTS = [f"Bí thư chi đoàn {number}" for number in range(1, 6)]
EACH = 10


@pytest.fixture
def scene() -> Scene:
    made = a_scene()
    for post in POSTS:
        plan_shift(made, clock.today(), post=post)
    return made


@pytest.fixture
def phone(new_page: Callable[..., Page], scene: Scene) -> Page:
    page = enter_as(new_page(viewport=PHONE), scene.officer)
    put_on_device(page, "/lich-truc-ho-tro/")
    page.goto(APP)
    expect(page.get_by_role("button", name="Ghi có mặt ở ca hỗ trợ")).to_be_visible()
    return page


def picture(number: int) -> dict[str, Any]:
    """A photograph of its own colour that tells where it was taken."""
    place = Image.Exif()
    place[0x010F] = "Hãng máy"
    place.get_ifd(0x8825)[1] = "N"
    kept = BytesIO()
    colour = (number * 5 % 256, number * 37 % 256, 120)
    Image.new("RGB", (1000, 2000), colour).save(kept, "JPEG", exif=place)
    return {"name": f"IMG_{number}.jpg", "mimeType": "image/jpeg", "buffer": kept.getvalue()}


def tell(page: Page, post: str, pictures: list[dict[str, Any]]) -> None:
    page.get_by_role("button", name="Ghi có mặt ở ca hỗ trợ").click()
    options = page.get_by_label("Người trực").locator("option")
    value = options.filter(has_text=post).get_attribute("value")
    page.get_by_label("Người trực").select_option(value)
    page.locator("input[type=file]").set_input_files(pictures)
    page.locator("input[name=photograph_consent]").first.check()
    page.get_by_role("button", name="Lưu trên máy và gửi").click()


def test_fifty_photographs_wait_and_are_sent_once(phone: Page, scene: Scene) -> None:
    phone.context.set_offline(True)
    for index, post in enumerate(POSTS):
        tell(phone, post, [picture(index * EACH + number) for number in range(EACH)])
        counts(phone, index + 1, 0, 0)
    expect(phone.get_by_text("10 ảnh")).to_have_count(5)
    phone.goto(APP)
    counts(phone, 5, 0, 0)
    phone.context.set_offline(False)
    counts(phone, 0, 5, 0)
    assert sorted(ShiftPresence.objects.values_list("post", flat=True)) == POSTS
    stored = list(Photograph.objects.all())
    assert (len(stored), len({one.sha256 for one in stored})) == (50, 50)
    with stored[0].file.open() as file, Image.open(file) as seen:
        assert (seen.size, dict(seen.getexif())) == ((800, 1600), {})
    left = "new Promise((done) => { indexedDB.open('ghi-tren-may').onsuccess = (got) => { got.target.result"
    left += ".transaction('files').objectStore('files').count().onsuccess = (one) => done(one.target.result); }; })"
    assert phone.evaluate(left) == 0


def test_shift_that_is_gone_meanwhile_is_a_conflict(phone: Page, scene: Scene) -> None:
    phone.context.set_offline(True)
    tell(phone, POSTS[0], [])
    counts(phone, 1, 0, 0)
    shift = SupportShift.objects.get(post=POSTS[0])
    withdraw(SHIFTS, record_id=shift.pk, version=1, reason="Đổi người trực", by=scene.officer)
    phone.context.set_offline(False)
    counts(phone, 0, 0, 1)
    expect(phone.get_by_text("Ca này không còn trong lịch trực. Vui lòng chọn lại.")).to_be_visible()
