"""Reads for the commune's home and its way to submission: next step, what is missing, earlier years."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from thanthien.accounts.models import Membership, User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.evaluations.enums import Column
from thanthien.evaluations.models import Dossier, ItemRequest, StepLog, Total
from thanthien.evaluations.queries.self_score import own_dossiers
from thanthien.evaluations.workflow import ENDED, PUBLIC, PhaseKey, Status

SCORING_ROLES = (Role.COMMUNE_FOCAL, Role.COMMUNE_OFFICER, Role.COMMUNE_CHAIR)


def open_dossiers(user: User) -> list[Dossier]:
    """Dossiers of the own units in which something may still be done, newest cycle first."""
    rows = own_dossiers(user).exclude(status__in=ENDED)
    return list(rows.order_by("-cycle__year", "-cycle__opened_at", "unit__sort_key"))


def earlier_results(user: User) -> list[tuple[Dossier, Total | None]]:
    """Published results of the own units, newest year first, each with the council's total."""
    rows = list(
        own_dossiers(user).filter(status__in=PUBLIC, cycle__results_published_at__isnull=False).order_by("-cycle__year")
    )
    totals = {row.dossier_id: row for row in Total.objects.filter(dossier__in=rows, column=Column.COUNCIL)}
    return [(row, totals.get(row.pk)) for row in rows]


def open_requests(dossiers: Iterable[Dossier]) -> QuerySet[ItemRequest]:
    """Questions of appraising bodies that wait for the commune's answer."""
    rows = ItemRequest.objects.filter(dossier__in=list(dossiers), answer="", dossier__status=Status.UNDER_APPRAISAL)
    return rows.select_related("indicator", "body", "dossier__unit").order_by("due_on", "id")


def return_reasons(dossiers: Iterable[Dossier]) -> dict[int, str]:
    """Why a returned dossier came back, by dossier id."""
    ids = [dossier.pk for dossier in dossiers if dossier.status == Status.RETURNED]
    if not ids:
        return {}
    steps = StepLog.objects.filter(dossier_id__in=ids, step="return").order_by("at", "id")
    return dict(steps.values_list("dossier_id", "reason"))


@dataclass(frozen=True, slots=True)
class NextStep:
    """What the commune does next. ``url_name`` is empty when it is another's turn."""

    title: str
    note: str = ""
    url_name: str = ""
    button: str = ""
    due: date | None = None

    @property
    def days_left(self) -> int | None:
        """Days until the deadline, 0 on its day, negative when it has passed."""
        return (self.due - clock.today()).days if self.due else None


_SCORE = ("self-scoring", "Mở bảng tự chấm")
_FILE = ("submission", "Mở danh sách việc")
_RESULT = ("commune-results", "Xem kết quả")
_WORDS: dict[Status, tuple[str, str, tuple[str, str] | None, PhaseKey | None]] = {
    Status.UNREGISTERED: (
        "Đăng ký mức độ phấn đấu", "", ("registration", "Đăng ký"), PhaseKey.REGISTRATION,
    ),
    Status.REGISTRATION_PENDING: ("Chờ duyệt đăng ký", "Cơ quan thường trực đang xem xét đăng ký.", None, None),
    Status.REGISTERED: ("Tự chấm điểm", "Nhập số liệu, gắn minh chứng từng tiêu chí.", _SCORE, PhaseKey.SELF_SCORING),
    Status.SELF_SCORING: (
        "Tự chấm điểm, rồi niêm yết dự thảo", "Chấm xong thì niêm yết lấy ý kiến.", _SCORE, PhaseKey.SELF_SCORING,
    ),
    Status.POSTED: (
        "Tiếp thu ý kiến, họp đánh giá, ký duyệt", "Ký được khi hết thời gian niêm yết.", _FILE, PhaseKey.POSTING,
    ),
    Status.SIGNED: ("Nộp hồ sơ", "Chủ tịch đã ký.", ("submission", "Kiểm tra và nộp"), PhaseKey.POSTING),
    Status.SUBMITTED: ("Chờ tiếp nhận", "Hồ sơ đã nộp, cơ quan thường trực đang kiểm tra.", None, None),
    Status.RETURNED: ("Bổ sung hồ sơ và nộp lại", "Hồ sơ được trả lại để bổ sung.", _FILE, None),
    Status.UNDER_APPRAISAL: ("Đang thẩm định", "Trả lời ngay khi cơ quan thẩm định đề nghị bổ sung.", None, None),
    Status.CONCLUDED: ("Chờ kết quả dự kiến", "Hội đồng đã kết luận.", None, None),
    Status.PROVISIONAL: (
        "Xem kết quả dự kiến, kiến nghị nếu cần", "", ("commune-results", "Xem kết quả dự kiến"), PhaseKey.REVIEW,
    ),
    Status.REVIEW_REQUESTED: ("Chờ trả lời kiến nghị", "", _RESULT, None),
    Status.REVIEW_ANSWERED: ("Chờ quyết định", "Kiến nghị đã được trả lời.", _RESULT, None),
    Status.DECIDED: ("Chờ công bố", "Đã có quyết định.", _RESULT, None),
    Status.PUBLISHED: ("Kết quả đã công bố", "", _RESULT, None),
    Status.LOWERED: ("Mức độ đã được hạ theo quyết định", "", _RESULT, None),
    Status.REVOKED: ("Công nhận đã bị thu hồi theo quyết định", "", _RESULT, None),
    Status.WITHDRAWN: ("Hồ sơ đã rút", "", None, None),
    Status.CLOSED_UNSUBMITTED: ("Hồ sơ đã khóa do không nộp", "", None, None),
}  # fmt: skip


def registration_over(dossier: Dossier, deadlines: Mapping[PhaseKey, date]) -> bool:
    """Is the unit unregistered after the last day, extensions included?"""
    due = deadlines.get(PhaseKey.REGISTRATION)
    return dossier.status == Status.UNREGISTERED and due is not None and clock.today() > due


def next_step(dossier: Dossier, deadlines: Mapping[PhaseKey, date]) -> NextStep:
    """The next thing to do with a dossier, and until when."""
    title, note, door, phase = _WORDS[Status(dossier.status)]
    url_name, button = door or ("", "")
    due = deadlines.get(phase) if phase else None
    if registration_over(dossier, deadlines):
        return NextStep("Đã hết hạn đăng ký", "Đề nghị cơ quan thường trực gia hạn.", due=due)
    if dossier.status == Status.RETURNED:
        due = dossier.supplement_due_on
    return NextStep(title, note, url_name, button, due)


def colleagues(dossier: Dossier) -> Sequence[User]:
    """People of the unit who may score, in the order of a Vietnamese list."""
    hats = Membership.objects.current().in_unit(dossier.unit_id)
    hats = hats.filter(role__in=[str(role) for role in SCORING_ROLES])
    return list(User.objects.filter(pk__in=hats.values("user_id"), is_active=True).in_vietnamese_order())
