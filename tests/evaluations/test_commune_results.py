"""What comes back from the city: questions, results, requests for review; and who sees evidence."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from tests.evaluations.scenario import Year, fresh, on, open_year
from tests.factories.evidence import upload
from thanthien.core import clock
from thanthien.evaluations.actions import answers as answer_actions
from thanthien.evaluations.actions import sheets
from thanthien.evaluations.actions.cycles import Switches
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.models import AnswerEvidence, ReviewRequest
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


# --- Questions of bodies --------------------------------------------------------------------------------------------


def asked(year: Year):
    year.accept()
    with on(date(2026, 2, 10)):
        return sheets.ask_item(
            by=fresh(year.people.mttq), item_id=year.item("10001", "1.1", "mttq").pk, question="Xin gửi sổ tuần 30"
        )


def test_question_answered_by_a_colleague_meanwhile_shows_both_answers(client, year):
    question, day = asked(year), date(2026, 2, 11)
    url = address(year, "item-request", question.pk)
    send(client, year, year.who("10001", "focal"), url, day, answer="Của A")
    late = send(client, year, year.who("10001", "officer"), url, day, answer="Của B")
    text = late.content.decode()
    assert (late.status_code, "Của A" in text, "Của B" in text, "<textarea" in text) == (422, True, True, False)


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
    assert "Cần chọn ít nhất một tiêu chí và ghi lý do kiến nghị." in empty.content.decode()
    typed = {"ly-do:1.1": "Tuần 30 có báo cáo giấy", "ly-do:1.2": ""}
    shown = send(client, year, chair, url, day, **typed)
    assert [(row.compiled.code, reason) for row, reason in shown.context["rows"]] == [("1.1", typed["ly-do:1.1"])]
    assert (year.dossier().status, ReviewRequest.objects.count()) == ("provisional", 0)
    again = send(client, year, chair, url, day, buoc="chon-lai", **typed)
    assert ">Tuần 30 có báo cáo giấy</textarea>" in again.content.decode()
    send(client, year, chair, url, day, buoc="lam", **typed)
    request = ReviewRequest.objects.get()
    assert (request.indicator.code, request.reason) == ("1.1", "Tuần 30 có báo cáo giấy")
    assert year.dossier().status == "review_requested"
    assert "Chờ trả lời" in get(client, year, chair, url, day).content.decode()


def test_late_request_for_review_keeps_what_was_typed(client, year):
    year.announce()
    data = {"ly-do:1.1": "Gửi muộn"}
    for step in ({}, {"buoc": "lam"}):
        response = send(
            client,
            year,
            year.who("10001", "chair"),
            address(year, "commune-results"),
            date(2026, 3, 21),
            **data,
            **step,
        )
        assert "Đã hết hạn “Kiến nghị xem xét lại” ngày 20/03/2026" in response.content.decode()
        assert ">Gửi muộn</textarea>" in response.content.decode()


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


def test_personal_data_is_for_the_council_and_the_bodies_of_its_indicator_only(year):
    year.register()
    document = attach(year, "restricted")
    year.register = lambda code, level=2: None
    year.accept()
    assert [sees(year.people.mttq, document), sees(year.people.noi_vu, document)] == [True, False]
    assert [sees(year.people.office, document), sees(year.people.secretary, document)] == [False, True]


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
