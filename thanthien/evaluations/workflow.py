"""The workflow of a dossier: one table of steps, and of what belongs to which phase beside them.

A step is data: who may take it, from which states, into which state, in the days of which phase, and
what must hold first. The action layer takes the row lock, asks ``step_check.check_step``, moves the
stored status and writes the step log; the database trigger (``pairs()``) and the diagram in ``docs/``
are made from this table.

Legal source: the decision, mục IV.6 and V.2 (registration, appraisal, recognition each year); the
order of steps follows the procedure that communes know from "đạt chuẩn tiếp cận pháp luật".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from thanthien.accounts.positions import COMMUNE_LEADS, OFFICE, OFFICE_HEADS, SCORERS, SECRETARIES, SIGNERS
from thanthien.accounts.roles import Role
from thanthien.evaluations.requirements import (
    Facts,
    Requirement,
    all_concluded,
    approval,
    bodies_heard,
    deadline_passed,
    gates_known,
    level_proposed,
    meeting_held,
    never_submitted,
    no_approval,
    opinions_answered,
    posting_over,
    return_answered,
    returned_by_city,
    returns_answered,
    review_open,
    review_time_over,
    reviews_answered,
    sheets_sent,
    supplement_in_time,
    supplement_over,
    target_chosen,
    unit_explained,
    unit_gone,
)
from thanthien.evaluations.stages import PHASE_LABELS, STATUS_LABELS, PhaseKey, Status

__all__ = [
    "BEGIN_EARLY",
    "CORRECT_DECISION",
    "DEEDS",
    "PHASE_LABELS",
    "STATUS_LABELS",
    "STEPS",
    "Deed",
    "Facts",
    "PhaseKey",
    "Requirement",
    "Status",
    "Step",
    "all_concluded",
    "approval",
    "bodies_heard",
    "deadline_passed",
    "gates_known",
    "label_of",
    "level_proposed",
    "meeting_held",
    "never_submitted",
    "no_approval",
    "opinions_answered",
    "pairs",
    "posting_over",
    "return_answered",
    "returned_by_city",
    "returns_answered",
    "review_open",
    "review_time_over",
    "reviews_answered",
    "sheets_sent",
    "supplement_in_time",
    "supplement_over",
    "target_chosen",
    "unit_explained",
    "unit_gone",
]


@dataclass(frozen=True, slots=True)
class Step:
    """One legal move. ``phase``: refused before the first day of that phase, whoever takes it. ``closes``: refused
    after its last day, too: the commune's time is over; what the city does late is late, and done all the same. A step
    without a phase leads back or aside, and is there as long as its state is.
    """

    name: str
    label: str
    sources: frozenset[Status]
    target: Status
    roles: frozenset[Role]
    needs_reason: bool = False
    phase: PhaseKey | None = None
    closes: bool = False
    requires: tuple[Requirement, ...] = ()


def _step(
    name: str,
    label: str,
    sources: Iterable[Status],
    target: Status,
    roles: frozenset[Role],
    *,
    reason: bool = False,
    phase: PhaseKey | None = None,
    closes: bool = False,
    requires: tuple[Requirement, ...] = (),
) -> Step:
    return Step(name, label, frozenset(sources), target, roles, reason, phase, closes, requires)


S, P = Status, PhaseKey
_HELD = (S.PUBLISHED, S.LOWERED, S.ADJUSTED)  # published, and perhaps recognised
STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        _step("register", "Đăng ký", [S.UNREGISTERED], S.REGISTERED, COMMUNE_LEADS,
              phase=P.REGISTRATION, closes=True, requires=(no_approval, target_chosen)),
        _step("ask_registration", "Gửi đăng ký", [S.UNREGISTERED], S.REGISTRATION_PENDING, COMMUNE_LEADS,
              phase=P.REGISTRATION, closes=True, requires=(approval, target_chosen)),
        _step("approve_registration", "Duyệt đăng ký", [S.REGISTRATION_PENDING], S.REGISTERED, OFFICE,
              phase=P.REGISTRATION),
        _step("refuse_registration", "Không duyệt đăng ký", [S.REGISTRATION_PENDING], S.UNREGISTERED,
              OFFICE, reason=True, phase=P.REGISTRATION),
        _step("start", "Bắt đầu tự chấm", [S.REGISTERED], S.SELF_SCORING, SCORERS, phase=P.EXECUTION),
        _step("post", "Niêm yết dự thảo", [S.SELF_SCORING], S.POSTED, COMMUNE_LEADS, phase=P.POSTING, closes=True),
        _step("take_down", "Gỡ niêm yết để sửa", [S.POSTED], S.SELF_SCORING, COMMUNE_LEADS, reason=True),
        _step("take_figures", "Lấy số liệu mới", [S.POSTED], S.POSTED, SIGNERS, reason=True, phase=P.POSTING),
        _step("sign", "Ký duyệt", [S.POSTED], S.SIGNED, SIGNERS, phase=P.POSTING,
              requires=(posting_over, opinions_answered, meeting_held, bodies_heard)),
        _step("take_back", "Rút chữ ký để sửa", [S.SIGNED], S.SELF_SCORING, SIGNERS, reason=True),
        _step("submit", "Nộp hồ sơ", [S.SIGNED], S.SUBMITTED, COMMUNE_LEADS, phase=P.POSTING, closes=True),
        _step("return", "Trả lại để bổ sung", [S.SUBMITTED], S.RETURNED, OFFICE, reason=True, phase=P.POSTING),
        _step("extend_supplement", "Gia hạn bổ sung", [S.RETURNED], S.RETURNED, OFFICE, reason=True,
              phase=P.POSTING),
        _step("resubmit", "Nộp lại hồ sơ", [S.RETURNED], S.SUBMITTED, SIGNERS, phase=P.POSTING,
              requires=(supplement_in_time, returns_answered)),
        _step("accept", "Tiếp nhận, chuyển thẩm định", [S.SUBMITTED], S.UNDER_APPRAISAL, OFFICE, phase=P.APPRAISAL),
        _step("appraise_as_is", "Thẩm định theo hồ sơ hiện có", [S.RETURNED], S.UNDER_APPRAISAL, OFFICE,
              phase=P.APPRAISAL, requires=(supplement_over,)),
        _step("conclude", "Kết luận", [S.UNDER_APPRAISAL], S.CONCLUDED, SECRETARIES, phase=P.COUNCIL,
              requires=(sheets_sent, all_concluded, gates_known)),
        _step("reconsider", "Mở lại phần kết luận", [S.CONCLUDED], S.UNDER_APPRAISAL, SECRETARIES, reason=True,
              phase=P.COUNCIL),
        _step("announce", "Thông báo kết quả dự kiến", [S.CONCLUDED], S.PROVISIONAL, OFFICE, phase=P.PROVISIONAL),
        _step("request_review", "Kiến nghị xem xét lại", [S.PROVISIONAL], S.REVIEW_REQUESTED, SIGNERS,
              reason=True, phase=P.REVIEW, closes=True, requires=(review_open,)),
        _step("answer_review", "Trả lời kiến nghị", [S.REVIEW_REQUESTED], S.REVIEW_ANSWERED, SECRETARIES,
              phase=P.REVIEW, requires=(reviews_answered, gates_known)),
        _step("reopen_items", "Mở lại tiêu chí để kết luận lại", [S.PROVISIONAL, S.REVIEW_ANSWERED], S.RECONCLUDING,
              SECRETARIES, reason=True, phase=P.PROVISIONAL, requires=(returned_by_city,)),
        _step("conclude_again", "Kết luận lại", [S.RECONCLUDING], S.CONCLUDED, SECRETARIES, phase=P.PROVISIONAL,
              requires=(all_concluded, gates_known)),
        _step("keep_announced", "Giữ kết quả đã thông báo", [S.RECONCLUDING], S.PROVISIONAL, SECRETARIES, reason=True,
              phase=P.PROVISIONAL, requires=(all_concluded, gates_known)),
        _step("keep_answered", "Giữ kết quả sau trả lời kiến nghị", [S.RECONCLUDING], S.REVIEW_ANSWERED, SECRETARIES,
              reason=True, phase=P.PROVISIONAL, requires=(all_concluded, gates_known)),
        _step("decide", "Ghi nhận quyết định",
              [S.PROVISIONAL, S.REVIEW_ANSWERED, S.CLOSED_UNSUBMITTED, S.WITHDRAWN], S.DECIDED, OFFICE,
              phase=P.DECISION, requires=(review_time_over, level_proposed, return_answered)),
        _step("publish", "Công bố", [S.DECIDED], S.PUBLISHED, OFFICE, phase=P.DECISION),
        _step("adjust", "Điều chỉnh kết quả", [*_HELD, S.REVOKED], S.ADJUSTED, OFFICE, reason=True, phase=P.DECISION),
        _step("lower", "Hạ mức độ", _HELD, S.LOWERED, OFFICE, reason=True, phase=P.DECISION,
              requires=(unit_explained,)),
        _step("revoke", "Thu hồi công nhận", _HELD, S.REVOKED, OFFICE, reason=True, phase=P.DECISION,
              requires=(unit_explained,)),
        _step("withdraw", "Rút hồ sơ", [S.REGISTERED, S.SELF_SCORING, S.POSTED, S.SIGNED],
              S.WITHDRAWN, SIGNERS, reason=True, requires=(never_submitted,)),
        _step("close_unsubmitted", "Khóa do không nộp hồ sơ",
              [S.UNREGISTERED, S.REGISTRATION_PENDING, S.REGISTERED, S.SELF_SCORING, S.POSTED, S.SIGNED],
              S.CLOSED_UNSUBMITTED, OFFICE, requires=(deadline_passed,)),
        _step("close_merged", "Khép lại do sáp nhập",
              [S.UNREGISTERED, S.REGISTRATION_PENDING, S.REGISTERED, S.SELF_SCORING, S.POSTED, S.SIGNED, S.SUBMITTED,
               S.RETURNED, S.UNDER_APPRAISAL, S.CONCLUDED],
              S.CLOSED_MERGED, OFFICE, reason=True, requires=(unit_gone,)),
        _step("reopen", "Mở lại để tự chấm",
              [S.SUBMITTED, S.RETURNED, S.UNDER_APPRAISAL, S.CONCLUDED, S.WITHDRAWN, S.CLOSED_UNSUBMITTED,
               S.CLOSED_MERGED],
              S.SELF_SCORING, OFFICE_HEADS, reason=True, requires=(target_chosen,)),
        _step("change_set", "Điều chỉnh bộ tiêu chí", [S.POSTED, S.SIGNED, S.RETURNED], S.SELF_SCORING, OFFICE_HEADS,
              reason=True),
        _step("reopen_registration", "Mở lại để đăng ký", [S.CLOSED_UNSUBMITTED, S.CLOSED_MERGED], S.UNREGISTERED,
              OFFICE_HEADS, reason=True),
    )
}  # fmt: skip


class Deed(StrEnum):
    """What people do to a dossier beside its steps, in states that are there before the phase to which it belongs."""

    TYPE_ANSWERS = "type_answers"
    STATE_GATES = "state_gates"
    CONCLUDE_ITEMS = "conclude_items"
    PROPOSE_LEVEL = "propose_level"


# None of them is done before the first day of its phase. What else people do (sheets, opinions, answers to requests)
# belongs to the state into which a step of that phase led.
DEEDS: dict[Deed, PhaseKey] = {
    Deed.TYPE_ANSWERS: P.EXECUTION,
    Deed.STATE_GATES: P.APPRAISAL,
    Deed.CONCLUDE_ITEMS: P.COUNCIL,
    Deed.PROPOSE_LEVEL: P.COUNCIL,
}
# Taken with all dossiers of a cycle at once, never with one by itself. Where it leads nowhere it leaves an entry in the
# log, and the dossier as it is.
CHANGE_SET = "change_set"
# Only of a unit that is no more.
CLOSE_MERGED = "close_merged"
# Entries in the log of steps by which the dossier stays where it is: a phase begins before its first day; a wrong text
# in a decision is corrected.
BEGIN_EARLY, CORRECT_DECISION = "begin_early", "correct_decision"
_ENTRIES = {BEGIN_EARLY: "Làm trước ngày mở", CORRECT_DECISION: "Đính chính quyết định"}


def label_of(name: str) -> str:
    """What an entry of the log of steps is called."""
    return _ENTRIES[name] if name in _ENTRIES else STEPS[name].label


def pairs() -> frozenset[tuple[str, str]]:
    """All legal (from, to) pairs: the database trigger refuses every other change of state."""
    return frozenset(
        (source.value, step.target.value) for step in STEPS.values() for source in step.sources if source != step.target
    )
