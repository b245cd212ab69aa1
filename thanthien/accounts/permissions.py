"""Who may do what with people; each predicate answers one question, for views and templates alike."""

from typing import Any

from django.conf import settings

from thanthien.accounts.models import User
from thanthien.accounts.roles import CITY_ROLES, COMMUNE_ROLES, Role


def has_any_role(user: Any) -> bool:
    """Người đang giữ ít nhất một vai trò."""
    return bool(user.hats)


def can_manage_people(user: Any) -> bool:
    """Quản trị hệ thống."""
    return user.has_role(Role.ADMINISTRATOR)


def can_manage_place(user: Any) -> bool:
    """Quản trị hệ thống quản lý đơn vị, địa giới và lịch."""
    return user.has_role(Role.ADMINISTRATOR)


def is_city_person(user: Any) -> bool:
    """Người đang giữ vai trò cấp thành phố."""
    return user.has_role(*CITY_ROLES)


def is_commune_person(user: Any) -> bool:
    """Người đang giữ vai trò cấp xã."""
    return user.has_role(*COMMUNE_ROLES)


def is_standing_body(user: Any) -> bool:
    """Chuyên viên, lãnh đạo cơ quan thường trực (Sở Nội vụ)."""
    return user.has_role(Role.CITY_OFFICER, Role.CITY_HEAD)


def can_see_person(user: Any, person: User) -> bool:
    """Quản trị hệ thống, hoặc chính người đó."""
    return can_manage_people(user) or user.pk == person.pk


def needs_second_factor(user: Any) -> bool:
    """Whether the setting asks this person for a second factor: it does of city roles."""
    return settings.REQUIRE_MFA_FOR_CITY and is_city_person(user)
