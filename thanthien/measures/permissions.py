"""Who sees how punctually records came, and who may let late ones count."""

from __future__ import annotations

from datetime import date

from thanthien.accounts.models import Membership, User
from thanthien.accounts.positions import APPRAISERS, COMMUNE, SEES_ALL
from thanthien.core import clock
from thanthien.measures.acceptances import took_part
from thanthien.units.models import Unit


def can_see_lateness(user: User) -> bool:
    """Cơ quan thẩm định, cơ quan theo dõi của thành phố; người của đơn vị xem của đơn vị mình."""
    return user.has_role(*APPRAISERS, *SEES_ALL, *COMMUNE)


def can_see_lateness_of(user: User, unit: Unit) -> bool:
    """The city's bodies see every unit, others their own."""
    return user.has_role(*APPRAISERS, *SEES_ALL) or unit.pk in user.unit_ids(*COMMUNE)


def can_accept_late(user: User, unit: Unit, since: date) -> bool:
    """A person of an appraising body who has no part in the unit: who belonged to it on any day since the span's first,
    or took part in what it told of itself, is in conflict of interest (the rule of appraisal). Leaving frees nobody."""
    if not user.has_role(*APPRAISERS):
        return False
    belonged = Membership.objects.filter(user_id=user.pk).in_unit(unit.pk).during(since, clock.today())
    return not belonged.exists() and not took_part(user, unit, since)
