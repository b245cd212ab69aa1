"""Pages of the room in a real browser: letters asked for and ended on a phone without script, the notice on paper."""

import re
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.accessibility import too_wide
from tests.browser.sessions import enter_as
from tests.conftest import PHONE
from tests.disclosure.scene import a_scene, drafted, made_public, posted, publish_now
from tests.place.test_browser import SIZES, looked_at
from tests.portal.test_print import sheets
from thanthien.core import clock
from thanthien.core.mail.models import Message
from thanthien.disclosure.models import Subscription
from thanthien.disclosure.subscribing.links import leave_url
from thanthien.measures.periods import period_of

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Quyết định về việc công bố công khai dự toán ngân sách năm 2026 đã được Hội đồng nhân dân phê chuẩn " * 2


def typed(page: Page, code: str) -> None:
    page.goto(f"/cong-khai/nhan-thu/?don_vi={code}")
    page.get_by_label("Nội dung").select_option("DC11.02.b")
    page.get_by_label("Thư điện tử").fill("lan@example.org")
    page.get_by_label("Tôi đồng ý").check()


@pytest.mark.parametrize("size", SIZES)
def test_pages_of_letters_are_accessible(
    new_page: Any, assert_accessible: Any, mail_server: Any, run_jobs: Any, size: Any
) -> None:
    scene = a_scene()
    page = new_page(viewport=size)
    page.goto("/cong-khai/nhan-thu/")
    page.get_by_role("button", name="Đăng ký").click()
    looked_at(page, "letters-refused", assert_accessible)
    typed(page, scene.unit.code)
    looked_at(page, "letters", assert_accessible)
    page.get_by_role("button", name="Đăng ký").click()
    looked_at(page, "letters-asked", assert_accessible)
    with mail_server():
        run_jobs()
    (link,) = re.findall(r"\S+/xac-nhan/\S+", Message.objects.get().text)
    page.goto(urlsplit(link).path)
    looked_at(page, "letters-confirm", assert_accessible)
    page.goto(urlsplit(leave_url([Subscription.objects.get().pk])).path)
    looked_at(page, "letters-leave", assert_accessible)


def test_letters_are_asked_for_and_ended_without_script(new_page: Any, mail_server: Any, run_jobs: Any) -> None:
    scene = a_scene()
    page = new_page(viewport=PHONE, java_script_enabled=False)
    page.goto(f"/cong-khai/{scene.unit.code}/")
    page.get_by_role("link", name="Nhận thư khi có nội dung mới").click()
    expect(page.get_by_label("Đơn vị")).to_have_value(scene.unit.code)
    typed(page, scene.unit.code)
    page.get_by_role("button", name="Đăng ký").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cần xác nhận bằng thư")
    with mail_server():
        run_jobs()
    letter = Message.objects.get()
    (link,) = re.findall(r"\S+/xac-nhan/\S+", letter.text)
    page.goto(urlsplit(link).path)
    page.get_by_role("button", name="Đồng ý nhận thư").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã xác nhận")
    assert Subscription.objects.confirmed().count() == 1
    page.goto(urlsplit(letter.leave_url).path)
    page.get_by_role("button", name="Ngừng nhận thư").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã ngừng nhận thư")
    assert Subscription.objects.alive().count() == 0


def test_notice_takes_one_sheet_with_its_code(new_page: Any) -> None:
    scene, today = a_scene(), clock.today()
    record = drafted(scene, today, title=LONG[:250], text="Tổng thu 10 tỷ đồng, tổng chi 9,5 tỷ đồng. " * 20)
    publish_now(record, scene.officer)
    page = enter_as(new_page(), scene.officer)
    page.goto(f"/noi-dung-cong-khai/{record.pk}/thong-bao/")
    assert sheets(page) == 1
    page.emulate_media(media="print")
    looked_at(page, "notice-printed", lambda _: None)
    parts = (".notice-qr svg", ".paper-head", ".site-header", ".notice-agency", "h1")
    assert [page.locator(one).first.is_visible() for one in parts] == [True, True, False, False, False]
    box = page.locator(".notice-qr svg").bounding_box()
    assert box is not None
    assert box["width"] >= 94  # 25 mm: read from a notice board by any phone


@pytest.mark.parametrize("size", SIZES)
def test_registers_are_accessible_as_they_are_narrowed(new_page: Any, assert_accessible: Any, size: Any) -> None:
    scene, today = a_scene(), clock.today()
    record = drafted(scene, today - timedelta(days=3), title=LONG[:250])
    made_public(scene, record, today - timedelta(days=2))
    posted(scene, record, today - timedelta(days=2))
    page = enter_as(new_page(viewport=size), scene.officer)
    first = date(today.year, 1, 1)
    for name, address in (
        ("board", "/noi-dung-cong-khai/theo-doi/"),
        ("register", f"/noi-dung-cong-khai/?tu={first:%d/%m/%Y}&trang_thai=dang-tinh"),
        ("register-print", f"/noi-dung-cong-khai/in/?tu={first:%d/%m/%Y}"),
        ("postings", "/hinh-thuc-cong-khai/"),
        ("record", f"/noi-dung-cong-khai/{record.pk}/"),
    ):
        page.goto(address)
        looked_at(page, f"disclosure-{name}", assert_accessible)


def test_list_of_the_quarter_is_printed_without_what_is_for_the_screen(new_page: Any) -> None:
    scene, today = a_scene(), clock.today()
    record = drafted(scene, today, title=LONG[:250])
    publish_now(record, scene.officer)
    page = new_page(viewport={"width": 1123, "height": 794})  # A4, broadside
    page.goto(f"/cong-khai/{scene.unit.code}/danh-sach/?quy={period_of('quarter', today).key}")
    page.emulate_media(media="print")
    looked_at(page, "disclosure-list-printed", lambda _: None)
    parts = (".paper-head", "h1", "table", "form", ".site-header")
    assert [page.locator(one).first.is_visible() for one in parts] == [True, True, True, False, False]
    expect(page.locator("main")).to_contain_text("Quyết định về việc công bố")


def test_register_fits_its_sheet_broadside(new_page: Any) -> None:
    scene, today = a_scene(), clock.today()
    for _ in range(3):
        drafted(scene, today, title=LONG[:250])
    page = enter_as(new_page(viewport={"width": 1024, "height": 700}), scene.officer)  # A4 within its margins
    page.goto("/noi-dung-cong-khai/in/")
    assert sheets(page) == 1
    page.emulate_media(media="print")
    looked_at(page, "register-printed", lambda _: None)
    headings = page.locator("thead th").all_inner_texts()
    assert headings[:2] == ["Ngày", "Trạng thái"]
    assert [one for one in ("Đơn vị", "Cơ quan ghi", "Công khai đến hết ngày") if one in headings] == []
    expect(page.locator("main")).to_contain_text(f"Đơn vị: {scene.unit.name};")
    assert too_wide(page) == 0
