"""For which units and places a person may enter requests, and whom they may serve."""

from __future__ import annotations

from collections.abc import Sequence

from thanthien.accounts.models import User
from thanthien.accounts.positions import HAMLET_HEADS
from thanthien.service.at_home.permissions import ENTERS_FOR_OTHERS, KEEPERS
from thanthien.service.enums import ROOM
from thanthien.units.models import Hamlet, Unit


def entry_units(user: User) -> list[Unit]:
    """The units in which the person may enter a request today. One statement."""
    hats = [hat for hat in user.hats_of(*KEEPERS, *ENTERS_FOR_OTHERS) if hat.in_room(ROOM.key)]
    units = Unit.objects.current().filter(pk__in=[hat.unit_id for hat in hats if hat.unit_id])
    return list(units.in_vietnamese_order())


def served_units(user: User) -> list[int]:
    """The units in which the person serves."""
    return sorted({hat.unit_id for hat in user.hats_of(*KEEPERS) if hat.unit_id and hat.in_room(ROOM.key)})


def hamlets_for(user: User, unit: Unit) -> tuple[Sequence[Hamlet], bool]:
    """The thôn, tổ dân phố of a unit for which the person may enter; True with the only ones of which they speak. One
    statement."""
    own = [hat for hat in user.hats if hat.unit_id == unit.pk and hat.in_room(ROOM.key)]
    rows = hamlets_of(unit)
    if any(hat.role in KEEPERS | (ENTERS_FOR_OTHERS - HAMLET_HEADS) for hat in own):
        return rows, False
    mine = {hat.hamlet_id for hat in own if hat.role in HAMLET_HEADS}
    return [one for one in rows if one.pk in mine], True


def hamlets_of(unit: Unit) -> list[Hamlet]:
    """Those that there are today. One statement."""
    return list(Hamlet.objects.current().filter(unit=unit).in_vietnamese_order())
