"""What the place still lacks before a year of evaluation begins: counts of households, lists of thôn and tổ dân phố.

Shares of households and of thôn are counted on these; a year without them gives no figure where it needs one. A count
is of the year where it is of the year before at the earliest.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from thanthien.core import clock
from thanthien.core.formats import number
from thanthien.units.models import Hamlet, Unit, UnitFigure

# Given units, what else each lacks, in words: rooms above know it and say so here, each in its ``apps.py: ready()``.
Lack = Callable[[Collection[int]], Mapping[int, Sequence[str]]]
_LACKS: list[Lack] = []


def register_lack(lack: Lack) -> None:
    """Ask this room, too, what units lack before a year."""
    if lack not in _LACKS:
        _LACKS.append(lack)


@dataclass(frozen=True, slots=True)
class UnitGaps:
    """What one unit lacks. ``counted_on``: of which day its newest count of households is, None where there is none;
    ``old``: that day is before the year that counts. ``hamlets``: how many thôn, tổ dân phố it has, ``uncounted`` how
    many of them without households; ``others``: what other rooms say that it lacks."""

    unit: Unit
    counted_on: date | None
    old: bool
    hamlets: int
    uncounted: int
    others: tuple[str, ...] = ()

    @property
    def lacks_count(self) -> bool:
        """No count of households for the year."""
        return self.counted_on is None or self.old

    @property
    def any(self) -> bool:
        """Whether something is missing."""
        return self.lacks_count or not self.hamlets or self.uncounted > 0 or bool(self.others)

    @property
    def households_words(self) -> str:
        """What is missing of the count of households; empty where nothing is."""
        if self.counted_on is None:
            return "chưa có số hộ"
        return f"số hộ cũ, tính đến {self.counted_on:%d/%m/%Y}" if self.old else ""

    @property
    def hamlets_words(self) -> str:
        """What is missing of the list of thôn and tổ dân phố; empty where nothing is."""
        label = self.unit.hamlets_label
        if not self.hamlets:
            return f"chưa có danh sách {label}"
        return f"{self.uncounted}/{self.hamlets} {label} chưa có số hộ" if self.uncounted else ""


@dataclass(frozen=True, slots=True)
class Readiness:
    """What the units lack for a year; ``units``: of how many was asked. ``only``: the codes of the units that were
    asked of, where it is not all (a pilot)."""

    year: int
    units: int
    gaps: tuple[UnitGaps, ...]
    only: tuple[str, ...] = ()

    @property
    def query(self) -> str:
        """How an address asks the same: “nam=2026”, of a pilot with the codes of its units."""
        return f"nam={self.year}" + (f"&don-vi={','.join(self.only)}" if self.only else "")

    @property
    def first_day(self) -> date:
        """From which day on a count of households is one for this year."""
        return date(self.year - 1, 1, 1)

    @property
    def words(self) -> str:
        """“4/5 đơn vị còn thiếu: 2 đơn vị chưa có số hộ của năm, …”; what nobody lacks is left out."""
        counts: tuple[tuple[int, str], ...] = (
            (self.without_count, "đơn vị chưa có số hộ của năm"),
            (self.without_hamlets, "đơn vị chưa có danh sách thôn, tổ dân phố"),
            (self.uncounted, "thôn, tổ dân phố chưa có số hộ"),
        )
        others = Counter(words for one in self.gaps for words in one.others)
        counts += tuple((count, f"đơn vị {words}") for words, count in sorted(others.items()))
        told = ", ".join(f"{number(count)} {what}" for count, what in counts if count)
        return f"{number(len(self.gaps))}/{number(self.units)} đơn vị còn thiếu: {told}."

    @property
    def without_count(self) -> int:
        """Units without a count of households for the year."""
        return sum(one.lacks_count for one in self.gaps)

    @property
    def without_hamlets(self) -> int:
        """Units without a list of thôn, tổ dân phố."""
        return sum(not one.hamlets for one in self.gaps)

    @property
    def uncounted(self) -> int:
        """Thôn, tổ dân phố without households."""
        return sum(one.uncounted for one in self.gaps)


def readiness(year: int, unit_ids: Collection[int] | None = None) -> Readiness:
    """What units lack for a year, in Vietnamese order; all of today's units unless said. Three statements, and those
    of the rooms that say more."""
    units = Unit.objects.current().in_vietnamese_order()
    asked = list(units if unit_ids is None else units.filter(pk__in=unit_ids))
    counted = UnitFigure.objects.filter(
        unit__in=[unit.pk for unit in asked], households__isnull=False, as_of__lte=clock.today()
    )
    newest = dict(counted.order_by("unit_id", "-as_of").distinct("unit_id").values_list("unit_id", "as_of"))
    hamlets: dict[int, list[int | None]] = defaultdict(list)
    current = Hamlet.objects.current().filter(unit__in=[unit.pk for unit in asked])
    for unit_id, households in current.order_by().values_list("unit_id", "households"):
        hamlets[unit_id].append(households)
    only = () if unit_ids is None else tuple(unit.code for unit in asked)
    asked_for = Readiness(year, len(asked), (), only)
    lacks = [lack([unit.pk for unit in asked]) for lack in _LACKS]
    found = [
        UnitGaps(
            unit=unit,
            counted_on=newest.get(unit.pk),
            old=unit.pk in newest and newest[unit.pk] < asked_for.first_day,
            hamlets=len(hamlets[unit.pk]),
            uncounted=hamlets[unit.pk].count(None),
            others=tuple(words for lack in lacks for words in lack.get(unit.pk, ())),
        )
        for unit in asked
    ]
    return replace(asked_for, gaps=tuple(one for one in found if one.any))
