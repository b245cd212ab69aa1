"""Officials on a phone of 360 px and on a wide screen: register, matter, quick entry, a draft from a standard answer in
three touches, answers read and published by ticks, without script, too; the page that ends letters. axe is content with
each, and nothing sticks out."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from tests.accessibility import accessibility_problems
from tests.browser.sessions import enter_as
from tests.conftest import DESK, PHONE
from tests.feedback.scene import ANSWER, LAMP, Scene, a_scene, answered, step, told
from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.feedback.letters import leave_url
from thanthien.feedback.models import Feedback, FeedbackAnswer, FeedbackText
from thanthien.feedback.standard_answers import keep_standard
from thanthien.units.models import Hamlet

pytestmark = pytest.mark.django_db
WANTS: dict[str, Any] = {"contact": {"name": "Trần Thị Bích Kín", "email": "kin@example.org"}, "letters": True}


@pytest.fixture
def scene() -> Scene:
    return a_scene(short_name="Hải An")


def looked_at(page: Page, name: str) -> None:
    """axe is content, the page fits; a picture where FEEDBACK_PICTURES names a folder."""
    for size in (DESK, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]  # a size
        if folder := os.environ.get("FEEDBACK_PICTURES"):
            page.screenshot(path=str(Path(folder) / f"{name}-{size['width']}.png"), full_page=True)
        assert accessibility_problems(page) == [], f"{name} {size['width']}"


def test_register_and_matter(phone_page: Page, scene: Scene) -> None:
    today = clock.today()
    row = told(scene, today, **WANTS)
    step(scene, row, "ask", today, note="Đèn ở đoạn nào của ngõ, gần số nhà bao nhiêu?")
    step(scene, row, "resume", today)
    told(scene, today)
    answered(scene, today, today)
    enter_as(phone_page, scene.chair)
    phone_page.goto(reverse("feedback-list"))
    looked_at(phone_page, "register")
    phone_page.get_by_role("link", name=row.label).first.click()
    looked_at(phone_page, "matter")
    phone_page.get_by_role("button", name="Xem liên hệ").click()
    looked_at(phone_page, "contact")
    phone_page.goto(reverse("feedback-step", args=[row.pk, "legal"]))
    looked_at(phone_page, "step-legal")
    phone_page.goto(reverse("feedback-numbers"))
    looked_at(phone_page, "numbers")


ROWS_IN_SIGHT = """[...document.querySelectorAll(".records tbody tr")]
    .filter(row => row.getBoundingClientRect().bottom <= innerHeight).length"""


def test_register_shows_ten_rows_at_first_sight(browser_page: Page, scene: Scene) -> None:
    """With a long topic, long names, urgent and late: what is rare takes two lines, not the names of every row."""
    User.objects.filter(pk=scene.officer.pk).update(full_name="Nguyễn Thị Hồng Phương")
    Hamlet.objects.filter(pk=scene.hamlet.pk).update(name="Tổ dân phố Cát Bi 12")
    day = clock.today() - timedelta(days=24)
    for topic in ("tiep-dan", *["moi-truong"] * 11):
        row = told(scene, day)
        step(scene, row, "sort", day, topic=topic, kind="urgent", note="Rác tràn")
        step(scene, row, "assign", day, assigned=scene.officer.pk)
    enter_as(browser_page, scene.chair)
    browser_page.goto(reverse("feedback-list"))
    if folder := os.environ.get("FEEDBACK_PICTURES"):
        browser_page.screenshot(path=str(Path(folder) / "register-full.png"))
    assert browser_page.evaluate(ROWS_IN_SIGHT) >= 10


def test_quick_entry(phone_page: Page, scene: Scene) -> None:
    enter_as(phone_page, scene.officer)
    phone_page.goto(reverse("feedback-list"))
    phone_page.get_by_role("link", name="Ghi phản ánh").click()
    looked_at(phone_page, "entry")
    phone_page.get_by_role("button", name="Ghi phản ánh").click()
    looked_at(phone_page, "entry-wrong")
    phone_page.get_by_label("điện thoại", exact=True).check()
    phone_page.get_by_label("Đường sá, cầu cống, chiếu sáng").check()
    phone_page.get_by_role("textbox", name="Nội dung").fill("Đèn đường ngõ Kín hỏng ba hôm nay.")
    with phone_page.expect_navigation():
        phone_page.get_by_role("button", name="Ghi phản ánh").click()
    looked_at(phone_page, "entered")
    assert Feedback.objects.get().entered_by == scene.officer


def test_draft_from_a_standard_answer_takes_three_touches(phone_page: Page, scene: Scene) -> None:
    standard = keep_standard(LAMP, unit=scene.unit, by=scene.officer)
    row = told(scene, clock.today())
    enter_as(phone_page, scene.officer)
    phone_page.goto(reverse("feedback-one", args=[row.pk]))
    phone_page.get_by_role("link", name="Soạn trả lời").click()
    looked_at(phone_page, "draft")
    phone_page.get_by_role("button", name=standard.title).click()
    looked_at(phone_page, "draft-filled")
    phone_page.get_by_role("button", name="Trình duyệt trả lời").click()
    phone_page.wait_for_url(f"**{reverse('feedback-one', args=[row.pk])}?*")
    place = scene.hamlet.name.replace("Tổ", "tổ")
    assert FeedbackAnswer.objects.get().text == f"Phường Hải An đã thay bóng đèn tại {place}."
    looked_at(phone_page, "drafted")


def to_approve(scene: Scene, count: int) -> list[Feedback]:
    today = clock.today()
    return [step(scene, told(scene, today), "draft", today, **ANSWER) for _ in range(count)]


def test_waiting_answers_are_read_and_ticked(phone_page: Page, scene: Scene) -> None:
    to_approve(scene, 2)
    answered(scene, clock.today(), clock.today())
    enter_as(phone_page, scene.chair)
    phone_page.goto(reverse("feedback-list"))
    phone_page.get_by_role("link", name="Duyệt các trả lời chờ công khai: 3").click()
    looked_at(phone_page, "approve")
    phone_page.get_by_role("button", name="Công khai các trả lời đã đánh dấu").click()
    phone_page.get_by_text("Cần đánh dấu ít nhất một trả lời đã đọc.").wait_for()
    looked_at(phone_page, "approve-none")


def test_answers_are_published_without_a_script(new_page: Callable[..., Page], scene: Scene) -> None:
    """The one that was drafted anew meanwhile is named with its reason, the other one goes through."""
    changed, read, left = to_approve(scene, 3)
    page = new_page(viewport=PHONE, java_script_enabled=False)
    enter_as(page, scene.chair)
    page.goto(reverse("feedback-approve"))
    for one in (changed, read):
        page.get_by_label(f"Đã đọc, đồng ý công khai {one.label}").check()
    step(scene, changed, "draft", clock.today(), **ANSWER | {"text": "Sẽ thay bóng đèn."})
    page.get_by_role("button", name="Công khai các trả lời đã đánh dấu").click()
    page.get_by_text("Đã công khai 1 trả lời.").wait_for()
    section = page.get_by_role("region", name=changed.label)
    assert "vừa có thay đổi" in section.inner_text()
    assert not page.get_by_label(f"Đã đọc, đồng ý công khai {changed.label}").is_checked()
    assert list(Feedback.objects.published()) == [read]
    assert page.get_by_label(f"Đã đọc, đồng ý công khai {left.label}").is_visible()


def test_standard_answers_and_the_end_of_letters(phone_page: Page, scene: Scene) -> None:
    standard = keep_standard(LAMP, unit=scene.unit, by=scene.officer)
    told(scene, clock.today(), **WANTS)
    contact = FeedbackText.objects.get(part="contact")
    enter_as(phone_page, scene.officer)
    for name, address in (
        ("standards", reverse("feedback-standards")),
        ("standard", reverse("feedback-standard", args=[standard.pk])),
        ("standard-new", reverse("feedback-standard-new", args=[scene.unit.code])),
        ("standard-end", reverse("feedback-standard-end", args=[standard.pk])),
        ("leave", leave_url(contact.pk, "").removeprefix("http://testserver")),
    ):
        phone_page.goto(address)
        looked_at(phone_page, name)
    with phone_page.expect_navigation():
        phone_page.get_by_role("button", name="Ngừng nhận thư").click()
    looked_at(phone_page, "left")
    assert not FeedbackText.objects.get(part="contact").wants_letters
