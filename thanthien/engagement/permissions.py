"""Who keeps the room's records, and who reads them."""

from __future__ import annotations

from thanthien.accounts.models import User
from thanthien.accounts.positions import OF_UNIT, READS_RECORDS, SCORERS
from thanthien.engagement.enums import ROOM
from thanthien.records.writers import for_whole_unit

WRITERS = SCORERS


def can_write(user: User) -> bool:
    """Công chức và lãnh đạo Ủy ban nhân dân cấp xã."""
    return user.works_in(ROOM.key, *WRITERS)


def can_read(user: User) -> bool:
    """Người của đơn vị, cơ quan thẩm định và cơ quan theo dõi của thành phố."""
    return user.works_in(ROOM.key, *OF_UNIT, *READS_RECORDS)


enters_as = for_whole_unit(ROOM.key, WRITERS)  # What the head does is the whole unit's.
