"""The kinds of record of the room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from thanthien.core.formats import number
from thanthien.democracy.models import (
    CommunityDecision,
    Consultation,
    Recommendation,
    RecommendationAnswer,
    SupervisionPlan,
    SupervisionSession,
)
from thanthien.democracy.permissions import (
    can_decide,
    can_read,
    can_read_decisions,
    can_supervise,
    can_write,
    decides_as,
    decision_readers,
    readers,
    supervises_as,
    writes_as,
)
from thanthien.records.kinds import Beside, Photographs, RecordKind
from thanthien.records.models import Record
from thanthien.units.models import Hamlet

_GONE = "Bản ghi mà nội dung này gắn với không còn trong sổ. Vui lòng mở lại sổ."
_EARLIER = "Ngày trả lời không trước ngày nhận kiến nghị."
_SUPERVISED = "Bên giám sát ghi; Ủy ban nhân dân đọc được, không sửa được. Nội dung khiếu nại, tố cáo không ghi ở đây."


def _tied(field: str, model: type[Record]) -> Callable[[Sequence[Any]], Beside]:
    """New records that name another one name one that stands, of the same unit. One statement at most."""

    def beside(made: Sequence[Any]) -> Beside:
        named = {one.key: getattr(one, field) for one in made if getattr(one, field) and not one.corrects}
        rows = model.objects.standing().filter(origin__in=named.values()).order_by() if named else ()
        there = {(row.origin, row.unit_id) for row in rows}
        return Beside(
            refused={
                one.key: {"": _GONE} for one in made if one.key in named and (named[one.key], one.unit_id) not in there
            }
        )

    return beside


PLANS = RecordKind(
    key="democracy.supervision_plan",
    model=SupervisionPlan,
    title="Kế hoạch giám sát",
    one="kế hoạch giám sát",
    route="supervision-plans",
    fields=("body", "subject", "project", "starts_on", "sent_on", "document"),
    roomy=frozenset({"project", "document"}),
    enters_as=supervises_as,
    readers=readers,
    may_open=can_read,
    may_write=can_supervise,
    late_rule=False,
    lead=f"“Ngày” là ngày lập kế hoạch. {_SUPERVISED}",
)
SESSIONS = RecordKind(
    key="democracy.supervision_session",
    model=SupervisionSession,
    title="Cuộc giám sát",
    one="cuộc giám sát",
    route="supervision-sessions",
    fields=("body", "subject", "project", "findings", "breaches", "public"),
    roomy=frozenset({"project"}),
    enters_as=supervises_as,
    readers=readers,
    may_open=can_read,
    may_write=can_supervise,
    late_rule=False,
    beside=_tied("plan", SupervisionPlan),
    lead=_SUPERVISED,
)
RECOMMENDATIONS = RecordKind(
    key="democracy.recommendation",
    model=Recommendation,
    title="Kiến nghị giám sát",
    one="kiến nghị giám sát",
    route="recommendations",
    fields=("body", "subject", "project", "words", "document", "public"),
    roomy=frozenset({"project", "document"}),
    enters_as=supervises_as,
    readers=readers,
    may_open=can_read,
    may_write=can_supervise,
    late_rule=False,
    beside=_tied("session", SupervisionSession),
    lead=f"“Ngày” là ngày Ủy ban nhân dân nhận kiến nghị; hạn trả lời tính từ ngày này. {_SUPERVISED}",
)


def _beside_answers(made: Sequence[RecommendationAnswer]) -> Beside:
    """An answer is of a recommendation that stands, to the same unit, on its day or later. One statement."""
    rows = Recommendation.objects.standing().filter(origin__in={one.recommendation for one in made})
    received = {(row.origin, row.unit_id): row.day for row in rows.order_by()}
    refused = {}
    for one in made:
        day = received.get((one.recommendation, one.unit_id))
        if day is None:
            refused[one.key] = {"": _GONE}
        elif one.day < day:
            refused[one.key] = {"day": _EARLIER}
    return Beside(refused=refused)


def _beside_decisions(made: Sequence[CommunityDecision]) -> Beside:
    """A decision is counted of no fewer voices than the units know of; what was told before and isn't told otherwise
    stays. One statement at most."""
    whole = [one for one in made if one.hamlet is None]
    counted: dict[int, list[Hamlet]] = {one.unit_id: [] for one in whole}
    for hamlet in Hamlet.objects.filter(unit__in=counted) if whole else ():
        counted[hamlet.unit_id].append(hamlet)
    refused = {}
    for one in made:
        before: Any = one.corrects
        if before is not None and before.total == one.total and before.hamlet_id == one.hamlet_id:
            continue
        known = one.hamlet.households if one.hamlet else _number_on(counted[one.unit_id], one.day)
        if known and one.total < known:
            of = f"số hộ của {one.hamlet.name}" if one.hamlet else f"số {one.unit.hamlets_label} của đơn vị"
            refused[one.key] = {"total": f"Số này không ít hơn {of} trong hệ thống: {number(known)}."}
    return Beside(refused=refused)


def _number_on(hamlets: Sequence[Hamlet], day: date) -> int:
    return sum(one.valid_from <= day and (one.valid_to is None or day <= one.valid_to) for one in hamlets)


ANSWERS = RecordKind(
    key="democracy.recommendation_answer",
    model=RecommendationAnswer,
    title="Trả lời kiến nghị giám sát",
    one="trả lời kiến nghị",
    route="recommendation-answers",
    fields=("reply", "words", "document"),
    enters_as=writes_as,
    readers=readers,
    may_open=can_read,
    may_write=can_write,
    late_rule=False,
    beside=_beside_answers,
    lead="“Ngày” là ngày văn bản trả lời. Bên giám sát đọc được, không sửa được.",
)
CONSULTATIONS = RecordKind(
    key="democracy.consultation",
    model=Consultation,
    title="Lấy ý kiến Nhân dân",
    one="cuộc lấy ý kiến",
    route="consultations",
    fields=(
        "matter",
        "subject",
        "asked",
        "ways",
        "closes_on",
        "document",
        "told_on",
        "asked_number",
        "answered",
        "agreed",
        "result",
        "minutes",
    ),
    roomy=frozenset({"asked", "ways", "document", "asked_number", "answered", "agreed", "minutes", "result"}),
    enters_as=writes_as,
    readers=readers,
    may_open=can_read,
    may_write=can_write,
    late_rule=False,
    lead=(
        "“Ngày” là ngày công khai nội dung lấy ý kiến; cuộc lấy ý kiến có ngay trên trang công khai của đơn vị. Hết "
        "thời gian, tổng hợp xong thì ghi kết quả ở trang của cuộc lấy ý kiến."
    ),
    photographs=Photographs(hint="Ảnh biên bản, phiếu tổng hợp; chỉ xem nội bộ."),
)
DECISIONS = RecordKind(
    key="democracy.community_decision",
    model=CommunityDecision,
    title="Việc Nhân dân bàn, quyết định",
    one="việc Nhân dân bàn, quyết định",
    route="community-decisions",
    fields=(
        "matter",
        "subject",
        "voting",
        "total",
        "present",
        "agreed",
        "against",
        "decided",
        "minutes",
        "sent_on",
        "recognised_on",
        "recognition",
        "published_on",
        "no_secret",
        "people_right",
    ),
    roomy=frozenset(
        {
            "present",
            "against",
            "minutes",
            "sent_on",
            "recognised_on",
            "recognition",
            "decided",
            "no_secret",
            "people_right",
        }
    ),
    enters_as=decides_as,
    readers=decision_readers,
    may_open=can_read_decisions,
    may_write=can_decide,
    late_rule=False,
    beside=_beside_decisions,
    lead=(
        "“Ngày” là ngày họp, kiểm phiếu. Mỗi hộ một ý kiến, tính trên tổng số hộ của thôn, tổ dân phố. Thông qua hay "
        "không do hệ thống tính theo tỷ lệ luật định. Gửi, công nhận, công khai thì ghi sau ở trang của việc đó; mọi "
        "người chỉ đọc được sau khi Ủy ban nhân dân kiểm tra, công khai."
    ),
    photographs=Photographs(hint="Ảnh biên bản, phiếu biểu quyết; chỉ xem nội bộ."),
)
