"""The workflow of a dossier: one table of steps and one pure check.

A step is data: who may take it, from which states, into which state, and what must hold first.
The action layer takes the row lock, asks :func:`check_step`, moves the stored status and writes the
step log; the database trigger (``pairs()``) and the diagram in ``docs/`` are made from this table.

Legal source: the decision, mục IV.6 and V.2 (registration, appraisal, recognition each year); the
order of steps follows the procedure that communes know from "đạt chuẩn tiếp cận pháp luật".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

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

    Dates are local days. ``deadlines`` holds the last day of each phase for this unit, extensions
    included; a phase without an entry has no deadline. No field has a default: what nobody read is not
    assumed.
    """

    status: Status
    today: date
    roles: frozenset[Role]
    deadlines: dict[PhaseKey, date]
    needs_approval: bool
    target_level: int | None
    posting_ends_on: date | None
    unanswered_opinions: int
    meeting_required: bool
    meeting_on: date | None
    has_minutes: bool
    supplement_due_on: date | None
    sheets_waiting: tuple[str, ...]
    open_conclusions: tuple[str, ...]
    unknown_gates: tuple[str, ...]
    review_allowed: bool
    unanswered_reviews: int
    proposed: bool


Requirement = Callable[[Facts], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Step:
    """One legal move. ``phase``: refused after the last day of that phase."""

    name: str
    label: str
    sources: frozenset[Status]
    target: Status
    roles: frozenset[Role]
    needs_reason: bool = False
    phase: PhaseKey | None = None
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


_FOCAL = frozenset({Role.COMMUNE_FOCAL, Role.COMMUNE_CHAIR})
_SCORERS = frozenset({Role.COMMUNE_FOCAL, Role.COMMUNE_OFFICER, Role.COMMUNE_CHAIR})
_CHAIR = frozenset({Role.COMMUNE_CHAIR})
_OFFICE = frozenset({Role.CITY_OFFICER, Role.CITY_HEAD})
_HEAD = frozenset({Role.CITY_HEAD})
_COUNCIL = frozenset({Role.COUNCIL_SECRETARY})


def _step(
    name: str,
    label: str,
    sources: Iterable[Status],
    target: Status,
    roles: frozenset[Role],
    *,
    reason: bool = False,
    phase: PhaseKey | None = None,
    requires: tuple[Requirement, ...] = (),
) -> Step:
    return Step(name, label, frozenset(sources), target, roles, reason, phase, requires)


S = Status
STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        _step("register", "Đăng ký", [S.UNREGISTERED], S.REGISTERED, _FOCAL,
              phase=PhaseKey.REGISTRATION, requires=(no_approval, target_chosen)),
        _step("ask_registration", "Gửi đăng ký", [S.UNREGISTERED], S.REGISTRATION_PENDING, _FOCAL,
              phase=PhaseKey.REGISTRATION, requires=(approval, target_chosen)),
        _step("approve_registration", "Duyệt đăng ký", [S.REGISTRATION_PENDING], S.REGISTERED, _OFFICE),
        _step("refuse_registration", "Không duyệt đăng ký", [S.REGISTRATION_PENDING], S.UNREGISTERED,
              _OFFICE, reason=True),
        _step("start", "Bắt đầu tự chấm", [S.REGISTERED], S.SELF_SCORING, _SCORERS),
        _step("post", "Niêm yết dự thảo", [S.SELF_SCORING], S.POSTED, _FOCAL, phase=PhaseKey.POSTING),
        _step("take_down", "Gỡ niêm yết để sửa", [S.POSTED], S.SELF_SCORING, _FOCAL, reason=True),
        _step("take_figures", "Lấy số liệu mới", [S.POSTED], S.POSTED, _CHAIR, reason=True),
        _step("sign", "Ký duyệt", [S.POSTED], S.SIGNED, _CHAIR,
              requires=(posting_over, opinions_answered, meeting_held)),
        _step("take_back", "Rút chữ ký để sửa", [S.SIGNED], S.SELF_SCORING, _CHAIR, reason=True),
        _step("submit", "Nộp hồ sơ", [S.SIGNED], S.SUBMITTED, _FOCAL, phase=PhaseKey.POSTING),
        _step("return", "Trả lại để bổ sung", [S.SUBMITTED], S.RETURNED, _OFFICE, reason=True),
        _step("extend_supplement", "Gia hạn bổ sung", [S.RETURNED], S.RETURNED, _OFFICE, reason=True),
        _step("resubmit", "Nộp lại hồ sơ", [S.RETURNED], S.SUBMITTED, _CHAIR, requires=(supplement_in_time,)),
        _step("accept", "Tiếp nhận, chuyển thẩm định", [S.SUBMITTED], S.UNDER_APPRAISAL, _OFFICE),
        _step("conclude", "Kết luận", [S.UNDER_APPRAISAL], S.CONCLUDED, _COUNCIL,
              requires=(sheets_sent, all_concluded, gates_known)),
        _step("reconsider", "Mở lại phần kết luận", [S.CONCLUDED], S.UNDER_APPRAISAL, _COUNCIL, reason=True),
        _step("announce", "Thông báo kết quả dự kiến", [S.CONCLUDED], S.PROVISIONAL, _OFFICE),
        _step("request_review", "Kiến nghị xem xét lại", [S.PROVISIONAL], S.REVIEW_REQUESTED, _CHAIR,
              reason=True, phase=PhaseKey.REVIEW, requires=(review_open,)),
        _step("answer_review", "Trả lời kiến nghị", [S.REVIEW_REQUESTED], S.REVIEW_ANSWERED, _COUNCIL,
              requires=(reviews_answered, gates_known)),
        _step("decide", "Ghi nhận quyết định", [S.PROVISIONAL, S.REVIEW_ANSWERED, S.CLOSED_UNSUBMITTED],
              S.DECIDED, _OFFICE, requires=(review_time_over, level_proposed)),
        _step("publish", "Công bố", [S.DECIDED], S.PUBLISHED, _OFFICE),
        _step("lower", "Hạ mức độ", [S.PUBLISHED, S.LOWERED], S.LOWERED, _OFFICE, reason=True),
        _step("revoke", "Thu hồi công nhận", [S.PUBLISHED, S.LOWERED], S.REVOKED, _OFFICE, reason=True),
        _step("withdraw", "Rút hồ sơ", [S.REGISTERED, S.SELF_SCORING, S.POSTED, S.SIGNED, S.SUBMITTED, S.RETURNED],
              S.WITHDRAWN, _CHAIR, reason=True),
        _step("close_unsubmitted", "Khóa do không nộp hồ sơ",
              [S.UNREGISTERED, S.REGISTRATION_PENDING, S.REGISTERED, S.SELF_SCORING, S.POSTED, S.SIGNED, S.RETURNED],
              S.CLOSED_UNSUBMITTED, _OFFICE, requires=(deadline_passed,)),
        _step("reopen", "Mở lại để tự chấm",
              [S.SUBMITTED, S.RETURNED, S.UNDER_APPRAISAL, S.CONCLUDED, S.WITHDRAWN, S.CLOSED_UNSUBMITTED],
              S.SELF_SCORING, _HEAD, reason=True, requires=(target_chosen,)),
        _step("reopen_registration", "Mở lại để đăng ký", [S.CLOSED_UNSUBMITTED], S.UNREGISTERED, _HEAD,
              reason=True),
    )
}  # fmt: skip


def pairs() -> frozenset[tuple[str, str]]:
    """All legal (from, to) pairs: the database trigger refuses every other change of state."""
    return frozenset(
        (source.value, step.target.value) for step in STEPS.values() for source in step.sources if source != step.target
    )


def check_step(name: str, facts: Facts, *, reason: str = "") -> list[str]:
    """Say why a step can't be taken, as Vietnamese sentences; an empty list means that it can.

    Only the first kind of obstacle is told (state, then role, then deadline, then conditions),
    because the later ones mean nothing while an earlier one stands.
    """
    step = STEPS[name]
    if facts.status not in step.sources:
        told = f"Không thể “{step.label}” khi hồ sơ ở trạng thái “{STATUS_LABELS[facts.status]}”."
        return [f"{told} Vui lòng tải lại trang."]
    if not facts.roles & step.roles:
        names = ", ".join(sorted(role.title for role in step.roles))
        return [f"Việc “{step.label}” thuộc quyền của: {names}."]
    return too_late(step, facts) or _unmet(step, facts, reason)


def too_late(step: Step, facts: Facts) -> list[str]:
    """Says so when the last day of the step's phase has passed."""
    due = facts.deadlines.get(step.phase) if step.phase else None
    if step.phase is None or due is None or facts.today <= due:
        return []
    return [f"Đã hết hạn “{PHASE_LABELS[step.phase]}” ngày {_date(due)} và không được gia hạn."]


def _unmet(step: Step, facts: Facts, reason: str) -> list[str]:
    problems = [sentence for require in step.requires for sentence in require(facts)]
    if step.needs_reason and not reason.strip():
        problems.append(f"Cần ghi lý do khi “{step.label}”.")
    return problems


def open_steps(status: Status, roles: frozenset[Role]) -> list[Step]:
    """Steps that this actor could take from the present state, whatever still is missing."""
    return [step for step in STEPS.values() if status in step.sources and roles & step.roles]
