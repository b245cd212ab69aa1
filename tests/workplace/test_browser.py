"""An official at the centre with a phone of 360 px: the checklist with a photograph, without JavaScript too, and what
anybody sees of it then."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.accessibility import accessibility_problems, too_wide
from tests.browser.sessions import enter_as
from tests.factories import files
from tests.workplace.scene import a_scene
from thanthien.records.models import Photograph
from thanthien.workplace.models import CentreCheck

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 360, "height": 740}
PICTURE: Any = {"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": files.image(size=(640, 420), exif=True)}


@pytest.mark.parametrize("script", [True, False])
def test_checklist_with_a_photograph_is_told_on_a_phone(new_page: Callable[..., Page], script: bool) -> None:
    scene = a_scene()
    page = enter_as(new_page(viewport=PHONE, java_script_enabled=script), scene.officer)
    page.goto("/tru-so-truyen-thanh-ung-dung/")
    assert too_wide(page) == 0
    page.get_by_role("link", name="Ghi mới").first.click()
    page.get_by_label("Ghế ngồi").check()
    page.get_by_label("Wifi miễn phí").check()
    page.get_by_label("Thuốc lá").select_option("free")
    page.locator("input[type=file]").set_input_files(PICTURE)
    page.get_by_label("không nhận ra được người nào trong ảnh").check()
    assert too_wide(page) == 0
    if script:
        assert accessibility_problems(page) == []
    page.get_by_role("button", name="Lưu").click()
    page.get_by_text("Đã ghi biên bản kiểm tra.").wait_for()
    made = CentreCheck.objects.get()
    assert (made.items, Photograph.objects.get().origin) == ("ghe-ngoi; wifi", made.origin)
    page.goto(f"/bien-ban-kiem-tra-nua-nam/{made.pk}/")
    assert page.get_by_role("img", name="Ảnh 1").count() == 1
    if script:
        assert accessibility_problems(page) == []
    page.goto(f"/tru-so-truyen-thanh-ung-dung/{scene.unit.code}/")
    assert too_wide(page) == 0
    assert page.locator("img[alt^='Ảnh ngày']").count() == 1
    if script:
        assert accessibility_problems(page) == []
