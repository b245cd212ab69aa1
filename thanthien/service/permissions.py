"""Who keeps the fast day, and who reads its numbers."""

from __future__ import annotations

from django.db.models import Q

from thanthien.accounts.models import Hat, User
from thanthien.accounts.positions import APPRAISERS, OF_UNIT, SCORERS, SEES_ALL
from thanthien.accounts.roles import Role
from thanthien.units.models import Hamlet, Unit

WRITERS = SCORERS | {Role.SERVICE_OFFICER}
_CITY = SEES_ALL | APPRAISERS


def can_write(user: User) -> bool:
    """Người của Trung tâm, công chức và lãnh đạo Ủy ban nhân dân cấp xã."""
    return user.has_role(*WRITERS)


def can_read(user: User) -> bool:
    """Người của đơn vị, cơ quan thẩm định và cơ quan theo dõi của thành phố."""
    return user.has_role(*OF_UNIT, *_CITY)


def enters_as(user: User, unit: Unit, hamlet: Hamlet | None) -> Hat | None:
    """The membership in which a person writes for a unit; the fast day is the whole unit's, not a hamlet's."""
    if hamlet is not None:
        return None
    return next((hat for hat in user.hats_of(*WRITERS) if hat.unit_id == unit.pk), None)


def readers(user: User) -> Q:
    """Bodies of the city read all, the commune's people their own unit's."""
    return Q() if user.has_role(*_CITY) else Q(unit__in=user.unit_ids(*OF_UNIT))
