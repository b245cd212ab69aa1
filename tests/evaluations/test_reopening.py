"""A dossier opened again: what was said of the old answers is no word on the new ones."""

import json
from datetime import date

import pytest

from tests.evaluations.scenario import Year, fresh, on, open_year, pdf
from thanthien.evaluations.actions import answers, council, cycles, decisions, intake, sheets, submission
from thanthien.evaluations.enums import AnswerState, Column
from thanthien.evaluations.errors import Refused
from thanthien.evaluations.models import AnswerEvidence, Conclusion, Dossier, Seal, SheetItem, Total
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


def send_again(year: Year, entry: Entry | None = None) -> None:
    """The commune changes 1.1 (or nothing), posts, signs and submits anew."""
    cycles.extend(
        by=fresh(year.people.office), cycle=year.cycle, key=PhaseKey.POSTING, unit=None,
        ends_on=date(2026, 3, 31), reason="Mở lại",
    )  # fmt: skip
    focal, dossier_id = year.who("10001", "focal"), year.dossier().pk
    with on(date(2026, 3, 12)):
        if entry:
            answers.save_answers(by=focal, dossier_id=dossier_id, drafts={"1.1": answers.Draft(entry)})
        submission.post(by=focal, dossier_id=dossier_id, posted_on=date(2026, 3, 12), places="Trụ sở")
    with on(date(2026, 3, 18)):
        submission.sign(by=year.who("10001", "chair"), dossier_id=dossier_id)
        submission.submit(by=year.who("10001", "chair"), dossier_id=dossier_id)


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
        council.conclude(by=fresh(year.people.secretary), dossier_ids=[year.dossier().pk], council_on=date(2026, 3, 20))
    assert (year.dossier().status, year.dossier().proposed_level) == ("concluded", 2)


def test_returned_dossier_that_never_came_back_counts_as_not_submitted(year):
    year.conclude()
    reopen(year)
    send_again(year)
    with on(date(2026, 3, 19)):
        intake.send_back(by=fresh(year.people.office), dossier_id=year.dossier().pk, reason="Thiếu sổ")
    with on(date(2026, 3, 30)):
        intake.close_unsubmitted(by=fresh(year.people.office), dossier_ids=[year.dossier().pk])
        assert (year.dossier().submitted_at, year.dossier().submitted_by) == (None, None)
        decisions.record_decision(
            by=fresh(year.people.office), cycle=year.cycle,
            paper=decisions.Paper("12/QĐ-UBND", date(2026, 3, 30), "Người ký", pdf()),
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
            answers.detach(by=officer, evidence_id=row.pk)
        with pytest.raises(Refused, match="Đang thẩm định"):
            answers.set_pages(by=officer, evidence_id=row.pk, pages="trang 2")
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
