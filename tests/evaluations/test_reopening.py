"""A dossier opened again: what was said of the old answers is no word on the new ones."""

import json
from datetime import date

import pytest

from tests.evaluations.scenario import Year, fresh, on, open_year, pdf
from thanthien.core.acting.errors import Refused
from thanthien.evaluations.actions import answers, council, cycles, decisions, intake, sheets, submission
from thanthien.evaluations.actions.council_day import Session
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.enums import AnswerState, Column
from thanthien.evaluations.models import AnswerEvidence, Conclusion, Dossier, ItemRequest, Seal, SheetItem, Total
from thanthien.evaluations.queries.commune_home import open_requests
from thanthien.evaluations.scored import Entry
from thanthien.evaluations.workflow import PhaseKey

pytestmark = pytest.mark.django_db
LESS = Entry(AnswerState.VALUE, {"numerator": "20", "denominator": "52"})


@pytest.fixture
def year() -> Year:
    return open_year(units=1)


def reopen(year: Year) -> None:
    with on(date(2026, 3, 11)):
        intake.reopen(by=fresh(year.people.head), dossier_id=year.dossier().pk, reason="Sai số liệu")
    give_time(year)


def give_time(year: Year) -> None:
    """Until the end of March for all that is done anew, the last phase first."""
    for key in (PhaseKey.REVIEW, PhaseKey.PROVISIONAL, PhaseKey.COUNCIL, PhaseKey.APPRAISAL, PhaseKey.POSTING):
        cycles.extend(
            by=fresh(year.people.office), cycle=year.cycle, key=key, unit=None, ends_on=date(2026, 3, 31),
            reason="Mở lại",
        )  # fmt: skip


def meet(year: Year, day: date) -> None:
    dossier, minutes = year.dossier(), year.document("10001", f"Biên bản họp {day:%d/%m}")
    submission.record_meeting(
        by=year.who("10001", "focal"), dossier_id=dossier.pk, version=dossier.version, held_on=day, minutes=minutes
    )


def send_again(year: Year, entry: Entry | None = None) -> None:
    """The commune changes 1.1 (or nothing), posts, signs and submits anew."""
    focal, dossier_id = year.who("10001", "focal"), year.dossier().pk
    with on(date(2026, 3, 12)):
        if entry:
            answers.save_answers(by=focal, dossier_id=dossier_id, drafts={"1.1": answers.Draft(entry)})
        submission.post(by=focal, dossier_id=dossier_id, posted_on=date(2026, 3, 12), places="Trụ sở")
    with on(date(2026, 3, 18)):
        meet(year, date(2026, 3, 17))
        submission.sign(by=year.who("10001", "chair"), dossier_id=dossier_id, seen=year.mark())
        submission.submit(by=year.who("10001", "chair"), dossier_id=dossier_id, seen=year.mark())


def accept_again(year: Year) -> None:
    with on(date(2026, 3, 19)):
        intake.accept(by=fresh(year.people.office), dossier_ids=[year.dossier().pk])


def states(rows) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for code, state in rows.values_list("indicator__code", "state"):
        found.setdefault(code, set()).add(state)
    return found


def test_words_on_a_changed_answer_are_open_again(year):
    year.conclude()
    reopen(year)
    send_again(year, LESS)
    accept_again(year)
    kept = {code: {"value"} for code in ("1.2", "2.1", "2.2")}
    assert states(SheetItem.objects) == {"1.1": {"missing"}, **kept}
    assert states(Conclusion.objects) == {"1.1": {"missing"}, **kept}
    row = year.conclusion("10001", "1.1")
    assert (row.value, row.reason, row.points, row.version, row.updated_by) == (None, "", None, 2, None)
    item = year.item("10001", "1.1", "mttq")
    history = type(item).pgh_event_model.objects.filter(pgh_obj_id=item.pk).order_by("pgh_id")
    assert list(history.values_list("state", flat=True)) == ["missing", "value", "missing"]


def with_evidence(year: Year) -> AnswerEvidence:
    """A document on 1.1, attached before the dossier goes its way."""
    year.score()
    with on(date(2026, 1, 13)):
        document = year.document("10001", "Sổ tiếp nhận")
        answers.attach(
            by=year.who("10001", "focal"), answer_id=year.answer("10001", "1.1").pk, document_ids=[document.pk]
        )
    year.score = lambda *_: None
    return AnswerEvidence.objects.get()


def detach(year: Year, row: AnswerEvidence) -> None:
    answers.detach(by=year.who("10001", "focal"), evidence_id=row.pk, seen="")


def attach_more(year: Year, row: AnswerEvidence) -> None:
    more = year.document("10001", "Sổ khác")
    answers.attach(by=year.who("10001", "focal"), answer_id=row.answer_id, document_ids=[more.pk])


def attach_many_more(year: Year, row: AnswerEvidence) -> None:
    more = year.document("10001", "Sổ khác")
    answers.attach_many(
        by=year.who("10001", "focal"), dossier_id=year.dossier().pk, documents={"1.1": {more.pk: ""}}
    )  # fmt: skip


def other_pages(year: Year, row: AnswerEvidence) -> None:
    answers.set_pages(by=year.who("10001", "focal"), evidence_id=row.pk, pages="trang 3", seen="")


@pytest.mark.parametrize("change", [detach, attach_more, attach_many_more, other_pages])
def test_words_on_an_answer_whose_evidence_changed_are_open_again(year, change):
    row = with_evidence(year)
    year.conclude()
    reopen(year)
    version = year.answer("10001", "1.1").version
    with on(date(2026, 3, 12)):
        change(year, row)
    send_again(year)
    accept_again(year)
    kept = {code: {"value"} for code in ("1.2", "2.1", "2.2")}
    assert states(SheetItem.objects) == {"1.1": {"missing"}, **kept}
    assert states(Conclusion.objects) == {"1.1": {"missing"}, **kept}
    assert year.answer("10001", "1.1").version == version


def test_document_attached_again_is_no_change(year):
    row = with_evidence(year)
    before = year.answer("10001", "1.1").updated_at
    with on(date(2026, 1, 14)):
        ids = [row.document_id]
        assert answers.attach(by=year.who("10001", "officer"), answer_id=row.answer_id, document_ids=ids) == []
        answers.set_pages(by=year.who("10001", "officer"), evidence_id=row.pk, pages="", seen="")
    assert year.answer("10001", "1.1").updated_at == before


def test_evidence_sent_on_request_makes_no_word_stale(year):
    row = with_evidence(year)
    year.accept()
    year.fill("10001", year.people.mttq, {})
    with on(date(2026, 2, 11)):
        item = year.item("10001", "1.1", "mttq")
        sheets.ask_item(by=fresh(year.people.mttq), item_id=item.pk, question="Gửi sổ tuần 30")
        attach_more(year, row)
    reopen(year)
    send_again(year)
    accept_again(year)
    assert year.item("10001", "1.1", "mttq").state == "value"


def test_question_of_the_appraisal_before_is_over(year):
    year.accept()
    with on(date(2026, 2, 11)):
        item = year.item("10001", "1.1", "mttq")
        asked = sheets.ask_item(by=fresh(year.people.mttq), item_id=item.pk, question="Gửi sổ tuần 30")
    ItemRequest.objects.update(due_on=date(2026, 3, 31))
    reopen(year)
    send_again(year)
    accept_again(year)
    officer = year.who("10001", "officer")
    with on(date(2026, 3, 20)):
        with pytest.raises(Refused, match="lần thẩm định trước"):
            submission.answer_item_request(by=officer, request_id=asked.pk, answer="Đã gửi")
        with pytest.raises(Refused, match="Đang thẩm định"):
            answers.check_attachable(by=officer, answer_id=year.answer("10001", "1.1").pk)
        assert list(open_requests([year.dossier()])) == []
        sheets.ask_item(by=fresh(year.people.mttq), item_id=item.pk, question="Gửi sổ tuần 30")
        assert open_requests([year.dossier()]).count() == 1


def test_dossier_that_begins_with_its_registration_keeps_nothing_of_the_sign_off(year):
    year.sign()
    with on(date(2026, 2, 9)):
        intake.close_unsubmitted(by=fresh(year.people.office), dossier_ids=[year.dossier().pk])
        intake.reopen_registration(by=fresh(year.people.head), dossier_id=year.dossier().pk, reason="Chậm")
    dossier = year.dossier()
    kept = {name: getattr(dossier, name) for name in (*submission.NO_SIGN_OFF, "proposed_level")}
    assert kept == dict.fromkeys(kept, None) | {"posting_places": ""}


def test_old_words_on_a_changed_answer_can_not_be_sent(year):
    year.conclude()
    reopen(year)
    send_again(year, LESS)
    accept_again(year)
    with on(date(2026, 3, 19)):
        waiting = sheets.sendable(fresh(year.people.mttq), year.cycle)
    assert list(waiting.values()) == [["Chưa thẩm định: 1.1."]]


def test_unchanged_dossier_is_concluded_again_without_rewriting(year):
    year.conclude()
    reopen(year)
    send_again(year)
    accept_again(year)
    total = Total.objects.get(dossier=year.dossier(), column=Column.COUNCIL)
    assert {gate["key"]: gate["state"] for gate in total.gates} == {"ky-luat": "clear", "khong-nop": "clear"}
    for user in (year.people.mttq, year.people.noi_vu):
        year.send("10001", user)
    with on(date(2026, 3, 20)):
        council.conclude(
            by=fresh(year.people.secretary), dossier_ids=[year.dossier().pk], session=Session(date(2026, 3, 20))
        )
    assert (year.dossier().status, year.dossier().proposed_level) == ("concluded", 2)


def test_reopened_dossier_that_never_came_back_counts_as_not_submitted(year):
    year.conclude()
    reopen(year)
    with on(date(2026, 4, 1)):
        intake.close_unsubmitted(by=fresh(year.people.office), dossier_ids=[year.dossier().pk])
        assert (year.dossier().submitted_at, year.dossier().submitted_by) == (None, None)
        decisions.record_decision(
            by=fresh(year.people.office), cycle=year.cycle,
            paper=Printed("12/QĐ-UBND", date(2026, 4, 1), "Người ký", pdf()),
            verdicts={year.dossier().pk: decisions.Verdict(0)},
        )  # fmt: skip
    sealed = json.loads(Seal.objects.get(kind="decision").body)
    assert sealed["gates"]["khong-nop"] is True
    assert (sealed["level"]["computed"], sealed["level"]["proposed"], sealed["level"]["decided"]) == (0, 0, 0)


# --- Evidence of a dossier that is with the city ----------------------------------------------------------------------


def asked(year: Year) -> AnswerEvidence:
    """A dossier under appraisal with one document on 1.1, and an open request on it."""
    year.score()
    document = year.document("10001", "Sổ tiếp nhận")
    with on(date(2026, 1, 13)):
        answers.attach_many(
            by=year.who("10001", "focal"), dossier_id=year.dossier().pk, documents={"1.1": {document.pk: ""}}
        )
    year.score = lambda *_: None
    year.accept()
    with on(date(2026, 2, 10)):
        sheets.ask_item(
            by=fresh(year.people.mttq), item_id=year.item("10001", "1.1", "mttq").pk, question="Gửi sổ tuần 30"
        )
    return AnswerEvidence.objects.get()


def test_open_request_lets_evidence_be_added_and_nothing_be_taken_away(year):
    row = asked(year)
    officer, more = year.who("10001", "officer"), year.document("10001", "Sổ tuần 30")
    with on(date(2026, 2, 10)):
        answers.attach(by=officer, answer_id=row.answer_id, document_ids=[more.pk])
        with pytest.raises(Refused, match="Đang thẩm định"):
            answers.detach(by=officer, evidence_id=row.pk, seen="")
        with pytest.raises(Refused, match="Đang thẩm định"):
            answers.set_pages(by=officer, evidence_id=row.pk, pages="trang 2", seen="")
    assert AnswerEvidence.objects.count() == 2


def test_open_request_is_for_those_who_score(year):
    from tests.evaluations.scenario import person
    from thanthien.accounts.roles import Role
    from thanthien.units.models import Agency

    row, document = asked(year), year.document("10001", "Sổ tuần 30")
    party = person("party", Agency.objects.get(code="ubnd-10001"), Role.COMMUNE_PARTY)
    with on(date(2026, 2, 10)), pytest.raises(Refused, match="Đang thẩm định"):
        answers.attach(by=party, answer_id=row.answer_id, document_ids=[document.pk])


def test_open_request_opens_nothing_once_the_council_has_concluded(year):
    row, document = asked(year), year.document("10001", "Sổ tuần 30")
    year.accept = lambda *_: None
    year.conclude()
    assert Dossier.objects.get().status == "concluded"
    with on(date(2026, 2, 11)), pytest.raises(Refused, match="Hội đồng đã kết luận"):
        answers.attach(by=year.who("10001", "focal"), answer_id=row.answer_id, document_ids=[document.pk])
