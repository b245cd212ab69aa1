"""The commune's pages in a real browser: saved at each change, nothing lost without a connection, without script."""

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.sessions import enter_as
from tests.browser.waiting import all_saved
from tests.conftest import DESK, PHONE
from tests.evaluations.figured import WEEKS, weeks
from tests.evaluations.scenario import Year, open_year
from tests.factories.files import pdf
from thanthien.core import clock
from thanthien.evaluations.actions import answers as actions
from thanthien.evaluations.actions import figures, registration
from thanthien.evaluations.models import AnswerEvidence
from thanthien.evaluations.workflow import PhaseKey

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("PICTURES")


def running_phases(today: date) -> dict[PhaseKey, tuple[date, date]]:
    """A year whose registration and self-scoring are open today."""
    first = today - timedelta(days=5)
    ends = [20, 20, 20, 30, 60, 70, 80, 90, 100]
    return {key: (first, today + timedelta(days=days)) for key, days in zip(PhaseKey, ends, strict=True)}


@pytest.fixture
def year() -> Year:
    made = open_year(units=2, phases=running_phases(clock.today()))
    registration.register(
        by=made.who("10001", "focal"), dossier_id=made.dossier().pk, target_level=2, creative_model="Tổ giúp việc"
    )
    return made


def item_path(year: Year, code: str = "1.1") -> str:
    return reverse("self-scoring-item", args=[year.cycle.pk, "10001", code])


def picture(page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


@pytest.fixture
def open_as(new_page):
    """Open pages of the live server as a person."""

    def go(user, path: str, **options):
        page = enter_as(new_page(**options), user)
        page.goto(path)
        return page

    return go


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_typing_saves_and_sums_follow(open_as, year, assert_accessible, viewport):
    page = open_as(year.who("10001", "officer"), item_path(year), viewport=viewport)
    assert_accessible(page)
    page.fill("#o-numerator", "46")
    page.fill("#o-denominator", "52")
    all_saved(page)
    assert "2,75 / 4 điểm" in page.locator("#diem-tu-cham").inner_text()
    assert "2,75 / 10" in page.locator("#tong-hop").inner_text()
    assert_accessible(page)
    picture(page, f"tu-cham-{viewport['width']}")
    page.get_by_role("button", name="Hoàn thành, chuyển sang 1.2").click()
    page.wait_for_url(f"**{item_path(year, '1.2')}")
    assert year.answer("10001", "1.1").value == {"numerator": "46", "denominator": "52"}


def test_lost_connection_loses_nothing(open_as, year):
    page = open_as(year.who("10001", "officer"), item_path(year, "2.1"))
    page.context.set_offline(True)
    page.check("#o-passed-false")
    page.fill("#o-explanation", "Đang soạn quy định")
    page.get_by_text("mất kết nối").wait_for()
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    all_saved(page)
    answer = year.answer("10001", "2.1")
    assert (answer.value, answer.explanation) == ({"passed": False}, "Đang soạn quy định")


def test_closed_page_sends_its_draft_when_it_opens_again(open_as, year):
    page = open_as(year.who("10001", "officer"), item_path(year, "2.1"))
    page.route("**/tu-cham/2.1/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.fill("#o-explanation", "Chưa kịp gửi")
    page.get_by_text("mất kết nối").wait_for()
    page.unroute("**/tu-cham/2.1/")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    all_saved(page)
    assert year.answer("10001", "2.1").explanation == "Chưa kịp gửi"


def test_lost_acknowledgement_is_sent_again_and_counts_once(open_as, year):
    page = open_as(year.who("10001", "officer"), item_path(year, "2.1"))

    def arrive_but_answer_nothing(route):
        route.fetch()
        route.abort()

    page.route("**/tu-cham/2.1/", arrive_but_answer_nothing, times=1)
    page.check("#o-passed-false")
    all_saved(page)
    assert year.answer("10001", "2.1").version == 1


def test_what_is_typed_while_a_save_is_under_way_is_saved_too(open_as, year):
    page = open_as(year.who("10001", "officer"), item_path(year, "2.1"))
    waiting = []
    page.route("**/tu-cham/2.1/", lambda route: waiting.append(route), times=1)
    page.check("#o-passed-true")
    page.get_by_text("Đang lưu…").wait_for()
    page.fill("#o-explanation", "Gõ khi đang lưu")
    with page.expect_response(
        lambda answer: answer.request.method == "POST" and "Gõ" in (answer.request.post_data or "")
    ):
        waiting[0].continue_()
    all_saved(page)
    answer = year.answer("10001", "2.1")
    assert (answer.value, answer.explanation, answer.version) == ({"passed": True}, "Gõ khi đang lưu", 2)


def test_wrong_value_is_kept_on_the_machine_and_sent_again_when_the_page_opens(open_as, year):
    page = open_as(year.who("10001", "officer"), item_path(year))
    page.fill("#o-numerator", "60")
    page.fill("#o-denominator", "52")
    wrong = page.get_by_text("không được lớn hơn “").first
    wrong.wait_for()
    page.reload()
    wrong.wait_for()
    assert (page.input_value("#o-numerator"), page.input_value("#o-denominator")) == ("60", "52")
    page.fill("#o-numerator", "46")
    all_saved(page)
    assert year.answer("10001", "1.1").value == {"numerator": "46", "denominator": "52"}


def test_clearing_is_sent_again_after_a_lost_connection(open_as, year):
    year.save("10001", "2.1", actions.Draft(actions.Entry("value", {"passed": True})))
    page = open_as(year.who("10001", "officer"), item_path(year, "2.1"))
    page.route("**/tu-cham/2.1/", lambda route: route.abort(), times=1)
    page.get_by_role("button", name="Xóa số liệu đã nhập").click()
    page.get_by_text("mất kết nối").wait_for()
    with page.expect_navigation():
        page.evaluate("window.dispatchEvent(new Event('online'))")
    assert page.locator("#o-passed-true").is_checked() is False
    assert (year.answer("10001", "2.1").state, year.answer("10001", "2.1").version) == ("missing", 2)


def test_edited_further_after_a_conflict_it_is_saved_with_the_next_change(open_as, year):
    page = open_as(year.who("10001", "officer"), item_path(year, "2.1"))
    year.save("10001", "2.1", actions.Draft(actions.Entry("value", {"passed": True}), "Của người khác"))
    page.check("#o-passed-false")
    page.get_by_role("link", name="Để tôi sửa tiếp rồi mới lưu").click()
    page.get_by_text("Chưa lưu: sửa tiếp").wait_for()
    assert year.answer("10001", "2.1").version == 1
    page.fill("#o-explanation", "Đã đối chiếu")
    all_saved(page)
    answer = year.answer("10001", "2.1")
    assert (answer.value, answer.explanation, answer.version) == ({"passed": False}, "Đã đối chiếu", 2)


def test_two_people_at_once_are_shown_both(open_as, year, assert_accessible):
    page = open_as(year.who("10001", "officer"), item_path(year))
    theirs = actions.Draft(actions.Entry("value", {"numerator": "40", "denominator": "52"}), "Theo sổ")
    answer = year.answer("10001", "1.1")
    year.save("10001", answer.indicator.code, theirs)
    page.fill("#o-numerator", "46")
    page.fill("#o-denominator", "52")
    panel = page.locator("[data-conflict]")
    panel.wait_for()
    assert "40/52" in panel.inner_text()
    assert "46/52" in panel.inner_text()
    assert_accessible(page)
    picture(page, "xung-dot")
    page.get_by_role("button", name="Lưu nội dung của tôi").click()
    all_saved(page)
    answer.refresh_from_db()
    assert (answer.value["numerator"], answer.version) == ("46", 2)


def test_their_content_can_be_taken(open_as, year):
    page = open_as(year.who("10001", "officer"), item_path(year, "2.1"))
    theirs = actions.Draft(actions.Entry("value", {"passed": True}))
    answer = year.answer("10001", "2.1")
    year.save("10001", answer.indicator.code, theirs)
    page.check("#o-passed-false")
    page.get_by_role("link", name="Dùng nội dung của").click()
    page.wait_for_load_state()
    assert page.locator("#o-passed-true").is_checked()
    answer.refresh_from_db()
    assert (answer.value, answer.version) == ({"passed": True}, 1)


def test_expired_session_keeps_the_draft(open_as, year):
    page = open_as(year.who("10001", "officer"), item_path(year, "2.1"))
    cookies = page.context.cookies()
    page.context.clear_cookies(name="phien")
    page.fill("#o-explanation", "Gõ khi phiên đã hết")
    page.get_by_text("phiên đăng nhập đã hết").first.wait_for()
    page.context.add_cookies(cookies)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    all_saved(page)
    assert year.answer("10001", "2.1").explanation == "Gõ khi phiên đã hết"


def test_offer_to_sign_in_again_is_not_drawn_anew_by_each_field(open_as, year):
    page = open_as(year.who("10001", "officer"), item_path(year, "2.1"))
    page.context.clear_cookies(name="phien")
    page.fill("#o-explanation", "Gõ khi phiên đã hết")
    link = page.get_by_role("link", name="Đăng nhập lại trong thẻ mới")
    link.wait_for()
    link.evaluate("link => { link.dataset.same = '1' }")
    with page.expect_response("**/tu-cham/2.1/"):
        page.check("#o-passed-false")
    page.locator('[data-save-state][data-state="failed"]').wait_for()
    assert link.get_attribute("data-same") == "1"


def test_errors_of_a_page_without_reason_field_stay_out_of_the_console(open_as, year, source):
    page, told = open_as(year.who("10001", "officer"), item_path(year)), []
    page.on("console", lambda message: told.append(message.text))
    source.says(WEEKS, year.dossier().unit_id, weeks(39, 45))
    figures.compute_figures(cycle=year.cycle)
    year.prove("10001", "1.1")
    with page.expect_response("**/tu-cham/1.1/"):
        page.fill("#o-numerator", "45")
        page.fill("#o-denominator", "45")
    page.get_by_text("cần ghi lý do").wait_for()
    page.fill("#o-reason", "Theo sổ")
    all_saved(page)
    assert [text for text in told if "oobErrorNoTarget" in text] == []
    assert year.answer("10001", "1.1").reason == "Theo sổ"


def test_item_left_empty_is_told_before_moving_on(open_as, year, assert_accessible):
    page = open_as(year.who("10001", "officer"), item_path(year))
    page.fill("#o-explanation", "Chờ sổ")
    page.get_by_role("button", name="Hoàn thành, chuyển sang 1.2").click()
    page.get_by_text("Chưa có số liệu nên tiêu chí này chưa hoàn thành.").wait_for()
    all_saved(page)
    assert_accessible(page)
    assert year.answer("10001", "1.1").explanation == "Chờ sổ"
    page.get_by_role("link", name="Để sau, sang 1.2").click()
    page.wait_for_url(f"**{item_path(year, '1.2')}")


def test_own_items_follow_each_other_with_their_filter(open_as, year):
    officer = year.who("10001", "officer")
    actions.assign(
        by=year.who("10001", "focal"), dossier_id=year.dossier().pk, codes=["1.1", "2.1"], assignee=officer, seen={}
    )
    page = open_as(officer, f"{item_path(year)}?loc=cua-toi")
    page.fill("#o-numerator", "46")
    page.fill("#o-denominator", "52")
    page.get_by_role("button", name="Hoàn thành, chuyển sang 2.1").click()
    page.wait_for_url(f"**{item_path(year, '2.1')}?loc=cua-toi")
    assert page.locator(".tree-item").count() == 2


def test_files_are_attached_with_progress(open_as, year, tmp_path):
    page = open_as(year.who("10001", "officer"), item_path(year))
    for name in ("Sổ tuần.pdf", "Quy chế.pdf"):
        (tmp_path / name).write_bytes(pdf(name))
    page.set_input_files("#upload-files", [tmp_path / "Sổ tuần.pdf", tmp_path / "Quy chế.pdf"])
    page.get_by_role("button", name="Tải lên").click()
    page.locator("#minh-chung .evidence-list li").nth(1).wait_for()
    assert AnswerEvidence.objects.count() == 2
    picture(page, "minh-chung")


def test_form_works_without_script(open_as, year, assert_accessible):
    page = open_as(year.who("10001", "officer"), item_path(year), java_script_enabled=False, viewport=PHONE)
    page.fill("#o-numerator", "60")
    page.fill("#o-denominator", "52")
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.get_by_text("không được lớn hơn “").first.wait_for()
    assert page.input_value("#o-numerator") == "60"
    page.fill("#o-numerator", "46")
    page.get_by_role("button", name="Hoàn thành, chuyển sang 1.2").click()
    page.wait_for_url("**" + item_path(year, "1.2"))
    page.check("#o-not-applicable")
    page.fill("#o-reason", "Không nhận được phản ánh nào")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.locator("#diem-tu-cham")).to_contain_text("Không tính")
