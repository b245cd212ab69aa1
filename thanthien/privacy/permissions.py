"""Who keeps the registers of personal data, and who reads them."""

from __future__ import annotations

from thanthien.accounts.models import User
from thanthien.accounts.roles import Role


def keeps_registers(user: User) -> bool:
    """Cán bộ bảo vệ dữ liệu cá nhân."""
    return user.has_role(Role.DATA_PROTECTION)


def reads_registers(user: User) -> bool:
    """Cán bộ bảo vệ dữ liệu cá nhân; cán bộ thanh tra, kiểm tra chỉ xem."""
    return keeps_registers(user) or user.has_role(Role.AUDITOR)
