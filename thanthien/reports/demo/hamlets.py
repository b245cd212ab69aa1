"""Made-up thôn and tổ dân phố of all units, fewer than real ones: numbered, as real names would be taken for facts."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.units.actions import import_hamlets
from thanthien.units.enums import HamletKind, UnitKind
from thanthien.units.hamlets import HamletLine
from thanthien.units.models import Unit

_FEW, _MANY = (5, 10), (14, 20)  # of most units; of the one that is looked at closely
# Islands are no communes like the others: places and households of each, by code of the unit. Assumed, not counted:
# Bạch Long Vĩ with some 900 people in one place, about 260 households; Cát Hải with fishing villages and a town.
_KINDS = {"Tổ dân phố": HamletKind.TO_DAN_PHO}
ISLANDS = {
    "11914": (("Thôn", 8, (90, 260)), ("Tổ dân phố", 6, (250, 480))),
    "11948": (("Khu dân cư", 1, (255, 265)),),
}


def make_hamlets(units: Sequence[Unit], *, full: str, seed_number: int, by: User) -> int:
    """Lists for all units; returns the number of units."""
    # Numbers of its own: the story of the years doesn't depend on them.
    rng = Random(seed_number)  # noqa: S311 - plausible data, no secrets
    lines = [line for unit in units for line in _list_of(unit, _MANY if unit.code == full else _FEW, rng)]
    first = max(unit.valid_from for unit in units)
    with clock.set_to(first):  # known since then, so that figures of the past know them
        return import_hamlets(lines=lines, from_day=first, by=by)


def _list_of(unit: Unit, between: tuple[int, int], rng: Random) -> list[HamletLine]:
    if unit.code in ISLANDS:
        return _of_island(unit)
    kind = HamletKind.TO_DAN_PHO if unit.kind == UnitKind.PHUONG else HamletKind.THON
    names = [f"{kind.label.capitalize()} {number}" for number in range(1, rng.randint(*between) + 1)]
    return [HamletLine(unit.pk, kind, name, rng.randint(120, 420)) for name in names]


def _of_island(unit: Unit) -> list[HamletLine]:
    """Its own places. Numbers of its own, too: those of the others are as they would be without islands."""
    rng = Random(unit.code)  # noqa: S311 - plausible data, no secrets
    return [
        HamletLine(unit.pk, _KINDS.get(word, HamletKind.THON), f"{word} {number}", rng.randint(*households))
        for word, count, households in ISLANDS[unit.code]
        for number in range(1, count + 1)
    ]
