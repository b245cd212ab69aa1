"""Who publishes for a unit, who looks from outside whether it is right, and who reads what."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from thanthien.accounts.models import Hat, User
from thanthien.accounts.positions import APPRAISERS, FRONT, HAMLET_HEADS, OF_UNIT, READS_RECORDS, SCORERS
from thanthien.core import clock
from thanthien.disclosure.enums import ROOM
from thanthien.disclosure.models import Face
from thanthien.records.readers import and_own_place, own_unit_or_all
from thanthien.records.writers import for_whole_unit, head_of
from thanthien.units.enums import UnitChangeKind
from thanthien.units.models import Hamlet, Unit, UnitChange


def can_read(user: User) -> bool:
    """Người của đơn vị, cơ quan thẩm định và cơ quan theo dõi của thành phố."""
    return user.works_in(ROOM.key, *OF_UNIT, *READS_RECORDS)


def can_write(user: User) -> bool:
    """Công chức và lãnh đạo Ủy ban nhân dân cấp xã."""
    return user.works_in(ROOM.key, *SCORERS)


def is_body(user: User) -> bool:
    """Người của cơ quan thẩm định của thành phố."""
    return user.has_role(*APPRAISERS)


def can_sample(user: User) -> bool:
    """Mặt trận Tổ quốc cấp xã, cơ quan thẩm định của thành phố."""
    return user.works_in(ROOM.key, *FRONT) or is_body(user)


writes_as = for_whole_unit(ROOM.key, SCORERS)


def can_announce(user: User) -> bool:
    """Trưởng thôn, tổ trưởng tổ dân phố."""
    return user.works_in(ROOM.key, *HAMLET_HEADS)


def posts_as(user: User, unit: Unit, hamlet: Hamlet | None) -> Hat | None:
    """The membership in which a person tells a form: of the unit for its committee, of a thôn, tổ dân phố as its
    head."""
    if hamlet is None:
        return writes_as(user, unit, None)
    return head_of(hamlet, user, ROOM.key)


def posting_readers(user: User) -> Q:
    """Those who read the unit's records; a head what is told of their own place."""
    return and_own_place(own_unit_or_all(user), user)


def samples_as(user: User, unit: Unit, hamlet: Hamlet | None) -> Hat | None:
    """The membership in which a person looks at a unit from outside: Mặt trận Tổ quốc of the unit, or a body of the
    city by people who have no part in it. Who also publishes for the unit does not."""
    if hamlet is not None or writes_as(user, unit, None) is not None:
        return None
    front = user.hat_in(unit.pk, ROOM.key, *FRONT)
    if front is not None or unit.pk in user.unit_ids():
        return front
    return next((hat for hat in user.hats_of(*APPRAISERS) if hat.unit_id is None), None)


def disclosure_readers(user: User) -> Q:
    """Those who read the unit's records; who publishes for a unit also reads what units published that went into it,
    and nothing that these never published."""
    if not can_write(user):
        return own_unit_or_all(user)
    faces = Face.objects.order_by().values("disclosure")
    return own_unit_or_all(user) | Q(unit__in=_went_into(publishes_for(user)), origin__in=faces)


def takes_over(user: User, unit: Unit) -> bool:
    """Whether the person publishes for the unit into which another one went that has ended, by one merger or several. A
    statement for each."""
    return unit.has_ended and unit.pk in _went_into(publishes_for(user))


def publishes_for(user: User) -> frozenset[int]:
    """The units for which a person publishes."""
    return frozenset(hat.unit_id for hat in user.hats_of(*SCORERS) if hat.unit_id and hat.in_room(ROOM.key))


def _went_into(units: Collection[int]) -> frozenset[int]:
    """The units that went into these, and those that had gone into them before."""
    merged = UnitChange.objects.filter(kind=UnitChangeKind.MERGE, on__lte=clock.today())
    found, newest = frozenset[int](), frozenset(units)
    while newest:
        newest = frozenset(merged.filter(to_unit__in=newest).values_list("from_unit", flat=True)) - found
        found |= newest
    return found
