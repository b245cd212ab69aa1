"""Who reads the records of most kinds; a kind with readers of its own says them itself."""

from __future__ import annotations

from django.db.models import Q

from thanthien.accounts.models import User
from thanthien.accounts.positions import HAMLET_HEADS, OF_UNIT, READS_RECORDS


def reads_several_units(user: User) -> bool:
    """Whether lists of records show this person those of several units, so that each row says whose it is."""
    return user.has_role(*READS_RECORDS) or len(user.unit_ids()) > 1


def own_unit_or_all(user: User) -> Q:
    """Bodies of the city read all, the commune's people their own unit's."""
    return Q() if user.has_role(*READS_RECORDS) else Q(unit__in=user.unit_ids(*OF_UNIT))


def and_own_place(rows: Q, user: User) -> Q:
    """These records, and for a head what is told of their own thôn, tổ dân phố. No condition means all records."""
    hamlets = [hat.hamlet_id for hat in user.hats_of(*HAMLET_HEADS) if hat.hamlet_id]
    return rows | Q(hamlet__in=hamlets) if rows and hamlets else rows
