"""Journeys J4.2–J4.4 on a phone of 360 px without script, by ear: what a screen reader comes by, in its order.

Each page is compared as a whole, so that a heading out of place, a field without its label, or an error that its field
doesn't say is seen.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.accessibility import too_wide
from tests.conftest import PHONE
from tests.disclosure import scene as disclosed
from tests.feedback.scene import ANSWER, a_scene, published
from tests.portal.published import published_year
from tests.reading import landmarks, read_aloud
from thanthien.core import clock
from thanthien.feedback import topics
from thanthien.feedback.actions import Taken, take_step
from thanthien.feedback.models import Feedback

pytestmark = pytest.mark.django_db(transaction=True)
EMPTY = "Ô này chưa có nội dung."
NO_TOPIC = "Cần chọn một việc."
CODE_HINT = "16 chữ và số, ví dụ K7QM-2XRD-9FHA-C3WT. Trong mã không có số 0, số 1, chữ I, chữ O."
TEXT_HINT = "Việc gì, ở đâu, từ khi nào. Không ghi họ tên, số điện thoại, bệnh tật của người khác."
PICTURES_HINT = (
    "Tối đa 5 ảnh JPG, PNG, WebP, mỗi ảnh 10 MB. Vị trí chụp, thông tin máy được bỏ. Ảnh gốc không công khai; ảnh đã "
    "che mặt người, biển số xe, được người khác duyệt, có thể công khai cùng trả lời."
)
AFTER_TEXT = [
    "fold Ghi nơi xảy ra việc nếu biết",
    f"button Ảnh (không bắt buộc) ({PICTURES_HINT})",
    "fold Để lại liên hệ nếu muốn được báo kết quả",
    "fold Dữ liệu cá nhân: dùng làm gì, ai xem, lưu bao lâu",
    "button Gửi",
]
FOLLOWED = [
    "navigation Đường dẫn", "link Trang chủ", "link Phản ánh, góp ý", "link Theo dõi", "h1 Phản ánh, góp ý đã gửi",
]  # fmt: skip
FEEDBACK_OF_UNIT = ["navigation Đường dẫn", "link Trang chủ", "link Phường Hải An", "link Phản ánh, góp ý"]


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    cache.clear()
    return new_page(viewport=PHONE, java_script_enabled=False)


def heard(page: Page) -> list[str]:
    """What is read; the page is no wider than the phone."""
    assert too_wide(page) == 0
    return read_aloud(page)


def offered(state: str = "") -> list[str]:
    """The topics to choose from, as each is said: of everyday life, folded groups, and what leaves the unit."""
    here = topics.offered(clock.today())
    everyday = [one.title for one in here if not one.group and not one.legal]
    groups = dict.fromkeys(one.group for one in here if one.group and not one.legal)
    legal = [one.title for one in here if one.legal]
    assert all((everyday, groups, legal))
    radios, more = ([" ".join(f"radio {title} {state}".split()) for title in some] for some in (everyday, legal))
    return [*radios, *(f"fold {group}" for group in groups), *more]


def test_what_is_wrong_is_read_first_and_at_its_field(page: Page) -> None:
    unit = a_scene(short_name="Hải An", name="Phường Hải An").unit
    page.goto(reverse("feedback-send", args=[unit.code]))
    assert heard(page) == [
        *FEEDBACK_OF_UNIT, "h1 Gửi phản ánh, góp ý đến phường Hải An", "radiogroup Về việc gì? required", *offered(),
        f"textbox Nội dung required ({TEXT_HINT})", *AFTER_TEXT,
    ]  # fmt: skip
    page.get_by_role("button", name="Gửi").click()
    expect(page.locator(".error-summary")).to_be_focused()
    assert heard(page) == [
        *FEEDBACK_OF_UNIT, "alert", "h2 Có 2 chỗ cần sửa", f"link Về việc gì? {NO_TOPIC}", f"link Nội dung: {EMPTY}",
        "h1 Gửi phản ánh, góp ý đến phường Hải An", f"radiogroup Về việc gì? required invalid (Lỗi: {NO_TOPIC})",
        *offered("invalid"), f"textbox Nội dung required invalid ({TEXT_HINT} Lỗi: {EMPTY})", *AFTER_TEXT,
    ]  # fmt: skip
    page.get_by_role("link", name=f"Nội dung: {EMPTY}").click()
    expect(page.get_by_role("textbox", name="Nội dung")).to_be_focused()


def test_receipt_and_answer_are_read_from_the_code_on(page: Page) -> None:
    scene = a_scene(short_name="Hải An", name="Phường Hải An")
    page.goto(reverse("feedback-send", args=[scene.unit.code]))
    page.get_by_label("Đường sá, cầu cống, chiếu sáng").check()
    page.get_by_role("textbox", name="Nội dung").fill("Đèn đường ngõ Kín hỏng ba hôm nay.")
    page.get_by_role("button", name="Gửi").click()
    assert heard(page) == [
        *FEEDBACK_OF_UNIT, "h1 Đã nhận phản ánh, góp ý", "button Xem phản ánh vừa gửi", "image Mã QR",
        "link theo dõi phản ánh",
    ]  # fmt: skip
    code = page.locator(".lead strong").inner_text()
    page.get_by_role("button", name="Xem phản ánh vừa gửi").click()
    folded = ["fold Nội dung đã gửi", "fold Liên hệ của ông/bà"]
    assert heard(page) == [
        *FOLLOWED, "region Trạng thái: mới tiếp nhận", "h2 Trạng thái: mới tiếp nhận", *folded,
        "fold Chuyển kênh khiếu nại, tố cáo", "fold Rút phản ánh",
    ]  # fmt: skip

    row = Feedback.objects.get()
    for step in (Taken("draft", **ANSWER), Taken("answer"), Taken("publish", looked=True)):
        row.refresh_from_db()
        take_step(step, feedback_id=row.pk, version=row.version, by=scene.chair)
    page.goto(reverse("feedback-follow"))
    page.get_by_role("button", name="Xem phản ánh").click()
    assert heard(page) == [
        *FOLLOWED[:3], "alert", "h2 Có 1 chỗ cần sửa", f"link Mã theo dõi: {EMPTY}", "h1 Theo dõi phản ánh, góp ý",
        f"textbox Mã theo dõi required invalid ({CODE_HINT} Lỗi: {EMPTY})", "button Xem phản ánh",
    ]  # fmt: skip
    page.get_by_label("Mã theo dõi").fill(code)
    page.get_by_role("button", name="Xem phản ánh").click()
    assert heard(page) == [
        *FOLLOWED, "region Trạng thái: đã trả lời", "h2 Trạng thái: đã trả lời", "region Trả lời", "h2 Trả lời",
        "region Việc đã được giải quyết chưa?", "h2 Việc đã được giải quyết chưa?", "button Đã giải quyết xong",
        "textbox Việc gì chưa được giải quyết? required (Đơn vị xem lại một lần, thời hạn tính lại từ đầu.)",
        "fold Dữ liệu cá nhân: dùng làm gì, ai xem, lưu bao lâu", "button Chưa giải quyết, đề nghị xem lại", *folded,
        "fold Đây là khiếu nại, tố cáo: chuyển kênh riêng",
    ]  # fmt: skip


def test_disclosure_is_found_without_diacritics_and_read(page: Page) -> None:
    scene = a_scene(short_name="Hải An", name="Phường Hải An")
    office = disclosed.Scene(scene.unit, scene.officer, scene.officer, scene.officer)
    disclosed.whole(office, clock.today() - timedelta(days=5))
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="Nội dung công khai").click()
    page.get_by_label("Tìm trong nội dung công khai").fill("ngan sach phuong hai an")
    page.get_by_role("button", name="Tìm").click()
    listed = "Nội dung các đơn vị công khai"
    assert heard(page) == [
        "navigation Đường dẫn", "link Trang chủ", f"h1 {listed}", f"search Tìm: {listed}",
        "textbox Tìm trong nội dung công khai", "fold Lọc thêm, sắp xếp", "button Tìm",
        "link Nhận thư khi có nội dung mới theo đơn vị, nội dung đã chọn", f"region {listed}", "status", "link bỏ lọc",
        f"link Tải Excel : {listed}", f"link Tải CSV : {listed}", f"table {listed}", "link Đơn vị",
        "link Ngày văn bản", "link Công khai lúc", "link Dự toán ngân sách năm 2026",
        "fold Chi tiết , Dự toán ngân sách năm 2026",
    ]  # fmt: skip
    page.get_by_role("link", name="Dự toán ngân sách năm 2026").click()
    of_unit = ["navigation Đường dẫn", "link Trang chủ", "link Phường Hải An"]
    assert heard(page) == [
        *of_unit, "link Nội dung công khai", "h1 Dự toán ngân sách năm 2026", "h2 Công khai bằng hình thức",
        "h2 Thuộc nội dung", "h2 Các lần công khai",
    ]  # fmt: skip
    page.get_by_role("main").get_by_role("link", name="Nội dung công khai").click()
    laws = {
        "Luật Thực hiện dân chủ ở cơ sở, Điều 11": "Dự toán ngân sách đã được Hội đồng nhân dân quyết định",
        "Luật Phòng, chống tham nhũng, Điều 10": (
            "Bố trí, quản lý, sử dụng tài chính công, tài sản công, kinh phí huy động"
        ),
        "Luật Tiếp cận thông tin, Điều 17": "Dự toán, tình hình thực hiện, quyết toán ngân sách",
    }
    assert heard(page) == [
        *of_unit, "h1 Nội dung công khai của phường Hải An", "link Danh sách các nội dung đã công khai theo quý",
        "link Danh mục thông tin phải được công khai", "link Tìm trong nội dung của đơn vị",
        "link Nhận thư khi có nội dung mới", "link Nhận tin mới (Atom)",
        *(line for law, item in laws.items()
          for line in (f"region {law}", f"h2 {law}", f"h3 {item}", "link Dự toán ngân sách năm 2026")),
    ]  # fmt: skip


def test_page_of_a_unit_is_read_part_by_part(page: Page) -> None:
    published_year()
    page.goto("/")
    assert landmarks(page) == ["banner", "main", "search", "contentinfo", "navigation Chân trang"]
    page.get_by_role("searchbox").fill("an hoa")
    page.get_by_role("button", name="Tìm").click()
    page.get_by_role("link", name="Xã An Hòa").click()
    assert heard(page) == [
        "navigation Đường dẫn", "link Trang chủ", "link Kết quả", "h1 Xã An Hòa", "link Gửi phản ánh, góp ý",
        "region Năm 2026", "h2 Năm 2026", "h3 Kết quả qua từng bước xét", "region Mức độ theo năm",
        "h2 Mức độ theo năm", "table Mức độ theo năm", "link Năm 2026", "h3 Quyết định",
        *(["fold Kiểm tra kết quả không bị sửa"] * 2),
        "region Nội dung công khai", "h2 Nội dung công khai",
        "link Nội dung công khai theo từng mục, danh sách, danh mục", "region Xem thêm", "h2 Xem thêm",
        "link Phản ánh đã trả lời", "link Hòm thư, đường dây nóng và cách gửi khác",
        "link Gửi đề nghị phục vụ tại nhà, xem số liệu", "link Theo dõi đề nghị phục vụ tại nhà",
        "link Dân chủ ở cơ sở", "link Trung tâm, truyền thanh, ứng dụng",
        "region Điểm được tính như thế nào", "h2 Điểm được tính như thế nào", "link cách chấm điểm",
        "fold Nhóm 1. Nhóm một 4,25 / 6 điểm 70,8%", "fold Nhóm 2. Nhóm hai 4 / 4 điểm 100,0%",
        "h3 Trường hợp không công nhận, khống chế mức độ",
    ]  # fmt: skip


def test_answers_of_a_unit_are_read_as_a_list(page: Page) -> None:
    scene, yesterday = a_scene(short_name="Hải An", name="Phường Hải An"), clock.today() - timedelta(days=1)
    published(scene, yesterday, yesterday)
    page.goto(reverse("feedback-city"))
    listed = "Phản ánh, góp ý đã trả lời công khai"
    assert heard(page) == [
        "navigation Đường dẫn", "link Trang chủ", "h1 Phản ánh, góp ý của người dân", "link Gửi phản ánh, góp ý",
        "link Theo dõi bằng mã", "link Trả lời đúng hạn", f"search Lọc: {listed}",
        "combobox Đơn vị", "fold Lọc thêm, sắp xếp", "button Lọc", f"region {listed}", "status",
        f"link Tải Excel : {listed}", f"link Tải CSV : {listed}", f"table {listed}", "link Đơn vị",
        "link Trả lời ngày", "link Đèn đường trong ngõ hỏng ba ngày",
    ]  # fmt: skip
    page.get_by_role("link", name=ANSWER["summary"].rstrip(".")).click()
    assert heard(page) == [*FEEDBACK_OF_UNIT, "h1 Đèn đường trong ngõ hỏng ba ngày"]
