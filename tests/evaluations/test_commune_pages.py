"""The commune's home, registration, assignment, the way to submission, questions and results, in pages."""

from datetime import date

import pytest
from django.urls import reverse

from tests.evaluations.earlier import earlier_answer
from tests.evaluations.scenario import GOOD, PHASES, Year, fresh, on, open_year
from tests.factories.evidence import upload
from thanthien.evaluations.actions import answers as answer_actions
from thanthien.evaluations.actions import cycles, intake
from thanthien.evaluations.models import Dossier, Opinion, StepLog
from thanthien.evaluations.queries.commune_home import current_dossiers
from thanthien.evaluations.workflow import Status

pytestmark = pytest.mark.django_db
AFTER_WEEK = "Mở trang ghi số liệu của tuần"  # what is folded above it are duties


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


def test_home_shows_the_official_year_before_a_trial_opened_later(client, year):
    with on(date(2026, 1, 13)):
        plan = cycles.Plan(year.cycle.criteria_set, 2026, "Chấm thử", PHASES, kind="trial")
        cycles.open_cycle(by=fresh(year.people.office), plan=plan)
        found = current_dossiers(fresh(year.who("10001", "focal"))).answer()
    assert [one.cycle.kind for one in found] == ["official", "trial"]


def test_home_heads_each_dossier_with_its_cycle_and_folds_what_is_over(client, year):
    over = earlier_answer(year, "1.1", GOOD["1.1"]).dossier
    Dossier.objects.filter(pk=over.pk).update(status=Status.CLOSED_UNSUBMITTED)
    text = get(client, year, year.who("10001", "focal"), reverse("commune-home")).text
    page = " ".join(text.split())
    running = f'<h2 id="ho-so-{year.dossier().pk}"> {year.cycle.told_title} </h2>'
    assert [page.count(one) for one in ("<h1>Hồ sơ của Xã An Hòa</h1>", running)] == [1, 1]
    line, inside = page.split(AFTER_WEEK)[1].split('<details class="disclosure">')[1].split("</summary>")
    assert ("Kỳ đánh giá năm 2025, Xã An Hòa: " in line, f'id="ho-so-{over.pk}"' in inside) == (True, True)
    assert page.index(running) < page.index(line)


def test_only_dossier_stands_open_though_it_is_over(client, year):
    Dossier.objects.update(status=Status.CLOSED_UNSUBMITTED)
    page = get(client, year, year.who("10001", "focal"), reverse("commune-home")).text
    assert "disclosure" not in page.split(AFTER_WEEK)[1]


def test_home_is_not_for_the_city(client, year):
    assert get(client, year, year.people.office, reverse("commune-home")).status_code == 404


def test_home_lists_what_leads_to_the_registered_level(client, year):
    year.score("10001", {"2.1": GOOD["2.1"]})
    text = get(client, year, year.who("10001", "focal"), reverse("commune-home")).content.decode()
    assert "Việc cần làm để đạt Mức độ 2" in text
    assert "Nếu từ nay không làm thêm việc gì thì thiếu <strong>6 điểm</strong>" in " ".join(text.split())


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
def test_home_takes_as_few_statements_for_three_dossiers_as_for_one(client, units, django_assert_num_queries):
    year = open_year(units=3)
    user = year.people.communes["10001"]["officer"]
    for code in ["10002", "10003"][: units - 1]:
        join(user, code)
    get(client, year, user, reverse("commune-home"))
    with on(date(2026, 1, 13)), django_assert_num_queries(7):
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
    assert "Cần chọn một mức độ." in refused.content.decode()
    assert "Tổ giúp việc</textarea>" in refused.content.decode()
    send(client, year, user, url, date(2026, 1, 6), creative_model="Tổ giúp việc", target_level="2", confirmed="on")
    dossier = year.dossier()
    assert (dossier.status, dossier.target_level, dossier.creative_model) == ("registered", 2, "Tổ giúp việc")


def test_report_written_by_two_shows_both_and_loses_none(client, year):
    year.register()
    focal, url, opened = year.who("10001", "focal"), address(year, "write-report"), year.dossier().version
    send(client, year, focal, url, text="Của A", version=opened)
    answer = send(client, year, year.who("10001", "chair"), url, text="Của B", version=opened)
    assert (answer.status_code, year.dossier().report) == (409, "Của A")
    assert "Của A</blockquote>" in answer.text
    assert "Của B</textarea>" in answer.text
    send(client, year, focal, url, text="Của B", version=answer.context["form"]["version"].value())
    assert year.dossier().report == "Của B"


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
    assert (response.status_code, response.context["problems"]) == (422, ["Cần chọn người của đơn vị."])
    assert response.context["chosen"]["codes"] == ["1.1"]
    assert year.answer("10001", "1.1").assignee is None


def test_self_scoring_opens_the_first_own_open_item(client, year):
    year.register()
    officer = year.who("10001", "officer")
    answer_actions.assign(
        by=year.who("10001", "focal"), dossier_id=year.dossier().pk, codes=["2.1"], assignee=officer, seen={}
    )
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
    send(client, year, focal, address(year, "write-report"), text="Báo cáo năm 2026", version=year.dossier().version)
    posted = {"posted_on": "14/01/2026", "places": "Trụ sở", "known": "on", "read": "on"}
    send(client, year, focal, address(year, "post-draft"), date(2026, 1, 14), **posted)
    opinion = {"received_on": "15/01/2026", "channel": "Hòm thư", "text": "Nên thêm ảnh niêm yết"}
    send(client, year, focal, address(year, "record-opinion"), date(2026, 1, 15), **opinion)
    held = {"meeting_on": "20/01/2026", "file": upload("Biên bản họp.pdf"), "version": year.dossier().version}
    send(client, year, focal, address(year, "record-meeting"), date(2026, 1, 20), **held)
    refused = send(client, year, chair, address(year, "sign-dossier"), date(2026, 1, 20), seen=year.mark())
    assert sentences(refused)[-1:] == ["Còn 1 ý kiến chưa tiếp thu, giải trình."]
    response = {"response": "Đã bổ sung ảnh"}
    send(client, year, focal, address(year, "answer-opinion", Opinion.objects.get().pk), date(2026, 1, 20), **response)
    unseen = send(client, year, chair, address(year, "sign-dossier"), date(2026, 1, 20))
    assert "Hồ sơ vừa được sửa sau khi anh/chị mở trang này." in sentences(unseen)[-1]
    send(client, year, chair, address(year, "sign-dossier"), date(2026, 1, 20), seen=year.mark())
    check = get(client, year, chair, address(year, "submit-check"), date(2026, 1, 21)).content.decode()
    assert "8,25 <small>/ 10 điểm</small>" in check
    send(client, year, chair, address(year, "submit-check"), date(2026, 1, 21), seen=year.mark())
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
    seen = year.mark()
    send(client, year, chair, url, date(2026, 1, 21), seen=seen)
    again = send(client, year, chair, url, date(2026, 1, 21), seen=seen)
    assert sentences(again)[-1] == "Hồ sơ đã nộp lúc 08:00, 21/01/2026."
    assert StepLog.objects.filter(dossier=year.dossier(), step="submit").count() == 1


def test_unfinished_dossier_can_be_submitted(client, year):
    year.sign("10001", {"1.1": GOOD["1.1"]})
    chair, url = year.who("10001", "chair"), address(year, "submit-check")
    assert "Vẫn nộp được." in get(client, year, chair, url, date(2026, 1, 21)).content.decode()
    send(client, year, chair, url, date(2026, 1, 21), seen=year.mark())
    assert year.dossier().status == "submitted"


def test_wrong_date_is_told_beside_the_field(client, year):
    year.score()
    data = {"posted_on": "31/02/2026", "places": "Trụ sở"}
    response = send(client, year, year.who("10001", "focal"), address(year, "post-draft"), **data)
    assert "Chưa đúng dạng ngày/tháng/năm" in response.content.decode()
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
    STATES[state](year)
    chair, url = year.who("10001", "chair"), address(year, "dossier-step-back", step)
    assert "Cần ghi lý do." in send(client, year, chair, url, date(2026, 1, 21), reason=" ").content.decode()
    send(client, year, chair, url, date(2026, 1, 21), reason="Sửa số liệu")
    assert year.dossier().status == after


STATES = {"post": Year.post, "sign": Year.sign}


@pytest.mark.parametrize(("job", "offered"), [("chair", True), ("focal", False)])
def test_signed_dossier_may_be_withdrawn_by_the_chair(client, year, job, offered):
    year.sign()
    text = get(client, year, year.who("10001", job), address(year, "submission"), date(2026, 1, 22)).content.decode()
    assert (address(year, "dossier-step-back", "rut-ho-so") in text) == offered
    refused = send(
        client, year, year.who("10001", "focal"), address(year, "dossier-step-back", "rut-ho-so"), reason="Không dự"
    )
    assert (refused.status_code, year.dossier().status) == (422, "signed")


def test_dossier_that_was_handed_in_is_withdrawn_by_nobody(client, year):
    year.submit()
    with on(date(2026, 1, 21)):
        intake.send_back(by=fresh(year.people.office), dossier_id=year.dossier().pk, reason="Thiếu phụ lục")
    chair, url = year.who("10001", "chair"), address(year, "dossier-step-back", "rut-ho-so")
    assert url not in get(client, year, chair, address(year, "submission"), date(2026, 1, 22)).content.decode()
    refused = send(client, year, chair, url, date(2026, 1, 22), reason="Không dự")
    assert (refused.status_code, year.dossier().status) == (422, "returned")


def test_returned_dossier_shows_why_and_is_submitted_again(client, year):
    year.submit()
    with on(date(2026, 1, 22)):
        intake.send_back(by=fresh(year.people.office), dossier_id=year.dossier().pk, reason="Thiếu phụ lục")
    chair = year.who("10001", "chair")
    home = get(client, year, chair, reverse("commune-home"), date(2026, 1, 23)).content.decode()
    assert 'Cơ quan thường trực trả lại ngày <span class="num">22/01/2026</span> với lý do:' in home
    assert "Thiếu phụ lục" in home
    assert "27/01/2026" in home
    send(client, year, chair, address(year, "submit-check"), date(2026, 1, 23), seen=year.mark())
    assert year.dossier().status == "submitted"


@pytest.mark.parametrize(
    "name",
    ["registration", "assignment", "submission", "write-report", "post-draft", "record-opinion", "record-meeting",
     "submit-check", "item-requests", "commune-results", "self-scoring"],
)  # fmt: skip
def test_pages_of_another_commune_are_not_found(client, year, name):
    year.submit()
    assert get(client, year, year.who("10002", "focal"), address(year, name)).status_code == 404


def test_answer_to_an_opinion_saved_meanwhile_is_shown_beside_what_was_typed(client, year):
    year.post()
    focal, day = year.who("10001", "focal"), date(2026, 1, 15)
    told = {"received_on": "15/01/2026", "channel": "Hòm thư", "text": "Điểm 1.1 cao hơn thực tế"}
    send(client, year, focal, address(year, "record-opinion"), day, **told)
    url = address(year, "answer-opinion", Opinion.objects.get().pk)
    send(client, year, focal, url, day, response="Đã đối chiếu sổ.", seen="")
    answer = send(client, year, year.who("10001", "chair"), url, day, response="Tiếp thu.", seen="")
    assert (answer.status_code, Opinion.objects.get().response) == (409, "Đã đối chiếu sổ.")
    told = ("Người khác vừa lưu nội dung khác", "Đã đối chiếu sổ.", "Tiếp thu.", Opinion.objects.get().text)
    assert [words for words in told if words not in answer.text] == []
