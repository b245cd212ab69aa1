"""Who may do what with people; each predicate answers one question, for views and templates alike."""

from django.conf import settings

from thanthien.accounts.managed import managed_roles
from thanthien.accounts.models import User
from thanthien.accounts.positions import SIGNERS
from thanthien.accounts.roles import CITY_ROLES, Role


def can_manage_people(user: User) -> bool:
    """Quản trị hệ thống."""
    return user.has_role(Role.ADMINISTRATOR)


def can_give_roles(user: User, person: User) -> bool:
    """Quản trị hệ thống giao vai trò cho người khác, không tự giao cho mình."""
    return can_manage_people(user) and user.pk != person.pk


def can_manage_own_people(user: User) -> bool:
    """Công chức đầu mối: quản lý người của đơn vị mình, trong những vai trò thành phố cho đơn vị tự quản."""
    return user.has_role(Role.COMMUNE_FOCAL) and bool(managed_roles())


def needs_second_person(role: Role, by: User | None) -> bool:
    """Whether a role that this person gives waits for another administrator: those of the city do, where the setting
    says so. What is given at the server's own terminal (nobody) doesn't."""
    return by is not None and settings.SECOND_PERSON_FOR_ROLES and role in CITY_ROLES


def can_manage_jobs(user: User) -> bool:
    """Quản trị hệ thống xem việc chạy nền của mọi người và cho chạy lại."""
    return user.has_role(Role.ADMINISTRATOR)


def needs_second_factor(user: User) -> bool:
    """Whether the setting asks this person for a second factor: it does of city roles, and of who signs for a unit."""
    return settings.REQUIRE_MFA_FOR_CITY and user.has_role(*CITY_ROLES, *SIGNERS)
