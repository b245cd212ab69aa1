"""The workflow of a dossier: one table of steps, and of what belongs to which phase beside them.

A step is data: who may take it, from which states, into which state, in the days of which phase, and
what must hold first. The action layer takes the row lock, asks ``step_check.check_step``, moves the
stored status and writes the step log; the database trigger (``pairs()``) and the diagram in ``docs/``
are made from this table.

Legal source: the decision, mục IV.6 and V.2 (registration, appraisal, recognition each year); the
order of steps follows the procedure that communes know from "đạt chuẩn tiếp cận pháp luật".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from thanthien.accounts.positions import COMMUNE_LEADS, OFFICE, OFFICE_HEADS, SCORERS, SECRETARIES, SIGNERS
from thanthien.accounts.roles import Role


class Status(StrEnum):
    """Where a dossier stands. Labels are in :data:`STATUS_LABELS`."""

    UNREGISTERED = "unregistered"
    REGISTRATION_PENDING = "registration_pending"
    REGISTERED = "registered"
    SELF_SCORING = "self_scoring"
    POSTED = "posted"
    SIGNED = "signed"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    UNDER_APPRAISAL = "under_appraisal"
    CONCLUDED = "concluded"
    PROVISIONAL = "provisional"
    REVIEW_REQUESTED = "review_requested"
    REVIEW_ANSWERED = "review_answered"
    DECIDED = "decided"
    PUBLISHED = "published"
    LOWERED = "lowered"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"
    CLOSED_UNSUBMITTED = "closed_unsubmitted"


STATUS_LABELS: dict[Status, str] = {
    Status.UNREGISTERED: "Chưa đăng ký",
    Status.REGISTRATION_PENDING: "Chờ duyệt đăng ký",
    Status.REGISTERED: "Đã đăng ký",
    Status.SELF_SCORING: "Đang tự chấm",
    Status.POSTED: "Đang niêm yết lấy ý kiến",
    Status.SIGNED: "Đã ký duyệt, chưa nộp",
    Status.SUBMITTED: "Đã nộp",
    Status.RETURNED: "Trả lại để bổ sung",
    Status.UNDER_APPRAISAL: "Đang thẩm định",
    Status.CONCLUDED: "Hội đồng đã kết luận",
    Status.PROVISIONAL: "Đã thông báo kết quả dự kiến",
    Status.REVIEW_REQUESTED: "Đang xem xét kiến nghị",
    Status.REVIEW_ANSWERED: "Đã trả lời kiến nghị",
    Status.DECIDED: "Đã có quyết định",
    Status.PUBLISHED: "Đã công bố",
    Status.LOWERED: "Đã hạ mức độ",
    Status.REVOKED: "Đã thu hồi công nhận",
    Status.WITHDRAWN: "Đã rút hồ sơ",
    Status.CLOSED_UNSUBMITTED: "Khóa do không nộp hồ sơ",
}


class PhaseKey(StrEnum):
    """The phases of a cycle, in order."""

    REGISTRATION = "registration"
    EXECUTION = "execution"
    SELF_SCORING = "self_scoring"
    POSTING = "posting"
    APPRAISAL = "appraisal"
    COUNCIL = "council"
    PROVISIONAL = "provisional"
    REVIEW = "review"
    DECISION = "decision"


PHASE_LABELS: dict[PhaseKey, str] = {
    PhaseKey.REGISTRATION: "Đăng ký",
    PhaseKey.EXECUTION: "Thực hiện",
    PhaseKey.SELF_SCORING: "Tự chấm",
    PhaseKey.POSTING: "Niêm yết, ký và nộp hồ sơ",
    PhaseKey.APPRAISAL: "Thẩm định",
    PhaseKey.COUNCIL: "Hội đồng kết luận",
    PhaseKey.PROVISIONAL: "Thông báo kết quả dự kiến",
    PhaseKey.REVIEW: "Kiến nghị xem xét lại",
    PhaseKey.DECISION: "Quyết định và công bố",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a check needs to know of one dossier; read by ``queries.facts_of``.

    Dates are local days. ``opens`` holds the first day of each phase, ``deadlines`` its last day for this
    unit, extensions included; a phase without an entry has none. ``begun_early``: phases that were begun
    before their first day, with a reason, where the cycle allows it (``early_allowed``). No field has a
    default: what nobody read is not assumed.
    """

    status: Status
    today: date
    roles: frozenset[Role]
    opens: Mapping[PhaseKey, date]
    deadlines: dict[PhaseKey, date]
    early_allowed: bool
    begun_early: frozenset[PhaseKey]
    needs_approval: bool
    target_level: int | None
    posting_ends_on: date | None
    unanswered_opinions: int
    meeting_required: bool
    meeting_on: date | None
    has_minutes: bool
    supplement_due_on: date | None
    open_returns: tuple[str, ...]
    sheets_waiting: tuple[str, ...]
    open_conclusions: tuple[str, ...]
    unknown_gates: tuple[str, ...]
    review_allowed: bool
    unanswered_reviews: int
    proposed: bool


Requirement = Callable[[Facts], Iterable[str]]


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


def _date(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _listing(codes: tuple[str, ...], most: int = 6) -> str:
    more = len(codes) - most
    return ", ".join(codes[:most]) + (f" và {more} mục khác" if more > 0 else "")


def no_approval(facts: Facts) -> Iterable[str]:
    """The cycle's switch: registration counts at once."""
    if facts.needs_approval:
        yield "Kỳ này cần duyệt đăng ký: cần gửi đăng ký để chờ duyệt."


def approval(facts: Facts) -> Iterable[str]:
    """The cycle's switch: registration waits for approval."""
    if not facts.needs_approval:
        yield "Kỳ này không cần duyệt đăng ký."


def target_chosen(facts: Facts) -> Iterable[str]:
    """A registered dossier names the level aimed at."""
    if facts.target_level is None:
        yield "Chưa chọn mức độ phấn đấu."


def posting_over(facts: Facts) -> Iterable[str]:
    """The draft has been posted for the whole time that the cycle asks (≥ 5 days by default)."""
    if facts.posting_ends_on is None:
        yield "Chưa niêm yết dự thảo."
    elif facts.today <= facts.posting_ends_on:
        yield f"Thời gian niêm yết còn đến hết ngày {_date(facts.posting_ends_on)}."


def opinions_answered(facts: Facts) -> Iterable[str]:
    """Every opinion on the posted draft has its answer."""
    if facts.unanswered_opinions:
        yield f"Còn {facts.unanswered_opinions} ý kiến chưa tiếp thu, giải trình."


def meeting_held(facts: Facts) -> Iterable[str]:
    """The commune's meeting: its date and minutes (a switch of the cycle)."""
    if not facts.meeting_required:
        return
    if facts.meeting_on is None:
        yield "Chưa ghi ngày họp đánh giá của xã, phường, đặc khu."
    elif facts.meeting_on > facts.today:
        yield f"Cuộc họp đánh giá ngày {_date(facts.meeting_on)} chưa diễn ra."
    if not facts.has_minutes:
        yield "Chưa có biên bản họp đánh giá."


def supplement_in_time(facts: Facts) -> Iterable[str]:
    """A returned dossier comes back within its own working-day deadline."""
    if facts.supplement_due_on is not None and facts.today > facts.supplement_due_on:
        yield f"Đã quá hạn bổ sung ({_date(facts.supplement_due_on)}). Đề nghị cơ quan thường trực gia hạn."


def returns_answered(facts: Facts) -> Iterable[str]:
    """Of each item for which a dossier was returned the commune says what it did."""
    if facts.open_returns:
        yield f"Còn mục trả lại chưa trả lời: {_listing(facts.open_returns)}."


def sheets_sent(facts: Facts) -> Iterable[str]:
    """Every appraising body has sent its sheet."""
    if facts.sheets_waiting:
        yield f"Còn phiếu thẩm định chưa gửi: {_listing(facts.sheets_waiting)}."


def all_concluded(facts: Facts) -> Iterable[str]:
    """No indicator may be without a concluded value: missing is not zero."""
    if facts.open_conclusions:
        yield f"Còn tiêu chí chưa kết luận: {_listing(facts.open_conclusions)}."


def gates_known(facts: Facts) -> Iterable[str]:
    """Every gate has its answer."""
    if facts.unknown_gates:
        yield f"Còn điều kiện chưa xác định: {_listing(facts.unknown_gates)}."


def deadline_passed(facts: Facts) -> Iterable[str]:
    """A dossier is closed unsubmitted only after the last day of submission, extensions included."""
    due = facts.deadlines.get(PhaseKey.POSTING)
    if facts.status == Status.RETURNED:
        due = facts.supplement_due_on
    if due is not None and facts.today <= due:
        yield f"Chưa hết hạn nộp hồ sơ ({_date(due)})."


def review_open(facts: Facts) -> Iterable[str]:
    """Review is a switch of the cycle."""
    if not facts.review_allowed:
        yield "Kỳ này không có bước kiến nghị xem xét lại."


def reviews_answered(facts: Facts) -> Iterable[str]:
    """Each request for review has a decided answer."""
    if facts.unanswered_reviews:
        yield f"Còn {facts.unanswered_reviews} kiến nghị chưa trả lời."


def review_time_over(facts: Facts) -> Iterable[str]:
    """No decision while communes may still ask for review."""
    due = facts.deadlines.get(PhaseKey.REVIEW)
    if facts.review_allowed and facts.status == Status.PROVISIONAL and due and facts.today <= due:
        yield f"Thời hạn kiến nghị còn đến hết ngày {_date(due)}."


def level_proposed(facts: Facts) -> Iterable[str]:
    """The proposed level stands beside the computed one before the city decides."""
    if not facts.proposed:
        yield "Chưa có mức độ đề nghị."


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
              requires=(posting_over, opinions_answered, meeting_held)),
        _step("take_back", "Rút chữ ký để sửa", [S.SIGNED], S.SELF_SCORING, SIGNERS, reason=True),
        _step("submit", "Nộp hồ sơ", [S.SIGNED], S.SUBMITTED, COMMUNE_LEADS, phase=P.POSTING, closes=True),
        _step("return", "Trả lại để bổ sung", [S.SUBMITTED], S.RETURNED, OFFICE, reason=True, phase=P.POSTING),
        _step("extend_supplement", "Gia hạn bổ sung", [S.RETURNED], S.RETURNED, OFFICE, reason=True,
              phase=P.POSTING),
        _step("resubmit", "Nộp lại hồ sơ", [S.RETURNED], S.SUBMITTED, SIGNERS, phase=P.POSTING,
              requires=(supplement_in_time, returns_answered)),
        _step("accept", "Tiếp nhận, chuyển thẩm định", [S.SUBMITTED], S.UNDER_APPRAISAL, OFFICE, phase=P.APPRAISAL),
        _step("conclude", "Kết luận", [S.UNDER_APPRAISAL], S.CONCLUDED, SECRETARIES, phase=P.COUNCIL,
              requires=(sheets_sent, all_concluded, gates_known)),
        _step("reconsider", "Mở lại phần kết luận", [S.CONCLUDED], S.UNDER_APPRAISAL, SECRETARIES, reason=True,
              phase=P.COUNCIL),
        _step("announce", "Thông báo kết quả dự kiến", [S.CONCLUDED], S.PROVISIONAL, OFFICE, phase=P.PROVISIONAL),
        _step("request_review", "Kiến nghị xem xét lại", [S.PROVISIONAL], S.REVIEW_REQUESTED, SIGNERS,
              reason=True, phase=P.REVIEW, closes=True, requires=(review_open,)),
        _step("answer_review", "Trả lời kiến nghị", [S.REVIEW_REQUESTED], S.REVIEW_ANSWERED, SECRETARIES,
              phase=P.REVIEW, requires=(reviews_answered, gates_known)),
        _step("decide", "Ghi nhận quyết định", [S.PROVISIONAL, S.REVIEW_ANSWERED, S.CLOSED_UNSUBMITTED],
              S.DECIDED, OFFICE, phase=P.DECISION, requires=(review_time_over, level_proposed)),
        _step("publish", "Công bố", [S.DECIDED], S.PUBLISHED, OFFICE, phase=P.DECISION),
        _step("lower", "Hạ mức độ", [S.PUBLISHED, S.LOWERED], S.LOWERED, OFFICE, reason=True, phase=P.DECISION),
        _step("revoke", "Thu hồi công nhận", [S.PUBLISHED, S.LOWERED], S.REVOKED, OFFICE, reason=True,
              phase=P.DECISION),
        _step("withdraw", "Rút hồ sơ", [S.REGISTERED, S.SELF_SCORING, S.POSTED, S.SIGNED, S.SUBMITTED, S.RETURNED],
              S.WITHDRAWN, SIGNERS, reason=True),
        _step("close_unsubmitted", "Khóa do không nộp hồ sơ",
              [S.UNREGISTERED, S.REGISTRATION_PENDING, S.REGISTERED, S.SELF_SCORING, S.POSTED, S.SIGNED, S.RETURNED],
              S.CLOSED_UNSUBMITTED, OFFICE, requires=(deadline_passed,)),
        _step("reopen", "Mở lại để tự chấm",
              [S.SUBMITTED, S.RETURNED, S.UNDER_APPRAISAL, S.CONCLUDED, S.WITHDRAWN, S.CLOSED_UNSUBMITTED],
              S.SELF_SCORING, OFFICE_HEADS, reason=True, requires=(target_chosen,)),
        _step("reopen_registration", "Mở lại để đăng ký", [S.CLOSED_UNSUBMITTED], S.UNREGISTERED, OFFICE_HEADS,
              reason=True),
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
# The entry in the log of steps by which a phase begins before its first day; the dossier stays where it is.
BEGIN_EARLY = "begin_early"


def label_of(name: str) -> str:
    """What an entry of the log of steps is called."""
    return "Làm trước ngày mở" if name == BEGIN_EARLY else STEPS[name].label


def pairs() -> frozenset[tuple[str, str]]:
    """All legal (from, to) pairs: the database trigger refuses every other change of state."""
    return frozenset(
        (source.value, step.target.value) for step in STEPS.values() for source in step.sources if source != step.target
    )
