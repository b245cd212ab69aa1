"""Who has work and notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from thanthien.accounts.models import User


def works_somewhere(user: User) -> bool:
    """Người đang giữ vai trò trong một cơ quan."""
    return bool(user.hats)
