"""The appraiser's pages: grid, item, confirming, sending."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from tests.evaluations.scenario import Year, checked, confirming, fresh, on, open_year
from thanthien.evaluations.actions import sheets
from thanthien.evaluations.enums import AnswerState, SheetStatus
from thanthien.evaluations.models import ItemRequest, Sheet, SheetItem
from thanthien.evaluations.scored import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_february")]

LOOK = date(2026, 2, 10)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def year() -> Year:
    made = open_year()
    made.accept("10001")
    made.accept("10002", {"1.1": Entry(AnswerState.VALUE, {"numerator": "50", "denominator": "52"})})
    return made


def signed_in(user) -> Client:
    client = Client()
    client.force_login(fresh(user))
    return client


def grid_address(year: Year, code: str = "1.1") -> str:
    return reverse("appraisal-grid", args=[year.cycle.pk, code])


def row_data(item: SheetItem, top: str, bottom: str, reason: str = "") -> dict[str, str]:
    lead = f"i{item.pk}-"
    typed = {"version": str(item.version), "numerator": top, "denominator": bottom, "reason": reason}
    return {f"{lead}{name}": text for name, text in typed.items()}


def save_row(client: Client, item: SheetItem, data: dict[str, str]):
    return client.post(reverse("appraisal-item", args=[item.pk]), {**data, "tu": "hang"}, headers=HTMX)


def test_home_counts_what_is_left(year):
    page = signed_in(year.people.mttq).get(reverse("appraisal-home"))
    assert (page.context["unscored"], page.context["differing"]) == (4, 0)
    assert [one.code for one in page.context["table"].rows] == ["1.1", "1.2"]


def test_home_leads_the_body_that_the_set_names_to_its_gates(year):
    address = reverse("council-gates", args=[year.cycle.pk])
    assert address in signed_in(year.people.noi_vu).get(reverse("appraisal-home")).text
    assert address not in signed_in(year.people.mttq).get(reverse("appraisal-home")).text


def test_home_is_not_there_for_people_who_do_not_appraise(year):
    assert signed_in(year.people.stranger).get(reverse("appraisal-home")).status_code == 404
    assert signed_in(year.people.communes["10001"]["focal"]).get(reverse("appraisal-home")).status_code == 404


def test_grid_shows_own_rows_with_self_scores(year):
    page = signed_in(year.people.mttq).get(grid_address(year))
    rows = page.context["rows"]
    assert [(row.row.dossier.unit.code, row.self_text) for row in rows] == [
        ("10002", "50/52 (96,2%)"), ("10001", "46/52 (88,5%)"),
    ]  # fmt: skip


def test_grid_of_another_body_is_not_found(year):
    assert signed_in(year.people.mttq).get(grid_address(year, "2.1")).status_code == 404


def test_row_with_own_value_and_reason_is_saved(year):
    item = year.item("10001", "1.1", "mttq")
    answer = save_row(signed_in(year.people.mttq), item, row_data(item, "40", "52", "Thiếu sổ tuần 30"))
    item.refresh_from_db()
    assert answer.status_code == 200
    assert (item.value, item.reason, item.points) == (
        {"numerator": "40", "denominator": "52"}, "Thiếu sổ tuần 30", Decimal("1.75"),
    )  # fmt: skip
    assert "1,75" in answer.content.decode()


def test_row_that_differs_without_reason_keeps_what_was_typed(year):
    item = year.item("10001", "1.1", "mttq")
    answer = save_row(signed_in(year.people.mttq), item, row_data(item, "40", "52"))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="40"' in text
    assert "cần ghi lý do" in text
    item.refresh_from_db()
    assert item.state == AnswerState.MISSING


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("-3", "Số không được âm."),
        ("9" * 30, "Số quá dài"),
        ("bốn mươi", "không phải là số"),
        ("1.234", "Cần viết 1234 nếu là"),
        ("60", "không được lớn hơn “"),
        ("", "Cần nhập một số."),
        ("NaN", "không phải là số"),
    ],
)
def test_row_refuses_bad_numbers_in_words(year, typed, sentence):
    item = year.item("10001", "1.1", "mttq")
    answer = save_row(signed_in(year.people.mttq), item, row_data(item, typed, "52", "Lý do"))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_fault_of_the_number_stands_under_the_number_and_of_the_reason_under_the_reason(year):
    item = year.item("10001", "1.1", "mttq")
    client = signed_in(year.people.mttq)
    answers = [save_row(client, item, row_data(item, *typed)).text for typed in (("-3", "52", "Lý do"), ("40", "52"))]
    before = [text.partition('<td data-label="Minh chứng">')[0] for text in answers]
    assert [f'id="i{item.pk}-so-loi"' in text for text in before] == [True, False]
    assert [f'id="i{item.pk}-loi"' in text for text in answers] == [False, True]


def test_head_of_the_column_names_what_the_boxes_hold(year):
    page = signed_in(year.people.mttq).get(grid_address(year))
    first = page.context["definition"]
    assert page.context["value_words"] == [
        one[:1].upper() + one[1:] for one in (first.numerator or "Số đạt", first.denominator or "Tổng số")
    ]


@pytest.mark.parametrize(
    ("typed", "value"), [("45,0", {"numerator": "45", "denominator": "52"}), ("45,5", None)], ids=["whole", "part"]
)
def test_row_takes_numbers_as_people_write_them_and_whole_things_only(year, typed, value):
    item = year.item("10001", "1.1", "mttq")
    save_row(signed_in(year.people.mttq), item, row_data(item, typed, "52", "Đếm lại"))
    item.refresh_from_db()
    assert item.value == value


def test_row_saved_from_an_old_page_shows_both_values(year):
    item = year.item("10001", "1.1", "mttq")
    client = signed_in(year.people.mttq)
    old = row_data(item, "40", "52", "Lần đầu")
    save_row(client, item, row_data(item, "44", "52", "Người khác"))
    answer = save_row(client, item, old)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "44/52" in text
    assert 'value="40"' in text
    assert f'name="i{item.pk}-version" value="1"' in text


def test_saving_again_after_the_conflict_replaces(year):
    item = year.item("10001", "1.1", "mttq")
    client = signed_in(year.people.mttq)
    save_row(client, item, row_data(item, "44", "52", "Người khác"))
    item.refresh_from_db()
    save_row(client, item, row_data(item, "40", "52", "Của tôi"))
    item.refresh_from_db()
    assert (item.value["numerator"], item.version) == ("40", 2)


def test_keeping_the_self_score_takes_it_over(year):
    item = year.item("10001", "1.2", "mttq")
    save_row(signed_in(year.people.mttq), item, {"giu": item.pk, f"i{item.pk}-version": 0, f"i{item.pk}-answer": 1})
    item.refresh_from_db()
    assert (item.value, item.points) == (year.answer("10001", "1.2").value, year.answer("10001", "1.2").points)


def test_missing_self_score_cannot_be_kept(year):
    item = year.item("10002", "1.2", "mttq")
    data = {"giu": item.pk, f"i{item.pk}-version": 0, f"i{item.pk}-answer": 0}
    answer = save_row(signed_in(year.people.mttq), item, data)
    assert answer.status_code == 422
    assert "chưa chấm tiêu chí này" in answer.content.decode()


def test_page_of_rows_is_saved_as_one_form(year):
    first, second = year.item("10001", "1.1", "mttq"), year.item("10002", "1.1", "mttq")
    data = row_data(first, "46", "52") | row_data(second, "49", "52", "Thiếu một tuần")
    answer = signed_in(year.people.mttq).post(grid_address(year), data)
    assert answer.status_code == 302
    assert [SheetItem.objects.get(pk=one.pk).points for one in (first, second)] == [Decimal("2.75"), Decimal("3.50")]


def test_page_of_rows_with_one_fault_saves_nothing_and_keeps_all(year):
    first, second = year.item("10001", "1.1", "mttq"), year.item("10002", "1.1", "mttq")
    data = row_data(first, "46", "52") | row_data(second, "49", "52")
    answer = signed_in(year.people.mttq).post(grid_address(year), data)
    assert answer.status_code == 422
    assert 'value="49"' in answer.content.decode()
    assert SheetItem.objects.filter(state=AnswerState.VALUE).count() == 0


def test_crafted_post_for_another_body_is_not_found(year):
    item = year.item("10001", "2.1", "so-noi-vu")
    answer = signed_in(year.people.mttq).post(
        reverse("appraisal-item", args=[item.pk]), {"version": "0", "state": "value", "passed": "true"}
    )
    assert answer.status_code == 404


def test_foreign_item_inside_the_form_is_ignored(year):
    mine, theirs = year.item("10001", "1.2", "mttq"), year.item("10001", "1.2", "so-noi-vu")
    data = row_data(mine, "9", "10") | row_data(theirs, "1", "10", "Gian lận")
    signed_in(year.people.mttq).post(grid_address(year, "1.2"), data)
    theirs.refresh_from_db()
    assert theirs.state == AnswerState.MISSING


def test_panel_saves_direct_points_with_reason(year):
    item = year.item("10001", "1.1", "mttq")
    data = {"version": "0", "state": "deviation", "points": "3,5", "reason": "Sổ bị ngập nước"}
    signed_in(year.people.mttq).post(reverse("appraisal-item", args=[item.pk]), data)
    item.refresh_from_db()
    assert (item.state, item.points) == (AnswerState.DEVIATION, Decimal("3.5"))


def test_panel_refuses_points_that_the_rule_cannot_yield(year):
    item = year.item("10001", "2.2", "so-noi-vu")
    data = {"version": "0", "state": "deviation", "points": "1,5", "reason": "Thử"}
    answer = signed_in(year.people.noi_vu).post(reverse("appraisal-item", args=[item.pk]), data)
    assert answer.status_code == 422
    assert "không nằm trong các mức điểm" in answer.content.decode()


def test_panel_flags_a_field_check_and_row_saving_keeps_it(year):
    item = year.item("10001", "1.1", "mttq")
    client = signed_in(year.people.mttq)
    data = {
        "version": "0", "state": "value", "numerator": "40", "denominator": "52", "reason": "Xem sổ",
        "field_check": "on",
    }  # fmt: skip
    client.post(reverse("appraisal-item", args=[item.pk]), data, headers=HTMX)
    item.refresh_from_db()
    save_row(client, item, row_data(item, "41", "52", "Xem sổ"))
    item.refresh_from_db()
    assert (item.field_check, item.value["numerator"]) == (True, "41")


def test_panel_saved_from_an_old_page_keeps_what_was_typed(year):
    item = year.item("10001", "1.1", "mttq")
    client = signed_in(year.people.mttq)
    save_row(client, item, row_data(item, "44", "52", "Người khác"))
    data = {"version": "0", "state": "value", "numerator": "40", "denominator": "52", "reason": "Của tôi"}
    answer = client.post(reverse("appraisal-item", args=[item.pk]), data)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="40"' in text
    assert "44/52" in text


def test_question_to_the_commune_has_its_deadline(year):
    item = year.item("10001", "1.1", "mttq")
    address = reverse("appraisal-ask", args=[item.pk])
    answer = signed_in(year.people.mttq).post(address, {"question": "Gửi sổ tuần 30"})
    made = ItemRequest.objects.get()
    assert answer.status_code == 302
    assert (made.question, made.due_on) == ("Gửi sổ tuần 30", date(2026, 2, 13))


def test_empty_question_is_told(year):
    item = year.item("10001", "1.1", "mttq")
    answer = signed_in(year.people.mttq).post(reverse("appraisal-ask", args=[item.pk]), {"question": " "})
    assert answer.status_code == 422
    assert "Cần ghi nội dung đề nghị bổ sung." in answer.content.decode()


@pytest.mark.parametrize(("day", "waiting"), [(date(2026, 2, 10), 1), (date(2026, 2, 13), 1), (date(2026, 2, 14), 0)])
def test_question_waits_until_its_last_day(year, day, waiting):
    item = year.item("10001", "1.1", "mttq")
    sheets.ask_item(by=fresh(year.people.mttq), item_id=item.pk, question="Gửi sổ")  # due on the 13th
    with on(day):
        client = signed_in(year.people.mttq)
        rows = client.get(grid_address(year) + "?loc=bo-sung").context["rows"]
        told = client.get(reverse("appraisal-item", args=[item.pk])).text
        home = signed_in(year.who("10001", "focal")).get(reverse("item-requests", args=[year.cycle.pk, "10001"])).text
    assert (len(rows), "Chưa trả lời" in told, "Chờ trả lời" in home) == (waiting, bool(waiting), bool(waiting))
    assert ("Không còn chờ trả lời" in told, "Không còn chờ trả lời" in home) == (not waiting, not waiting)


def test_chosen_rows_are_listed_before_they_are_kept(year):
    item = year.item("10001", "1.1", "mttq")
    client = signed_in(year.people.mttq)
    address = reverse("appraisal-confirm", args=[year.cycle.pk, "1.1"])
    listed = client.post(address, {"chon": [item.pk]})
    item.refresh_from_db()
    assert listed.status_code == 200
    assert item.state == AnswerState.MISSING
    client.post(address, confirming(listed) | {f"xem{item.pk}": "on"})
    item.refresh_from_db()
    assert item.points == Decimal("2.75")


def test_rows_typed_and_not_saved_are_kept_before_others_are_taken_over(year):
    item, other = year.item("10001", "1.1", "mttq"), year.item("10002", "1.1", "mttq")
    address = reverse("appraisal-confirm", args=[year.cycle.pk, "1.1"])
    typed = {f"i{other.pk}-version": "0", f"i{other.pk}-numerator": "41", f"i{other.pk}-denominator": "52"}
    shown = signed_in(year.people.mttq).post(address, {"chon": [item.pk]} | typed | {f"i{other.pk}-reason": "Sổ"})
    assert (shown.status_code, shown.context["form"].non_field_errors()) == (
        422, ["Còn hàng đã sửa mà chưa lưu. Cần lưu rồi chọn lại các hàng."],
    )  # fmt: skip
    assert 'value="41"' in shown.text


def test_sheets_with_open_items_cannot_be_chosen(year):
    shown = signed_in(year.people.mttq).get(reverse("appraisal-send", args=[year.cycle.pk])).context
    assert [row.problems for row in shown["held"]] == [("Chưa thẩm định: 1.1, 1.2.",)] * 2


def test_sheets_are_sent_only_after_the_list(year):
    year.fill("10001", year.people.mttq, {})
    client = signed_in(year.people.mttq)
    address = reverse("appraisal-send", args=[year.cycle.pk])
    sheet = Sheet.objects.get(dossier=year.dossier("10001"), body__code="mttq")
    sent = checked(client, address, [sheet.pk])
    sheet.refresh_from_db()
    assert sheet.status == SheetStatus.DRAFT
    done = client.post(address, sent)
    sheet.refresh_from_db()
    assert (done.status_code, sheet.status) == (302, SheetStatus.SENT)


def test_sending_twice_is_told_and_harmless(year):
    year.fill("10001", year.people.mttq, {})
    client = signed_in(year.people.mttq)
    address = reverse("appraisal-send", args=[year.cycle.pk])
    sheet = Sheet.objects.get(dossier=year.dossier("10001"), body__code="mttq")
    sent = checked(client, address, [sheet.pk])
    client.post(address, sent)
    again = client.post(address, sent)
    assert again.status_code == 409
    assert "Phiếu đã gửi, hoặc hồ sơ không còn ở bước thẩm định." in again.text


def test_conflict_of_interest_shows_and_the_row_is_read_only(year):
    from thanthien.accounts.models import Membership
    from thanthien.units.models import Agency

    committee = Agency.objects.get(code="ubnd-10001")
    Membership.objects.create(
        user=year.people.mttq, agency=committee, role="commune_officer",
        valid_from=date(2025, 1, 1), valid_to=date(2026, 1, 20),
    )  # fmt: skip
    client = signed_in(year.people.mttq)
    item = year.item("10001", "1.1", "mttq")
    page = client.get(grid_address(year))
    assert {row.row.dossier.unit.code: row.row.writable for row in page.context["rows"]} == {
        "10001": False, "10002": True,
    }  # fmt: skip
    assert "Không được thẩm định" in page.content.decode()
    answer = client.post(
        reverse("appraisal-item", args=[item.pk]),
        {"version": "0", "state": "value", "numerator": "40", "denominator": "52", "reason": "Thử"},
    )
    assert answer.status_code == 422
    item.refresh_from_db()
    assert item.state == AnswerState.MISSING


@pytest.mark.parametrize("count", [1, 3])
def test_grid_takes_the_same_statements_for_one_and_three_rows(django_assert_num_queries, count):
    year = open_year()
    for code in ("10001", "10002", "10003")[:count]:
        year.accept(code)
    client = signed_in(year.people.mttq)
    client.get(grid_address(year))
    with django_assert_num_queries(11):
        client.get(grid_address(year))


def test_saving_a_row_takes_few_statements(year, django_assert_num_queries):
    item = year.item("10001", "1.1", "mttq")
    client = signed_in(year.people.mttq)
    client.get(grid_address(year))
    with django_assert_num_queries(15):
        save_row(client, item, row_data(item, "46", "52"))


def test_filters_forgive_diacritics(year):
    page = signed_in(year.people.mttq).get(grid_address(year), {"q": "binh minh"})
    assert [row.row.dossier.unit.code for row in page.context["rows"]] == ["10002"]


def test_grid_without_script_is_paged(year):
    page = signed_in(year.people.mttq).get(grid_address(year), {"trang": "1"})
    assert page.context["page"].paginator.per_page == 25
