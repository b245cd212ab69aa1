"""Who keeps the data of the place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from thanthien.accounts.positions import is_office
from thanthien.accounts.roles import Role

if TYPE_CHECKING:
    from thanthien.accounts.models import User


def can_switch_rooms(user: User) -> bool:
    """Cơ quan thường trực bật, tắt phần việc hằng tuần của các đơn vị."""
    return is_office(user)


def can_read_rooms(user: User) -> bool:
    """Cơ quan thường trực, quản trị hệ thống, thanh tra, kiểm tra xem phần việc nào dùng ở đâu."""
    return can_switch_rooms(user) or user.has_role(Role.ADMINISTRATOR, Role.AUDITOR)


def sees_readiness(user: User) -> bool:
    """Cơ quan thường trực và quản trị hệ thống xem địa bàn còn thiếu gì trước khi mở kỳ."""
    return is_office(user) or can_manage_place(user)


def can_manage_place(user: User) -> bool:
    """Quản trị hệ thống quản lý đơn vị, địa giới và lịch."""
    return user.has_role(Role.ADMINISTRATOR)
