"""Who may see and start again the jobs of everybody. The room that knows roles says so when it is ready."""

from collections.abc import Callable
from typing import Any


def _nobody(user: Any) -> bool:
    return False


_manager: list[Callable[[Any], bool]] = [_nobody]


def set_manager(predicate: Callable[[Any], bool]) -> None:
    """Tell who manages jobs."""
    _manager[0] = predicate


def can_manage_jobs(user: Any) -> bool:
    """Quản trị hệ thống xem việc chạy nền của mọi người và cho chạy lại."""
    return _manager[0](user)
