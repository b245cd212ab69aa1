"""Who keeps the data of the place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from thanthien.accounts.roles import Role

if TYPE_CHECKING:
    from thanthien.accounts.models import User


def can_manage_place(user: User) -> bool:
    """Quản trị hệ thống quản lý đơn vị, địa giới và lịch."""
    return user.has_role(Role.ADMINISTRATOR)
