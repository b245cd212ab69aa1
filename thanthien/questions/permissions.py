"""Who asks, who answers, who reads."""

from __future__ import annotations

from thanthien.accounts.models import User
from thanthien.accounts.positions import is_office
from thanthien.notices.permissions import works_somewhere


def can_read(user: User) -> bool:
    """Người đang giữ vai trò trong một cơ quan."""
    return works_somewhere(user)


def can_ask(user: User) -> bool:
    """Người đang giữ vai trò, ngoài cơ quan thường trực."""
    return works_somewhere(user) and not is_office(user)


def can_answer(user: User) -> bool:
    """Chuyên viên, lãnh đạo cơ quan thường trực."""
    return is_office(user)
