"""The appraisal grid in a real browser: keyboard, conflicts, the panel, and without script."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.sessions import enter_as
from tests.evaluations.joined import joined_year, report
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


def test_enter_goes_to_the_next_value_and_saves_after_the_last(browser_page, as_mttq, year, assert_accessible):
    page = as_mttq(browser_page)
    page.goto(f"/tham-dinh/{year.cycle.pk}/1.1/?xep=ten")
    assert_accessible(page)
    codes = page.locator("tr[data-row]").evaluate_all("rows => rows.map(row => row.dataset.row)")
    first, second = (page.locator(f"#hang-{pk}") for pk in codes[:2])
    top, bottom = first.locator("[data-value]").first, first.locator("[data-value]").nth(1)
    top.fill("46")
    top.press("Enter")
    expect(bottom).to_be_focused()
    bottom.fill("52")
    bottom.press("Enter")
    expect(first.locator(".appraised .cell-points")).to_have_text("2,75")
    expect(second.locator("[data-value]").first).to_be_focused()
    expect(page.locator("#con-lai")).to_contain_text("Chưa chấm 2 / 3")
    page.keyboard.press("ArrowUp")
    expect(page.locator(f"#hang-{codes[0]} [data-value]").first).to_be_focused()


def test_enter_never_leaves_the_grid(browser_page, as_mttq, year):
    page = as_mttq(browser_page)
    page.goto(f"/tham-dinh/{year.cycle.pk}/1.1/?xep=ten")
    address, boxes = page.url, page.locator("tr[data-row] input[name=chon]")
    boxes.first.press("Enter")
    expect(boxes.nth(1)).to_be_focused()
    boxes.last.press("Enter")
    page.locator("tr[data-row] .reason input").last.press("Enter")
    page.locator("tr[data-row] [data-value]").last.press("Enter")
    page.wait_for_timeout(300)
    assert (page.url, page.locator("tr[data-row]").count()) == (address, 3)


def test_enter_without_script_saves_and_stays(new_page, as_mttq, year):
    page = as_mttq(new_page(java_script_enabled=False))
    page.goto(f"/tham-dinh/{year.cycle.pk}/1.1/?trang=1")
    _, top, bottom, _ = fields(page, year, "10001")
    top.fill("46")
    bottom.fill("52")
    bottom.press("Enter")
    expect(page.locator("#thong-bao")).to_contain_text("Đã lưu 1 đơn vị.")
    assert page.url.endswith("/1.1/?trang=1")


def test_pointing_at_a_row_is_not_choosing_it(browser_page, as_mttq, year):
    page = as_mttq(browser_page)
    page.goto(f"/tham-dinh/{year.cycle.pk}/1.1/?xep=ten")
    names = page.locator("tr[data-row] th")
    colour = "cell => getComputedStyle(cell).backgroundColor"
    plain = names.first.evaluate(colour)
    page.get_by_role("link", name="Xã An Hòa", exact=True).click()
    expect(page.locator("#bang-ben h2")).to_have_text("Xã An Hòa")
    names.first.hover()
    chosen = page.locator("tr[aria-current=true]")
    expect(chosen).to_have_count(1)
    assert names.first.evaluate(colour) == plain
    assert chosen.locator("th").evaluate(colour) != plain


def test_evidence_opens_at_the_side(browser_page, as_mttq, year, assert_accessible):
    made = year.document("10001", "Sổ tiếp nhận tuần 30")
    row = year.answer("10001", "1.1")
    row.evidence.create(document=made, attached_by=year.who("10001", "focal"), attached_at=made.created_at)
    page = as_mttq(browser_page)
    page.goto(f"/tham-dinh/{year.cycle.pk}/1.1/?xep=ten")
    address = page.url
    page.get_by_role("link", name="1 tài liệu của Xã An Hòa").click()
    evidence = page.locator("#bang-ben [data-part=evidence]")
    expect(evidence).to_contain_text("Sổ tiếp nhận tuần 30")
    expect(evidence).to_be_focused()
    expect(evidence).to_be_in_viewport(ratio=1)
    assert page.url == address
    assert_accessible(page)


def test_form_at_the_side_is_wholly_in_sight(browser_page, as_mttq, year):
    page = as_mttq(browser_page)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"/tham-dinh/{year.cycle.pk}/1.1/?xep=ten")
    page.get_by_role("link", name="Xã An Hòa", exact=True).click()
    expect(page.locator("#bang-ben h2")).to_have_text("Xã An Hòa")
    assert page.evaluate("window.scrollY") == 0
    for one in ("Số liệu (hệ thống tính điểm)", "Lý do"):
        expect(page.locator("#bang-ben").get_by_label(one).first).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name="Lưu thẩm định")).to_be_in_viewport(ratio=1)


def test_rows_that_want_a_look_are_not_picked_together_and_stand_apart(browser_page, as_mttq, year, assert_accessible):
    page = as_mttq(browser_page)
    page.goto(f"/tham-dinh/{year.cycle.pk}/1.1/?xep=ten")  # the set expects evidence here, and nobody gave any
    page.get_by_role("button", name="Chọn tất cả hàng chưa chấm").click()
    expect(page.locator("#da-chon")).to_have_text("Đã chọn 0 hàng. 3 hàng cần xem riêng, chưa chọn.")
    expect(page.locator("input[name=chon]:checked")).to_have_count(0)
    page.get_by_label("Chọn Xã An Hòa").check()
    page.get_by_role("button", name="Đồng ý với tự chấm").click()
    expect(page.get_by_role("heading", name="Cần xem riêng (1)")).to_be_visible()
    box = page.get_by_label("Đồng ý với tự chấm của Xã An Hòa")
    expect(box).not_to_be_checked()
    assert_accessible(page)
    page.get_by_role("button", name="Đồng ý với tự chấm").click()
    expect(page.locator(".error-summary")).to_contain_text("cần đánh dấu ở hàng của đơn vị")
    box.check()
    page.get_by_role("button", name="Đồng ý với tự chấm").click()
    expect(page.locator("#thong-bao")).to_contain_text("Đã ghi theo tự chấm của 1 đơn vị.")


@pytest.mark.parametrize("wide", [True, False], ids=["desk", "phone"])
def test_grid_with_figures_is_accessible_and_its_clock_leads_to_the_records(
    browser_page, phone_page, assert_accessible, wide
):
    made = joined_year(units=2)
    made.accept("10001")
    made.accept("10002")
    report(made, [date(2026, 1, 8 + number) for number in range(10)], told=date(2026, 2, 1))
    page = enter_as(browser_page if wide else phone_page, made.people.mttq)
    with on(date(2026, 2, 10)):
        page.goto(f"/tham-dinh/{made.cycle.pk}/1.1/")
        assert_accessible(page)
        clock = page.locator("a.row-doubt")
        expect(clock).to_have_accessible_name(re.compile("^10 bản ghi quá hạn; ghi dồn"))
        page.get_by_role("link", name="Xã An Hòa", exact=True).click()
        expect(page.locator("#bang-ben h2")).to_have_text("Xã An Hòa")
        assert_accessible(page)
        clock.click()
        expect(page.locator("[aria-current=page]", has_text="Ngày có bản ghi quá hạn")).to_be_visible()
        expect(page.get_by_role("row", name="01/02/2026 Ghi dồn")).to_be_visible()
        assert_accessible(page)


def test_fourteen_rows_are_above_the_fold(browser_page):
    made = open_year(units=15)
    for number in range(15):
        made.accept(str(10001 + number))
    page = enter_as(browser_page, made.people.mttq)
    page.set_viewport_size({"width": 1440, "height": 900})
    with on(date(2026, 2, 10)):
        page.goto(f"/tham-dinh/{made.cycle.pk}/1.1/")
        heights = page.locator("tr[data-row]").evaluate_all("rows => rows.map(row => row.getBoundingClientRect())")
    assert sum(one["bottom"] <= 900 for one in heights) >= 14


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


def test_self_score_without_a_doubt_is_kept_with_one_click(browser_page, as_mttq, year):
    page = as_mttq(browser_page)
    page.goto(f"/tham-dinh/{year.cycle.pk}/1.2/")
    row = page.locator(f"#hang-{year.item('10001', '1.2', 'mttq').pk}")
    row.get_by_role("button", name="Đồng ý").click()
    expect(row.locator(".appraised .cell-points")).to_have_text("1,5")


def test_agreeing_with_a_row_in_doubt_asks_for_a_reason_of_the_body(browser_page, as_mttq, year, assert_accessible):
    page = as_mttq(browser_page)
    page.goto(f"/tham-dinh/{year.cycle.pk}/1.1/")  # the set expects evidence here, and nobody gave any
    row, _, _, _ = fields(page, year, "10001")
    row.get_by_role("link", name="Đồng ý…").click()
    panel = page.locator("#bang-ben")
    reason = panel.get_by_role("textbox", name="Lý do")
    expect(reason).to_be_focused()
    expect(reason).to_have_value("")
    expect(panel).to_contain_text("Chưa có minh chứng")
    assert_accessible(page)
    panel.get_by_role("button", name="Lưu thẩm định").click()
    expect(panel.locator(".error-summary")).to_contain_text("cần ghi lý do của cơ quan")
    assert year.item("10001", "1.1", "mttq").state == "missing"
    reason.fill("Đã xem sổ tại đơn vị")
    panel.get_by_role("button", name="Lưu thẩm định").click()
    expect(row.locator(".appraised .cell-points")).to_have_text("2,75")
    assert year.item("10001", "1.1", "mttq").reason == "Đã xem sổ tại đơn vị"


def test_opening_one_row_after_another_keeps_the_policy_of_styles(browser_page, as_mttq, year):
    page = as_mttq(browser_page)
    page.goto(f"/tham-dinh/{year.cycle.pk}/1.1/?xep=ten")
    for name in ("Xã An Hòa", "Phường Bình Minh", "Xã An Hòa"):
        page.get_by_role("link", name=name, exact=True).click()
        expect(page.locator("#bang-ben h2")).to_have_text(name)
        # As who pulls at its corner does: htmx would write this style into the next form, which the policy forbids.
        page.locator("#bang-ben textarea").first.evaluate("box => { box.style.height = '9rem'; }")
    page.wait_for_timeout(100)


def test_negative_number_is_refused_in_words_and_stays_as_typed(browser_page, as_mttq, year):
    page = as_mttq(browser_page)
    page.goto(f"/tham-dinh/{year.cycle.pk}/1.1/")
    row, top, bottom, _ = fields(page, year, "10001")
    top.press_sequentially("-5")
    expect(top).to_have_value("-5")
    bottom.fill("52")
    bottom.press("Enter")
    expect(row.locator(".field-error")).to_contain_text("Số không được âm.")
    expect(row.locator("[data-value]").first).to_have_value("-5")


def test_reason_typed_while_the_row_is_on_its_way_is_kept_and_saved(browser_page, as_mttq, year):
    page = as_mttq(browser_page)
    page.goto(f"/tham-dinh/{year.cycle.pk}/1.1/?xep=ten")
    row, top, bottom, reason = fields(page, year, "10001")
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        saves = route.request.method == "POST"
        held.append(route) if saves and not held else route.continue_()

    page.route("**/tham-dinh/muc/*/", hold_the_first)
    top.fill("40")
    bottom.fill("52")
    bottom.press("Enter")
    reason.press_sequentially("thử")
    reason.press("Enter")
    held[0].continue_()
    expect(row.locator(".appraised .cell-points")).to_have_text("1,75")
    assert year.item("10001", "1.1", "mttq").reason == "thử"


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
    points, value = page.get_by_label("Điểm trực tiếp", exact=True), page.locator("#id_numerator")
    expect(points).to_be_hidden()
    page.fill("#id_numerator", "60")
    page.fill("#id_denominator", "52")
    page.get_by_role("button", name="Lưu thẩm định").click()
    page.locator(".error-summary").wait_for()
    expect(points).to_be_hidden()
    expect(value).to_be_visible()
    page.get_by_label("Cho điểm trực tiếp").check()
    expect(points).to_be_visible()
    expect(value).to_be_hidden()


def test_reasons_stay_in_sight_beside_the_details(browser_page, as_mttq, year):
    page = as_mttq(browser_page)
    page.goto(f"/tham-dinh/{year.cycle.pk}/1.1/?xep=ten")
    page.locator("tr[data-row] th a").first.click()
    expect(page.locator(".pane-side > .item-panel")).to_be_visible()
    hidden = page.locator(".table-scroll:has(> [data-grid])").evaluate("one => one.scrollWidth - one.clientWidth")
    assert (hidden, page.locator("tr[data-row] .reason input").first.is_visible()) == (0, True)
