"""Who writes for the committee, who for its supervisors, and who reads the room's records."""

from __future__ import annotations

from django.db.models import Q

from thanthien.accounts.models import Hat, User
from thanthien.accounts.positions import HAMLET_HEADS, OF_UNIT, READS_RECORDS, SCORERS
from thanthien.democracy.enums import ROOM
from thanthien.records.readers import and_own_place
from thanthien.records.supervisors import own_or_supervised, supervises, supervising
from thanthien.records.writers import for_whole_unit, head_of
from thanthien.units.models import Hamlet, Unit

WRITERS = SCORERS


def can_write(user: User) -> bool:
    """Công chức và lãnh đạo Ủy ban nhân dân cấp xã."""
    return user.works_in(ROOM.key, *WRITERS)


def can_supervise(user: User) -> bool:
    """Mặt trận Tổ quốc, Ban Thanh tra nhân dân, Ban Giám sát đầu tư của cộng đồng; không phải Ủy ban nhân dân."""
    return bool(supervising(user, ROOM.key))


def can_read(user: User) -> bool:
    """Người của đơn vị, các Ban giám sát, cơ quan thẩm định và cơ quan theo dõi của thành phố."""
    return user.works_in(ROOM.key, *OF_UNIT, *READS_RECORDS) or can_supervise(user)


def can_decide(user: User) -> bool:
    """Công chức, lãnh đạo Ủy ban nhân dân cấp xã; trưởng thôn, tổ trưởng tổ dân phố ghi của nơi mình."""
    return user.works_in(ROOM.key, *WRITERS, *HAMLET_HEADS)


def can_read_decisions(user: User) -> bool:
    """Như trên; và mọi người đọc được sổ của đơn vị."""
    return can_read(user) or can_decide(user)


def only_decides(user: User) -> bool:
    """Trưởng thôn, tổ trưởng: trong phần việc này chỉ có sổ việc Nhân dân bàn, quyết định."""
    return can_decide(user) and not can_read(user)


def decides_as(user: User, unit: Unit, hamlet: Hamlet | None) -> Hat | None:
    """The membership in which a person records what people decided: of the unit or any of its thôn, tổ dân phố for the
    committee, of their own as its head."""
    own = user.hat_in(unit.pk, ROOM.key, *WRITERS)
    return own or (head_of(hamlet, user, ROOM.key) if hamlet else None)


def decision_readers(user: User) -> Q:
    """Those who read the unit's records; a head what is told of their own place."""
    return and_own_place(readers(user), user)


writes_as = for_whole_unit(ROOM.key, WRITERS)


def supervises_as(user: User, unit: Unit, hamlet: Hamlet | None) -> Hat | None:
    """The membership in which a person supervises a unit; who also works for its committee does not."""
    return None if hamlet is not None else supervises(user, unit, ROOM.key, *WRITERS)


def readers(user: User) -> Q:
    """Bodies of the city read all, people of the unit and its supervisors what is told of it."""
    return own_or_supervised(user, ROOM.key)
