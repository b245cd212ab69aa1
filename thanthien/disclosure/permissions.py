"""Who publishes for a unit, who looks from outside whether it is right, and who reads what."""

from __future__ import annotations

from django.db.models import Q

from thanthien.accounts.models import Hat, User
from thanthien.accounts.positions import APPRAISERS, FRONT, OF_UNIT, READS_RECORDS, SCORERS
from thanthien.disclosure.enums import ROOM
from thanthien.records.readers import own_unit_or_all
from thanthien.units.models import Hamlet, Unit


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


def writes_as(user: User, unit: Unit, hamlet: Hamlet | None) -> Hat | None:
    """The membership in which a person publishes for a unit: never for one thôn, tổ dân phố."""
    return None if hamlet is not None else user.hat_in(unit.pk, ROOM.key, *SCORERS)


def samples_as(user: User, unit: Unit, hamlet: Hamlet | None) -> Hat | None:
    """The membership in which a person looks at a unit from outside: Mặt trận Tổ quốc of the unit, or a body of the
    city by people who have no part in it. Who also publishes for the unit does not."""
    if hamlet is not None or writes_as(user, unit, None) is not None:
        return None
    front = user.hat_in(unit.pk, ROOM.key, *FRONT)
    if front is not None or unit.pk in user.unit_ids():
        return front
    return next((hat for hat in user.hats_of(*APPRAISERS) if hat.unit_id is None), None)


def readers(user: User) -> Q:
    """Bodies of the city read all, the commune's people their own unit's."""
    return own_unit_or_all(user)
