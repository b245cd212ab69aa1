"""Who lets other systems in."""

from thanthien.accounts.models import User
from thanthien.accounts.roles import Role


def can_manage_clients(user: User) -> bool:
    """Quản trị hệ thống cấp, đổi, kết thúc khóa của các hệ thống gửi phản ánh."""
    return user.has_role(Role.ADMINISTRATOR)
