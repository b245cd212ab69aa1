"""Who keeps the registers of the staff, and who reads names (ADR 31).

The roll and what points to it (courses, commitments, discipline) are read by the unit's own officers who keep them and
by the standing office. Everybody else sees how many, never who.
"""

from __future__ import annotations

from django.db.models import Q

from thanthien.accounts.models import Hat, User
from thanthien.accounts.positions import OF_UNIT, OFFICE, READS_RECORDS, SCORERS, SIGNERS
from thanthien.records.writers import for_whole_unit
from thanthien.units.models import Hamlet, Unit
from thanthien.workforce.enums import ROOM

KEEPERS = SCORERS


def can_keep(user: User) -> bool:
    """Công chức và lãnh đạo Ủy ban nhân dân cấp xã giữ sổ."""
    return user.works_in(ROOM.key, *KEEPERS)


def can_state(user: User) -> bool:
    """Chủ tịch Ủy ban nhân dân cấp xã."""
    return user.works_in(ROOM.key, *SIGNERS)


def can_contradict(user: User) -> bool:
    """Cơ quan thường trực."""
    return user.has_role(*OFFICE)


def can_punish(user: User) -> bool:
    """Người giữ sổ của đơn vị và cơ quan thường trực."""
    return can_keep(user) or can_contradict(user)


def reads_people(user: User) -> bool:
    """Người giữ sổ của đơn vị và cơ quan thường trực; người khác chỉ xem số lượng."""
    return can_keep(user) or can_contradict(user)


def can_read(user: User) -> bool:
    """Người của đơn vị, cơ quan thẩm định và cơ quan theo dõi của thành phố."""
    return user.works_in(ROOM.key, *OF_UNIT) or reads_city(user)


def reads_city(user: User) -> bool:
    """Cơ quan thẩm định và cơ quan theo dõi của thành phố."""
    return user.has_role(*READS_RECORDS)


def people_readers(user: User) -> Q:
    """Records in which a person can be found: all for the standing office, else those of the unit that one keeps."""
    return Q() if can_contradict(user) else Q(unit__in=user.unit_ids(*KEEPERS))


keeper_of = for_whole_unit(ROOM.key, KEEPERS)

signer_of = for_whole_unit(ROOM.key, SIGNERS)


def office_of(user: User, unit: Unit, hamlet: Hamlet | None) -> Hat | None:
    """The membership in which a person of the standing office writes of any unit."""
    return next(iter(user.hats_of(*OFFICE)), None) if hamlet is None else None


def punisher_of(user: User, unit: Unit, hamlet: Hamlet | None) -> Hat | None:
    """The unit's own keeper, else the standing office: what it records is not the commune's to change."""
    return keeper_of(user, unit, hamlet) or office_of(user, unit, hamlet)
