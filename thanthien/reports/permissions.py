"""Who may open the reports of the city."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from thanthien.accounts.positions import PARTY, SIGNERS, is_auditor, is_office, sees_city
from thanthien.accounts.roles import Role

if TYPE_CHECKING:
    from thanthien.accounts.models import User


def sees_board(user: User) -> bool:
    """Standing office, council, leaders of the city and auditors see the board of all units."""
    return sees_city(user)


def can_start_over(user: User) -> bool:
    """Quản trị hệ thống của bản tập dượt."""
    return settings.PRACTICE and user.has_role(Role.ADMINISTRATOR)


def sees_leader_page(user: User) -> bool:
    """Leaders of the city and of the standing office, and whoever prepares their papers."""
    return is_office(user) or user.has_role(Role.CITY_LEADER, Role.AUDITOR)


def leads_commune(user: User) -> bool:
    """Chủ tịch, Phó Chủ tịch và Đảng ủy của đơn vị."""
    return user.has_role(*SIGNERS, *PARTY)


def reads_step_log(user: User) -> bool:
    """Auditors, and the standing office that answers for the procedure, read the log of steps of all dossiers."""
    return is_auditor(user) or is_office(user)


_ALL_LOOKS = frozenset({Role.DATA_PROTECTION, Role.AUDITOR})
_OWN_LOOKS = frozenset({Role.COMMUNE_CHAIR})


def sees_all_looks(user: User) -> bool:
    """Cán bộ bảo vệ dữ liệu cá nhân và thanh tra: mọi đơn vị."""
    return user.has_role(*_ALL_LOOKS)


def sees_looks(user: User) -> bool:
    """Cán bộ bảo vệ dữ liệu cá nhân, thanh tra; lãnh đạo Ủy ban nhân dân cấp xã xem của đơn vị mình."""
    return sees_all_looks(user) or user.has_role(*_OWN_LOOKS)


def sees_own_looks(user: User) -> bool:
    """Lãnh đạo Ủy ban nhân dân cấp xã chỉ xem của đơn vị mình."""
    return sees_looks(user) and not sees_all_looks(user)


def units_of_looks(user: User) -> frozenset[int]:
    """The units of whose data the person reads who looked at it."""
    return user.unit_ids(*_OWN_LOOKS)
