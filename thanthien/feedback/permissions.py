"""Who answers for a unit, who decides what is public, who sees what, and who sees the lanes that a unit doesn't see."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.db.models import DateTimeField, Exists, ExpressionWrapper, OuterRef, Q
from django.db.models.functions import TruncDate

from thanthien.accounts.models import Hat, Membership, User
from thanthien.accounts.positions import APPRAISERS, FRONT, OF_UNIT, PARTY, READS_RECORDS, SCORERS, SIGNERS
from thanthien.accounts.roles import Role
from thanthien.core.clock import ZONE
from thanthien.feedback.enums import ROOM
from thanthien.feedback.models import Feedback
from thanthien.feedback.workflow import HIDDEN, LEGAL_LANE, STEPS, Actor, Status
from thanthien.measures.periods import period_of
from thanthien.measures.permissions import can_accept_late, speaking_body
from thanthien.measures.terms import known_terms
from thanthien.units.models import Unit

MEASURE = "feedback.answered_on_time"
RESULTS_MEASURE = "feedback.results_published"
SHARE, LONG = "feedback.overdue_share", "feedback.long_overdue"
REACHED = (MEASURE, SHARE, LONG)  # what a body's word that puts a matter back reaches: what has no result owes none
KEEPERS = SCORERS | {Role.SERVICE_OFFICER}
_OWN_UNIT = KEEPERS | PARTY | FRONT
_OUTSIDE = APPRAISERS | {Role.AUDITOR}  # roles in which people of a lane's body see it


def can_work(user: User) -> bool:
    """Công chức, lãnh đạo Ủy ban nhân dân cấp xã, người của Trung tâm: tiếp nhận, xử lý, trả lời."""
    return user.works_in(ROOM.key, *KEEPERS)


def can_read(user: User) -> bool:
    """Người của đơn vị, cơ quan thẩm định và cơ quan theo dõi của thành phố."""
    return user.works_in(ROOM.key, *OF_UNIT) or user.has_role(*READS_RECORDS)


def works_in(user: User, unit_id: int) -> Hat | None:
    """The membership in which a person works on feedback of a unit."""
    return user.hat_in(unit_id, ROOM.key, *KEEPERS)


def typed_by_keeper() -> Exists:
    """Condition on feedback: whoever wrote it down worked on feedback of its unit on that day."""
    told_on = TruncDate(ExpressionWrapper(OuterRef("made_at"), DateTimeField()), tzinfo=ZONE)
    terms = Membership.objects.filter(Q(valid_to=None) | Q(valid_to__gte=told_on), valid_from__lte=told_on)
    roles = [str(role) for role in sorted(KEEPERS)]
    own = terms.filter(user=OuterRef("entered_by"), agency__unit=OuterRef("unit"), role__in=roles)
    return Exists(own.order_by())


def can_approve(user: User) -> bool:
    """Chủ tịch, Phó Chủ tịch Ủy ban nhân dân cấp xã: duyệt, công khai trả lời."""
    return user.works_in(ROOM.key, *SIGNERS)


def led_units(user: User) -> list[int]:
    """The units for whose committee the person decides."""
    return sorted({hat.unit_id for hat in user.hats_of(*SIGNERS) if hat.unit_id and hat.in_room(ROOM.key)})


def leads(user: User, unit_id: int) -> bool:
    """Whether the person decides for the unit's committee."""
    return user.hat_in(unit_id, ROOM.key, *SIGNERS) is not None


def _sits_at(user: User, code: str) -> bool:
    return bool(code) and any(hat.agency_code == code for hat in user.hats_of(*_OUTSIDE))


def sees_legal_lane(user: User) -> bool:
    """Người của cơ quan tiếp nhận khiếu nại, tố cáo do thành phố chỉ định, không thuộc đơn vị cấp xã nào."""
    return _sits_at(user, settings.FEEDBACK_LEGAL_BODY) and not user.unit_ids()


def sees_secrets(user: User) -> bool:
    """Người của cơ quan bảo vệ bí mật nhà nước do thành phố chỉ định, không thuộc đơn vị cấp xã nào."""
    return _sits_at(user, settings.FEEDBACK_SECRET_BODY) and not user.unit_ids()


def _sees_lane_of(user: User, feedback: Feedback) -> bool:
    """Of a matter in a lane: whether the person is of the body that is named for it."""
    return sees_legal_lane(user) if feedback.stage in LEGAL_LANE else sees_secrets(user)


def readers(user: User) -> Q:
    """Bodies of the city see all, the unit's people their own unit's; of the lanes that a unit doesn't see nobody any,
    but the body that is named for each."""
    if user.has_role(*READS_RECORDS):
        seen = ~Q(status__in=HIDDEN)
    else:
        seen = Q(unit__in=user.unit_ids(*_OWN_UNIT)) & ~Q(status__in=HIDDEN)
    if sees_legal_lane(user):
        seen |= Q(status__in=LEGAL_LANE)
    if sees_secrets(user):
        seen |= Q(status=Status.QUARANTINED)
    return seen


def reads_texts(user: User, feedback: Feedback) -> bool:
    """Whether the person may read what was said: who works on it; of a hidden lane its body alone. Who only watches
    reads the summary and the answer."""
    if feedback.stage in HIDDEN:
        return _sees_lane_of(user, feedback)
    return works_in(user, feedback.unit_id) is not None


def actors_for(user: User, feedback: Feedback) -> tuple[Actor, ...]:
    """As whom a person may act on it: as its unit, also as who leads it; as the body of the lane in which it is; as a
    body that judges the figure, has its sheet in hand and no part in the unit."""
    if feedback.stage in HIDDEN:
        return (Actor.LEGAL,) if _sees_lane_of(user, feedback) else ()
    if works_in(user, feedback.unit_id) is not None:
        return (Actor.UNIT, Actor.LEADER) if leads(user, feedback.unit_id) else (Actor.UNIT,)
    month = period_of("month", feedback.due_on)
    if not user.has_role(*APPRAISERS) or speaking_body(user, feedback.unit, MEASURE, [month]) is None:
        return ()
    return (Actor.BODY,) if can_accept_late(user, feedback.unit, known_terms().first_day(month)) else ()


def reads_to_judge(feedback: Feedback, actors: Collection[Actor]) -> bool:
    """Whether a body may read, each time noted, what was said: of what it may put back, as long as it may."""
    return Actor.BODY in actors and feedback.stage in STEPS["reopen"].sources


def signers_of(unit: Unit) -> list[str]:
    """In whose name a unit may answer: its chair's, unless a deputy is chosen."""
    return [f"{office} Ủy ban nhân dân {unit.name_in_sentence}" for office in ("Chủ tịch", "Phó Chủ tịch")]
