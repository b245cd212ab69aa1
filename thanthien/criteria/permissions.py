"""Who may do what with criteria sets; asked by views and templates alike."""

from thanthien.accounts.models import User
from thanthien.accounts.roles import Role


def keeps_sets(user: User) -> bool:
    """Chuyên viên, lãnh đạo cơ quan thường trực: xem mọi bộ tiêu chí, nhập dự thảo."""
    return user.has_role(Role.CITY_OFFICER, Role.CITY_HEAD)


def can_issue_sets(user: User) -> bool:
    """Lãnh đạo cơ quan thường trực: ban hành bộ tiêu chí, trả lại dự thảo đã trình."""
    return user.has_role(Role.CITY_HEAD)
