"""An officer on a phone of 360 px without scripts: a month of the calendar, a session, a promise, its answer; then what
anybody sees. Each page fits, and axe is content."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.accessibility import accessibility_problems
from tests.browser.sessions import enter_as
from tests.engagement.scene import a_scene
from thanthien.engagement.reception_records import PlannedReception, Promise, Reception

pytestmark = pytest.mark.django_db
PHONE = {"width": 360, "height": 740}


def test_receptions_from_the_calendar_to_the_answer(new_page: Callable[..., Page]) -> None:
    scene = a_scene()
    page = enter_as(new_page(viewport=PHONE), scene.officer)
    page.goto("/lich-tiep-cong-dan/thang/")
    assert accessibility_problems(page) == []
    page.get_by_label("người đứng đầu chính quyền").check()
    boxes = page.get_by_role("checkbox")
    for place in (0, 5, 10):
        boxes.nth(place).check()
    page.get_by_label("Giờ", exact=True).fill("8 giờ đến 11 giờ")
    page.get_by_label("Địa điểm").fill("Phòng tiếp công dân")
    page.get_by_role("button", name="Công khai lịch").click()
    page.get_by_text("Đã công khai 3 buổi.").wait_for()
    assert (PlannedReception.objects.count(), accessibility_problems(page)) == (3, [])

    page.goto("/ket-qua-tiep-cong-dan/ghi/")
    assert accessibility_problems(page) == []
    page.get_by_label("Của ai").select_option("government")
    page.get_by_label("Số lượt người").fill("6")
    page.get_by_role("button", name="Lưu").click()
    page.get_by_text("Đã ghi buổi tiếp công dân, đối thoại.").wait_for()
    assert (Reception.objects.get().received, accessibility_problems(page)) == (6, [])

    page.goto("/cam-ket-sau-tiep-cong-dan/ghi/")
    page.get_by_label("Của ai").select_option("government")
    page.get_by_label("Hứa việc gì").fill("Sửa cống thoát nước ngõ chung")
    page.get_by_label("Công khai được").check()
    page.get_by_role("button", name="Lưu").click()
    page.get_by_text("Đã ghi cam kết.").wait_for()
    page.goto(f"/cam-ket-sau-tiep-cong-dan/{Promise.objects.get().pk}/")
    assert accessibility_problems(page) == []
    page.get_by_role("link", name="Ghi kết quả trả lời").click()
    assert accessibility_problems(page) == []
    page.get_by_label("Trả lời thế nào").fill("Đã sửa xong, niêm yết ở nhà văn hóa")
    page.get_by_role("button", name="Lưu").click()
    page.get_by_text("Đã ghi kết quả trả lời.").wait_for()

    stranger = new_page(viewport=PHONE)
    stranger.goto(f"/tiep-cong-dan/{scene.unit.code}/")
    stranger.get_by_text("Sửa cống thoát nước ngõ chung").wait_for()
    assert (stranger.get_by_text("8 giờ đến 11 giờ").count(), accessibility_problems(stranger)) == (3, [])
    stranger.get_by_role("link", name="Bản in lịch tháng").first.click()
    stranger.get_by_role("heading", name="Lịch tiếp công dân, đối thoại tháng").wait_for()
    assert accessibility_problems(stranger) == []
