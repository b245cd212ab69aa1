"""The keeper on a phone of 360 px: every page fits, axe is content; without scripts a person comes on the roll and a
course is recorded."""

import os
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.accessibility import accessibility_problems
from tests.browser.sessions import enter_as
from tests.workforce.scene import Scene, a_scene, count, praise, punish, put_on_roll, rate, sign, state, teach
from thanthien.core import clock
from thanthien.workforce.models import Course, StaffEntry, StaffName

pytestmark = pytest.mark.django_db
PHONE = {"width": 360, "height": 740}


def addresses(scene: Scene) -> list[str]:
    """Every page of the registers, with something on it."""
    today = clock.today()
    for number in (1, 2, 3):
        put_on_roll(scene, number, f"Nguyễn Thị Minh Nguyệt {number}", post="Phó Chủ tịch Hội đồng nhân dân")
    made = {
        "danh-sach": put_on_roll(scene, 4), "tap-huan": teach(scene, today, "1; 2"), "cam-ket": sign(scene, today, "1"),
        "ky-luat": punish(scene, today), "xac-nhan-ky-luat": state(scene, today, 1),
        "khen-thuong": praise(scene, today), "xep-loai": rate(scene, today), "so-nguoi": count(scene, today, 5),
    }  # fmt: skip
    lists = [f"/doi-ngu/{name}/" for name in made]
    records = [f"/doi-ngu/{name}/{one.pk}/" for name, one in made.items()]
    forms = [f"/doi-ngu/{name}/ghi/" for name in ("danh-sach", "tap-huan", "ky-luat", "xep-loai", "xac-nhan-ky-luat")]
    return [f"/doi-ngu/don-vi/{scene.unit.code}/", *lists, *records, *forms, f"{records[0]}dinh-chinh/"]


def test_every_page_of_the_registers_fits_a_phone(new_page: Callable[..., Page]) -> None:
    scene = a_scene()
    where = addresses(scene)
    page = enter_as(new_page(viewport=PHONE), scene.chair)
    for address in where:
        page.goto(address)
        assert (address, accessibility_problems(page)) == (address, [])
    if folder := os.environ.get("SHOTS"):
        for width in (360, 1440):
            shot = enter_as(new_page(viewport={"width": width, "height": 900}), scene.chair)
            for place, address in enumerate([*where, "/viec-tuan-nay/", "/viec-cua-toi/"]):
                shot.goto(address)
                shot.screenshot(path=f"{folder}/{width}-{place:02}.png", full_page=True)


def test_person_and_course_are_recorded_without_scripts(new_page: Callable[..., Page]) -> None:
    scene = a_scene()
    page = enter_as(new_page(viewport=PHONE, java_script_enabled=False), scene.keeper)
    page.goto("/doi-ngu/danh-sach/ghi/")
    page.get_by_label("Họ và tên").fill("Lê Thị Thử")
    page.get_by_label("Chức danh").fill("chuyên viên")
    page.get_by_label("Văn bản tiếp nhận, bổ nhiệm").fill("12/QĐ-UBND")
    page.get_by_role("button", name="Lưu").click()
    page.goto("/doi-ngu/tap-huan/ghi/")
    page.get_by_label("Tên lớp").fill("Kỹ năng giao tiếp")
    page.get_by_label("Nội dung", exact=True).select_option("manner")
    page.get_by_label("Số giờ").fill("8")
    page.get_by_label("Đơn vị tổ chức").fill("Sở Nội vụ")
    page.get_by_label("Văn bản").fill("15/KH-SNV")
    page.get_by_label("1. Lê Thị Thử, chuyên viên").check()
    page.get_by_role("button", name="Lưu").click()
    page.get_by_text("Đã ghi lớp tập huấn.").wait_for()
    assert (Course.objects.get().attendees, StaffEntry.objects.get().number) == ("1", 1)
    assert StaffName.objects.get().name == "Lê Thị Thử"
