"""Who keeps the list of channels, who tests them, and who reads both."""

from __future__ import annotations

from django.db.models import Q

from thanthien.accounts.models import Hat, User
from thanthien.feedback.enums import ROOM
from thanthien.feedback.permissions import KEEPERS, works_in
from thanthien.feedback.permissions import can_read as reads_feedback
from thanthien.records.supervisors import own_or_supervised, supervises, supervising
from thanthien.units.models import Hamlet, Unit


def can_test(user: User) -> bool:
    """Mặt trận Tổ quốc, Ban Thanh tra nhân dân, Ban Giám sát đầu tư của cộng đồng; không phải Ủy ban nhân dân."""
    return bool(supervising(user, ROOM.key))


def can_read(user: User) -> bool:
    """Mọi người đọc được sổ phản ánh của đơn vị, và các Ban giám sát."""
    return reads_feedback(user) or can_test(user)


def keeps_as(user: User, unit: Unit, hamlet: Hamlet | None) -> Hat | None:
    """The membership in which a person keeps the unit's list."""
    return works_in(user, unit.pk) if hamlet is None else None


def tests_as(user: User, unit: Unit, hamlet: Hamlet | None) -> Hat | None:
    """The membership in which a person tests the unit's channels; who also works on its feedback does not."""
    return supervises(user, unit, ROOM.key, *KEEPERS) if hamlet is None else None


def readers(user: User) -> Q:
    """Bodies of the city read all, people of the unit and its supervisors what is told of it."""
    return own_or_supervised(user, ROOM.key)
