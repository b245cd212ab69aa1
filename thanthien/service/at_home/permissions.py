"""Who asks for home service, who serves, who reads what."""

from __future__ import annotations

from django.db.models import Q

from thanthien.accounts.models import Hat, User
from thanthien.accounts.positions import APPRAISERS, FRONT, HAMLET_HEADS, PARTY, READS_RECORDS
from thanthien.measures.periods import period_of
from thanthien.measures.permissions import can_accept_late, speaking_body
from thanthien.measures.terms import known_terms
from thanthien.service.at_home.models import HomeRequest
from thanthien.service.at_home.workflow import Actor
from thanthien.service.enums import ROOM
from thanthien.service.permissions import WRITERS
from thanthien.units.models import Hamlet, Unit

MEASURE = "service.home_requests_on_time"
KEEPERS = WRITERS
ENTERS_FOR_OTHERS = HAMLET_HEADS | FRONT
_OWN_UNIT = KEEPERS | PARTY


def can_serve(user: User) -> bool:
    """Người của Trung tâm, công chức và lãnh đạo Ủy ban nhân dân cấp xã: hẹn ngày, đến nhà, trả kết quả."""
    return user.works_in(ROOM.key, *KEEPERS)


def can_enter(user: User) -> bool:
    """Người phục vụ; trưởng thôn, tổ trưởng, Mặt trận Tổ quốc cấp xã ghi thay người dân."""
    return user.works_in(ROOM.key, *KEEPERS, *ENTERS_FOR_OTHERS)


def can_read(user: User) -> bool:
    """Người của đơn vị, cơ quan thẩm định và cơ quan theo dõi của thành phố; người ghi thay xem đề nghị mình ghi."""
    return can_enter(user) or user.works_in(ROOM.key, *PARTY) or user.has_role(*READS_RECORDS)


def can_see_numbers(user: User) -> bool:
    """Người của đơn vị, cơ quan thẩm định và cơ quan theo dõi của thành phố."""
    return user.works_in(ROOM.key, *_OWN_UNIT, *FRONT) or user.has_role(*READS_RECORDS)


def readers(user: User) -> Q:
    """Bodies of the city read all, the unit's officials their own unit's, Mặt trận Tổ quốc what its agency entered,
    heads of thôn and tổ dân phố what they themselves entered. None of them reads here what is encrypted."""
    if user.has_role(*READS_RECORDS):
        return Q()
    agencies = [hat.agency_id for hat in user.hats_of(*FRONT)]
    own = Q(entered_by=user) if user.has_role(*HAMLET_HEADS) else Q(pk__in=())
    return Q(unit__in=user.unit_ids(*_OWN_UNIT)) | Q(agency__in=agencies) | own


def serves(user: User, unit_id: int) -> bool:
    """Whether the person serves in this unit, and so may look at whom to visit."""
    return user.hat_in(unit_id, ROOM.key, *KEEPERS) is not None


def enters_as(user: User, unit: Unit, hamlet: Hamlet | None) -> Hat | None:
    """In which membership a person enters a request: of the whole unit, a head for the own thôn, tổ dân phố alone."""
    hats = [hat for hat in user.hats_of(*KEEPERS, *ENTERS_FOR_OTHERS) if hat.unit_id == unit.pk]
    fitting = (
        hat for hat in hats if hat.role not in HAMLET_HEADS or (hamlet is not None and hat.hamlet_id == hamlet.pk)
    )
    return next((hat for hat in fitting if hat.in_room(ROOM.key)), None)


def actor_for(user: User, request: HomeRequest) -> Actor | None:
    """As whom a person acts on a request: as its unit, or as a body that judges the figure, has its sheet in hand and
    no part in the unit (the rule of words on late records); None: not at all."""
    if serves(user, request.unit_id):
        return Actor.UNIT
    month = period_of("month", request.asked_on)
    if not user.has_role(*APPRAISERS) or speaking_body(user, request.unit, MEASURE, [month]) is None:
        return None
    return Actor.BODY if can_accept_late(user, request.unit, known_terms().first_day(month)) else None


def can_look(user: User, request: HomeRequest) -> bool:
    """Who serves in the unit, as long as what is encrypted is there."""
    return request.kept is not None and serves(user, request.unit_id)


def number_units(user: User) -> list[Unit]:
    """The units whose numbers the person sees: all of today, or the own ones. One statement."""
    units = Unit.objects.current().in_vietnamese_order()
    return list(units if user.has_role(*READS_RECORDS) else units.filter(pk__in=user.unit_ids(*_OWN_UNIT, *FRONT)))
