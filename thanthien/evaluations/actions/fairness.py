"""Conflict of interest, refused in every action of appraisers and council."""

from __future__ import annotations

from collections.abc import Iterable

from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core.acting.errors import Refused
from thanthien.evaluations.models import Cycle, Dossier
from thanthien.evaluations.queries.conflicts import conflicted_dossiers

CONFLICT = "Anh/chị từng công tác tại đơn vị trong năm hoặc đã tự chấm hồ sơ này nên không được thẩm định, kết luận."

# Who gives roles, and who decides, judges nothing, whatever else they hold. Roles of one person are kept apart where
# they are given (``ROLES_APART``); a city may write that file otherwise, and this holds all the same.
DECIDES = (Role.ADMINISTRATOR, Role.CITY_LEADER)
KEPT_OUT = "Quản trị hệ thống và lãnh đạo quyết định công nhận không thẩm định, không kết luận."


def refuse_conflicted(by: User, dossiers: Iterable[Dossier]) -> None:
    """Raise Refused when the person belonged to one of the units in its cycle's year, or scored there; and of who
    gives roles or decides on recognition."""
    if by.has_role(*DECIDES):
        raise Refused(KEPT_OUT)
    by_cycle: dict[Cycle, list[Dossier]] = {}
    for dossier in dossiers:
        by_cycle.setdefault(dossier.cycle, []).append(dossier)
    for cycle, group in by_cycle.items():
        conflicts = conflicted_dossiers(by, cycle)
        named = [dossier.unit.name for dossier in group if dossier.pk in conflicts]
        if named:
            raise Refused(f"{', '.join(named)}: {CONFLICT}")
