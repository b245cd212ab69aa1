"""The appraisal grid in a real browser: keyboard, conflicts, the panel, and without script."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from tests.browser.sessions import enter_as
from tests.evaluations.scenario import Year, fresh, on, open_year
from thanthien.evaluations.actions import sheets
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.scored import Entry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def year() -> Year:
    made = open_year()
    for code in ("10001", "10002", "10003"):
        made.accept(code)
    return made


@pytest.fixture
def as_mttq(year):
    return lambda page: enter_as(page, year.people.mttq)


def fields(page: Page, year: Year, code: str):
    item = year.item(code, "1.1", "mttq")
    row = page.locator(f"#hang-{item.pk}")
    return row, row.locator("[data-value]").first, row.locator("[data-value]").nth(1), row.locator(".reason input")


def test_enter_saves_and_goes_down(browser_page, as_mttq, year, assert_accessible):
    page = as_mttq(browser_page)
    page.goto(f"/tham-dinh/{year.cycle.pk}/1.1/?xep=ten")
    assert_accessible(page)
    codes = page.locator("tr[data-row]").evaluate_all("rows => rows.map(row => row.dataset.row)")
    first, second = (page.locator(f"#hang-{pk}") for pk in codes[:2])
    top, bottom = first.locator("[data-value]").first, first.locator("[data-value]").nth(1)
    top.fill("46")
    bottom.fill("52")
    bottom.press("Enter")
    expect(first.locator(".appraised .cell-points")).to_have_text("2,75")
    expect(second.locator("[data-value]").nth(1)).to_be_focused()
    expect(page.locator("#con-lai")).to_contain_text("Chưa chấm 2 / 3")
    page.keyboard.press("ArrowUp")
    expect(page.locator(f"#hang-{codes[0]} [data-value]").nth(1)).to_be_focused()


def test_row_that_needs_a_reason_takes_the_focus_there(browser_page, as_mttq, year):
    page = as_mttq(browser_page)
    page.goto(f"/tham-dinh/{year.cycle.pk}/1.1/?xep=ten")
    row, top, bottom, reason = fields(page, year, "10001")
    top.fill("40")
    bottom.fill("52")
    bottom.press("Enter")
    expect(row.locator(".field-error")).to_contain_text("cần ghi lý do")
    expect(reason).to_be_focused()
    reason.fill("Thiếu sổ tuần 30")
    reason.press("Enter")
    expect(row.locator(".appraised .cell-points")).to_have_text("1,75")


def test_letters_are_not_taken_and_escape_restores(browser_page, as_mttq, year):
    page = as_mttq(browser_page)
    page.goto(f"/tham-dinh/{year.cycle.pk}/1.1/")
    _, top, _, _ = fields(page, year, "10001")
    top.press_sequentially("4a6x")
    expect(top).to_have_value("46")
    top.press("Escape")
    expect(top).to_have_value("")


def test_conflict_shows_both_and_the_saved_one_can_be_taken(browser_page, as_mttq, year):
    page = as_mttq(browser_page)
    page.goto(f"/tham-dinh/{year.cycle.pk}/1.1/")
    row, top, bottom, reason = fields(page, year, "10001")
    item = year.item("10001", "1.1", "mttq")
    entry = Entry(AnswerState.VALUE, {"numerator": "44", "denominator": "52"}, "Đồng nghiệp")
    with on(date(2026, 2, 10)):
        sheets.save_items(by=fresh(year.people.mttq), changes=[sheets.ItemChange(item.pk, 0, entry)])
    top.fill("40")
    bottom.fill("52")
    reason.fill("Của tôi")
    reason.press("Enter")
    expect(row).to_contain_text("vừa lưu “44/52 (84,6%)”")
    expect(row.locator("[data-value]").first).to_have_value("40")
    row.get_by_role("link", name="lấy bản vừa lưu").click()
    expect(row.locator("[data-value]").first).to_have_value("44")


def test_panel_follows_the_row_and_saves(browser_page, as_mttq, year, assert_accessible):
    page = as_mttq(browser_page)
    page.goto(f"/tham-dinh/{year.cycle.pk}/1.1/")
    _, top, _, _ = fields(page, year, "10001")
    top.focus()
    panel = page.locator("#bang-ben")
    expect(panel.get_by_role("heading", level=2)).to_have_text("Xã An Hòa")
    assert_accessible(page)
    panel.get_by_label("Cho điểm trực tiếp").check()
    panel.get_by_label("Điểm trực tiếp", exact=True).fill("3,5")
    panel.get_by_role("textbox", name="Lý do").fill("Sổ bị ngập nước")
    panel.get_by_label("Cần kiểm tra thực tế").check()
    panel.get_by_role("button", name="Lưu thẩm định").click()
    expect(panel.locator("[data-save-state]")).to_contain_text("Đã lưu")
    item = year.item("10001", "1.1", "mttq")
    expect(page.locator(f"#hang-{item.pk}")).to_contain_text("Cho điểm trực tiếp")
    assert (item.state, item.field_check) == (AnswerState.DEVIATION, True)


def test_self_score_is_kept_with_one_click(browser_page, as_mttq, year):
    page = as_mttq(browser_page)
    page.goto(f"/tham-dinh/{year.cycle.pk}/1.1/")
    row, _, _, _ = fields(page, year, "10001")
    row.get_by_role("button", name="Giữ").click()
    expect(row.locator(".appraised .cell-points")).to_have_text("2,75")


def test_grid_works_without_script(new_page, as_mttq, year):
    page = as_mttq(new_page(java_script_enabled=False))
    page.goto(f"/tham-dinh/{year.cycle.pk}/1.1/?trang=1")
    _, top, bottom, _ = fields(page, year, "10001")
    top.fill("46")
    bottom.fill("52")
    page.get_by_role("button", name="Lưu các hàng đã sửa").click()
    expect(page.locator("#thong-bao")).to_contain_text("Đã lưu 1 đơn vị.")
    assert str(year.item("10001", "1.1", "mttq").points) == "2.7500"


def test_grid_on_a_phone_is_accessible(phone_page, as_mttq, year, assert_accessible):
    page = as_mttq(phone_page)
    page.goto(f"/tham-dinh/{year.cycle.pk}/1.1/")
    assert_accessible(page)


def test_form_sent_and_shown_again_shows_only_the_fields_of_the_chosen_way(browser_page, as_mttq, year):
    page = as_mttq(browser_page)
    page.goto(f"/tham-dinh/muc/{year.item('10001', '1.1', 'mttq').pk}/")
    points = page.get_by_label("Điểm trực tiếp", exact=True)
    assert points.is_visible() is False
    page.fill("#id_numerator", "60")
    page.fill("#id_denominator", "52")
    page.get_by_role("button", name="Lưu thẩm định").click()
    page.locator(".error-summary").wait_for()
    assert (points.is_visible(), page.locator("#id_numerator").is_visible()) == (False, True)
    page.get_by_label("Cho điểm trực tiếp").check()
    assert (points.is_visible(), page.locator("#id_numerator").is_visible()) == (True, False)
