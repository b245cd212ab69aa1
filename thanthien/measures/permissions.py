"""Who sees how punctually records came, and who may let late ones count."""

from __future__ import annotations

from thanthien.accounts.models import User
from thanthien.accounts.positions import APPRAISERS, COMMUNE, SEES_ALL
from thanthien.units.models import Unit


def can_see_lateness(user: User) -> bool:
    """Cơ quan thẩm định, cơ quan theo dõi của thành phố; người của đơn vị xem của đơn vị mình."""
    return user.has_role(*APPRAISERS, *SEES_ALL, *COMMUNE)


def can_see_lateness_of(user: User, unit: Unit) -> bool:
    """The city's bodies see every unit, others their own."""
    return user.has_role(*APPRAISERS, *SEES_ALL) or unit.pk in user.unit_ids(*COMMUNE)


def can_accept_late(user: User, unit: Unit) -> bool:
    """A person of an appraising body who has no part in the unit."""
    return user.has_role(*APPRAISERS) and unit.pk not in user.unit_ids()
