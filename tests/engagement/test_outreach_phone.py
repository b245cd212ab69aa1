"""An officer on a phone of 360 px without scripts: an activity with its photograph, one more photograph, a photograph
taken away; then what anybody sees. Each page fits, and axe is content."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.accessibility import accessibility_problems
from tests.browser.sessions import enter_as
from tests.engagement.outreach_scene import greet, meet
from tests.engagement.scene import a_scene
from tests.factories import files
from thanthien.core import clock
from thanthien.records.models import Photograph

pytestmark = pytest.mark.django_db
PHONE = {"width": 360, "height": 740}


def picture(folder: Path, name: str, width: int) -> Path:
    path = folder / name
    path.write_bytes(files.image(size=(width, 240), exif=True))
    return path


def test_outreach_with_photographs_on_a_phone(new_page: Callable[..., Page], tmp_path: Path) -> None:
    scene = a_scene()
    greet(scene, clock.today(), occasion="national_day")
    meet(scene, clock.today())
    page = enter_as(new_page(viewport=PHONE, java_script_enabled=False), scene.officer)
    page.goto("/tham-hoi-chuc-mung/ghi/")
    page.get_by_label("Loại dịp").select_option("longevity")
    page.get_by_label("Hình thức").select_option("visit")
    page.get_by_label("Số người").fill("12")
    page.get_by_role("textbox", name="Nội dung").fill("Mừng thọ người cao tuổi")
    page.get_by_label("công khai hoạt động này").check()
    page.get_by_label("Ảnh", exact=False).first.set_input_files(picture(tmp_path, "a.jpg", 320))
    page.get_by_role("button", name="Lưu").click()
    page.get_by_text("Cần chọn một ý về người trong ảnh.").first.wait_for()
    assert page.get_by_role("textbox", name="Nội dung").input_value() == "Mừng thọ người cao tuổi"
    page.get_by_label("Ảnh", exact=False).first.set_input_files(picture(tmp_path, "a.jpg", 320))
    page.get_by_label("người trong ảnh đồng ý").check()
    page.get_by_role("button", name="Lưu").click()
    page.get_by_text("Đã ghi hoạt động thăm hỏi, chúc mừng.").wait_for()

    scripted = enter_as(new_page(viewport=PHONE), scene.officer)
    scripted.goto("/tham-hoi-chuc-mung/ghi/")
    assert accessibility_problems(scripted) == []
    scripted.goto("/tham-hoi-chuc-mung/")
    assert accessibility_problems(scripted) == []
    one = Photograph.objects.get()
    scripted.get_by_role("link", name=f"{clock.today():%d/%m/%Y}").first.click()
    scripted.get_by_role("link", name="Thêm ảnh").click()
    assert accessibility_problems(scripted) == []
    scripted.locator("input[type=file]").set_input_files(picture(tmp_path, "b.jpg", 300))
    scripted.get_by_label("chưa đồng ý công khai").check()
    scripted.get_by_role("button", name="Thêm ảnh").click()
    scripted.get_by_text("Đã thêm ảnh.").wait_for()
    assert (Photograph.objects.count(), accessibility_problems(scripted)) == (2, [])
    scripted.get_by_role("link", name="Bỏ ảnh").last.click()
    assert accessibility_problems(scripted) == []
    scripted.get_by_label("Lý do bỏ ảnh").fill("Ảnh bị mờ")
    scripted.get_by_role("button", name="Bỏ ảnh").click()
    scripted.get_by_text("Lý do: Ảnh bị mờ").wait_for()

    stranger = new_page(viewport=PHONE)
    stranger.goto(f"/tham-hoi-chuc-mung/don-vi/{scene.unit.code}/")
    assert accessibility_problems(stranger) == []
    shown = stranger.get_by_role("img", name="Ảnh hoạt động ngày").evaluate_all("all => all.map(one => one.src)")
    assert [str(one.key) in shown[0] for one in (one,)] == [True]
    assert len(shown) == 1
    wide = new_page()
    wide.goto(f"/tham-hoi-chuc-mung/don-vi/{scene.unit.code}/")
    assert accessibility_problems(wide) == []
