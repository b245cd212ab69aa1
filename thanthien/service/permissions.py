"""Who keeps the fast day, and who reads its numbers."""

from __future__ import annotations

from thanthien.accounts.models import User
from thanthien.accounts.positions import OF_UNIT, READS_RECORDS, SCORERS
from thanthien.accounts.roles import Role
from thanthien.records.writers import for_whole_unit
from thanthien.service.enums import ROOM

WRITERS = SCORERS | {Role.SERVICE_OFFICER}


def can_write(user: User) -> bool:
    """Người của Trung tâm, công chức và lãnh đạo Ủy ban nhân dân cấp xã."""
    return user.works_in(ROOM.key, *WRITERS)


def can_read(user: User) -> bool:
    """Người của đơn vị, cơ quan thẩm định và cơ quan theo dõi của thành phố."""
    return user.works_in(ROOM.key, *OF_UNIT, *READS_RECORDS)


enters_as = for_whole_unit(ROOM.key, WRITERS)  # The fast day is the whole unit's.
