"""The commune's home, registration, assignment, the way to submission, questions and results, in pages."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from tests.evaluations.scenario import GOOD, Year, fresh, on, open_year
from tests.factories.evidence import upload
from thanthien.core import clock
from thanthien.evaluations.actions import answers as answer_actions
from thanthien.evaluations.actions import intake, sheets
from thanthien.evaluations.actions.cycles import Switches
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.models import AnswerEvidence, Opinion, ReviewRequest, StepLog
from thanthien.evaluations.scored import Entry
from thanthien.evidence.models import Document

pytestmark = pytest.mark.django_db


@pytest.fixture
def year() -> Year:
    return open_year(units=2)


def address(year: Year, name: str, *more, unit: str = "10001") -> str:
    return reverse(name, args=[year.cycle.pk, unit, *more])


def get(client, year: Year, user, url: str, day: date = date(2026, 1, 13)):
    client.force_login(user)
    with on(day):
        return client.get(url)


def send(client, year: Year, user, url: str, day: date = date(2026, 1, 13), **data):
    client.force_login(user)
    with on(day):
        return client.post(url, data)


def sentences(response) -> list[str]:
    return [str(message) for message in response.wsgi_request._messages]


# --- Home -----------------------------------------------------------------------------------------------------------


def test_home_tells_the_next_step_with_its_deadline(client, year):
    text = get(client, year, year.who("10001", "focal"), reverse("commune-home"), date(2026, 1, 6)).content.decode()
    assert "Đăng ký mức độ phấn đấu" in text
    assert "09/01/2026" in text
    assert "còn 3 ngày" in text
    assert address(year, "registration") in text


def test_home_shows_only_own_units(client, year):
    text = get(client, year, year.who("10001", "officer"), reverse("commune-home")).content.decode()
    assert "Xã An Hòa" in text
    assert "Phường Bình Minh" not in text


def test_home_is_not_for_the_city(client, year):
    assert get(client, year, year.people.office, reverse("commune-home")).status_code == 404


def test_home_lists_what_leads_to_the_registered_level(client, year):
    year.score("10001", {"2.1": GOOD["2.1"]})
    text = get(client, year, year.who("10001", "focal"), reverse("commune-home")).content.decode()
    assert "Việc cần làm để đạt Mức độ 2" in text
    assert "Còn thiếu <strong>6 điểm</strong>" in text


def test_home_shows_earlier_results(client, year):
    year.publish()
    text = get(client, year, year.who("10001", "chair"), reverse("commune-home"), date(2026, 4, 1)).content.decode()
    assert "Kết quả các năm" in text
    assert "8,25 / 10" in text


def join(user, code: str):
    """Make the person an officer of a further unit."""
    from thanthien.accounts.models import Membership
    from thanthien.units.models import Agency

    Membership.objects.create(
        user=user, agency=Agency.objects.get(code=f"ubnd-{code}"), role="commune_officer", valid_from=date(2025, 1, 1)
    )


@pytest.mark.parametrize("units", [1, 3])
def test_home_takes_as_many_statements_for_three_dossiers_as_for_one(client, units, django_assert_num_queries):
    year = open_year(units=3)
    user = year.people.communes["10001"]["officer"]
    for code in ["10002", "10003"][: units - 1]:
        join(user, code)
    get(client, year, user, reverse("commune-home"))
    with on(date(2026, 1, 13)), django_assert_num_queries(10):
        client.get(reverse("commune-home"))


# --- Registration, assignment ---------------------------------------------------------------------------------------


def test_registration_shows_what_each_level_asks(client, year):
    text = get(
        client, year, year.who("10001", "focal"), address(year, "registration"), date(2026, 1, 6)
    ).content.decode()
    assert "Tổng điểm từ 80% điểm tối đa áp dụng" in text
    assert "Từng nhóm từ 60%" in text


def test_registration_keeps_what_was_typed_and_then_registers(client, year):
    user, url = year.who("10001", "focal"), address(year, "registration")
    refused = send(client, year, user, url, date(2026, 1, 6), creative_model="Tổ giúp việc")
    assert refused.status_code == 422
    assert "Hãy chọn một mức độ." in refused.content.decode()
    assert "Tổ giúp việc</textarea>" in refused.content.decode()
    send(client, year, user, url, date(2026, 1, 6), creative_model="Tổ giúp việc", target_level="2", confirmed="on")
    dossier = year.dossier()
    assert (dossier.status, dossier.target_level, dossier.creative_model) == ("registered", 2, "Tổ giúp việc")


def test_late_registration_is_refused_with_the_day(client, year):
    data = {"target_level": "2", "confirmed": "on"}
    response = send(client, year, year.who("10001", "focal"), address(year, "registration"), date(2026, 1, 10), **data)
    assert "Đã hết hạn “Đăng ký” ngày 09/01/2026" in response.content.decode()


def test_several_indicators_are_handed_to_a_colleague_and_filtered(client, year):
    year.register()
    officer = year.who("10001", "officer")
    data = {"codes": ["1.1", "2.1"], "assignee": str(officer.pk)}
    send(client, year, year.who("10001", "focal"), address(year, "assignment"), **data)
    assert year.answer("10001", "1.1").assignee == officer
    url = address(year, "self-scoring-item", "1.1") + "?loc=cua-toi"
    text = get(client, year, officer, url).content.decode()
    assert ['id="muc-2-1"' in text, 'id="muc-1-2"' in text] == [True, False]


def test_officer_can_not_assign(client, year):
    year.register()
    assert get(client, year, year.who("10001", "officer"), address(year, "assignment")).status_code == 404


def test_people_of_other_units_can_not_be_assigned(client, year):
    year.register()
    data = {"codes": ["1.1"], "assignee": str(year.who("10002", "officer").pk)}
    response = send(client, year, year.who("10001", "focal"), address(year, "assignment"), **data)
    assert sentences(response) == ["Hãy chọn người của đơn vị."]
    assert year.answer("10001", "1.1").assignee is None


def test_self_scoring_opens_the_first_own_open_item(client, year):
    year.register()
    officer = year.who("10001", "officer")
    answer_actions.assign(by=year.who("10001", "focal"), dossier_id=year.dossier().pk, codes=["2.1"], assignee=officer)
    assert get(client, year, officer, address(year, "self-scoring")).url == address(year, "self-scoring-item", "2.1")


# --- The way to submission ------------------------------------------------------------------------------------------


def test_task_list_names_what_is_missing(client, year):
    year.score("10001", {"1.1": GOOD["1.1"]})
    text = get(client, year, year.who("10001", "focal"), address(year, "submission")).content.decode()
    assert "Chưa chấm (3)" in text
    assert "Chưa có minh chứng (1)" in text
    assert address(year, "self-scoring-item", "2.2") in text


def test_dossier_goes_from_draft_to_submission_in_pages(client, year):
    year.score()
    focal, chair = year.who("10001", "focal"), year.who("10001", "chair")
    send(client, year, focal, address(year, "write-report"), text="Báo cáo năm 2026")
    posted = {"posted_on": "14/01/2026", "places": "Trụ sở"}
    send(client, year, focal, address(year, "post-draft"), date(2026, 1, 14), **posted)
    opinion = {"received_on": "15/01/2026", "channel": "Hòm thư", "text": "Nên thêm ảnh niêm yết"}
    send(client, year, focal, address(year, "record-opinion"), date(2026, 1, 15), **opinion)
    held = {"meeting_on": "20/01/2026", "file": upload("Biên bản họp.pdf")}
    send(client, year, focal, address(year, "record-meeting"), date(2026, 1, 20), **held)
    refused = send(client, year, chair, address(year, "sign-dossier"), date(2026, 1, 20))
    assert sentences(refused)[-1:] == ["Còn 1 ý kiến chưa tiếp thu, giải trình."]
    response = {"response": "Đã bổ sung ảnh"}
    send(client, year, focal, address(year, "answer-opinion", Opinion.objects.get().pk), date(2026, 1, 20), **response)
    send(client, year, chair, address(year, "sign-dossier"), date(2026, 1, 20))
    check = get(client, year, chair, address(year, "submit-check"), date(2026, 1, 21)).content.decode()
    assert "8,25 <small>/ 10 điểm</small>" in check
    send(client, year, chair, address(year, "submit-check"), date(2026, 1, 21))
    dossier = year.dossier()
    assert (dossier.status, dossier.report, dossier.meeting_minutes.title) == (
        "submitted", "Báo cáo năm 2026", "Biên bản họp",
    )  # fmt: skip
    text = get(client, year, chair, address(year, "submission"), date(2026, 1, 21)).content.decode()
    seal = dossier.seals.get()
    assert [seal.number in text, seal.sha256 in text] == [True, True]


def test_second_click_on_submit_is_harmless(client, year):
    year.sign()
    chair, url = year.who("10001", "chair"), address(year, "submit-check")
    send(client, year, chair, url, date(2026, 1, 21))
    again = send(client, year, chair, url, date(2026, 1, 21))
    assert sentences(again)[-1] == "Hồ sơ đã nộp lúc 08:00, 21/01/2026."
    assert StepLog.objects.filter(dossier=year.dossier(), step="submit").count() == 1


def test_unfinished_dossier_can_be_submitted(client, year):
    year.sign("10001", {"1.1": GOOD["1.1"]})
    chair, url = year.who("10001", "chair"), address(year, "submit-check")
    assert "Vẫn nộp được." in get(client, year, chair, url, date(2026, 1, 21)).content.decode()
    send(client, year, chair, url, date(2026, 1, 21))
    assert year.dossier().status == "submitted"


def test_wrong_date_is_told_beside_the_field(client, year):
    year.score()
    data = {"posted_on": "31/02/2026", "places": "Trụ sở"}
    response = send(client, year, year.who("10001", "focal"), address(year, "post-draft"), **data)
    assert "Hãy nhập ngày theo dạng dd/mm/yyyy" in response.content.decode()
    assert 'value="31/02/2026"' in response.content.decode()


@pytest.mark.parametrize(
    ("state", "step", "after"),
    [
        ("post", "go-niem-yet", "self_scoring"),
        ("sign", "rut-chu-ky", "self_scoring"),
        ("sign", "rut-ho-so", "withdrawn"),
    ],
)
def test_steps_back_need_a_reason(client, year, state, step, after):
    getattr(year, state)()
    chair, url = year.who("10001", "chair"), address(year, "dossier-step-back", step)
    assert "Hãy ghi lý do." in send(client, year, chair, url, date(2026, 1, 21), reason=" ").content.decode()
    send(client, year, chair, url, date(2026, 1, 21), reason="Sửa số liệu")
    assert year.dossier().status == after


def test_returned_dossier_shows_why_and_is_submitted_again(client, year):
    year.submit()
    with on(date(2026, 1, 22)):
        intake.send_back(by=fresh(year.people.office), dossier_id=year.dossier().pk, reason="Thiếu phụ lục")
    chair = year.who("10001", "chair")
    home = get(client, year, chair, reverse("commune-home"), date(2026, 1, 23)).content.decode()
    assert "Lý do trả lại: Thiếu phụ lục" in home
    assert "27/01/2026" in home
    send(client, year, chair, address(year, "submit-check"), date(2026, 1, 23))
    assert year.dossier().status == "submitted"


@pytest.mark.parametrize(
    "name",
    ["registration", "assignment", "submission", "write-report", "post-draft", "record-opinion", "record-meeting",
     "submit-check", "item-requests", "commune-results", "self-scoring"],
)  # fmt: skip
def test_pages_of_another_commune_are_not_found(client, year, name):
    year.submit()
    assert get(client, year, year.who("10002", "focal"), address(year, name)).status_code == 404


# --- Questions of bodies --------------------------------------------------------------------------------------------


def asked(year: Year):
    year.accept()
    with on(date(2026, 2, 10)):
        return sheets.ask_item(
            by=fresh(year.people.mttq), item_id=year.item("10001", "1.1", "mttq").pk, question="Xin gửi sổ tuần 30"
        )


def test_question_is_answered_with_evidence(client, year):
    question = asked(year)
    focal, day = year.who("10001", "focal"), date(2026, 2, 11)
    assert "Xin gửi sổ tuần 30" in get(client, year, focal, reverse("commune-home"), day).content.decode()
    url = address(year, "answer-evidence-upload", "1.1")
    send(client, year, focal, url, day, files=[upload("Sổ tuần 30.pdf")])
    send(client, year, focal, address(year, "item-request", question.pk), day, answer="Đã gửi kèm sổ")
    question.refresh_from_db()
    assert (question.answer, question.answered_by) == ("Đã gửi kèm sổ", focal)
    assert AnswerEvidence.objects.get().document.title == "Sổ tuần 30"


def test_evidence_of_an_item_that_nobody_asks_about_is_closed(client, year):
    asked(year)
    url = address(year, "answer-evidence-upload", "2.1")
    send(client, year, year.who("10001", "focal"), url, date(2026, 2, 11), files=[upload("Muộn.pdf")])
    assert Document.objects.filter(title="Muộn").count() == 0


# --- Results --------------------------------------------------------------------------------------------------------

DIFFERENT = Entry(AnswerState.VALUE, {"numerator": "33", "denominator": "52"}, reason="Lý do chỉ cơ quan biết")


@pytest.mark.parametrize("state", ["accept", "appraise", "conclude"])
def test_nothing_of_the_appraisal_leaks_before_the_provisional_result(client, year, state):
    getattr(year, state)()
    for name in ("commune-results", "submission", "self-scoring"):
        response = get(client, year, year.who("10001", "chair"), address(year, name), date(2026, 3, 11))
        text = client.get(response.url).content.decode() if response.status_code == 302 else response.content.decode()
        assert ["Hội đồng kết luận</th>" in text, "Thẩm định</th>" in text] == [False, False]


def test_before_the_result_only_sent_or_not_sent_is_shown(client, year):
    year.accept()
    year.fill("10001", year.people.mttq, {("mttq", "1.1"): DIFFERENT})
    year.send("10001", year.people.mttq)
    text = get(client, year, year.who("10001", "chair"), address(year, "commune-results"), date(2026, 2, 12))
    page = text.content.decode()
    assert "Đã gửi" in page
    assert "Chưa gửi" in page
    assert ["Lý do chỉ cơ quan biết" in page, "0,25" in page] == [False, False]


def test_result_shows_three_columns_and_takes_a_request_for_review(client, year):
    year.announce()
    chair, url, day = year.who("10001", "chair"), address(year, "commune-results"), date(2026, 3, 17)
    text = get(client, year, chair, url, day).content.decode()
    assert "Hội đồng kết luận" in text
    assert "Mức độ đề nghị" in text
    empty = send(client, year, chair, url, day)
    assert "Hãy chọn ít nhất một tiêu chí và ghi lý do kiến nghị." in empty.content.decode()
    send(client, year, chair, url, day, **{"ly-do:1.1": "Tuần 30 có báo cáo giấy", "ly-do:1.2": ""})
    request = ReviewRequest.objects.get()
    assert (request.indicator.code, request.reason) == ("1.1", "Tuần 30 có báo cáo giấy")
    assert year.dossier().status == "review_requested"
    assert "Chờ trả lời" in get(client, year, chair, url, day).content.decode()


def test_late_request_for_review_keeps_what_was_typed(client, year):
    year.announce()
    data = {"ly-do:1.1": "Gửi muộn"}
    response = send(
        client, year, year.who("10001", "chair"), address(year, "commune-results"), date(2026, 3, 21), **data
    )
    assert "Đã hết hạn “Kiến nghị xem xét lại” ngày 20/03/2026" in response.content.decode()


def test_result_is_not_there_before_submission(client, year):
    year.sign()
    assert get(client, year, year.who("10001", "chair"), address(year, "commune-results")).status_code == 404


def test_switches_of_the_cycle_shape_the_task_list(client):
    year = open_year(units=1, switches=Switches(commune_meeting_required=False, posting_days=7, decided_by="x"))
    year.score()
    text = get(client, year, year.who("10001", "focal"), address(year, "submission")).content.decode()
    assert ["Họp đánh giá" in text, "Ít nhất 7 ngày" in text] == [False, True]


# --- Who sees evidence ----------------------------------------------------------------------------------------------


def attach(year: Year, access: str, code: str = "1.1") -> Document:
    with on(date(2026, 1, 13)):
        document = year.document("10001", f"Tài liệu {access}")
        Document.objects.filter(pk=document.pk).update(access_class=access)
        answer_actions.attach(
            by=year.who("10001", "focal"), answer_id=year.answer("10001", code).pk, document_ids=[document.pk]
        )
    return document


def sees(user, document: Document) -> bool:
    return Document.objects.visible_to(fresh(user)).filter(pk=document.pk).exists()


def test_bodies_see_evidence_from_submission_on(year):
    year.register()
    document = attach(year, "appraisal")
    assert [sees(year.people.office, document), sees(year.people.mttq, document)] == [False, False]
    year.register = lambda code, level=2: None
    year.accept()
    assert [sees(user, document) for user in (year.people.office, year.people.mttq, year.people.secretary)] == [
        True
    ] * 3
    assert sees(year.who("10002", "focal"), document) is False


def test_personal_data_is_for_the_bodies_of_its_indicator_only(year):
    year.register()
    document = attach(year, "restricted")
    year.register = lambda code, level=2: None
    year.accept()
    assert [sees(year.people.mttq, document), sees(year.people.noi_vu, document)] == [True, False]
    assert [sees(year.people.office, document), sees(year.people.secretary, document)] == [False, False]


def test_document_of_the_unit_only_stays_in_the_unit(year):
    year.register()
    document = attach(year, "unit")
    year.register = lambda code, level=2: None
    year.accept()
    assert [sees(year.people.mttq, document), sees(year.people.office, document)] == [False, False]


def test_library_tells_where_a_document_is_used(client, year):
    year.register()
    document = attach(year, "appraisal")
    text = get(client, year, year.who("10001", "officer"), reverse("evidence:document", args=[document.key]))
    assert "1.1 – kỳ 2026" in text.content.decode()


def test_moments_are_told_in_local_time():
    from thanthien.evaluations.views.commune.submission import clock_text

    assert clock_text(datetime(2026, 1, 21, 1, 0, tzinfo=clock.ZONE)) == "lúc 01:00, 21/01/2026"
