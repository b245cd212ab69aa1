"""Reads for the commune's home and its way to submission: next step, what is missing, earlier years."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet

from thanthien.accounts.models import Membership, User
from thanthien.accounts.positions import SCORERS
from thanthien.core import clock
from thanthien.core.formats import date_vn
from thanthien.core.question import Question
from thanthien.evaluations.enums import Column
from thanthien.evaluations.held_back import CouncilSum, why_not_higher
from thanthien.evaluations.models import Answer, Conclusion, Dossier, ItemRequest, StepLog, Total
from thanthien.evaluations.models.cycle import begun
from thanthien.evaluations.queries.phases import early_url
from thanthien.evaluations.queries.requests import still_open
from thanthien.evaluations.queries.self_score import own_dossiers
from thanthien.evaluations.states import DECIDED_ON, ENDED, RESULT_KNOWN, WITHOUT_RESULT
from thanthien.evaluations.step_check import check_step, opens_on
from thanthien.evaluations.workflow import STEPS, Facts, PhaseKey, Status

# It ended without a result: withdrawn, or closed because it was not submitted.


def current_dossiers(user: User) -> Question[list[Any]]:
    """Dossiers of the own units in cycles that still run, newest first, then those of cycles that have not begun: in
    which something may be done, and those that ended without a result, which people must find, too. Each with
    ``in_begun``: whether its cycle has begun."""
    running = Q(status__in=WITHOUT_RESULT, cycle__results_published_at__isnull=True)
    rows = own_dossiers(user).filter(running | ~Q(status__in=ENDED))
    rows = rows.annotate(in_begun=begun("cycle_id", clock.today()))
    return Question(
        list, rows.order_by("-in_begun", "-cycle__year", "cycle__kind", "-cycle__opened_at", "unit__sort_key", "-pk")
    )


def earlier_results(user: User) -> Question[list[tuple[Dossier, CouncilSum | None]]]:
    """What came out for the own units in published cycles, newest year first, each with the council's total."""
    published = own_dossiers(user).filter(status__in=ENDED, cycle__results_published_at__isnull=False)
    council = FilteredRelation("totals", condition=Q(totals__column=Column.COUNCIL))
    kept = {f"council_{name}": F(f"council__{name}") for name in CouncilSum._fields}
    rows: Any = published.annotate(council=council, **kept)
    rows = rows.order_by("-cycle__year", "cycle__kind", "-cycle__opened_at", "-pk")
    return Question(lambda found: [(row, _council_sum(row)) for row in found], rows)


def _council_sum(row: Any) -> CouncilSum | None:
    if row.council_points is None:
        return None
    return CouncilSum(*(getattr(row, f"council_{name}") for name in CouncilSum._fields))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out for a dossier, as far as it is known: the level decided or, before that, proposed; the concluded
    points; on how many indicators the council says other points."""

    dossier: Dossier
    total: Total | None
    differences: int

    @property
    def is_decided(self) -> bool:
        """The level stands in a decision."""
        return self.dossier.status in DECIDED_ON

    @property
    def level(self) -> int | None:
        return self.dossier.decided_level if self.is_decided else self.dossier.proposed_level

    @property
    def why(self) -> str:
        """What keeps the points from the next level; of a level that is not theirs, the reason given."""
        if self.total is not None and self.total.level == self.level:
            return why_not_higher(self.dossier.compiled, self.total)
        return self.dossier.decided_reason or self.dossier.proposed_reason


def outcomes_of(dossiers: Iterable[Dossier]) -> Question[dict[int, Outcome]]:
    """The outcome of each dossier whose result its unit may know, by dossier id."""
    known = known_results(dossiers)
    rows = ("dossier_id", "indicator_id", "points")

    def read(totals: Iterable[Total], own: Iterable[Any], said: Iterable[Any]) -> dict[int, Outcome]:
        total = {row.dossier_id: row for row in totals}
        scored = {(dossier, indicator): points for dossier, indicator, points in own}
        # On how many indicators the council concluded other points than the unit scored.
        differing = Counter(row[0] for row in said if scored.get(row[:2]) != row[2])
        return {dossier.pk: Outcome(dossier, total.get(dossier.pk), differing[dossier.pk]) for dossier in known}

    return Question(
        read,
        Total.objects.filter(dossier__in=known, column=Column.COUNCIL),
        Answer.objects.filter(dossier__in=known).values_list(*rows),
        Conclusion.objects.filter(dossier__in=known).values_list(*rows),
    )


def known_results(dossiers: Iterable[Dossier]) -> list[Dossier]:
    """Those whose result their unit may know."""
    return [dossier for dossier in dossiers if dossier.status in RESULT_KNOWN]


def newest_result(dossiers: Sequence[Any], earlier: Sequence[tuple[Dossier, CouncilSum | None]]) -> list[Dossier]:
    """The published result that still leads: of the newest year, until that year or a later one runs again. A year that
    was opened and has not begun doesn't run yet."""
    if not earlier or earlier[0][0].status in WITHOUT_RESULT:
        return []
    newest = earlier[0][0]
    return [] if any(one.in_begun and one.cycle.year >= newest.cycle.year for one in dossiers) else [newest]


def leads(result: Dossier, current: Iterable[Any]) -> bool:
    """Whether a result stands above the current dossiers of its unit: not that of an earlier year, nor a trial's above
    the official year's, once that year has begun."""
    place = (result.cycle.year, not result.cycle.is_trial)
    running = [one for one in current if one.unit_id == result.unit_id and one.in_begun]
    return all((one.cycle.year, not one.cycle.is_trial) <= place for one in running)


def folded(dossier: Any, dossiers: Iterable[Any]) -> str:
    """The line under which the dossier of a cycle is folded that is over without a result, or has not begun, while one
    of another cycle runs; empty of what stands open."""

    def runs(one: Any) -> bool:
        return one.in_begun and one.status not in WITHOUT_RESULT

    if runs(dossier) or not any(runs(one) for one in dossiers if one.unit_id == dossier.unit_id):
        return ""
    return f"{dossier.cycle.told_title}, {dossier.unit}: {dossier.label if dossier.in_begun else 'chưa bắt đầu'}"


def open_requests(dossiers: Iterable[Dossier]) -> QuerySet[ItemRequest]:
    """Questions of appraising bodies that wait for the commune's answer; no statement while none can."""
    asked = [dossier.pk for dossier in dossiers if dossier.status == Status.UNDER_APPRAISAL]
    rows = ItemRequest.objects.filter(still_open(clock.today()), dossier__in=asked)
    return rows.select_related("indicator", "body__passed_to", "dossier__unit").order_by("due_on", "id")


# The step that brought a dossier into a state which people ask about: who, when, why.
_TOLD = {
    Status.RETURNED: "return", Status.WITHDRAWN: "withdraw", Status.CLOSED_UNSUBMITTED: "close_unsubmitted",
    Status.CLOSED_MERGED: "close_merged",
}  # fmt: skip


def told_steps(dossiers: Iterable[Dossier]) -> Question[dict[int, StepLog]]:
    """By which step a returned, withdrawn or closed dossier came where it is, by dossier id."""
    names = {dossier.pk: _TOLD[Status(dossier.status)] for dossier in dossiers if dossier.status in _TOLD}
    rows = StepLog.objects.filter(dossier_id__in=names, step__in=_TOLD.values()).select_related("by")
    return Question(
        lambda steps: {row.dossier_id: row for row in steps if row.step == names[row.dossier_id]},
        rows.order_by("at", "id"),
    )


def who_reopens() -> str:
    """“lãnh đạo …”: who alone opens a withdrawn or closed dossier again, within a sentence."""
    titles = ", ".join(sorted(role.title for role in STEPS["reopen"].roles))
    return titles[:1].lower() + titles[1:]


def before_signing(facts: Facts) -> list[str]:
    """What a posted dossier lacks for the signature, whoever asks."""
    if facts.status != Status.POSTED:
        return []
    return check_step("sign", replace(facts, roles=STEPS["sign"].roles))


@dataclass(frozen=True, slots=True)
class NextStep:
    """What the commune does next. ``url_name`` is empty when it is another's turn."""

    title: str
    note: str = ""
    obstacles: tuple[str, ...] = ()
    url_name: str = ""
    button: str = ""
    due: date | None = None
    early_url: str = ""

    @property
    def days_left(self) -> int | None:
        """Days until the deadline, 0 on its day, negative when it has passed."""
        return (self.due - clock.today()).days if self.due else None


_BEGIN, _SCORE = ("self-scoring", "Bắt đầu tự chấm"), ("self-scoring", "Tự chấm tiếp")
_FILE = ("submission", "Mở danh sách việc")
_ENDED = ("submission", "Xem hồ sơ")
_RESULT = ("commune-results", "Xem kết quả")
_WORDS: dict[Status, tuple[str, str, tuple[str, str] | None, PhaseKey | None]] = {
    Status.UNREGISTERED: (
        "Đăng ký mức độ phấn đấu", "", ("registration", "Đăng ký"), PhaseKey.REGISTRATION,
    ),
    Status.REGISTRATION_PENDING: ("Chờ duyệt đăng ký", "Cơ quan thường trực đang xem xét đăng ký.", None, None),
    Status.REGISTERED: ("Tự chấm điểm", "Nhập số liệu, gắn minh chứng từng tiêu chí.", _BEGIN, PhaseKey.SELF_SCORING),
    Status.SELF_SCORING: (
        "Tự chấm điểm, rồi niêm yết dự thảo", "Chấm xong thì niêm yết lấy ý kiến.", _SCORE, PhaseKey.SELF_SCORING,
    ),
    Status.POSTED: ("Chuẩn bị ký duyệt", "Chưa ký duyệt được vì:", _FILE, PhaseKey.POSTING),
    Status.SIGNED: ("Nộp hồ sơ", "Đã ký duyệt, chưa nộp.", ("submission", "Kiểm tra và nộp"), PhaseKey.POSTING),
    Status.SUBMITTED: ("Chờ tiếp nhận", "Hồ sơ đã nộp, cơ quan thường trực đang kiểm tra.", None, None),
    Status.RETURNED: ("Bổ sung hồ sơ và nộp lại", "", _FILE, None),
    Status.UNDER_APPRAISAL: ("Đang thẩm định", "Trả lời ngay khi cơ quan thẩm định đề nghị bổ sung.", None, None),
    Status.CONCLUDED: ("Chờ kết quả dự kiến", "Đã có kết luận.", None, None),
    Status.PROVISIONAL: (
        "Xem kết quả dự kiến, kiến nghị nếu cần", "", ("commune-results", "Xem kết quả dự kiến"), PhaseKey.REVIEW,
    ),
    Status.REVIEW_REQUESTED: ("Chờ trả lời kiến nghị", "", _RESULT, None),
    Status.REVIEW_ANSWERED: ("Chờ quyết định", "Kiến nghị đã được trả lời.", _RESULT, None),
    Status.RECONCLUDING: (
        "Chờ kết luận lại", "Một số tiêu chí đang được kết luận lại; kết quả được thông báo lại nếu thay đổi.",
        None, None,
    ),
    Status.DECIDED: ("Chờ công bố", "Đã có quyết định.", _RESULT, None),
    Status.PUBLISHED: ("Kết quả đã công bố", "", _RESULT, None),
    Status.LOWERED: ("Mức độ đã được hạ theo quyết định", "", _RESULT, None),
    Status.REVOKED: ("Công nhận đã bị thu hồi theo quyết định", "", _RESULT, None),
    Status.ADJUSTED: ("Kết quả đã được điều chỉnh theo quyết định", "", _RESULT, None),
    Status.WITHDRAWN: ("Đơn vị đã rút hồ sơ", "", _ENDED, None),
    Status.CLOSED_UNSUBMITTED: ("Hồ sơ đã khóa do không nộp", "", _ENDED, None),
    Status.CLOSED_MERGED: ("Hồ sơ đã khép lại do sáp nhập", "", _ENDED, None),
}  # fmt: skip


def registration_over(dossier: Dossier, deadlines: Mapping[PhaseKey, date]) -> bool:
    """Is the unit unregistered after the last day, extensions included?"""
    due = deadlines.get(PhaseKey.REGISTRATION)
    return dossier.status == Status.UNREGISTERED and due is not None and clock.today() > due


def review_is_over(dossier: Dossier, due: date | None) -> bool:
    """Could the unit have asked for a review until a day that has passed?"""
    waits = dossier.status == Status.PROVISIONAL and dossier.cycle.review_allowed
    return waits and due is not None and clock.today() > due


def next_step(dossier: Dossier, facts: Facts) -> NextStep:
    """The next thing to do with a dossier, for the person whose ``facts`` these are, and until when."""
    title, note, door, phase = _WORDS[Status(dossier.status)]
    url_name, button = door or ("", "")
    due = facts.deadlines.get(phase) if phase else None
    if registration_over(dossier, facts.deadlines):
        return NextStep("Đã hết hạn đăng ký", "Đề nghị cơ quan thường trực gia hạn.", due=due)
    if dossier.status == Status.RETURNED:
        due = dossier.supplement_due_on
    if due is not None and review_is_over(dossier, due):
        note = f"Đã hết hạn kiến nghị ngày {date_vn(due)}, chờ quyết định."
        return NextStep("Xem kết quả dự kiến", note, (), *_RESULT)
    if first := _to_come(facts):
        return _waits(title, dossier, facts, first, due)
    obstacles = tuple(before_signing(facts))
    if dossier.status == Status.POSTED and not obstacles:
        return _ready_to_sign(facts, due)
    return NextStep(title, note, obstacles, url_name, button, due)


# What the commune does next in these states belongs to a phase that may be still to come.
_BEGINS = {
    Status.UNREGISTERED: "register", Status.REGISTERED: "start", Status.POSTED: "sign", Status.SIGNED: "submit",
}  # fmt: skip


def _to_come(facts: Facts) -> date | None:
    step = _BEGINS.get(facts.status)
    return opens_on(STEPS[step].phase, facts) if step else None


def _waits(title: str, dossier: Dossier, facts: Facts, first: date, due: date | None) -> NextStep:
    """The next thing can't be done before a day; where the cycle allows it, it begins early with a reason."""
    note, phase = f"Mở từ ngày {date_vn(first)}.", STEPS[_BEGINS[facts.status]].phase
    if not facts.early_allowed or phase is None:
        return NextStep(title, note, due=due)
    url = early_url(dossier.cycle, phase)
    return NextStep(title, f"{note} Kỳ này cho phép làm sớm khi ghi lý do.", due=due, early_url=url)


def _ready_to_sign(facts: Facts, due: date | None) -> NextStep:
    title = "Ký duyệt hồ sơ"
    if check_step("sign", facts):
        return NextStep(title, "Đã đủ điều kiện, chờ Chủ tịch hoặc Phó Chủ tịch ký duyệt.", (), *_FILE, due)
    return NextStep(title, "Đã đủ điều kiện ký duyệt.", (), "sign-dossier", "Ký duyệt", due)


def colleagues(dossier: Dossier) -> Sequence[User]:
    """People of the unit who may score, in the order of a Vietnamese list."""
    hats = Membership.objects.current().in_unit(dossier.unit_id)
    hats = hats.filter(role__in=[str(role) for role in SCORERS])
    return list(User.objects.filter(pk__in=hats.values("user_id"), is_active=True).in_vietnamese_order())
