"""Two people of a commune at once: nothing is overwritten unseen, nothing typed is lost."""

import re
from datetime import date

import pytest
from django.urls import reverse

from tests.evaluations.scenario import GOOD, Year, fresh, on, open_year
from tests.factories.evidence import upload
from thanthien.core.acting.errors import Refused, Stale
from thanthien.evaluations.actions import answers, intake, submission
from thanthien.evaluations.models import AnswerEvidence
from thanthien.evaluations.queries.self_score import changes_of
from thanthien.evidence.actions import add_link
from thanthien.evidence.models import Document

pytestmark = pytest.mark.django_db
DAY, MEETING = date(2026, 1, 13), date(2026, 1, 20)


@pytest.fixture
def year() -> Year:
    return open_year(units=1)


def send(client, year: Year, job: str, name: str, *more, day: date = DAY, **data):
    client.force_login(year.who("10001", job))
    with on(day):
        return client.post(reverse(name, args=[year.cycle.pk, "10001", *more]), data)


# --- Assignment -----------------------------------------------------------------------------------------------------


def assign(year: Year, by: str, to: str | None, codes=("1.1",), seen=()) -> int:
    assignee = year.who("10001", to) if to else None
    return answers.assign(
        by=year.who("10001", by), dossier_id=year.dossier().pk, codes=codes, assignee=assignee, seen=dict(seen)
    )


def test_indicator_handed_out_meanwhile_is_told_and_stays(year):
    year.register()
    assign(year, "focal", "officer")
    with pytest.raises(Stale) as caught:
        assign(year, "chair", "focal", ["1.1", "2.1"], seen={"1.1": None, "2.1": None})
    assert [row.indicator.code for row in caught.value.current] == ["1.1"]
    assert (year.answer("10001", "1.1").assignee, year.answer("10001", "2.1").assignee) == (
        year.who("10001", "officer"), None,
    )  # fmt: skip


def test_indicator_is_handed_on_by_who_saw_its_holder(year):
    year.register()
    assign(year, "focal", "officer")
    changed = assign(year, "chair", "focal", seen={"1.1": year.who("10001", "officer").pk})
    assert (changed, year.answer("10001", "1.1").assignee) == (1, year.who("10001", "focal"))


def test_same_assignment_sent_twice_is_done_once(year):
    year.register()
    assert [assign(year, "focal", "officer"), assign(year, "focal", "officer")] == [1, 0]


def test_assignment_page_shows_what_stands_now_and_keeps_the_choice(client, year):
    year.register()
    officer, focal = year.who("10001", "officer"), year.who("10001", "focal")
    typed = {"codes": ["1.1", "2.1"], "assignee": str(focal.pk), "da-thay:1.1": "", "da-thay:2.1": ""}
    send(client, year, "focal", "assignment", codes=["1.1"], assignee=str(officer.pk), **{"da-thay:1.1": ""})
    answer = send(client, year, "chair", "assignment", **typed)
    text = " ".join(answer.content.decode().split())
    assert (answer.status_code, year.answer("10001", "2.1").assignee) == (409, None)
    assert [f"<li> 1.1: {officer} </li>" in text, text.count(" checked"), text.count(" selected")] == [True, 2, 1]
    assert f'name="da-thay:1.1" value="{officer.pk}"' in text
    again = send(client, year, "chair", "assignment", **(typed | {"da-thay:1.1": str(officer.pk)}))
    assert (again.status_code, year.answer("10001", "1.1").assignee) == (302, focal)


# --- Pages of a document --------------------------------------------------------------------------------------------


@pytest.fixture
def row(year: Year) -> AnswerEvidence:
    """A document attached to 1.1, for which a colleague has just stated the pages."""
    year.score()
    with on(DAY):
        document = year.document("10001", "Sổ tiếp nhận")
        answers.attach(
            by=year.who("10001", "focal"), answer_id=year.answer("10001", "1.1").pk, document_ids=[document.pk]
        )
        made = AnswerEvidence.objects.get()
        answers.set_pages(by=year.who("10001", "focal"), evidence_id=made.pk, pages="trang 5", seen="")
    return made


def test_pages_stated_meanwhile_are_told_and_stay(year, row):
    officer = year.who("10001", "officer")
    with on(DAY):
        for act in (
            lambda: answers.set_pages(by=officer, evidence_id=row.pk, pages="trang 7", seen=""),
            lambda: answers.detach(by=officer, evidence_id=row.pk, seen=""),
        ):
            with pytest.raises(Stale):
                act()
        answers.set_pages(by=officer, evidence_id=row.pk, pages="trang 5", seen="")  # the same, sent twice
    row.refresh_from_db()
    assert row.pages == "trang 5"


def test_page_shows_both_and_the_second_press_saves(client, year, row):
    change = ("answer-evidence-change", "1.1", row.pk)
    answer = send(client, year, "officer", *change, action="pages", pages="trang 7", seen="")
    text = answer.content.decode()
    assert (answer.status_code, "Người khác vừa ghi “trang 5”" in text, 'value="trang 7"' in text) == (409, True, True)
    assert 'name="seen" value="trang 5"' in text
    send(client, year, "officer", *change, action="pages", pages="trang 7", seen="trang 5")
    row.refresh_from_db()
    assert row.pages == "trang 7"


def test_document_taken_off_meanwhile_is_told_with_what_was_typed(client, year, row):
    with on(DAY):
        answers.detach(by=year.who("10001", "focal"), evidence_id=row.pk, seen="trang 5")
        with pytest.raises(Refused, match="Không tìm thấy"):
            answers.set_pages(by=year.who("10001", "officer"), evidence_id=row.pk, pages="trang 7", seen="")
    answer = send(client, year, "officer", "answer-evidence-change", "1.1", row.pk, action="pages", pages="trang 7")
    [told] = [str(message) for message in answer.wsgi_request._messages]
    assert told == "Minh chứng này vừa được người khác bỏ khỏi tiêu chí. Nội dung “trang 7” chưa được lưu."


# --- The meeting ----------------------------------------------------------------------------------------------------


def record(year: Year, by: str, version: int, minutes: Document, day: date = MEETING):
    return submission.record_meeting(
        by=year.who("10001", by), dossier_id=year.dossier().pk, version=version, held_on=day, minutes=minutes
    )


def test_meeting_recorded_meanwhile_is_told_and_stays(year):
    year.post()
    with on(MEETING):
        first, second, opened = year.document("10001", "A"), year.document("10001", "B"), year.dossier().version
        record(year, "focal", opened, first)
        record(year, "focal", opened, first)  # a double click
        with pytest.raises(Stale):
            record(year, "officer", opened, second)
    assert (year.dossier().meeting_minutes.title, year.dossier().version) == ("A", opened + 1)


def test_meeting_page_shows_what_stands_now_and_keeps_day_and_file(client, year):
    year.post()
    with on(MEETING):
        opened = year.dossier().version
        record(year, "focal", opened, year.document("10001", "Biên bản của A"), date(2026, 1, 19))
    typed = {"meeting_on": "18/01/2026", "file": upload("Biên bản của B.pdf"), "version": opened}
    answer = send(client, year, "officer", "record-meeting", day=MEETING, **typed)
    text, mine = answer.content.decode(), Document.objects.get(title="Biên bản của B")
    assert (answer.status_code, year.dossier().meeting_on) == (409, date(2026, 1, 19))
    assert "Đang ghi: họp ngày 19/01/2026, biên bản “Biên bản của A”." in text
    assert ['value="18/01/2026"' in text, f'<option value="{mine.key}" selected>' in text] == [True, True]
    again = {"meeting_on": "18/01/2026", "minutes": str(mine.key)}
    version = answer.context["form"]["version"].value()
    assert send(client, year, "officer", "record-meeting", day=MEETING, version=version, **again).status_code == 302
    assert year.dossier().meeting_minutes == mine


def test_file_sent_with_a_wrong_day_stays_chosen(client, year):
    year.post()
    typed = {"meeting_on": "25/01/2026", "file": upload("Biên bản.pdf"), "version": year.dossier().version}
    answer = send(client, year, "focal", "record-meeting", day=MEETING, **typed)
    chosen = f'<option value="{Document.objects.get().key}" selected>'
    assert (answer.status_code, chosen in answer.content.decode()) == (422, True)


# --- The report -----------------------------------------------------------------------------------------------------


def test_report_sent_twice_has_arrived_once(year):
    year.register()
    opened, focal = year.dossier().version, year.who("10001", "focal")
    for _ in range(2):
        submission.write_report(by=focal, dossier_id=year.dossier().pk, version=opened, text="Báo cáo")
    assert year.dossier().version == opened + 1


# --- Signature ------------------------------------------------------------------------------------------------------

CHANGED = ["Hồ sơ vừa được sửa sau khi anh/chị mở trang này. Vui lòng xem lại rồi thực hiện."]


def seen_by_chair(client, year: Year, name: str, day: date) -> str:
    """The mark on the page that the Chủ tịch opened."""
    client.force_login(year.who("10001", "chair"))
    with on(day):
        page = client.get(reverse(name, args=[year.cycle.pk, "10001"])).text
    return re.search(r'name="seen" value="([^"]+)"', page)[1]


def write_report(year: Year, day: date) -> None:
    dossier = year.dossier()
    with on(day):
        submission.write_report(
            by=year.who("10001", "focal"), dossier_id=dossier.pk, version=dossier.version, text="Bản mới"
        )


def test_nothing_is_signed_that_was_not_seen(client, year):
    year.meet()
    seen = seen_by_chair(client, year, "sign-dossier", MEETING)
    write_report(year, MEETING)
    refused = send(client, year, "chair", "sign-dossier", day=MEETING, seen=seen)
    assert ([str(one) for one in refused.wsgi_request._messages], year.dossier().status) == (CHANGED, "posted")
    send(client, year, "chair", "sign-dossier", day=MEETING, seen=seen_by_chair(client, year, "sign-dossier", MEETING))
    assert year.dossier().status == "signed"


@pytest.mark.parametrize("change", ["report", "answer", "evidence"])
def test_nothing_is_sent_back_to_the_city_that_was_not_seen(client, year, change):
    day = date(2026, 1, 22)
    year.submit()
    with on(day):
        intake.send_back(by=fresh(year.people.office), dossier_id=year.dossier().pk, reason="Thiếu phụ lục")
    seen = seen_by_chair(client, year, "submit-check", day)
    with on(day):
        {"report": write_report, "answer": rescore, "evidence": attach}[change](year, day)
    refused = send(client, year, "chair", "submit-check", day=day, seen=seen)
    assert ([str(one) for one in refused.wsgi_request._messages], year.dossier().status) == (CHANGED, "returned")
    send(client, year, "chair", "submit-check", day=day, seen=seen_by_chair(client, year, "submit-check", day))
    assert year.dossier().status == "submitted"


def rescore(year: Year, day: date) -> None:
    drafts = {"1.1": answers.Draft(GOOD["1.1"], "Đã bổ sung phụ lục")}
    answers.save_answers(by=year.who("10001", "focal"), dossier_id=year.dossier().pk, drafts=drafts)


def attach(year: Year, day: date) -> None:
    document = add_link(by=year.who("10001", "focal"), unit=year.dossier().unit, url="https://vi-du.vn/phu-luc")
    answers.attach(by=year.who("10001", "focal"), answer_id=year.answer("10001", "1.1").pk, document_ids=[document.pk])


# --- Who is named ---------------------------------------------------------------------------------------------------


def test_whoever_attached_evidence_later_is_not_named_as_who_saved(client, year):
    year.register()
    with on(DAY):
        year.save("10001", "1.1", answers.Draft(GOOD["1.1"]), who="focal")
        document = year.document("10001", "Sổ")
        answers.attach(
            by=year.who("10001", "officer"), answer_id=year.answer("10001", "1.1").pk, document_ids=[document.pk]
        )
        row = year.answer("10001", "1.1")
        assert (row.updated_by, row.version) == (year.who("10001", "officer"), 1)
        assert [(one.version, one.updated_by) for one, _ in changes_of(row)] == [(1, year.who("10001", "focal"))]
    client.force_login(year.who("10001", "chair"))
    typed = {"numerator": "40", "denominator": "52", "version": "0", "action": "save"}
    with on(DAY):
        answer = client.post(reverse("self-scoring-item", args=[year.cycle.pk, "10001", "1.1"]), typed)
    assert (answer.status_code, answer.context["conflict"].save.updated_by) == (409, year.who("10001", "focal"))


def test_document_of_an_answer_nobody_saved_is_no_save(year):
    year.register()
    with on(DAY):
        answers.attach(
            by=year.who("10001", "officer"), answer_id=year.answer("10001", "1.1").pk,
            document_ids=[year.document("10001", "Sổ").pk],
        )  # fmt: skip
    assert changes_of(year.answer("10001", "1.1")) == []
