"""What waits for administrators: roles of the city to which a second one of them must agree."""

from __future__ import annotations

from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.accounts.permissions import can_manage_people
from thanthien.accounts.queries import waiting_roles
from thanthien.notices.work import Work


def roles_to_agree_to(user: User) -> list[Work]:
    """One thing for all requests that this administrator may agree to. One statement, or none."""
    if not can_manage_people(user):
        return []
    count = sum(row.may_accept for row in waiting_roles(user))
    if not count:
        return []
    what = "Vai trò cấp thành phố do quản trị hệ thống khác đề nghị"
    return [
        Work("roles", "Đồng ý giao vai trò", what, reverse("accounts:role_requests"), count=count, noun="vai trò")
    ]  # fmt: skip
