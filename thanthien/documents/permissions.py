"""Who makes papers and posters of a unit."""

from __future__ import annotations

from thanthien.accounts.models import User
from thanthien.accounts.positions import COMMUNE_LEADS, SCORERS
from thanthien.accounts.roles import Role
from thanthien.units.models import Unit

MAKERS = SCORERS | {Role.SERVICE_OFFICER}


def makes_papers(user: User) -> bool:
    """Công chức, đầu mối và lãnh đạo Ủy ban nhân dân cấp xã."""
    return user.has_role(*MAKERS)


def sets_print(user: User) -> bool:
    """Đầu mối và lãnh đạo Ủy ban nhân dân cấp xã."""
    return user.has_role(*COMMUNE_LEADS)


def can_set_print(user: User, unit: Unit) -> bool:
    """Do they say how this unit's papers look?"""
    return unit.pk in user.unit_ids(*COMMUNE_LEADS)
