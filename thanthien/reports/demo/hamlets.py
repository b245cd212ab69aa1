"""Made-up thôn and tổ dân phố of some units: numbered, since the names of real ones would be taken for facts."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from thanthien.accounts.models import User
from thanthien.units.actions import import_hamlets
from thanthien.units.enums import HamletKind, UnitKind
from thanthien.units.hamlets import HamletLine
from thanthien.units.models import Unit

_OF_EACH_KIND = 2


def make_hamlets(units: Sequence[Unit], *, full: str, seed_number: int, by: User) -> int:
    """Lists for the unit coded ``full`` and the first units of each kind; returns the number of units."""
    # Numbers of its own: the story of the years doesn't depend on them.
    rng = Random(seed_number)  # noqa: S311 - plausible data, no secrets
    firsts = [unit for kind in UnitKind for unit in [one for one in units if one.kind == kind][:_OF_EACH_KIND]]
    chosen = {unit.pk: unit for unit in [*(one for one in units if one.code == full), *firsts]}
    lines = [line for unit in chosen.values() for line in _list_of(unit, rng)]
    return import_hamlets(lines=lines, from_day=max(unit.valid_from for unit in chosen.values()), by=by)


def _list_of(unit: Unit, rng: Random) -> list[HamletLine]:
    kind = HamletKind.TO_DAN_PHO if unit.kind == UnitKind.PHUONG else HamletKind.THON
    names = [f"{kind.label.capitalize()} {number}" for number in range(1, rng.randint(8, 24) + 1)]
    return [HamletLine(unit.pk, kind, name, rng.randint(120, 420)) for name in names]
