"""Every action locks in one order (cycle, dossier, what hangs on the dossier, document), so that no two wait for each
other. A year is lived with every action of the room, and its statements are read."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection, transaction

from tests.evaluations.figured import WEEKS, Source, weeks
from tests.evaluations.locks import Watch, every_action
from tests.evaluations.scenario import GOOD, Year, fresh, on, open_year, pdf
from thanthien.core.acting.errors import Refused
from thanthien.evaluations.actions import (
    answers,
    council,
    cycles,
    decision_papers,
    decisions,
    early,
    evidence_versions,
    extensions,
    figures,
    gates,
    intake,
    registration,
    returns,
    reviews,
    setting_changes,
    sheets,
    submission,
    urging,
)
from thanthien.evaluations.enums import AnswerState, Origin, ReviewOutcome
from thanthien.evaluations.models import (
    AnswerEvidence,
    Cycle,
    Decision,
    Dossier,
    ItemRequest,
    Opinion,
    ReturnItem,
    ReviewRequest,
)
from thanthien.evaluations.queries.newer_figures import newer_than_posted
from thanthien.evaluations.queries.self_score import answers_of
from thanthien.evaluations.scored import Entry
from thanthien.evaluations.workflow import PhaseKey
from thanthien.evidence import actions as library

pytestmark = pytest.mark.django_db
WEAK = Entry(AnswerState.VALUE, {"numerator": "40", "denominator": "52"}, "Thiếu sổ")


def test_every_action_locks_in_one_order(source: Source) -> None:
    watch = Watch()
    connection.force_debug_cursor = True  # scenarios are lived, not put back
    try:
        with connection.execute_wrapper(watch):
            year = open_year()
            asked_and_never_submitted(year, "10003")
            withdrawn(year, "10002")
            scored(year, "10001")
            posted_and_signed(year, "10001", source)
            submitted(year, "10001")
            appraised(year, "10001")
            concluded(year, "10001")
            reviewed_and_decided(year, "10001")
    finally:
        connection.force_debug_cursor = False
    assert watch.wrong == set()
    assert watch.keys == set()
    assert every_action() - watch.acted == set()


def test_a_wrong_order_is_seen() -> None:
    """An opinion first, and then its dossier: as answering one did."""
    year = open_year(units=1)
    year.post()
    watch = Watch()
    with connection.execute_wrapper(watch), transaction.atomic():
        list(Opinion.objects.select_for_update())
        list(Dossier.objects.select_for_update(of=("self",)))
    assert watch.found == [("evaluations_opinion", "evaluations_dossier")]


# --- The year -------------------------------------------------------------------------------------------------------


def asked_and_never_submitted(year: Year, code: str) -> None:
    office, chair, pk = fresh(year.people.office), year.who(code, "chair"), year.dossier(code).pk
    Cycle.objects.update(registration_needs_approval=True)
    with on(date(2026, 1, 6)):
        registration.register(by=chair, dossier_id=pk, target_level=2)
        registration.refuse(by=office, dossier_id=pk, reason="Chưa rõ mức")
        registration.register(by=chair, dossier_id=pk, target_level=2)
        registration.approve(by=office, dossier_ids=[pk])
    Cycle.objects.update(registration_needs_approval=False)
    year.cycle.refresh_from_db()
    with on(date(2026, 1, 7)):
        urging.urge(by=office, dossier_ids=[pk], words="Đề nghị sớm tự chấm.")
        cycles.extend(
            by=office, cycle=year.cycle, key=PhaseKey.SELF_SCORING, unit=None, ends_on=date(2026, 1, 30), reason="Bão"
        )
        with pytest.raises(Refused, match="đang áp dụng"):
            setting_changes.change_settings(by=office, cycle=year.cycle, values={}, reason="Không có gì để đổi", seen=0)
        for day, answer in ((3, extensions.refuse_extensions), (1, extensions.grant_extensions)):
            asked = extensions.ask_extension(
                by=chair, dossier_id=pk, key=PhaseKey.SELF_SCORING, wished_on=date(2026, 2, day), reason="Mất điện"
            )
            more = {"ends_on": None} if answer is extensions.grant_extensions else {}
            answer(by=office, cycle=year.cycle, request_ids=[asked.pk], reason="Bão", **more)
        later = cycles.More(PhaseKey.SELF_SCORING, date(2026, 2, 5), "Bão", move_later=False)
        extensions.extend_units(by=office, cycle=year.cycle, dossier_ids=[pk], more=later)
    with on(date(2026, 2, 10)):
        intake.close_unsubmitted(by=office, dossier_ids=[pk])
        intake.reopen_registration(by=fresh(year.people.head), dossier_id=pk, reason="Có lý do khách quan")


def withdrawn(year: Year, code: str) -> None:
    year.submit(code)
    office, pk = fresh(year.people.office), year.dossier(code).pk
    with on(date(2026, 1, 22)):
        early.allow_early(by=office, cycle_id=year.cycle.pk, allowed=True, seen=False)
        early.begin_early(by=office, dossier_ids=[pk], phase=PhaseKey.APPRAISAL, reason="Nộp sớm")
        submission.withdraw(by=year.who(code, "chair"), dossier_id=year.dossier(code).pk, reason="Sáp nhập")
        intake.reopen(by=fresh(year.people.head), dossier_id=year.dossier(code).pk, reason="Không sáp nhập nữa")


def scored(year: Year, code: str) -> None:
    year.score(code)
    focal, dossier, answer = year.who(code, "focal"), year.dossier(code), year.answer(code, "1.1")
    with on(date(2026, 1, 13)):
        answers.assign(by=focal, dossier_id=dossier.pk, codes=["1.1"], assignee=focal, seen={})
        year.save(code, "1.1", answers.Draft(GOOD["1.1"], "Theo sổ"))
        submission.write_report(by=focal, dossier_id=dossier.pk, version=dossier.version, text="Báo cáo")
        [book] = library.add_files(by=focal, unit=dossier.unit, files=[pdf()])
        answers.check_attachable(by=focal, answer_id=answer.pk)
        answers.attach(by=focal, answer_id=answer.pk, document_ids=[book.document.pk])
        answers.attach_many(by=focal, dossier_id=dossier.pk, documents={"1.2": {book.document.pk: ""}})
        library.add_version(by=focal, document=book.document, file=other_pdf())
        row = AnswerEvidence.objects.get(answer=answer)
        answers.set_pages(by=focal, evidence_id=row.pk, pages="3", seen="")
        answers.use_newest_version(by=focal, evidence_id=row.pk, seen=2)
        evidence_versions.use_newest_everywhere(by=focal, document_id=book.document.pk, seen=2)
        answers.detach(by=focal, evidence_id=row.pk, seen="3")


def other_pdf():
    again = pdf()
    again.file.write(again.file.read() + b"% again\n")
    again.size = again.file.tell()
    again.file.seek(0)
    return again


def posted_and_signed(year: Year, code: str, source: Source) -> None:
    focal, chair, pk = year.who(code, "focal"), year.who(code, "chair"), year.dossier(code).pk
    told = submission.OpinionText(date(2026, 1, 14), "Hòm thư", "Cao hơn thực tế")
    with on(date(2026, 1, 14)):
        submission.post(by=focal, dossier_id=pk, posted_on=date(2026, 1, 14), places="Trụ sở")
        opinion = submission.record_opinion(by=focal, dossier_id=pk, opinion=told)
        submission.answer_opinion(by=focal, opinion_id=opinion.pk, response="Đã đối chiếu", seen="")
        submission.take_down(by=focal, dossier_id=pk, reason="Sửa 1.1")
        submission.post(by=focal, dossier_id=pk, posted_on=date(2026, 1, 14), places="Trụ sở")
    with on(date(2026, 1, 20)):
        met(year, code)
        submission.sign(by=chair, dossier_id=pk, seen=year.mark(code))
        submission.take_back(by=chair, dossier_id=pk, reason="Sửa 1.2")
        computed(year, code, source, 38)
        year.save(code, "1.1", answers.Draft(Entry(AnswerState.VALUE), origin=Origin.SYSTEM))
        submission.post(by=focal, dossier_id=pk, posted_on=date(2026, 1, 20), places="Trụ sở")
    with on(date(2026, 1, 27)):
        computed(year, code, source, 46)
        newer = newer_than_posted(year.dossier(code), answers_of([year.dossier(code)])[pk])
        figures.take_newer(by=chair, dossier_id=pk, seen=newer.mark)
        met(year, code)
        submission.sign(by=chair, dossier_id=pk, seen=year.mark(code))


def computed(year: Year, code: str, source: Source, held: int) -> None:
    source.says(WEEKS, year.dossier(code).unit_id, weeks(held, 46))
    figures.recompute(by=fresh(year.people.office), cycle=year.cycle)


def met(year: Year, code: str) -> None:
    day, dossier = date(2026, 1, 27) if year.dossier(code).meeting_on else date(2026, 1, 20), year.dossier(code)
    submission.record_meeting(
        by=year.who(code, "focal"), dossier_id=dossier.pk, version=dossier.version, held_on=day,
        minutes=year.document(code),
    )  # fmt: skip


def submitted(year: Year, code: str) -> None:
    office, chair, pk = fresh(year.people.office), year.who(code, "chair"), year.dossier(code).pk
    with on(date(2026, 1, 28)):
        submission.submit(by=chair, dossier_id=pk, seen=year.mark(code))
        intake.send_back(by=office, dossier_id=pk, reason="Thiếu sổ", items={"1.1": "Bổ sung sổ"})
    with on(date(2026, 1, 29)):
        intake.extend_supplement(by=office, dossier_id=pk, reason="Mưa bão")
        item = ReturnItem.objects.get(dossier=pk)
        returns.answer_item(by=chair, item_id=item.pk, response="Đã bổ sung", seen="")
        submission.resubmit(by=chair, dossier_id=pk, seen=year.mark(code))
    with on(date(2026, 2, 9)):
        intake.accept(by=office, dossier_ids=[pk])


def appraised(year: Year, code: str) -> None:
    mttq = fresh(year.people.mttq)
    with on(date(2026, 2, 10)):
        sheets.ask_item(by=mttq, item_id=year.item(code, "1.1", "mttq").pk, question="Sổ ở đâu?")
        asked = ItemRequest.objects.get()
        submission.answer_item_request(by=year.who(code, "focal"), request_id=asked.pk, answer="Kèm theo đây")
    for user in (mttq, year.people.noi_vu):
        year.fill(code, user, {("mttq", "1.1"): WEAK})
        year.send(code, user)
    with on(date(2026, 2, 12)):
        sheet = year.dossier(code).sheets.get(body__code="mttq")
        sheets.hand_back(by=fresh(year.people.secretary), sheet_id=sheet.pk, reason="Xem lại", sent_at=sheet.sent_at)
    year.send(code, mttq)


def concluded(year: Year, code: str) -> None:
    secretary, pk, row = fresh(year.people.secretary), year.dossier(code).pk, year.conclusion(code, "1.1")
    with on(date(2026, 3, 10)):
        council.adopt_agreed(by=secretary, dossier_ids=[pk])
        council.conclude_item(by=secretary, conclusion_id=row.pk, version=row.version, entry=WEAK)
        row.refresh_from_db()
        council.conclude_items(by=secretary, said=[council.Said(row.pk, row.version, WEAK)])
        gates.state_gates(by=fresh(year.people.noi_vu), key="ky-luat", words=gates.one_word_for([pk], False))
        version = year.dossier(code).version
        council.propose_level(by=secretary, dossier_id=pk, level=1, reason="Còn đơn thư", version=version)
        council.conclude(by=secretary, dossier_ids=[pk], council_on=date(2026, 3, 10))
        version = year.dossier(code).version
        council.reconsider(by=secretary, dossier_id=pk, reason="Xem lại", version=version)
        council.conclude(by=secretary, dossier_ids=[pk], council_on=date(2026, 3, 10))


def reviewed_and_decided(year: Year, code: str) -> None:
    office, secretary, pk = fresh(year.people.office), fresh(year.people.secretary), year.dossier(code).pk
    with on(date(2026, 3, 16)):
        council.announce(by=office, dossier_ids=[pk])
        reviews.request_review(by=year.who(code, "chair"), dossier_id=pk, reasons={"1.1": "Có sổ gốc"})
        version = year.conclusion(code, "1.1").version
        told = reviews.ReviewAnswer(ReviewOutcome.ACCEPTED, "Theo sổ gốc", GOOD["1.1"], version)
        reviews.answer_request(by=secretary, request_id=ReviewRequest.objects.get().pk, answer=told)
        reviews.finish_review(by=secretary, dossier_id=pk, council_on=date(2026, 3, 16))
    with on(date(2026, 3, 24)):
        paper = decisions.Paper("12/QĐ-UBND", date(2026, 3, 24), "Người ký", pdf())
        level = year.dossier(code).proposed_level or 0
        decisions.record_decision(by=office, cycle=year.cycle, paper=paper, verdicts={pk: decisions.Verdict(level)})
        decisions.publish(by=office, cycle=year.cycle, seen=year.decided())
        decided = Decision.objects.get(cycle=year.cycle)
        decision_papers.say_paper_public(by=office, decision_id=decided.pk, public=True, seen=False)
        taken = decisions.take_as_decided(
            by=office, cycle_id=year.cycle.pk, reason="Các đơn vị khác quyết định sau", seen=None
        )
        decisions.take_back_as_decided(by=office, cycle_id=year.cycle.pk, seen=taken.taken_as_decided_at)
        paper = decisions.Paper("13/QĐ-UBND", date(2026, 3, 24), "Người ký", pdf())
        version = year.dossier(code).version
        decisions.change_recognition(
            by=office, dossier_id=pk, level=0, reason="Hậu kiểm", paper=paper, version=version
        )  # fmt: skip
