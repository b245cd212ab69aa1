"""Who may look after the mail."""

from typing import Any

from thanthien.core.jobs.permissions import can_manage_jobs


def can_manage_mail(user: Any) -> bool:
    """Quản trị hệ thống xem thư đã gửi, chưa gửi và cho gửi lại."""
    return can_manage_jobs(user)
