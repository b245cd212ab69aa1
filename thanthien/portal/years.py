"""A published year as its page shows it: levels, targets, the map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial

from django.utils.safestring import SafeString

from thanthien.core.addresses import address, addresses_of
from thanthien.core.components.boundaries import Feature, boundary_map
from thanthien.core.components.maps import Tile, tile_map
from thanthien.core.levels import LevelNames
from thanthien.core.question import Question
from thanthien.criteria.levels import units_needed
from thanthien.criteria.rules import SetDefinition
from thanthien.evaluations.models import Cycle
from thanthien.evaluations.queries.cycles import target_of, target_year_note
from thanthien.evaluations.queries.mergers import closed_by_mergers
from thanthien.evaluations.queries.public import UnitResult, boundaries_of, find_cycle, published_results
from thanthien.units.enums import UnitKind
from thanthien.units.tiles import initials


@dataclass(frozen=True, slots=True)
class LevelGroup:
    """Units of one level in Vietnamese order; nobody is ranked by points."""

    level: int | None
    name: str
    units: list[UnitResult]


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A target of the year in units beside what was reached."""

    label: str
    value: int
    total: int
    target: int
    note: str = ""


@dataclass(frozen=True)
class Year:
    """One published cycle and the published level of each of its units. ``merged``: those of which a merger closed the
    dossier, each with where it went; no target, list or map counts them."""

    cycle: Cycle
    definition: SetDefinition
    units: list[UnitResult]
    published: Sequence[Cycle]
    merged: Sequence[str] = ()

    @cached_property
    def url(self) -> str:
        return cycle_url(self.cycle, self.published)

    @property
    def name(self) -> str:
        """What tells it from other results of the year; empty where there is none."""
        return cycle_name(self.cycle, self.published)

    @cached_property
    def groups(self) -> list[LevelGroup]:
        return level_groups(self.level_names, self.units)

    @cached_property
    def targets(self) -> list[TargetLine]:
        return target_lines(self.cycle, self.units)

    @cached_property
    def level_names(self) -> LevelNames:
        return self.definition.level_names


def year_of(cycle: Cycle, published: Sequence[Cycle] = ()) -> Question[Year]:
    """Results and criteria of a published cycle among all of them; where units merged, they are read then."""
    return Question(partial(_year, cycle, published or [cycle]), published_results(cycle))


def _year(cycle: Cycle, published: Sequence[Cycle], found: Sequence[UnitResult]) -> Year:
    units = [one for one in found if not one.merged]
    merged = closed_by_mergers(cycle) if len(units) < len(found) else []
    return Year(cycle, cycle.criteria_set.parsed(), units, published, merged)


def cycle_url(cycle: Cycle, published: Sequence[Cycle]) -> str:
    """Address of the page of a published cycle; its files lie below it."""
    return _address("year", cycle, published)


def unit_cycle_url(code: str, cycle: Cycle, published: Sequence[Cycle]) -> str:
    """Address of a unit's page in one published cycle."""
    return _address("unit-year", cycle, published, code)


def _address(name: str, cycle: Cycle, published: Sequence[Cycle], *before: str) -> str:
    """The first result of a year and kind has the address of the year; a further one has its number in it."""
    if find_cycle(published, cycle.year, trial=cycle.is_trial) != cycle:
        return address(f"{name}-cycle", *before, cycle.year, cycle.pk)
    return address(f"{name}-trial" if cycle.is_trial else name, *before, cycle.year)


def cycle_name(cycle: Cycle, published: Sequence[Cycle]) -> str:
    """The scheme, when another one has results of the same year and kind; of one scheme there is one such cycle."""
    alike = [one for one in published if (one.year, one.is_trial) == (cycle.year, cycle.is_trial)]
    return cycle.criteria_set.scheme.title if len(alike) > 1 else ""


def cycle_label(cycle: Cycle, published: Sequence[Cycle]) -> str:
    """“Năm 2026 (chấm thử)”, with the name where several stand in one year."""
    name = cycle_name(cycle, published)
    return f"Năm {cycle.year}{f': {name}' if name else ''}{f' ({cycle.trial_word})' if cycle.is_trial else ''}"


def unit_urls() -> Callable[[object], str]:
    """What gives the address of a unit's page for its code."""
    return addresses_of("unit-page", str)


def level_groups(names: LevelNames, units: Iterable[UnitResult]) -> list[LevelGroup]:
    """Units by level from the highest down, those without a result last. Empty levels are kept: 0 is a result."""
    found = list(units)
    levels: list[int | None] = [*range(names.highest, -1, -1)]
    if any(one.level is None for one in found):
        levels.append(None)
    return [LevelGroup(level, names.name(level), [one for one in found if one.level == level]) for level in levels]


def target_lines(cycle: Cycle, units: Iterable[UnitResult]) -> list[TargetLine]:
    """The city's targets of a year in units (80% of 114 is 92) against what was reached; empty without targets."""
    target = target_of(cycle)
    if target is None:
        return []
    names = cycle.level_names
    count = Counter(one.level for one in units)
    total, top = sum(count.values()), names.highest
    recognised = sum(number for level, number in count.items() if level)
    base = recognised if target.base == "recognised" else total
    note = target_year_note(cycle, target)
    of_recognised = "Mục tiêu tính trên số đơn vị đạt chuẩn." if target.base == "recognised" else ""
    return [
        TargetLine(f"Đạt chuẩn năm {cycle.year}", recognised, total, units_needed(target.recognised, total), note),
        TargetLine(
            f"{names.name(top)} – cao nhất",
            count[top],
            total,
            units_needed(target.top_level, base),
            of_recognised,
        ),
    ]


def kinds_words(units: Iterable[UnitResult]) -> str:
    """“xã, phường, đặc khu”: the kinds that there are."""
    kinds = {one.kind for one in units}
    order = (UnitKind.XA, UnitKind.PHUONG, UnitKind.DAC_KHU)
    return ", ".join(str(kind.label) for kind in order if kind in kinds) or "xã, phường"


@lru_cache(maxsize=16)
def map_of(units: tuple[UnitResult, ...], names: LevelNames) -> SafeString:
    """The map: true boundaries once every unit has one, else equal tiles. ``names``: what the year's set calls its
    levels; none before there is a result. Drawn once for the same units and levels: a map already drawn takes no
    statement, another one at most one."""
    shapes, url = boundaries_of(units), unit_urls()
    if shapes:
        features = [Feature(one.code, one.name, one.level, shapes[one.code], url(one.code)) for one in units]
        return boundary_map(features, names)
    tiles = [
        Tile(one.code, one.col, one.row, initials(one.short_name), one.level, one.name, url(one.code))
        for one in units
        if one.col is not None and one.row is not None
    ]
    return tile_map(tiles, names)
