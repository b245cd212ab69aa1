"""Who may open the reports of the city."""

from __future__ import annotations

from typing import TYPE_CHECKING

from thanthien.accounts.positions import is_auditor, is_office, sees_city
from thanthien.accounts.roles import Role

if TYPE_CHECKING:
    from thanthien.accounts.models import User


def sees_board(user: User) -> bool:
    """Standing office, council, leaders of the city and auditors see the board of all units."""
    return sees_city(user)


def sees_leader_page(user: User) -> bool:
    """Leaders of the city and of the standing office, and whoever prepares their papers."""
    return is_office(user) or user.has_role(Role.CITY_LEADER, Role.AUDITOR)


def reads_step_log(user: User) -> bool:
    """Auditors, and the standing office that answers for the procedure, read the log of steps of all dossiers."""
    return is_auditor(user) or is_office(user)
