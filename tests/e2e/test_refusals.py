"""What is refused, and that nothing typed is lost: strangers, colleagues at the same time, sessions, bad input."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from tests.conftest import PHONE
from tests.e2e.visitor import SIGN_IN, Visitor, sent
from tests.evaluations.scenario import Year, fresh, open_year, person
from tests.factories import files
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.models import AnswerEvidence, Seal, StepLog
from thanthien.evaluations.scored import Entry
from thanthien.evidence.models import Document
from thanthien.units.models import Agency

pytestmark = pytest.mark.django_db(transaction=True)

SCORING_DAY, SUBMISSION_DAY = date(2026, 1, 13), date(2026, 1, 21)
APPRAISAL_DAY, COUNCIL_DAY, DECISION_DAY = date(2026, 2, 10), date(2026, 3, 10), date(2026, 3, 24)


@pytest.fixture
def year() -> Year:
    return open_year(units=2)


def end_sessions() -> None:
    """The night: nobody is signed in any more."""
    Session.objects.all().delete()


def sign_in_elsewhere(visitor: Visitor, link: str, who: User | None = None) -> None:
    """Sign in through the offered link, which opens a tab of its own, as oneself unless said; then come back."""
    with visitor.page.expect_popup() as opened:
        visitor.page.get_by_role("link", name=link).click()
    tab = Visitor(opened.value, who or visitor.user)
    tab.page.wait_for_load_state()
    assert SIGN_IN in tab.page.url
    tab.sign_in()
    tab.page.close()
    visitor.page.bring_to_front()
    visitor.page.evaluate("window.dispatchEvent(new Event('focus'))")


# --- Who may see ------------------------------------------------------------------------------------------------------


def test_strangers_neighbours_and_other_bodies_find_nothing(year, window, calendar):
    year.accept()
    calendar.turn_to(APPRAISAL_DAY)
    base, cycle = f"/ky/{year.cycle.pk}/10001/", year.cycle.pk
    own_item = year.item("10001", "2.1", "so-noi-vu").pk
    refused = {
        year.people.stranger: ["/don-vi/", "/tham-dinh/", "/ky/", "/thanh-pho/", base],
        year.people.communes["10002"]["focal"]: [base, f"{base}tu-cham/1.1/", f"{base}nop-ho-so/", f"{base}ket-qua/"],
        year.people.communes["10001"]["chair"]: [f"/tham-dinh/muc/{own_item}/", f"/hoi-dong/{cycle}/10001/"],
        year.people.mttq: [f"/tham-dinh/muc/{own_item}/", f"/tham-dinh/{cycle}/2.1/", f"{base}tu-cham/1.1/"],
    }
    for user, addresses in refused.items():
        visitor = window(user)
        visitor.open("/tai-khoan/")
        for address in addresses:
            answer = visitor.page.goto(address)
            assert (address, answer.status) == (address, 404)
            visitor.look()


# --- At the same time -------------------------------------------------------------------------------------------------


def test_colleagues_in_one_row_are_shown_both_values(year, window, calendar):
    year.accept()
    calendar.turn_to(APPRAISAL_DAY)
    colleague = person("huong", Agency.objects.get(code="mttq"), Role.APPRAISER)
    first, second = window(year.people.mttq), window(colleague)
    rows = {}
    for visitor in (first, second):
        visitor.open(f"/tham-dinh/{year.cycle.pk}/1.1/")
        rows[visitor] = visitor.page.locator("tr[data-row]")
    _type_row(rows[first], "40", "Theo sổ")
    expect(rows[first]).to_contain_text("1,75")
    _type_row(rows[second], "43", "Theo biên bản")
    expect(rows[second]).to_contain_text("Mttq vừa lưu “40/52")
    expect(rows[second].locator("[data-value]").first).to_have_value("43")
    expect(rows[second].get_by_label("Lý do")).to_have_value("Theo biên bản")
    second.look()
    _type_row(rows[second], "43", "Theo biên bản, đã trao đổi")
    expect(rows[second]).not_to_contain_text("vừa lưu")
    item = year.item("10001", "1.1", "mttq")
    assert (item.value["numerator"], item.reason) == ("43", "Theo biên bản, đã trao đổi")


def _type_row(row, numerator: str, reason: str) -> None:
    row.locator("[data-value]").nth(0).fill(numerator)
    row.locator("[data-value]").nth(1).fill("52")
    row.get_by_label("Lý do").fill(reason)
    row.get_by_label("Lý do").press("Enter")


def test_two_councils_at_once_are_shown_both_conclusions(year, window, calendar):
    year.appraise(changes={("mttq", "1.1"): _ratio("40", "Sổ ghi 40")})
    calendar.turn_to(COUNCIL_DAY)
    deputy = person("phu", Agency.objects.get(code="hoi-dong"), Role.COUNCIL_SECRETARY)
    first, second = window(year.people.secretary), window(deputy)
    for visitor in (first, second):
        visitor.open(f"/hoi-dong/{year.cycle.pk}/10001/muc/1.1/")
    first.fill(numerator="43", denominator="52", reason="Họp sáng")
    first.press("Ghi kết luận")
    second.fill(numerator="44", denominator="52", reason="Họp chiều")
    second.press("Ghi kết luận", status=409)
    second.sees("Secretary vừa ghi lúc", "Họp sáng")
    expect(second.field("numerator")).to_have_value("44")
    expect(second.field("reason")).to_have_value("Họp chiều")
    second.press("Ghi kết luận")
    found = year.conclusion("10001", "1.1")
    assert (found.value["numerator"], found.reason) == ("44", "Họp chiều")


def _ratio(numerator: str, reason: str) -> Entry:
    return Entry(AnswerState.VALUE, {"numerator": numerator, "denominator": "52"}, reason)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_double_click_submits_once(year, window, calendar, script):
    year.sign()
    calendar.turn_to(SUBMISSION_DAY)
    chair = window(year.people.communes["10001"]["chair"], java_script_enabled=script)
    chair.watch = None
    chair.open(f"/ky/{year.cycle.pk}/10001/kiem-tra-va-nop/")
    chair.page.get_by_role("button", name="Nộp hồ sơ").dblclick()
    chair.page.wait_for_url("**/nop-ho-so/")
    chair.sees("Hồ sơ đã được niêm phong")
    counts = (StepLog.objects.filter(step="submit").count(), Seal.objects.count())
    assert counts == (1, 1)


# --- The session ends while one types ---------------------------------------------------------------------------------


def test_form_sent_after_the_session_ended_is_kept_and_sent_again(year, window, calendar):
    year.score()
    calendar.turn_to(SCORING_DAY)
    focal = window(year.people.communes["10001"]["focal"], viewport=PHONE)
    focal.open(f"/ky/{year.cycle.pk}/10001/bao-cao/")
    focal.fill(text="Một báo cáo dài viết cả buổi sáng")
    end_sessions()
    focal.press("Lưu báo cáo", status=401)
    focal.sees("Nội dung chưa được gửi, nhưng chưa mất", "Một báo cáo dài viết cả buổi sáng")
    sign_in_elsewhere(focal, "Đăng nhập lại trong thẻ mới")
    focal.sees("Đã đăng nhập lại")
    focal.press("Gửi lại")
    focal.sees("Đã lưu báo cáo.")
    assert year.dossier().report == "Một báo cáo dài viết cả buổi sáng"


def row_typed_as_the_session_ended(year, window, calendar):
    """The window of a body and the row of its grid, typed after its session ended."""
    year.accept()
    calendar.turn_to(APPRAISAL_DAY)
    front = window(year.people.mttq)
    front.open(f"/tham-dinh/{year.cycle.pk}/1.1/")
    row = front.page.locator("tr[data-row]")
    end_sessions()
    _type_row(row, "40", "Theo sổ")
    front.sees("Phiên đăng nhập đã hết hạn.")
    return front, row


def test_row_typed_after_the_session_ended_is_kept_and_saved_again(year, window, calendar):
    front, row = row_typed_as_the_session_ended(year, window, calendar)
    expect(row.get_by_label("Lý do")).to_have_value("Theo sổ")
    front.look()
    sign_in_elsewhere(front, "Đăng nhập lại trong thẻ mới")
    front.sees("Đã đăng nhập lại")
    row.get_by_label("Lý do").press("Enter")
    expect(row).to_contain_text("1,75")
    assert year.item("10001", "1.1", "mttq").reason == "Theo sổ"


def test_row_is_not_saved_as_somebody_else_who_signed_in_meanwhile(year, window, calendar):
    front, row = row_typed_as_the_session_ended(year, window, calendar)
    sign_in_elsewhere(front, "Đăng nhập lại trong thẻ mới", year.people.communes["10001"]["focal"])
    front.sees("Người khác đã đăng nhập; vui lòng đăng nhập lại")
    expect(row.get_by_label("Lý do")).to_have_value("Theo sổ")


# --- Bad input --------------------------------------------------------------------------------------------------------


def test_numbers_that_are_none_are_told_beside_their_field(year, window, calendar):
    year.register()
    calendar.turn_to(SCORING_DAY)
    officer = window(year.people.communes["10001"]["officer"], viewport=PHONE)
    officer.open(f"/ky/{year.cycle.pk}/10001/tu-cham/1.1/")
    beside = officer.page.locator("#loi-o-numerator")
    for typed, sentence in {
        "-3": "Số không được âm.",
        "9" * 40: "Số quá dài",
        "bốn mươi": "“bốn mươi” không phải là số.",
        "1.234": "Cần viết 1234 nếu là một nghìn hai trăm ba mươi bốn",
        "60": "không được lớn hơn “",
    }.items():
        officer.fill(numerator=typed, denominator="52")
        expect(beside).to_contain_text(sentence)
        expect(officer.field("numerator")).to_have_value(typed)
    officer.look()
    officer.fill(numerator="46,0", explanation=unicodedata.normalize("NFD", "Sổ tiếp nhận quý Một"))
    officer.saved()
    expect(beside).to_be_empty()
    answer = year.answer("10001", "1.1")
    assert (answer.value["numerator"], answer.explanation) == ("46", "Sổ tiếp nhận quý Một")


def test_points_with_a_comma_are_taken_and_impossible_ones_told(year, window, calendar):
    year.accept()
    calendar.turn_to(APPRAISAL_DAY)
    front = window(year.people.mttq)
    front.open(f"/tham-dinh/muc/{year.item('10001', '1.1', 'mttq').pk}/")
    for typed, sentence in {"9": "Điểm 9 không", "1,3": "Điểm 1,3 không", "abc": "không phải là số"}.items():
        front.tick("Cho điểm trực tiếp (khác cách tính, phải ghi lý do)")
        front.fill(points=typed, reason="Sổ bị mất do bão")
        front.page.get_by_role("button", name="Lưu thẩm định").click()
        expect(front.page.locator("#id_points_field .field-error")).to_contain_text(sentence)
        expect(front.field("points")).to_have_value(typed)
    front.fill(points="1,75")
    front.page.get_by_role("button", name="Lưu thẩm định").click()
    front.sees("Đã lưu")
    assert year.item("10001", "1.1", "mttq").points == Decimal("1.75")


def test_bad_files_are_refused_each_with_its_sentence(year, window, calendar, settings):
    settings.EVIDENCE_MAX_MB = 1
    year.register()
    calendar.turn_to(SCORING_DAY)
    officer = window(year.people.communes["10001"]["officer"])
    officer.open(f"/ky/{year.cycle.pk}/10001/tu-cham/1.1/")
    bad = {
        "rỗng.pdf": (b"", "rỗng"),
        "lớn.pdf": (b"%PDF-1.4\n" + b"0" * 1_200_000, "lớn hơn"),
        "giả.pdf": (b"MZ\x90\x00" + b"\x00" * 300, "giả.pdf"),
        "bom.docx": (files.zip_bomb(), "bom.docx"),
    }
    officer.attach(
        "#upload-files", *(sent(name, content) for name, (content, _) in bad.items()), sent("tốt.pdf", files.PDF)
    )
    officer.page.get_by_role("button", name="Tải lên").click()
    refused = officer.page.locator("[data-upload-outcome=refused]")
    expect(refused).to_have_count(len(bad))
    for _, words in bad.values():
        expect(refused.filter(has_text=words).first).to_be_visible()
    expect(officer.page.locator("#minh-chung .evidence-list li")).to_have_count(1)
    officer.look()
    kept = (Document.objects.count(), AnswerEvidence.objects.count())
    assert kept == (1, 1)


def test_decision_without_a_real_pdf_is_told_beside_the_file(year, window, calendar):
    year.announce()
    calendar.turn_to(DECISION_DAY)
    office = window(fresh(year.people.office))
    office.open(f"/quyet-dinh/{year.cycle.pk}/ghi-nhan/")
    office.press("Kiểm tra danh sách đạt, chưa đạt")
    beside = office.page.locator("#id_file_field .field-error")
    for upload in (sent("trống.pdf", b""), sent("giả.pdf", b"MZ" + b"\x00" * 300), sent("bom.docx", files.zip_bomb())):
        office.fill(number="12/QĐ-UBND", signed_on="24/03/2026", signer="Chủ tịch")
        office.page.locator("[name=others_later]").check()
        office.attach("[name=file]", upload)
        office.press("Ghi nhận quyết định", status=422)
        expect(beside).to_have_count(1)
        expect(office.field("number")).to_have_value("12/QĐ-UBND")
