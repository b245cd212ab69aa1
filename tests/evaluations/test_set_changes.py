"""A running year goes over to another version of its set, by a decision: what was said is sealed, answers go along, and
only what was touched is scored again."""

from datetime import date
from typing import Any

import pytest
from django.db import transaction

from tests.evaluations.adjusted import DAY, adjust, change, second_set, second_text
from tests.evaluations.scenario import GOOD, Year, fresh, on, open_year
from thanthien.evaluations.actions import answers, intake, submission
from thanthien.evaluations.actions.seals import document_of
from thanthien.evaluations.enums import AnswerState, Column, SealKind
from thanthien.evaluations.models import (
    Answer,
    AnswerEvidence,
    Conclusion,
    Cycle,
    EarlierAnswer,
    GateFact,
    Seal,
    Sheet,
    SheetItem,
    StepLog,
    Total,
)
from thanthien.evaluations.scored import Entry
from thanthien.verify_submission import verify_seal

pytestmark = pytest.mark.django_db


@pytest.fixture
def year() -> Year:
    return open_year()


def column(year: Year, code: str = "10001") -> dict[str, tuple[str, Any]]:
    """What the unit's answers say, by indicator code."""
    rows = Answer.objects.filter(dossier=year.dossier(code)).order_by("indicator__position")
    return {code: (state, value) for code, state, value in rows.values_list("indicator__code", "state", "value")}


def prove(year: Year, code: str, indicator: str) -> None:
    with on(date(2026, 1, 14)):
        year.prove(code, indicator)


# --- Answers --------------------------------------------------------------------------------------------------------


def test_same_answers_go_along_touched_ones_are_open_gone_ones_leave_new_ones_are_asked(year: Year) -> None:
    year.score()
    adjust(year)

    assert column(year) == {
        "1.1": ("value", GOOD["1.1"].value),
        "1.2": ("missing", None),
        "2.3": ("missing", None),
        "2.2": ("value", GOOD["2.2"].value),
    }


def test_a_same_answer_keeps_person_time_evidence_and_points(year: Year) -> None:
    year.score()
    prove(year, "10001", "1.1")
    before = year.answer("10001", "1.1")
    adjust(year)

    after = year.answer("10001", "1.1")

    assert after.indicator.criteria_set_id == year.cycle.criteria_set_id != before.indicator.criteria_set_id
    kept = ("pk", "updated_at", "updated_by_id", "points", "version")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    assert after.evidence.count() == 1


def test_a_touched_answer_keeps_evidence_and_explanation_and_stands_beside_what_it_said(year: Year) -> None:
    year.score()
    prove(year, "10001", "1.2")
    with on(DAY):
        year.save("10001", "1.2", answers.Draft(GOOD["1.2"], "Theo sổ"))
    before = year.answer("10001", "1.2")
    adjust(year)

    after, earlier = year.answer("10001", "1.2"), EarlierAnswer.objects.get()

    assert (after.pk, after.explanation, after.evidence.count()) == (before.pk, "Theo sổ", 1)
    assert (after.version, after.points, after.updated_by) == (before.version + 1, None, None)
    assert (earlier.state, earlier.value, earlier.points) == ("value", before.value, before.points)
    assert earlier.indicator == before.indicator


def test_evidence_of_a_gone_answer_is_let_go_and_its_document_stays(year: Year) -> None:
    year.score()
    prove(year, "10001", "2.1")
    row = AnswerEvidence.objects.get()
    adjust(year)

    assert not AnswerEvidence.objects.exists()
    row.document.refresh_from_db()
    sealed = document_of(Seal.objects.get(dossier=year.dossier()))["indicators"]
    proof = next(item["evidence"] for item in sealed if item["code"] == "2.1")
    assert [one["document"] for one in proof] == [str(row.document.key)]


def test_totals_are_computed_by_the_new_version(year: Year) -> None:
    year.score()
    adjust(year)

    total = Total.objects.get(dossier=year.dossier(), column=Column.SELF)

    assert (total.answered, total.expected, total.maximum) == (2, 4, 11)


def test_what_was_touched_is_scored_again_by_its_new_rule(year: Year) -> None:
    year.score()
    adjust(year)
    with on(DAY):
        year.save("10001", "1.2", answers.Draft(Entry(AnswerState.VALUE, {"numerator": "10", "denominator": "10"})))

    assert year.answer("10001", "1.2").points == 3


def test_another_rounding_gives_kept_answers_other_points(year: Year) -> None:
    year.score()
    before = year.answer("10001", "1.1").points
    adjust(year, second_text(("step: 0.25", "step: 1"), changes=(("version: 1", "version: 2"),)))

    assert (before, year.answer("10001", "1.1").points) == (2.75, 3)


# --- Dossiers -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "after"),
    [("register", "registered"), ("score", "self_scoring"), ("post", "self_scoring"), ("sign", "self_scoring")],
)
def test_what_hangs_or_is_signed_goes_back_and_the_rest_stays_where_it_is(year: Year, step: str, after: str) -> None:
    getattr(year, step)()
    before = year.dossier().status
    adjust(year)

    dossier, entry = year.dossier(), StepLog.objects.filter(step="change_set", dossier=year.dossier()).get()

    assert (dossier.status, dossier.posted_on, dossier.signed_by) == (after, None, None)
    assert (entry.from_status, entry.to_status, entry.label) == (before, after, "Điều chỉnh bộ tiêu chí")
    assert entry.reason == (
        "Từ ngày 19/01/2026 áp dụng phiên bản 2 theo Quyết định số 15/QĐ-UBND ngày 19/01/2026. "
        "Điều chỉnh theo thực tiễn"
    )


def test_a_returned_dossier_moves_and_is_scored_again(year: Year) -> None:
    year.submit()
    with on(date(2026, 1, 22)):
        intake.send_back(by=fresh(year.people.office), dossier_id=year.dossier().pk, reason="Thiếu sổ")
    change(year, chosen=second_set(year), day=date(2026, 1, 22))

    dossier = year.dossier()

    assert (dossier.status, dossier.submitted_at, dossier.supplement_due_on) == ("self_scoring", None, None)


def test_a_draft_stays_up_where_no_result_could_come_out_otherwise(year: Year) -> None:
    year.post("10001")
    words = second_text(changes=(("version: 1", "version: 2"), ("title: Gương mẫu", "title: Nêu gương")))
    adjust(year, words)

    assert (year.dossier().status, year.dossier().posted_on) == ("posted", date(2026, 1, 14))


def test_what_differs_for_one_kind_of_unit_reaches_that_kind_alone(year: Year) -> None:
    for code in ("10001", "10002"):
        year.post(code)
    varied = ("rule: {kind: pass_fail}", "rule: {kind: pass_fail}\n        variants: [{kinds: [phuong], max: 1}]")
    adjust(year, second_text(changes=(("version: 1", "version: 2"), varied)))

    assert [year.dossier(code).status for code in ("10001", "10002")] == ["posted", "self_scoring"]
    assert [column(year, code)["2.1"][0] for code in ("10001", "10002")] == ["value", "missing"]


def test_opinions_and_their_answers_stay(year: Year) -> None:
    year.post()
    told = submission.OpinionText(date(2026, 1, 14), "Hòm thư", "Cao hơn thực tế")
    with on(date(2026, 1, 15)):
        opinion = submission.record_opinion(by=year.who("10001", "focal"), dossier_id=year.dossier().pk, opinion=told)
    adjust(year)

    assert list(year.dossier().opinions.all()) == [opinion]


# --- What a re-opened dossier has of bodies and council ---------------------------------------------------------------


@pytest.fixture
def reopened(year: Year) -> Year:
    """A dossier that bodies and council had spoken on, open for self-scoring again, and then adjusted."""
    year.conclude()
    with on(date(2026, 3, 11)):
        intake.reopen(by=fresh(year.people.head), dossier_id=year.dossier().pk, reason="Chấm lại")
    change(year, chosen=second_set(year), day=date(2026, 3, 11))
    year.cycle.refresh_from_db()
    return year


def test_words_of_bodies_go_along_are_opened_or_leave_as_answers_do(reopened: Year) -> None:
    rows = SheetItem.objects.filter(sheet__dossier=reopened.dossier()).order_by("indicator__code", "sheet__body__code")
    said = rows.values_list("indicator__code", "sheet__body__code", "state", "indicator__criteria_set")

    new = reopened.cycle.criteria_set_id
    assert list(said) == [
        ("1.1", "mttq", "value", new),
        ("1.2", "mttq", "missing", new),
        ("1.2", "so-noi-vu", "missing", new),
        ("2.2", "so-noi-vu", "value", new),
    ]


def test_conclusions_go_along_are_opened_or_leave(reopened: Year) -> None:
    rows = Conclusion.objects.filter(dossier=reopened.dossier())
    said = dict(rows.values_list("indicator__code", "state"))

    assert said == {"1.1": "value", "1.2": "missing", "2.2": "value"}


def test_a_fact_of_a_gate_that_asks_the_same_stays(reopened: Year) -> None:
    assert GateFact.objects.get(dossier=reopened.dossier(), key="ky-luat").holds is False


def test_facts_follow_their_gates(year: Year) -> None:
    year.conclude()
    with on(date(2026, 3, 11)):
        intake.reopen(by=fresh(year.people.head), dossier_id=year.dossier().pk, reason="Chấm lại")
    asks = ("question: Người đứng đầu bị kỷ luật", "question: Người đứng đầu bị kỷ luật từ khiển trách")
    gate = "  - key: mat-doan-ket\n    question: Mất đoàn kết\n    source: {declared_by: mttq}\n    effect: none\n"
    more = ("  - key: khong-nop", f"{gate}  - key: khong-nop")
    change(year, chosen=second_set(year, second_text(asks, more)), day=date(2026, 3, 11))

    facts = GateFact.objects.filter(dossier=year.dossier(), holds=None, stated_by=None)
    assert sorted(facts.values_list("key", flat=True)) == ["ky-luat", "mat-doan-ket"]


def test_a_body_that_appraises_nothing_more_has_no_sheet_any_more(year: Year) -> None:
    year.conclude()
    with on(date(2026, 3, 11)):
        intake.reopen(by=fresh(year.people.head), dossier_id=year.dossier().pk, reason="Chấm lại")
    mttq = [
        ("bodies: [so-noi-vu, mttq]\n        combine: mean", "bodies: [mttq]"),
        ("bodies: [so-noi-vu]", "bodies: [mttq]"),
    ]
    change(year, chosen=second_set(year, second_text(*mttq)), day=date(2026, 3, 11))

    assert list(Sheet.objects.filter(dossier=year.dossier()).values_list("body__code", flat=True)) == ["mttq"]


def test_a_moved_dossier_goes_on_to_a_decision_under_the_new_version(reopened: Year) -> None:
    year, code = reopened, "10001"
    chair, focal, pk = year.who(code, "chair"), year.who(code, "focal"), year.dossier().pk
    drafts = {"1.2": answers.Draft(GOOD["1.2"]), "2.3": answers.Draft(GOOD["2.1"])}
    Cycle.objects.update(commune_meeting_required=False)
    with on(date(2026, 3, 11)), transaction.atomic():
        extend_posting(year)
        answers.save_answers(by=focal, dossier_id=pk, drafts=drafts)
        submission.post(by=focal, dossier_id=pk, posted_on=date(2026, 3, 11), places="Trụ sở")
    with on(date(2026, 3, 20)):
        submission.sign(by=chair, dossier_id=pk, seen=year.mark())
        submission.submit(by=chair, dossier_id=pk, seen=year.mark())
        intake.accept(by=fresh(year.people.office), dossier_ids=[pk])

    sealed = document_of(Seal.objects.filter(kind=SealKind.SUBMISSION).latest("pk"))
    items = SheetItem.objects.filter(sheet__dossier=pk).values_list("indicator__code", flat=True)
    assert sorted(items) == ["1.1", "1.2", "1.2", "2.2", "2.3"]
    assert verify_seal(sealed, year.cycle.criteria_set.parsed()).differences == []
    assert [one["to"]["version"] for one in sealed["set_changes"]] == [2]


def extend_posting(year: Year) -> None:
    from thanthien.evaluations.actions import cycles
    from thanthien.evaluations.workflow import PhaseKey

    cycles.extend(
        by=fresh(year.people.office), cycle=year.cycle, key=PhaseKey.POSTING, unit=None, ends_on=date(2026, 4, 10),
        reason="Điều chỉnh bộ tiêu chí",
    )  # fmt: skip


# --- Seals ----------------------------------------------------------------------------------------------------------


def test_what_was_said_is_sealed_under_the_version_before_and_verifies(year: Year) -> None:
    year.post()
    before = year.cycle.criteria_set
    adjust(year)

    seal = Seal.objects.get()
    document = document_of(seal)

    assert (seal.kind, seal.dossier) == (SealKind.BEFORE_SET_CHANGE, year.dossier())
    assert document["criteria_set"]["sha256"] == before.sha256
    assert [row["code"] for row in document["indicators"]] == ["1.1", "1.2", "2.1", "2.2"]
    assert document["replaced_by"] == {
        "number": "15/QĐ-UBND",
        "signed_on": "2026-01-19",
        "effective_on": "2026-01-19",
        "from": {"version": 1, "sha256": before.sha256},
        "to": {"version": 2, "sha256": year.cycle.criteria_set.sha256},
        "touched": ["1.2"],
        "new": ["2.3"],
        "gone": ["2.1"],
    }
    assert verify_seal(document, before.parsed()).differences == []
