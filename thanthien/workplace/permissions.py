"""Who keeps what the room records, who speaks of it from outside the commune, and who reads it."""

from __future__ import annotations

from thanthien.accounts.models import Hat, User
from thanthien.accounts.positions import APPRAISERS, OF_UNIT, READS_RECORDS, SCORERS
from thanthien.accounts.roles import Role
from thanthien.records.writers import for_whole_unit
from thanthien.units.models import Hamlet, Unit
from thanthien.workplace.enums import ROOM

WRITERS = SCORERS | {Role.SERVICE_OFFICER}
BODIES = APPRAISERS


def can_write(user: User) -> bool:
    """Người của Trung tâm, công chức và lãnh đạo Ủy ban nhân dân cấp xã."""
    return user.works_in(ROOM.key, *WRITERS)


def can_inspect(user: User) -> bool:
    """Người của cơ quan thẩm định của thành phố; không phải người của đơn vị."""
    return user.has_role(*BODIES)


def can_count(user: User) -> bool:
    """Công chức đơn vị, với số tự đếm; người của cơ quan thẩm định, với tệp của cơ quan quản lý ứng dụng."""
    return can_write(user) or can_inspect(user)


def can_read(user: User) -> bool:
    """Người của đơn vị, cơ quan thẩm định và cơ quan theo dõi của thành phố."""
    return user.works_in(ROOM.key, *OF_UNIT, *READS_RECORDS)


def writes_as(user: User, unit: Unit, hamlet: Hamlet | None) -> Hat | None:
    """The membership in which a person of the unit writes of it, or of one of its thôn, tổ dân phố."""
    return user.hat_in(unit.pk, ROOM.key, *WRITERS)


writes_of_unit_as = for_whole_unit(ROOM.key, WRITERS)


def inspects_as(user: User, unit: Unit, hamlet: Hamlet | None) -> Hat | None:
    """The membership in a body of the city in which a person speaks of any unit; of their own they don't."""
    if hamlet is not None or unit.pk in user.unit_ids():
        return None
    return next((hat for hat in user.hats_of(*BODIES) if hat.unit_id is None), None)


def counts_as(user: User, unit: Unit, hamlet: Hamlet | None) -> Hat | None:
    """Of installs people of the unit tell their own count, those of a body what the app's owner counted."""
    own = writes_as(user, unit, hamlet)
    return own or next((hat for hat in user.hats_of(*BODIES) if hat.unit_id is None), None)
