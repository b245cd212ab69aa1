"""Every action locks in one order (cycle, dossier, what hangs on the dossier, document), so that no two wait for each
other. A year is lived with every action of the room, and its statements are read."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection, transaction

from tests.evaluations.adjusted import adjust_early
from tests.evaluations.figured import WEEKS, Source, weeks
from tests.evaluations.locks import Watch, every_action
from tests.evaluations.locks_after import heard_and_changed, returned_and_concluded_again
from tests.evaluations.scenario import GOOD, PHASES, Year, fresh, on, open_year, other_pdf, pdf, person, unit
from thanthien.accounts.roles import Role
from thanthien.core.acting.errors import Refused
from thanthien.core.acting.seen import values_of
from thanthien.evaluations.actions import (
    answers,
    council,
    cycles,
    decision_papers,
    decisions,
    draft_changes,
    early,
    evidence_versions,
    extensions,
    figures,
    gates,
    heads,
    intake,
    mergers,
    papers,
    pilots,
    registration,
    returns,
    reviews,
    setting_changes,
    sheets,
    silence,
    submission,
    urging,
    waivers,
)
from thanthien.evaluations.actions.council_day import Session
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.enums import AnswerState, CycleKind, Origin, PaperKind, ReviewOutcome
from thanthien.evaluations.models import (
    AnswerEvidence,
    Cycle,
    Decision,
    Dossier,
    GateFact,
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
from thanthien.units.models import Agency, Unit

pytestmark = pytest.mark.django_db
WEAK = Entry(AnswerState.VALUE, {"numerator": "40", "denominator": "52"}, "Thiếu sổ")


def test_every_action_locks_in_one_order(source: Source) -> None:
    watch = Watch()
    connection.force_debug_cursor = True  # scenarios are lived, not put back
    try:
        with connection.execute_wrapper(watch):
            year = open_year(units=4)
            asked_and_never_submitted(year, "10003")
            a_pilot(year)
            withdrawn(year, "10002")
            merged(year)
            scored(year, "10001")
            adjust_early(year, "10001")
            returned_for_good(year, "10004")
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
        printed = Printed("45/UBND-NV", date(2026, 1, 5), "Người ký")
        [made] = waivers.waive(by=office, dossier_id=pk, codes=["1.2"], reason="Đảo xa", printed=printed)
        waivers.apply_again(by=office, waiver_id=made.pk, reason="Nhầm đơn vị")
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


def a_pilot(year: Year) -> None:
    """Opened for one unit; another joins, the first one leaves."""
    first, other = (year.dossier(code).unit_id for code in ("10001", "10002"))
    plan = cycles.Plan(
        criteria_set=year.cycle.criteria_set, year=2026, title="Thí điểm", phases=PHASES, kind=CycleKind.TRIAL,
        switches=cycles.Switches(decided_by="Ủy ban nhân dân thành phố"), units=frozenset({first}),
    )  # fmt: skip
    with on(date(2026, 1, 6)):
        pilot = cycles.open_cycle(by=fresh(year.people.office), plan=plan)
        pilots.change_units(
            by=fresh(year.people.office), cycle=pilot, unit_ids=[other], reason="Đổi đơn vị", seen=str(first)
        )


def merged(year: Year) -> None:
    gone = unit("10008", "Xã Cũ")
    with on(date(2026, 1, 6)):
        [dossier] = cycles.create_dossiers(year.cycle, [gone])
    Unit.objects.filter(pk=gone.pk).update(valid_to=date(2026, 1, 10))
    with on(date(2026, 1, 11)):
        mergers.close_merged(
            by=fresh(year.people.office), cycle_id=year.cycle.pk, dossier_id=dossier.pk, reason="Sáp nhập",
            printed=Printed("52/SNV", date(2026, 1, 10), "Giám đốc"),
        )  # fmt: skip


def withdrawn(year: Year, code: str) -> None:
    year.sign(code)
    with on(date(2026, 1, 22)):
        submission.withdraw(by=year.who(code, "chair"), dossier_id=year.dossier(code).pk, reason="Sáp nhập")
        intake.reopen(by=fresh(year.people.head), dossier_id=year.dossier(code).pk, reason="Không sáp nhập nữa")


def returned_for_good(year: Year, code: str) -> None:
    year.submit(code)
    office, pk = fresh(year.people.office), year.dossier(code).pk
    with on(date(2026, 1, 22)):
        early.allow_early(by=office, cycle_id=year.cycle.pk, allowed=True, seen=False)
        early.begin_early(by=office, dossier_ids=[pk], phase=PhaseKey.APPRAISAL, reason="Nộp sớm")
        intake.send_back(by=office, dossier_id=pk, reason="Thiếu sổ")
    with on(date(2026, 2, 9)):
        intake.appraise_as_is(by=office, dossier_ids=[pk])
    body, secretary = Agency.objects.get(code="so-noi-vu"), fresh(year.people.secretary)
    with on(date(2026, 4, 10)):
        papers.record_paper(
            by=office, kind=PaperKind.REMINDER, cycle_id=year.cycle.pk, dossier_ids=[pk], addressee=body,
            printed=Printed("9/SNV", date(2026, 4, 9), "Giám đốc", None),
        )  # fmt: skip
        silence.record_silence(by=secretary, body=body, dossier_ids=[pk])
        version = year.dossier(code).version
        silence.end_silence(by=secretary, dossier_id=pk, body=body, reason="Đã nhận phiếu giấy", version=version)


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
        draft_changes.change_posted(
            by=focal, place=answers.Place(year.cycle.pk, code, "1.2"), version=year.answer(code, "1.2").version,
            read=lambda _: answers.Draft(Entry(AnswerState.VALUE, {"numerator": "8", "denominator": "10"})),
            ground=draft_changes.Ground(None, "Theo biên bản"),
        )  # fmt: skip
        party = person("bithu", Agency.objects.get(code=f"ubnd-{code}"), Role.COMMUNE_PARTY)
        papers.give_opinion(
            by=party, kind=PaperKind.PARTY_OPINION, dossier_id=pk, agrees=True, text="",
            printed=Printed("9-CV", date(2026, 1, 20), "Bí thư", pdf()),
        )  # fmt: skip
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
        fact = GateFact.objects.get(dossier=pk, key="ky-luat")
        gates.correct_gate(
            by=fresh(year.people.noi_vu), dossier_id=pk, key="ky-luat", word=gates.GateWord(holds=False), reason="Nhầm",
            version=fact.version,
        )  # fmt: skip
        typed, place = heads.HeadTermText("party", "Bí thư", date(2025, 7, 1), None), year.dossier(code).unit
        term = heads.enter_head(by=fresh(year.people.office), unit=place, typed=typed)
        seen = values_of(term, heads.TERM_FIELDS)
        heads.correct_head(by=fresh(year.people.office), unit=place, term_id=term.pk, typed=typed, seen=seen)
        heads.import_heads(by=fresh(year.people.office), lines={place: [typed]})
        heads.remove_head(by=fresh(year.people.office), unit=place, term_id=term.pk, seen=seen)
        version = year.dossier(code).version
        council.propose_level(by=secretary, dossier_id=pk, level=1, reason="Còn đơn thư", version=version)
        council.conclude(by=secretary, dossier_ids=[pk], session=Session(date(2026, 3, 10)))
        version = year.dossier(code).version
        council.reconsider(by=secretary, dossier_id=pk, reason="Xem lại", version=version)
        council.conclude(by=secretary, dossier_ids=[pk], session=Session(date(2026, 3, 10)))


def reviewed_and_decided(year: Year, code: str) -> None:
    office, secretary, pk = fresh(year.people.office), fresh(year.people.secretary), year.dossier(code).pk
    with on(date(2026, 3, 16)):
        council.announce(by=office, dossier_ids=[pk])
        made = papers.record_paper(
            by=office, kind=PaperKind.ANNOUNCEMENT, cycle_id=year.cycle.pk, dossier_ids=[pk],
            printed=Printed("3/TB-SNV", date(2026, 3, 16), "Giám đốc"),
        )  # fmt: skip
        papers.withdraw_paper(by=office, paper_id=made.pk, reason="Sai số")
        returned_and_concluded_again(year, code)
        council.announce(by=office, dossier_ids=[pk])
        reviews.request_review(by=year.who(code, "chair"), dossier_id=pk, reasons={"1.1": "Có sổ gốc"})
        version = year.conclusion(code, "1.1").version
        told = reviews.ReviewAnswer(ReviewOutcome.ACCEPTED, "Theo sổ gốc", GOOD["1.1"], version)
        reviews.answer_request(by=secretary, request_id=ReviewRequest.objects.get().pk, answer=told)
        reviews.finish_review(by=secretary, dossier_id=pk, session=Session(date(2026, 3, 16)))
    with on(date(2026, 3, 24)):
        paper = Printed("12/QĐ-UBND", date(2026, 3, 24), "Người ký", pdf())
        level = year.dossier(code).proposed_level or 0
        decisions.record_decision(by=office, cycle=year.cycle, paper=paper, verdicts={pk: decisions.Verdict(level)})
        decisions.publish(by=office, cycle=year.cycle, seen=year.decided())
        decided = Decision.objects.get(cycle=year.cycle)
        decision_papers.say_paper_public(by=office, decision_id=decided.pk, public=True, seen=False)
        taken = decisions.take_as_decided(
            by=office, cycle_id=year.cycle.pk, reason="Các đơn vị khác quyết định sau", seen=None
        )
        decisions.take_back_as_decided(by=office, cycle_id=year.cycle.pk, seen=taken.taken_as_decided_at)
        heard_and_changed(year, code)
        paper = Printed("17/QĐ-UBND", date(2026, 3, 24), "Người ký", pdf())
        version = year.dossier(code).version
        decisions.change_recognition(
            by=office, dossier_id=pk, level=0, reason="Hậu kiểm", paper=paper, version=version
        )  # fmt: skip
