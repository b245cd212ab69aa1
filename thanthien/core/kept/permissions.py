"""Who looks after stored files."""

from typing import Any

from thanthien.core.jobs.permissions import can_manage_jobs


def can_manage_files(user: Any) -> bool:
    """Quản trị hệ thống xem các tệp không còn nguyên vẹn."""
    return can_manage_jobs(user)
