"""What a step asks of a dossier, each requirement by itself, on both sides of its edge; and whose each step is."""

from datetime import date, timedelta

import pytest

from tests.evaluations.bare import TODAY, facts
from thanthien.accounts.roles import Role
from thanthien.evaluations import workflow
from thanthien.evaluations.step_check import check_step, open_steps, opens_on, steps_of_phase, too_early, too_late
from thanthien.evaluations.workflow import BEGIN_EARLY, DEEDS, STEPS, PhaseKey, Requirement, Status, label_of

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
CODES = tuple(f"1.{number}" for number in range(1, 8))
FOCAL, OFFICER, CHAIR = Role.COMMUNE_FOCAL, Role.COMMUNE_OFFICER, Role.COMMUNE_CHAIR
CITY_OFFICER, HEAD, SECRETARY = Role.CITY_OFFICER, Role.CITY_HEAD, Role.COUNCIL_SECRETARY


NEXT_WHEN_RETURNED = "Cần bổ sung rồi nộp lại; không nộp lại thì hồ sơ được thẩm định theo phần đã nộp."


@pytest.mark.parametrize(
    ("requirement", "status", "stands", "told"),
    [
        (workflow.no_approval, Status.UNREGISTERED, {"needs_approval": False}, []),
        (workflow.no_approval, Status.UNREGISTERED, {"needs_approval": True},
         ["Kỳ này cần duyệt đăng ký: cần gửi đăng ký để chờ duyệt."]),
        (workflow.approval, Status.UNREGISTERED, {"needs_approval": True}, []),
        (workflow.approval, Status.UNREGISTERED, {"needs_approval": False}, ["Kỳ này không cần duyệt đăng ký."]),
        (workflow.target_chosen, Status.UNREGISTERED, {"target_level": 1}, []),
        (workflow.target_chosen, Status.UNREGISTERED, {"target_level": None}, ["Chưa chọn mức độ phấn đấu."]),
        (workflow.meeting_held, Status.POSTED, {"meeting_on": TODAY, "has_minutes": True}, []),
        (workflow.meeting_held, Status.POSTED, {"meeting_on": TOMORROW, "has_minutes": True},
         ["Cuộc họp đánh giá ngày 03/03/2026 chưa diễn ra."]),
        (workflow.meeting_held, Status.POSTED, {"meeting_on": TODAY, "has_minutes": False},
         ["Chưa có biên bản họp đánh giá."]),
        (workflow.meeting_held, Status.POSTED, {"meeting_required": False}, []),
        (workflow.opinions_answered, Status.POSTED, {"unanswered_opinions": 1},
         ["Còn 1 ý kiến chưa tiếp thu, giải trình."]),
        (workflow.supplement_in_time, Status.RETURNED, {"supplement_due_on": None}, []),
        (workflow.supplement_in_time, Status.RETURNED, {"supplement_due_on": TODAY}, []),
        (workflow.supplement_in_time, Status.RETURNED, {"supplement_due_on": YESTERDAY},
         ["Đã quá hạn bổ sung (01/03/2026). Đề nghị cơ quan thường trực gia hạn."]),
        (workflow.returns_answered, Status.RETURNED, {"open_returns": ("1.1",)},
         ["Còn mục trả lại chưa trả lời: 1.1."]),
        (workflow.returns_answered, Status.RETURNED, {}, []),
        (workflow.all_concluded, Status.UNDER_APPRAISAL, {"open_conclusions": CODES[:6]},
         ["Còn tiêu chí chưa kết luận: 1.1, 1.2, 1.3, 1.4, 1.5, 1.6."]),
        (workflow.all_concluded, Status.UNDER_APPRAISAL, {"open_conclusions": CODES},
         ["Còn tiêu chí chưa kết luận: 1.1, 1.2, 1.3, 1.4, 1.5, 1.6 và 1 mục khác."]),
        (workflow.deadline_passed, Status.SELF_SCORING, {}, []),
        (workflow.deadline_passed, Status.SELF_SCORING, {"deadlines": {PhaseKey.POSTING: YESTERDAY}}, []),
        (workflow.deadline_passed, Status.SELF_SCORING, {"deadlines": {PhaseKey.POSTING: TODAY}},
         ["Chưa hết hạn nộp hồ sơ (02/03/2026)."]),
        (workflow.deadline_passed, Status.SELF_SCORING,
         {"deadlines": {PhaseKey.POSTING: YESTERDAY}, "supplement_due_on": TOMORROW}, []),
        (workflow.review_open, Status.PROVISIONAL, {"review_allowed": True}, []),
        (workflow.review_open, Status.PROVISIONAL, {"review_allowed": False},
         ["Kỳ này không có bước kiến nghị xem xét lại."]),
        (workflow.reviews_answered, Status.REVIEW_REQUESTED, {"unanswered_reviews": 2},
         ["Còn 2 kiến nghị chưa trả lời."]),
        (workflow.reviews_answered, Status.REVIEW_REQUESTED, {}, []),
        (workflow.review_time_over, Status.PROVISIONAL, {}, []),
        (workflow.review_time_over, Status.PROVISIONAL, {"deadlines": {PhaseKey.REVIEW: YESTERDAY}}, []),
        (workflow.review_time_over, Status.PROVISIONAL, {"deadlines": {PhaseKey.REVIEW: TODAY}},
         ["Thời hạn kiến nghị còn đến hết ngày 02/03/2026."]),
        (workflow.review_time_over, Status.PROVISIONAL,
         {"deadlines": {PhaseKey.REVIEW: TODAY}, "review_allowed": False}, []),
        (workflow.review_time_over, Status.REVIEW_ANSWERED, {"deadlines": {PhaseKey.REVIEW: TODAY}}, []),
        (workflow.level_proposed, Status.PROVISIONAL, {"proposed": True}, []),
        (workflow.level_proposed, Status.PROVISIONAL, {}, ["Chưa có mức độ đề nghị."]),
        (workflow.level_proposed, Status.WITHDRAWN, {},
         ["Đơn vị rút hồ sơ theo cách làm trước đây, khi hồ sơ rút không vào quyết định; giữ nguyên như vậy."]),
        (workflow.level_proposed, Status.WITHDRAWN, {"proposed": True}, []),
        (workflow.supplement_over, Status.RETURNED, {"supplement_due_on": YESTERDAY}, []),
        (workflow.supplement_over, Status.RETURNED, {"supplement_due_on": TODAY},
         ["Đơn vị còn được bổ sung đến hết ngày 02/03/2026."]),
        (workflow.never_submitted, Status.SELF_SCORING, {}, []),
        (workflow.never_submitted, Status.SELF_SCORING, {"submitted_once": True},
         ["Hồ sơ đã nộp nên không rút được nữa."]),
        (workflow.never_submitted, Status.RETURNED, {"submitted_once": True},
         [f"Hồ sơ đã nộp nên không rút được nữa. {NEXT_WHEN_RETURNED}"]),
        (workflow.gates_known, Status.UNDER_APPRAISAL, {}, []),
        (workflow.sheets_sent, Status.UNDER_APPRAISAL, {}, []),
        (workflow.posting_over, Status.POSTED, {"posting_ends_on": YESTERDAY}, []),
    ],
)  # fmt: skip
def test_requirement_is_met_or_told(
    requirement: Requirement, status: Status, stands: dict[str, object], told: list[str]
) -> None:
    assert list(requirement(facts(status, **stands))) == told


COMMUNE, SCORERS, CHAIRS = {FOCAL, CHAIR}, {FOCAL, OFFICER, CHAIR}, {CHAIR}
OFFICE, HEADS, COUNCIL = {CITY_OFFICER, HEAD}, {HEAD}, {SECRETARY}
# Written out once more, by hand: the table itself is what is tried here. Target, whose, reason, requirements.
S, W = Status, workflow
TABLE = {
    "register": (S.REGISTERED, COMMUNE, False, (W.no_approval, W.target_chosen)),
    "ask_registration": (S.REGISTRATION_PENDING, COMMUNE, False, (W.approval, W.target_chosen)),
    "approve_registration": (S.REGISTERED, OFFICE, False, ()),
    "refuse_registration": (S.UNREGISTERED, OFFICE, True, ()),
    "start": (S.SELF_SCORING, SCORERS, False, ()),
    "post": (S.POSTED, COMMUNE, False, ()),
    "take_down": (S.SELF_SCORING, COMMUNE, True, ()),
    "take_figures": (S.POSTED, CHAIRS, True, ()),
    "sign": (S.SIGNED, CHAIRS, False, (W.posting_over, W.opinions_answered, W.meeting_held, W.bodies_heard)),
    "take_back": (S.SELF_SCORING, CHAIRS, True, ()),
    "submit": (S.SUBMITTED, COMMUNE, False, ()),
    "return": (S.RETURNED, OFFICE, True, ()),
    "extend_supplement": (S.RETURNED, OFFICE, True, ()),
    "resubmit": (S.SUBMITTED, CHAIRS, False, (W.supplement_in_time, W.returns_answered)),
    "accept": (S.UNDER_APPRAISAL, OFFICE, False, ()),
    "appraise_as_is": (S.UNDER_APPRAISAL, OFFICE, False, (W.supplement_over,)),
    "conclude": (S.CONCLUDED, COUNCIL, False, (W.sheets_sent, W.all_concluded, W.gates_known)),
    "reconsider": (S.UNDER_APPRAISAL, COUNCIL, True, ()),
    "announce": (S.PROVISIONAL, OFFICE, False, ()),
    "request_review": (S.REVIEW_REQUESTED, CHAIRS, True, (W.review_open,)),
    "answer_review": (S.REVIEW_ANSWERED, COUNCIL, False, (W.reviews_answered, W.gates_known)),
    "decide": (S.DECIDED, OFFICE, False, (W.review_time_over, W.level_proposed, W.return_answered)),
    "reopen_items": (S.RECONCLUDING, COUNCIL, True, (W.returned_by_city,)),
    "conclude_again": (S.CONCLUDED, COUNCIL, False, (W.all_concluded, W.gates_known)),
    "keep_announced": (S.PROVISIONAL, COUNCIL, True, (W.all_concluded, W.gates_known)),
    "keep_answered": (S.REVIEW_ANSWERED, COUNCIL, True, (W.all_concluded, W.gates_known)),
    "adjust": (S.ADJUSTED, OFFICE, True, ()),
    "publish": (S.PUBLISHED, OFFICE, False, ()),
    "lower": (S.LOWERED, OFFICE, True, (W.unit_explained,)),
    "revoke": (S.REVOKED, OFFICE, True, (W.unit_explained,)),
    "withdraw": (S.WITHDRAWN, CHAIRS, True, (W.never_submitted,)),
    "close_unsubmitted": (S.CLOSED_UNSUBMITTED, OFFICE, False, (W.deadline_passed,)),
    "close_merged": (S.CLOSED_MERGED, OFFICE, True, (W.unit_gone,)),
    "reopen": (S.SELF_SCORING, HEADS, True, (W.target_chosen,)),
    "change_set": (S.SELF_SCORING, HEADS, True, ()),
    "reopen_registration": (S.UNREGISTERED, HEADS, True, ()),
}


def test_each_step_leads_where_the_table_says_and_is_theirs_whose_it_is() -> None:
    assert {
        step.name: (step.target, set(step.roles), step.needs_reason, step.requires) for step in STEPS.values()
    } == TABLE
    assert {name: step.name for name, step in STEPS.items()} == {name: name for name in TABLE}


def test_phases_are_those_of_the_calendar() -> None:
    assert {phase.value: [step.name for step in steps_of_phase(phase)] for phase in PhaseKey} == {
        "registration": ["register", "ask_registration", "approve_registration", "refuse_registration"],
        "execution": ["start"],
        "self_scoring": [],
        "posting": ["post", "take_figures", "sign", "submit", "return", "extend_supplement", "resubmit"],
        "appraisal": ["accept", "appraise_as_is"],
        "council": ["conclude", "reconsider"],
        "provisional": ["announce", "reopen_items", "conclude_again", "keep_announced", "keep_answered"],
        "review": ["request_review", "answer_review"],
        "decision": ["decide", "publish", "adjust", "lower", "revoke"],
    }
    assert {deed.value: phase.value for deed, phase in DEEDS.items()} == {
        "type_answers": "execution",
        "state_gates": "appraisal",
        "conclude_items": "council",
        "propose_level": "council",
    }


def test_entry_of_the_log_has_the_name_of_its_step_or_of_the_early_beginning() -> None:
    assert BEGIN_EARLY == "begin_early"  # so it stands in the log
    assert (label_of("sign"), label_of(BEGIN_EARLY)) == ("Ký duyệt", "Làm trước ngày mở")


def test_first_day_of_a_phase_that_is_there_is_told_no_more() -> None:
    state = facts(Status.SIGNED, FOCAL, opens={PhaseKey.POSTING: TOMORROW, PhaseKey.REVIEW: TODAY})
    assert opens_on(PhaseKey.POSTING, state) == TOMORROW
    assert opens_on(PhaseKey.REVIEW, state) is None
    assert opens_on(PhaseKey.COUNCIL, state) is None
    assert opens_on(None, state) is None
    assert too_early(STEPS["take_back"], state) == []


def test_only_a_step_that_closes_is_late() -> None:
    over = facts(Status.SIGNED, FOCAL, deadlines={PhaseKey.POSTING: YESTERDAY})
    assert too_late(STEPS["sign"], over) == []
    assert too_late(STEPS["submit"], facts(Status.SIGNED, FOCAL)) == []
    assert too_late(STEPS["submit"], over) == [
        "Đã hết hạn “Niêm yết, ký và nộp hồ sơ” ngày 01/03/2026 và không được gia hạn."
    ]


def test_days_of_the_phase_are_told_before_what_else_is_missing() -> None:
    state = facts(Status.POSTED, CHAIR, opens={PhaseKey.POSTING: TOMORROW})
    assert check_step("sign", state) == ["Giai đoạn “Niêm yết, ký và nộp hồ sơ” mở từ ngày 03/03/2026."]


def test_reason_is_asked_for_beside_what_else_is_missing() -> None:
    state = facts(Status.WITHDRAWN, HEAD)
    assert check_step("reopen", state) == ["Chưa chọn mức độ phấn đấu.", "Cần ghi lý do khi “Mở lại để tự chấm”."]


def test_roles_that_may_are_named_in_one_order() -> None:
    assert check_step("start", facts(Status.REGISTERED, SECRETARY)) == [
        "Việc “Bắt đầu tự chấm” thuộc quyền của: "
        + ", ".join(sorted(role.title for role in (CHAIR, FOCAL, OFFICER)))
        + "."
    ]


def test_steps_are_open_to_who_may_take_one_of_them() -> None:
    assert [step.name for step in open_steps(Status.SIGNED, frozenset({FOCAL}), "meeting", unit_ended=False)] == [
        "submit"
    ]
    assert [step.name for step in open_steps(Status.SIGNED, frozenset({SECRETARY}), "meeting", unit_ended=False)] == []
    assert [step.name for step in open_steps(Status.REVOKED, frozenset(Role), "meeting", unit_ended=False)] == [
        "adjust"
    ]


def test_supplement_of_a_returned_dossier_has_its_own_last_day() -> None:
    state = facts(Status.RETURNED, CHAIR, supplement_due_on=date(2026, 3, 1))
    assert check_step("resubmit", state) == ["Đã quá hạn bổ sung (01/03/2026). Đề nghị cơ quan thường trực gia hạn."]
