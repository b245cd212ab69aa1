"""What must hold before a step is taken: facts of one dossier, and conditions on them that answer in sentences. Pure
rules; :mod:`.workflow` says which step asks for which."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from thanthien.accounts.roles import Role
from thanthien.evaluations.stages import PhaseKey, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a check needs to know of one dossier; read by ``queries.facts_of``.

    Dates are local days. ``opens`` holds the first day of each phase, ``deadlines`` its last day for this
    unit, extensions included; a phase without an entry has none. ``begun_early``: phases that were begun
    before their first day, with a reason, where the cycle allows it (``early_allowed``). ``city_return``: the
    city returned the paper on it, and the council has not answered. ``explained``: the unit was asked to explain, and
    proceedings are concluded (``proceedings.py``), which a cycle may ask for (``explained_first``). No field has a
    default: what nobody read is not assumed.
    """

    status: Status
    today: date
    roles: frozenset[Role]
    council_mode: str
    opens: Mapping[PhaseKey, date]
    deadlines: dict[PhaseKey, date]
    early_allowed: bool
    begun_early: frozenset[PhaseKey]
    needs_approval: bool
    unit_ended: bool
    target_level: int | None
    submitted_once: bool
    posting_ends_on: date | None
    unanswered_opinions: int
    meeting_required: bool
    meeting_on: date | None
    has_minutes: bool
    unheard: tuple[str, ...]
    supplement_due_on: date | None
    open_returns: tuple[str, ...]
    sheets_waiting: tuple[str, ...]
    open_conclusions: tuple[str, ...]
    unknown_gates: tuple[str, ...]
    review_allowed: bool
    unanswered_reviews: int
    proposed: bool
    city_return: bool
    explained_first: bool
    explained: bool


Requirement = Callable[[Facts], Iterable[str]]


def _date(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _listing(codes: tuple[str, ...], most: int = 6, *, between: str = ", ") -> str:
    more = len(codes) - most
    return between.join(codes[:most]) + (f" và {more} mục khác" if more > 0 else "")


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


def supplement_over(facts: Facts) -> Iterable[str]:
    """The commune has the whole of its supplement's time before it is appraised on what it had handed in."""
    due = facts.supplement_due_on
    if due is not None and facts.today <= due:
        yield f"Đơn vị còn được bổ sung đến hết ngày {_date(due)}."


def never_submitted(facts: Facts) -> Iterable[str]:
    """A dossier that was once handed in ends with a judgement: opened again or returned, it can't be withdrawn."""
    if facts.submitted_once:
        next_ = " Cần bổ sung rồi nộp lại; không nộp lại thì hồ sơ được thẩm định theo phần đã nộp."
        yield "Hồ sơ đã nộp nên không rút được nữa." + (next_ if facts.status == Status.RETURNED else "")


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
        unknown = _listing(facts.unknown_gates, between="; ")  # each is a sentence that has commas
        yield f"Còn trường hợp không công nhận, khống chế mức độ chưa xác định: {unknown}."


def deadline_passed(facts: Facts) -> Iterable[str]:
    """A dossier is closed unsubmitted only after the last day of submission, extensions included."""
    due = facts.deadlines.get(PhaseKey.POSTING)
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
    if facts.proposed:
        return
    if facts.status == Status.WITHDRAWN:
        yield "Đơn vị rút hồ sơ theo cách làm trước đây, khi hồ sơ rút không vào quyết định; giữ nguyên như vậy."
    else:
        yield "Chưa có mức độ đề nghị."


def returned_by_city(facts: Facts) -> Iterable[str]:
    """What was announced is opened again only because the city returned the Tờ trình."""
    if not facts.city_return:
        yield "Chỉ mở lại khi đã ghi nhận văn bản trả lại Tờ trình về đơn vị này."


def return_answered(facts: Facts) -> Iterable[str]:
    """A returned Tờ trình is not decided on before the council opened indicators again, or kept the result."""
    if facts.city_return:
        yield "Tờ trình về đơn vị này đã được trả lại: cần mở lại tiêu chí hoặc giữ nguyên kết quả, kèm lý do."


def unit_gone(facts: Facts) -> Iterable[str]:
    """A dossier is closed by a merger only once its unit is no more."""
    if not facts.unit_ended:
        yield "Đơn vị còn hoạt động: chỉ khép lại từ ngày sáp nhập có hiệu lực."


def bodies_heard(facts: Facts) -> Iterable[str]:
    """The Party committee and the Front of the commune said what they think of the posted draft, where the cycle
    asks for it (the decision, mục IV.1 and V.2.6)."""
    for opinion in facts.unheard:
        yield f"Chưa có {opinion[0].lower()}{opinion[1:]} về dự thảo."


def unit_explained(facts: Facts) -> Iterable[str]:
    """The cycle's switch: a recognition is lowered or revoked when the unit was heard, and the office concluded."""
    if facts.explained_first and not facts.explained:
        yield "Kỳ này hạ mức độ, thu hồi công nhận sau khi đơn vị được thông báo, giải trình và có kết luận."
