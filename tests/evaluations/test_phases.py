"""First days of phases bind everybody, last days the commune; where a cycle allows it, a phase begins early, with a
reason."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.evaluations.bare import TODAY, facts
from tests.evaluations.scenario import GOOD, PHASES, SMALL_SET, Year, fresh, on, open_year
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.evaluations.actions import answers, council, early, gates, intake, registration, submission
from thanthien.evaluations.actions.council_day import Session
from thanthien.evaluations.gate_days import stated_from
from thanthien.evaluations.models import AnswerEvidence, GateFact, StepLog
from thanthien.evaluations.queries.deadlines import late_condition
from thanthien.evaluations.step_check import check_step, too_early, too_late
from thanthien.evaluations.workflow import STEPS, PhaseKey, Step

BOUND = [step for step in STEPS.values() if step.phase]
LATER = PHASES | {PhaseKey.EXECUTION: (date(2026, 1, 12), date(2026, 1, 16))}


@pytest.fixture
def year() -> Year:
    """Typing opens on 12 January."""
    return open_year(units=2, phases=LATER)


# --- The table ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", BOUND, ids=lambda step: step.name)
def test_step_is_refused_before_the_first_day_of_its_phase_and_told_the_day(step: Step) -> None:
    tomorrow, status = TODAY + timedelta(days=1), min(step.sources)
    early_facts = facts(status, *step.roles, opens={step.phase: tomorrow})
    assert check_step(step.name, early_facts, reason="Có lý do") == [
        f"Giai đoạn “{PHASE_NAMES[step.phase]}” mở từ ngày 03/03/2026."
    ]
    assert too_early(step, facts(status, *step.roles, opens={step.phase: TODAY})) == []


PHASE_NAMES = {
    PhaseKey.REGISTRATION: "Đăng ký",
    PhaseKey.EXECUTION: "Thực hiện",
    PhaseKey.POSTING: "Niêm yết, ký và nộp hồ sơ",
    PhaseKey.APPRAISAL: "Thẩm định",
    PhaseKey.COUNCIL: "Hội đồng kết luận",
    PhaseKey.PROVISIONAL: "Thông báo kết quả dự kiến",
    PhaseKey.REVIEW: "Kiến nghị xem xét lại",
    PhaseKey.DECISION: "Quyết định và công bố",
}


def test_only_steps_back_aside_and_after_a_last_day_belong_to_no_phase() -> None:
    assert {step.name for step in STEPS.values() if step.phase is None} == {
        "take_down", "take_back", "withdraw", "close_unsubmitted", "close_merged", "reopen", "reopen_registration",
        "change_set",
    }  # fmt: skip


def test_last_days_bind_what_the_commune_hands_in_and_nothing_of_the_city() -> None:
    yesterday = TODAY - timedelta(days=1)
    closed = {
        step.name
        for step in BOUND
        if too_late(step, facts(min(step.sources), *step.roles, deadlines=dict.fromkeys(PhaseKey, yesterday)))
    }
    assert closed == {"register", "ask_registration", "post", "submit", "request_review"}


def test_what_was_begun_early_is_open_only_while_the_cycle_allows_it() -> None:
    opens = {PhaseKey.APPRAISAL: TODAY + timedelta(days=9)}
    begun = {"opens": opens, "begun_early": frozenset({PhaseKey.APPRAISAL})}
    status, roles = min(STEPS["accept"].sources), STEPS["accept"].roles
    assert check_step("accept", facts(status, *roles, early_allowed=True, **begun)) == []
    assert check_step("accept", facts(status, *roles, early_allowed=True, opens=opens)) == [
        "Giai đoạn “Thẩm định” mở từ ngày 11/03/2026. Kỳ này cho phép làm sớm: cần ghi lý do làm sớm trước."
    ]
    assert check_step("accept", facts(status, *roles, **begun)) == ["Giai đoạn “Thẩm định” mở từ ngày 11/03/2026."]


# --- What people do -------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_answers_are_typed_from_the_first_day_of_execution(year: Year) -> None:
    year.register()
    focal, pk = year.who("10001", "focal"), year.dossier().pk
    drafts = {"1.1": answers.Draft(GOOD["1.1"])}
    with on(date(2026, 1, 11)):
        with pytest.raises(Refused, match="“Thực hiện” mở từ ngày 12/01/2026"):
            answers.save_answers(by=focal, dossier_id=pk, drafts=drafts)
        with pytest.raises(Refused, match="“Thực hiện” mở từ ngày 12/01/2026"):
            answers.attach(by=focal, answer_id=year.answer("10001", "1.1").pk, document_ids=[year.document("10001").pk])
    assert (year.dossier().status, AnswerEvidence.objects.count()) == ("registered", 0)
    with on(date(2026, 1, 12)):
        answers.save_answers(by=focal, dossier_id=pk, drafts=drafts)
    assert year.dossier().status == "self_scoring"


@pytest.mark.django_db
def test_registration_before_its_first_day_is_refused(year: Year) -> None:
    year.cycle.phases.filter(key="registration").update(starts_on=date(2026, 1, 7))
    with on(date(2026, 1, 6)), pytest.raises(Refused) as refused:
        registration.register(by=year.who("10001", "focal"), dossier_id=year.dossier().pk, target_level=2)
    assert refused.value.problems == ["Giai đoạn “Đăng ký” mở từ ngày 07/01/2026."]


@pytest.mark.django_db
def test_draft_is_not_posted_before_the_phase_of_posting(year: Year) -> None:
    year.score()
    year.cycle.phases.filter(key="posting").update(starts_on=date(2026, 1, 15))
    with on(date(2026, 1, 14)), pytest.raises(Refused, match="mở từ ngày 15/01/2026"):
        submission.post(
            by=year.who("10001", "focal"), dossier_id=year.dossier().pk, posted_on=date(2026, 1, 14), places="Trụ sở"
        )
    assert year.dossier().status == "self_scoring"


@pytest.mark.django_db
def test_many_dossiers_are_refused_by_name(year: Year) -> None:
    for code in ("10001", "10002"):
        year.submit(code)
    both = [year.dossier("10001").pk, year.dossier("10002").pk]
    with on(date(2026, 2, 8)), pytest.raises(Refused) as refused:
        intake.accept(by=fresh(year.people.office), dossier_ids=both)
    assert sorted(refused.value.problems) == [
        "Phường Bình Minh: Giai đoạn “Thẩm định” mở từ ngày 09/02/2026.",
        "Xã An Hòa: Giai đoạn “Thẩm định” mở từ ngày 09/02/2026.",
    ]


@pytest.mark.django_db
def test_council_writes_nothing_before_its_first_day(year: Year) -> None:
    year.appraise()
    secretary, row, dossier = fresh(year.people.secretary), year.conclusion("10001", "1.1"), year.dossier()
    told = "“Hội đồng kết luận” mở từ ngày 09/03/2026"
    with on(date(2026, 3, 8)):
        with pytest.raises(Refused, match=told):
            council.conclude_item(by=secretary, conclusion_id=row.pk, version=row.version, entry=GOOD["1.1"])
        with pytest.raises(Refused, match=told):
            council.adopt_agreed(by=secretary, dossier_ids=[dossier.pk])
        with pytest.raises(Refused, match=told):
            council.propose_level(
                by=secretary, dossier_id=dossier.pk, level=0, reason="Vi phạm", version=dossier.version
            )
    assert (year.conclusion("10001", "1.1").state, year.dossier().proposed_level) == ("missing", None)


@pytest.mark.django_db
def test_late_council_is_late_and_not_refused(year: Year) -> None:
    year.appraise()
    day = PHASES[PhaseKey.COUNCIL][1] + timedelta(days=5)
    assert list(year.cycle.dossiers.filter(late_condition(year.cycle, day), unit__code="10001")) == [year.dossier()]
    with on(day):
        council.adopt_agreed(by=fresh(year.people.secretary), dossier_ids=[year.dossier().pk])
        gates.state_gates(
            by=fresh(year.people.noi_vu), key="ky-luat", words=gates.one_word_for([year.dossier().pk], False)
        )
        council.conclude(by=fresh(year.people.secretary), dossier_ids=[year.dossier().pk], session=Session(day))
    assert year.dossier().status == "concluded"


# --- Gates and their day --------------------------------------------------------------------------------------------


def state(year: Year) -> None:
    words = gates.one_word_for([year.dossier().pk], False)
    gates.state_gates(by=fresh(year.people.office), key="ky-luat", words=words)


@pytest.mark.django_db
def test_gate_of_a_submitted_dossier_waits_for_the_appraisal(year: Year) -> None:
    year.submit()
    with on(date(2026, 2, 8)), pytest.raises(Refused, match="“Thẩm định” mở từ ngày 09/02/2026"):
        state(year)
    with on(date(2026, 2, 9)):
        state(year)
    assert GateFact.objects.get(dossier=year.dossier(), key="ky-luat").holds is False


@pytest.mark.django_db
def test_gate_is_not_stated_before_the_day_up_to_which_it_asks() -> None:
    text = SMALL_SET.read_text(encoding="utf-8").replace("as_of: 31/01", "as_of: 28/02")
    year = open_year(units=1, text=text)
    year.accept()
    with on(date(2026, 2, 27)), pytest.raises(Refused) as refused:
        state(year)
    assert refused.value.problems == ["Trường hợp này tính đến hết ngày 28/02/2026: xác nhận được từ ngày đó."]
    with on(date(2026, 2, 28)):
        state(year)
    assert GateFact.objects.get(dossier=year.dossier(), key="ky-luat").holds is False


@pytest.mark.django_db
def test_day_of_a_gate_is_no_later_than_the_span_of_the_cycle(year: Year) -> None:
    gate, dossiers_own = year.cycle.criteria_set.parsed().gates
    assert (stated_from(gate, year.cycle), stated_from(dossiers_own, year.cycle)) == (date(2026, 1, 31), None)
    year.cycle.span_last = date(2026, 1, 25)
    assert stated_from(gate, year.cycle) == date(2026, 1, 25)


# --- Early, with a reason -------------------------------------------------------------------------------------------


def allow(year: Year, allowed: bool = True) -> None:
    early.allow_early(by=fresh(year.people.office), cycle_id=year.cycle.pk, allowed=allowed, seen=not allowed)


def begin(year: Year, reason: str = "Đơn vị nộp sớm", phase: PhaseKey = PhaseKey.APPRAISAL) -> None:
    early.begin_early(by=fresh(year.people.office), dossier_ids=[year.dossier().pk], phase=phase, reason=reason)


@pytest.mark.django_db
def test_switch_is_off_until_the_office_turns_it_on(year: Year) -> None:
    assert year.cycle.early_allowed is False
    with pytest.raises(Refused):
        early.allow_early(by=fresh(year.people.secretary), cycle_id=year.cycle.pk, allowed=True, seen=False)
    allow(year)
    year.cycle.refresh_from_db()
    assert year.cycle.early_allowed is True
    with pytest.raises(Stale):
        early.allow_early(by=fresh(year.people.head), cycle_id=year.cycle.pk, allowed=False, seen=False)


@pytest.mark.django_db
def test_phase_begins_early_with_a_reason_that_stands_in_the_log(year: Year) -> None:
    year.submit()
    office, pk = fresh(year.people.office), year.dossier().pk
    with on(date(2026, 2, 2)):
        with pytest.raises(Refused, match="không cho phép"):
            begin(year)
        allow(year)
        with pytest.raises(Refused, match="cần ghi lý do làm sớm trước"):
            intake.accept(by=office, dossier_ids=[pk])
        with pytest.raises(Invalid):
            begin(year, "  ")
        begin(year)
        intake.accept(by=office, dossier_ids=[pk])
    row = StepLog.objects.get(step="begin_early")
    assert (row.dossier_id, row.phase, row.reason, row.from_status, row.to_status, row.role, row.label) == (
        pk, "appraisal", "Đơn vị nộp sớm", "submitted", "submitted", "city_officer", "Làm trước ngày mở: Thẩm định",
    )  # fmt: skip
    assert year.dossier().status == "under_appraisal"


@pytest.mark.django_db
def test_phase_that_is_open_or_begun_is_not_begun_again(year: Year) -> None:
    year.submit()
    allow(year)
    with on(date(2026, 2, 2)):
        begin(year)
        with pytest.raises(Refused, match="đã mở"):
            begin(year)
    with on(date(2026, 2, 9)), pytest.raises(Refused, match="đã mở"):
        begin(year)
    assert StepLog.objects.filter(step="begin_early").count() == 1


@pytest.mark.django_db
def test_turned_off_the_days_bind_again(year: Year) -> None:
    year.submit()
    allow(year)
    with on(date(2026, 2, 2)):
        begin(year)
        allow(year, allowed=False)
        with pytest.raises(Refused, match="mở từ ngày 09/02/2026"):
            intake.accept(by=fresh(year.people.office), dossier_ids=[year.dossier().pk])


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["secretary", "leader"])
def test_who_takes_no_step_of_the_phase_does_not_begin_it(year: Year, who: str) -> None:
    year.submit()
    allow(year)
    with on(date(2026, 2, 2)), pytest.raises(Refused, match="không có việc ở giai đoạn này"):
        early.begin_early(
            by=fresh(getattr(year.people, who)), dossier_ids=[year.dossier().pk], phase=PhaseKey.APPRAISAL,
            reason="Nộp sớm",
        )  # fmt: skip


@pytest.mark.django_db
def test_commune_begins_early_for_itself_alone(year: Year) -> None:
    year.register()
    allow(year)
    own, other = year.who("10001", "focal"), year.who("10002", "focal")
    pk, drafts = year.dossier().pk, {"1.1": answers.Draft(GOOD["1.1"])}
    with on(date(2026, 1, 8)):
        with pytest.raises(Refused):
            early.begin_early(by=other, dossier_ids=[pk], phase=PhaseKey.EXECUTION, reason="Tập dượt")
        early.begin_early(by=own, dossier_ids=[pk], phase=PhaseKey.EXECUTION, reason="Tập dượt")
        answers.save_answers(by=own, dossier_id=pk, drafts=drafts)
    assert year.dossier().status == "self_scoring"
