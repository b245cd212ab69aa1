"""Who keeps the fast day, and who reads its numbers."""

from __future__ import annotations

from django.db.models import Q

from thanthien.accounts.models import Hat, User
from thanthien.accounts.positions import OF_UNIT, READS_RECORDS, SCORERS
from thanthien.accounts.roles import Role
from thanthien.records.readers import own_unit_or_all
from thanthien.service.enums import ROOM
from thanthien.units.models import Hamlet, Unit

WRITERS = SCORERS | {Role.SERVICE_OFFICER}


def can_write(user: User) -> bool:
    """Người của Trung tâm, công chức và lãnh đạo Ủy ban nhân dân cấp xã."""
    return user.works_in(ROOM.key, *WRITERS)


def can_read(user: User) -> bool:
    """Người của đơn vị, cơ quan thẩm định và cơ quan theo dõi của thành phố."""
    return user.works_in(ROOM.key, *OF_UNIT, *READS_RECORDS)


def enters_as(user: User, unit: Unit, hamlet: Hamlet | None) -> Hat | None:
    """The membership in which a person writes for a unit; the fast day is the whole unit's, not a hamlet's."""
    if hamlet is not None:
        return None
    return user.hat_in(unit.pk, ROOM.key, *WRITERS)


def readers(user: User) -> Q:
    """Bodies of the city read all, the commune's people their own unit's."""
    return own_unit_or_all(user)
