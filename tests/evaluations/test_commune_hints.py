"""What the commune's pages say before it acts: what is missing, what is over, what can't be reached, what is needed."""

from datetime import date

import pytest
from django.urls import reverse

from tests.evaluations.scenario import GOOD, Year, fresh, on, open_year
from thanthien.evaluations.actions import answers, intake, submission
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.scored import Entry

pytestmark = pytest.mark.django_db
POSTING = {"posted_on": "14/01/2026", "places": "Trụ sở"}


@pytest.fixture
def year() -> Year:
    return open_year(units=1)


def address(year: Year, name: str, *more) -> str:
    return reverse(name, args=[year.cycle.pk, "10001", *more])


def get(client, year: Year, job: str, url: str, day: date = date(2026, 1, 14)) -> str:
    client.force_login(year.who("10001", job))
    with on(day):
        return " ".join(client.get(url).content.decode().split())


def send(client, year: Year, job: str, url: str, day: date = date(2026, 1, 14), **data):
    client.force_login(year.who("10001", job))
    with on(day):
        return client.post(url, data)


def write_report(year: Year) -> None:
    dossier = year.dossier()
    focal = year.who("10001", "focal")
    submission.write_report(by=focal, dossier_id=dossier.pk, version=dossier.version, text="Báo cáo")


# --- Posting --------------------------------------------------------------------------------------------------------


def test_posting_an_unfinished_draft_says_what_is_missing_and_asks(client, year):
    year.score("10001", {"1.1": GOOD["1.1"]})
    url = address(year, "post-draft")
    text = get(client, year, "focal", url)
    told = ["Dự thảo còn thiếu", "Chưa chấm (3)", "Chưa có minh chứng (1)", "Chưa có báo cáo tự đánh giá"]
    assert [words in text for words in told] == [True] * 4
    refused = send(client, year, "focal", url, **POSTING)
    assert (refused.status_code, year.dossier().status) == (422, "self_scoring")
    send(client, year, "focal", url, **POSTING, known="on")
    assert year.dossier().status == "posted"


def test_posting_a_finished_draft_asks_nothing_more(client, year):
    year.score()
    write_report(year)
    with on(date(2026, 1, 13)):
        focal, book = year.who("10001", "focal"), year.document("10001", "Sổ tiếp nhận")
        answers.attach(by=focal, answer_id=year.answer("10001", "1.1").pk, document_ids=[book.pk])
    assert "Tôi đã biết" not in get(client, year, "focal", address(year, "post-draft"))
    send(client, year, "focal", address(year, "post-draft"), **POSTING, read="on")
    assert year.dossier().status == "posted"


def test_report_is_posted_by_who_has_read_that_everybody_will_read_it(client, year):
    write = get(client, year, "focal", address(year, "write-report"))
    year.score()
    url = address(year, "post-draft")
    without = get(client, year, "focal", url)
    write_report(year)
    refused = send(client, year, "focal", url, **POSTING, known="on")
    assert ("Công khai nguyên văn khi niêm yết" in write, 'name="read"' in without) == (True, False)
    assert (list(refused.context["form"].errors), year.dossier().status) == (["read"], "self_scoring")


# --- The task list and the signature --------------------------------------------------------------------------------


def test_running_posting_is_told_as_running_until_it_is_over(client, year):
    year.post()
    url = address(year, "submission")
    during, after = get(client, year, "focal", url), get(client, year, "focal", url, date(2026, 1, 20))
    words = "niêm yết đến hết 19/01/2026"
    assert [f"Đang {words}" in during, f"Đã {words}" in during] == [True, False]
    assert [f"Đang {words}" in after, f"Đã {words}" in after] == [False, True]


@pytest.mark.parametrize("job", ["focal", "chair"])
def test_task_list_tells_what_the_signature_waits_for(client, year, job):
    year.post()
    text = get(client, year, job, address(year, "submission"))
    waits = "Thời gian niêm yết còn đến hết ngày 19/01/2026. Chưa ghi ngày họp đánh giá của xã, phường, đặc khu."
    assert waits in text
    assert ["Chưa ký duyệt được." in text, "Xem phần ký duyệt" in text] == [job == "chair"] * 2


def test_signing_asks_on_its_own_page_and_offers_nothing_while_something_is_missing(client, year):
    year.post()
    text = get(client, year, "chair", address(year, "sign-dossier"), date(2026, 1, 20))
    assert ["Chưa có biên bản họp đánh giá." in text, ">Ký duyệt</button>" in text] == [True, False]
    with on(date(2026, 1, 20)):
        submission.record_meeting(
            by=year.who("10001", "focal"), dossier_id=year.dossier().pk, version=year.dossier().version,
            held_on=date(2026, 1, 20), minutes=year.document("10001"),
        )  # fmt: skip
    text = get(client, year, "chair", address(year, "sign-dossier"), date(2026, 1, 20))
    assert ["Ký duyệt hồ sơ này?" in text, "Chưa làm được" in text] == [True, False]
    assert year.dossier().status == "posted"
    send(client, year, "chair", address(year, "sign-dossier"), date(2026, 1, 20), seen=year.mark())
    assert year.dossier().status == "signed"


@pytest.mark.parametrize("name", ["submission", "submit-check"])
def test_returned_dossier_shows_the_reason_beside_what_is_missing(client, year, name):
    year.submit()
    with on(date(2026, 1, 22)):
        intake.send_back(by=fresh(year.people.office), dossier_id=year.dossier().pk, reason="Thiếu phụ lục 02")
    text = get(client, year, "chair", address(year, name), date(2026, 1, 23))
    assert ["Thiếu phụ lục 02" in text, "Không thiếu gì" in text] == [True, False]


# --- Home and registration ------------------------------------------------------------------------------------------


def test_registration_after_its_last_day_says_so_and_shows_no_form(client, year):
    text = get(client, year, "focal", address(year, "registration"), date(2026, 1, 10))
    assert ["đề nghị cơ quan thường trực gia hạn" in text, "09/01/2026" in text, "Gửi đăng ký" in text] == [
        True, True, False,
    ]  # fmt: skip


def test_home_after_the_last_day_of_registration_offers_none(client, year):
    text = get(client, year, "focal", reverse("commune-home"), date(2026, 1, 10))
    assert ["Đã hết hạn đăng ký" in text, address(year, "registration") in text] == [True, False]


@pytest.mark.parametrize(("state", "shown"), [("score", True), ("post", False)])
def test_home_tells_what_to_do_only_while_it_can_be_done(client, year, state, shown):
    getattr(year, state)("10001", {"2.1": GOOD["2.1"]})
    text = get(client, year, "focal", reverse("commune-home"))
    assert ("Việc cần làm để đạt" in text) is shown


def test_home_says_which_level_is_out_of_reach_once_the_figures_are_closed(client, year):
    year.score("10001", {"2.1": Entry(AnswerState.VALUE, {"passed": False}), "2.2": GOOD["2.2"]})
    early, late = (
        get(client, year, "focal", reverse("commune-home"), day) for day in (date(2026, 1, 14), date(2027, 1, 8))
    )
    words = "Mức độ 2 không còn đạt được; cao nhất có thể: Mức độ 1. Vì: Nhóm 2 cao nhất chỉ đạt 50%, cần 60%."
    assert [words in early, words in late] == [False, True]
    assert ["Việc cần làm để đạt Mức độ 1" in late, "Việc cần làm để đạt Mức độ 2" in late] == [True, False]


# --- Fields that are needed at times --------------------------------------------------------------------------------


def test_minutes_are_not_marked_as_optional(client, year):
    year.post()
    assert "(không bắt buộc)" not in get(client, year, "focal", address(year, "record-meeting"))


def test_unit_of_an_extension_is_not_marked_as_optional(client, year):
    client.force_login(fresh(year.people.office))
    text = client.get(reverse("cycle-extend", args=[year.cycle.pk])).content.decode()
    assert ["Cho đơn vị" in text, "(không bắt buộc)" in text] == [True, False]


# --- More time for a late unit --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("person", "shown"), [("office", True), ("leader", False)])
def test_office_finds_more_time_for_a_late_unit(client, year, person, shown):
    year.post()
    client.force_login(fresh(getattr(year.people, person)))
    unit = year.dossier().unit_id
    url = f"{reverse('cycle-extend', args=[year.cycle.pk])}?giai-doan=posting&amp;don-vi={unit}"
    with on(date(2026, 2, 9)):
        assert (url in client.get(address(year, "dossier-detail")).content.decode()) is shown


def test_extension_page_comes_with_phase_and_unit_chosen(client, year):
    client.force_login(fresh(year.people.office))
    unit = year.dossier().unit_id
    url = f"{reverse('cycle-extend', args=[year.cycle.pk])}?giai-doan=posting&don-vi={unit}"
    assert f'<option value="{unit}" selected>' in client.get(url).content.decode()
