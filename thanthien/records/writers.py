"""Who writes the records of most kinds; a kind with writers of its own says them itself."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from thanthien.accounts.models import Hat, User
from thanthien.accounts.positions import HAMLET_HEADS
from thanthien.accounts.roles import Role
from thanthien.units.models import Hamlet, Unit

if TYPE_CHECKING:
    from thanthien.records.kinds import MayEnter


def for_whole_unit(room: str, roles: Collection[Role]) -> MayEnter:
    """In which membership a person with one of the roles writes for a unit that uses the room; what is the whole unit's
    is written for no single thôn, tổ dân phố."""

    def enters_as(user: User, unit: Unit, hamlet: Hamlet | None) -> Hat | None:
        return None if hamlet is not None else user.hat_in(unit.pk, room, *roles)

    return enters_as


def head_of(hamlet: Hamlet, user: User, room: str) -> Hat | None:
    """The membership in which a person heads this thôn, tổ dân phố of a unit that uses the room."""
    own = (hat for hat in user.hats_of(*HAMLET_HEADS) if hat.hamlet_id == hamlet.pk and hat.in_room(room))
    return next(own, None)
