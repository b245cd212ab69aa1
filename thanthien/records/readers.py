"""Who reads the records of most kinds; a kind with readers of its own says them itself."""

from __future__ import annotations

from django.db.models import Q

from thanthien.accounts.models import User
from thanthien.accounts.positions import OF_UNIT, READS_RECORDS


def reads_several_units(user: User) -> bool:
    """Whether lists of records show this person those of several units, so that each row says whose it is."""
    return user.has_role(*READS_RECORDS) or len(user.unit_ids()) > 1


def own_unit_or_all(user: User) -> Q:
    """Bodies of the city read all, the commune's people their own unit's."""
    return Q() if user.has_role(*READS_RECORDS) else Q(unit__in=user.unit_ids(*OF_UNIT))
