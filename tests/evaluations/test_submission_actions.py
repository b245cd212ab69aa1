"""Submission, intake and seals: nothing lost, nothing changed afterwards."""

import json
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from tests.evaluations.scenario import GOOD, fresh, on, open_year
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.evaluations.actions import answers, intake, submission
from thanthien.evaluations.enums import AnswerState, Column
from thanthien.evaluations.models import AnswerEvidence, Seal, Total
from thanthien.evaluations.scored import Entry
from thanthien.units.models import Unit

pytestmark = pytest.mark.django_db

DAY = date(2026, 1, 13)
WEAK = Entry(AnswerState.VALUE, {"numerator": "30", "denominator": "52"}, "Sổ chỉ có 30 tuần")


# --- Submission and seal --------------------------------------------------------------------------------------------


def test_second_click_on_submit_is_refused_and_seals_once():
    year = open_year()
    year.submit()
    with on(date(2026, 1, 21)), pytest.raises(Refused, match="“Nộp hồ sơ” khi hồ sơ ở trạng thái “Đã nộp”"):
        submission.submit(by=year.who("10001", "chair"), dossier_id=year.dossier().pk, seen=year.mark())
    assert Seal.objects.count() == 1


def test_unfinished_dossier_is_submitted_with_its_gaps_named():
    year = open_year()
    year.submit(entries={"1.1": GOOD["1.1"]})
    document = json.loads(Seal.objects.get().body)
    states = {row["code"]: row["state"] for row in document["indicators"]}
    assert states == {"1.1": "value", "1.2": "missing", "2.1": "missing", "2.2": "missing"}


def test_return_stops_the_clock_and_sets_a_working_day_deadline():
    year = open_year()
    year.submit()
    with on(date(2026, 1, 22)):  # a Thursday
        intake.send_back(by=fresh(year.people.office), dossier_id=year.dossier().pk, reason="Thiếu sổ")
    assert year.dossier().supplement_due_on == date(2026, 1, 27)
    with on(date(2026, 1, 26)):
        submission.resubmit(by=year.who("10001", "chair"), dossier_id=year.dossier().pk, seen=year.mark())
    assert (year.dossier().status, year.dossier().paused_days) == ("submitted", 2)
    assert Seal.objects.count() == 2


def test_supplement_deadline_is_extended_with_a_reason():
    year = open_year()
    year.submit()
    office, dossier_id = fresh(year.people.office), year.dossier().pk
    with on(date(2026, 1, 22)):
        intake.send_back(by=office, dossier_id=dossier_id, reason="Thiếu sổ")
    with on(date(2026, 1, 28)):
        with pytest.raises(Refused, match="quá hạn bổ sung"):
            submission.resubmit(by=year.who("10001", "chair"), dossier_id=dossier_id, seen=year.mark())
        with pytest.raises(Refused, match="Cần ghi lý do"):
            intake.extend_supplement(by=office, dossier_id=dossier_id, reason=" ")
        intake.extend_supplement(by=office, dossier_id=dossier_id, reason="Mưa bão")
        submission.resubmit(by=year.who("10001", "chair"), dossier_id=dossier_id, seen=year.mark())
    assert year.dossier().status == "submitted"


def test_extended_supplement_keeps_the_days_waited_before():
    year = open_year()
    year.submit()
    office, dossier_id = fresh(year.people.office), year.dossier().pk
    with on(date(2026, 1, 22)):
        intake.send_back(by=office, dossier_id=dossier_id, reason="Thiếu sổ")
    with on(date(2026, 1, 27)):
        intake.extend_supplement(by=office, dossier_id=dossier_id, reason="Mưa bão")
    with on(date(2026, 1, 28)):
        submission.resubmit(by=year.who("10001", "chair"), dossier_id=dossier_id, seen=year.mark())
    assert year.dossier().paused_days == 4


def test_supplement_is_extended_once_by_two_clicks():
    year = open_year()
    year.submit()
    office, dossier_id = fresh(year.people.office), year.dossier().pk
    with on(date(2026, 1, 22)):
        intake.send_back(by=office, dossier_id=dossier_id, reason="Thiếu sổ")
    with on(date(2026, 1, 26)):
        intake.extend_supplement(by=office, dossier_id=dossier_id, reason="Mưa bão")
        with pytest.raises(Refused, match="Hạn bổ sung đã là hết ngày 29/01/2026"):
            intake.extend_supplement(by=office, dossier_id=dossier_id, reason="Mưa bão")


def test_draft_taken_down_late_is_posted_anew_until_the_last_day_of_submission():
    year = open_year()
    year.post()
    focal, dossier_id = year.who("10001", "focal"), year.dossier().pk
    with on(date(2026, 1, 26)):  # self-scoring ended on the 23rd
        submission.take_down(by=focal, dossier_id=dossier_id, reason="Sai số liệu")
        submission.post(by=focal, dossier_id=dossier_id, posted_on=clock.today(), places="Trụ sở")
    assert year.dossier().status == "posted"


def test_report_saved_by_another_is_told_and_not_overwritten():
    year = open_year()
    year.register()
    focal, dossier, opened = year.who("10001", "focal"), year.dossier(), year.dossier().version
    submission.write_report(by=focal, dossier_id=dossier.pk, version=opened, text="Của A")
    with pytest.raises(Stale) as caught:
        submission.write_report(by=focal, dossier_id=dossier.pk, version=opened, text="Của B")
    assert (caught.value.current.report, year.dossier().report) == ("Của A", "Của A")


def test_seal_stays_when_unit_and_people_change():
    year = open_year()
    year.publish()
    before = list(Seal.objects.values_list("sha256", "body"))
    Unit.objects.filter(code="10001").update(name="Xã Tên Mới")
    year.who("10001", "chair").memberships.update(valid_to=date(2026, 3, 1))
    assert list(Seal.objects.values_list("sha256", "body")) == before
    for statement in ("UPDATE evaluations_seal SET body = 'x'", "DELETE FROM evaluations_seal"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_documents_are_attached_to_many_indicators_at_once():
    year = open_year()
    year.score()
    book, minutes = year.document("10001", "Sổ tiếp nhận"), year.document("10001", "Biên bản")
    with on(date(2026, 1, 13)):
        made = answers.attach_many(
            by=year.who("10001", "focal"), dossier_id=year.dossier().pk,
            documents={"1.1": {book.pk: " trang 3 ", minutes.pk: ""}, "2.1": {book.pk: ""}},
        )  # fmt: skip
    rows = AnswerEvidence.objects.order_by("pk").values_list("answer__indicator__code", "document__title", "pages")
    assert made == 3
    assert list(rows) == [("1.1", "Sổ tiếp nhận", "trang 3"), ("1.1", "Biên bản", ""), ("2.1", "Sổ tiếp nhận", "")]


def test_document_of_another_unit_is_attached_to_nothing():
    year = open_year()
    year.score()
    own, foreign = year.document("10001"), year.document("10002")
    with on(date(2026, 1, 13)), pytest.raises(Refused, match="không thuộc kho minh chứng"):
        answers.attach_many(
            by=year.who("10001", "focal"), dossier_id=year.dossier().pk,
            documents={"1.1": {own.pk: ""}, "2.1": {foreign.pk: ""}},
        )  # fmt: skip
    assert AnswerEvidence.objects.count() == 0


def gate_of(dossier, key):
    total = Total.objects.get(dossier=dossier, column=Column.SELF)
    return {gate["key"]: gate["state"] for gate in total.gates}[key]


def test_submission_answers_the_gate_of_not_submitting_and_reopening_asks_it_again():
    year = open_year()
    year.sign()
    dossier = year.dossier()
    assert gate_of(dossier, "khong-nop") == "unknown"
    with on(date(2026, 1, 21)):
        submission.submit(by=year.who("10001", "chair"), dossier_id=dossier.pk, seen=year.mark())
    sealed = json.loads(Seal.objects.get(dossier=dossier).body)
    assert gate_of(dossier, "khong-nop") == "clear"
    assert {gate["key"]: gate["state"] for gate in sealed["total"]["gates"]}["khong-nop"] == "clear"
    with on(date(2026, 1, 22)):
        intake.reopen(by=fresh(year.people.head), dossier_id=dossier.pk, reason="Sai số liệu")
    assert gate_of(dossier, "khong-nop") == "unknown"


def test_dossier_closed_unsubmitted_can_reach_no_level():
    year = open_year()
    year.score()
    with on(date(2026, 2, 9)):
        intake.close_unsubmitted(by=fresh(year.people.office), dossier_ids=[year.dossier().pk])
    assert gate_of(year.dossier(), "khong-nop") == "hit"
    total = Total.objects.get(dossier=year.dossier(), column=Column.SELF)
    assert (total.level_low, total.level_high) == (0, 0)


def test_draft_is_not_posted_before_its_last_change():
    year = open_year()
    year.score()  # on 13/01
    told = "không được trước ngày 13/01/2026, là ngày dự thảo được sửa lần cuối"
    with (
        on(date(2026, 1, 15)),
        pytest.raises(Invalid, match=told),
    ):
        submission.post(
            by=year.who("10001", "focal"), dossier_id=year.dossier().pk, posted_on=date(2026, 1, 12), places="Trụ sở"
        )


def post_on(year, day):
    focal = year.who("10001", "focal")
    return submission.post(by=focal, dossier_id=year.dossier().pk, posted_on=day, places="Trụ sở")


def take_down(year, day):
    with on(day):
        submission.take_down(by=year.who("10001", "focal"), dossier_id=year.dossier().pk, reason="Sai số liệu")


def test_draft_taken_down_is_not_posted_again_for_days_on_which_it_was_not():
    year = open_year()
    year.post()  # on 14/01
    take_down(year, date(2026, 1, 15))
    with on(date(2026, 1, 20)):
        with pytest.raises(Invalid) as caught:
            post_on(year, date(2026, 1, 14))
        assert caught.value.errors == {
            "posted_on": "Ngày niêm yết không được trước ngày 15/01/2026, là ngày dự thảo được sửa lần cuối."
        }
        post_on(year, date(2026, 1, 15))
    assert year.dossier().posting_ends_on == date(2026, 1, 20)


def test_draft_is_not_posted_before_its_evidence_was_there():
    year = open_year()
    year.score()
    with on(date(2026, 1, 20)):
        document = year.document("10001", "Sổ")
        answers.attach(
            by=year.who("10001", "officer"), answer_id=year.answer("10001", "1.1").pk, document_ids=[document.pk]
        )
        with pytest.raises(Invalid, match="không được trước ngày 20/01/2026"):
            post_on(year, date(2026, 1, 14))


def meeting(year):
    row = year.dossier()
    return (row.meeting_on, row.meeting_minutes, row.meeting_minutes_version)


def test_draft_taken_down_is_met_on_anew():
    year = open_year()
    year.meet()  # on 20/01
    take_down(year, date(2026, 1, 21))
    assert meeting(year) == (None, None, None)
    with on(date(2026, 1, 21)):
        post_on(year, date(2026, 1, 21))
    with on(date(2026, 1, 27)):
        dossier, minutes = year.dossier(), year.document("10001")
        with pytest.raises(Refused, match="Chưa ghi ngày họp"):
            submission.sign(by=year.who("10001", "chair"), dossier_id=dossier.pk, seen=year.mark())
        held = {"dossier_id": dossier.pk, "version": dossier.version, "minutes": minutes}
        with pytest.raises(Invalid) as caught:
            submission.record_meeting(by=year.who("10001", "focal"), held_on=date(2026, 1, 20), **held)
        assert caught.value.errors == {
            "meeting_on": "Ngày họp không được trước ngày 21/01/2026, là ngày dự thảo được sửa lần cuối."
        }
        submission.record_meeting(by=year.who("10001", "focal"), held_on=date(2026, 1, 21), **held)
        submission.sign(by=year.who("10001", "chair"), dossier_id=dossier.pk, seen=year.mark())
    assert year.dossier().status == "signed"


def test_signature_taken_back_and_dossier_opened_again_forget_the_meeting():
    year = open_year()
    year.sign("10001")
    year.submit("10002")
    with on(date(2026, 1, 22)):
        submission.take_back(by=year.who("10001", "chair"), dossier_id=year.dossier().pk, reason="Sai số liệu")
        intake.reopen(by=fresh(year.people.head), dossier_id=year.dossier("10002").pk, reason="Sai số liệu")
    assert [(row.status, row.meeting_on) for row in (year.dossier("10001"), year.dossier("10002"))] == [
        ("self_scoring", None), ("self_scoring", None),
    ]  # fmt: skip


def test_posting_told_late_does_not_move_the_meeting():
    year = open_year()
    year.score()  # on 13/01
    with on(date(2026, 1, 20)):
        post_on(year, date(2026, 1, 14))
        dossier = year.dossier()
        submission.record_meeting(
            by=year.who("10001", "focal"), dossier_id=dossier.pk, version=dossier.version, held_on=date(2026, 1, 16),
            minutes=year.document("10001"),
        )  # fmt: skip
    assert year.dossier().meeting_on == date(2026, 1, 16)


@pytest.mark.parametrize(("added", "held", "refused"), [(14, 15, True), (15, 15, False), (16, 15, False)])
def test_minutes_entered_before_the_meeting_are_not_its_minutes(added, held, refused):
    year = open_year()
    year.post()
    with on(date(2026, 1, added)):
        minutes = year.document("10001")
    with on(date(2026, 1, 20)):
        told = record_meeting_told(year, minutes, date(2026, 1, held))
    sentence = (
        "Tài liệu này được thêm ngày 14/01/2026, trước ngày họp 15/01/2026, nên không phải là biên bản của cuộc họp "
        "này. Cần chọn hoặc tải lên biên bản của cuộc họp này."
    )
    assert told == ({"minutes": sentence} if refused else {})


def record_meeting_told(year, minutes, held_on):
    """What the recording is refused for."""
    dossier = year.dossier()
    try:
        submission.record_meeting(
            by=year.who("10001", "focal"), dossier_id=dossier.pk, version=dossier.version, held_on=held_on,
            minutes=minutes,
        )  # fmt: skip
    except Invalid as problem:
        return problem.errors
    return {}


def test_opinion_recorded_twice_by_a_double_click_stands_once():
    year = open_year()
    year.post()
    told = submission.OpinionText(date(2026, 1, 15), "Hòm thư", "Điểm 1.1 cao hơn thực tế")
    with on(date(2026, 1, 15)):
        submission.record_opinion(by=year.who("10001", "focal"), dossier_id=year.dossier().pk, opinion=told)
        with pytest.raises(Refused, match="đã được ghi"):
            submission.record_opinion(by=year.who("10001", "focal"), dossier_id=year.dossier().pk, opinion=told)


def test_answer_to_an_opinion_is_never_replaced_unseen():
    year = open_year()
    year.post()
    told = submission.OpinionText(date(2026, 1, 15), "Hòm thư", "Điểm 1.1 cao hơn thực tế")
    focal, chair = year.who("10001", "focal"), year.who("10001", "chair")
    with on(date(2026, 1, 15)):
        opinion = submission.record_opinion(by=focal, dossier_id=year.dossier().pk, opinion=told)
        submission.answer_opinion(by=focal, opinion_id=opinion.pk, response="Đã đối chiếu sổ.", seen="")
        with pytest.raises(Stale):
            submission.answer_opinion(by=chair, opinion_id=opinion.pk, response="Tiếp thu.", seen="")
        submission.answer_opinion(by=chair, opinion_id=opinion.pk, response="Tiếp thu.", seen="Đã đối chiếu sổ.")
    opinion.refresh_from_db()
    assert opinion.response == "Tiếp thu."


def test_indicators_are_not_handed_out_once_the_draft_is_posted():
    year = open_year()
    year.post()
    focal = year.who("10001", "focal")
    with pytest.raises(Refused, match="không phân công được nữa"):
        answers.assign(by=focal, dossier_id=year.dossier().pk, codes=["1.1"], assignee=focal, seen={})
