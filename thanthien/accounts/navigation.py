"""Entries of this room in the menus, and how the header names a person."""

from typing import Any

from thanthien.accounts.permissions import can_manage_own_people, can_manage_people
from thanthien.core.navigation import NavItem, register, set_identity


def register_menus() -> None:
    """Called once when the room is ready."""
    register(NavItem("Người dùng", "accounts:people", show=can_manage_people, order=90))
    register(
        NavItem("Người của đơn vị", "accounts:own_people", show=can_manage_own_people, audience="account", order=15)
    )
    register(NavItem("Tài khoản của tôi", "accounts:me", audience="account", order=10))
    register(NavItem("Mật khẩu", "account_change_password", audience="account", order=20))
    register(NavItem("Xác thực hai lớp", "mfa_index", audience="account", order=30, under="/tai-khoan/xac-thuc/"))
    register(NavItem("Phiên đăng nhập", "usersessions_list", audience="account", order=40))
    set_identity(identify)


def identify(user: Any) -> tuple[str, str]:
    """Name and place of work (the short name of the agency of the first current role), for the header."""
    return user.full_name, user.hats[0].agency_label if user.hats else ""
