"""What the cycles say of figures, for rooms that know no cycle."""

from __future__ import annotations

from thanthien.core.prepared import Prepared
from thanthien.criteria.rules import Cadence, SetDefinition
from thanthien.evaluations.models import Cycle, Dossier
from thanthien.measures.terms import YearTerms


def terms_of_cycles() -> list[YearTerms]:
    """The official cycles first, then the trials, the latest first. One statement, one more where there is a pilot; a
    set is read once per process."""
    cycles = _CYCLES()
    units = _units_of_pilots([one for one in cycles if one.pilot])
    return [
        YearTerms(
            one.span, one.measure_settings, _cadences(one.criteria_set.parsed()), one.terms_key, one.title,
            units.get(one.pk),
        )
        for one in cycles
    ]  # fmt: skip


_CYCLES = Prepared(lambda: Cycle.objects.select_related("criteria_set").order_by("kind", "-year", "-opened_at", "-pk"))


def year_kept(cycle: Cycle) -> YearTerms:
    """The year as boards ask for what was kept of it: by its days and its key."""
    return YearTerms(cycle.span, key=cycle.terms_key)


def _units_of_pilots(pilots: list[Cycle]) -> dict[int, frozenset[int]]:
    """Which units each pilot takes in; no statement where there is none."""
    found: dict[int, set[int]] = {one.pk: set() for one in pilots}
    rows = Dossier.objects.filter(cycle__in=pilots).values_list("cycle_id", "unit_id") if pilots else ()
    for cycle, unit in rows:
        found[cycle].add(unit)
    return {cycle: frozenset(units) for cycle, units in found.items()}


def _cadences(definition: SetDefinition) -> dict[str, Cadence]:
    return {
        indicator.measure: indicator.rule
        for indicator in definition.indicators()
        if indicator.measure and isinstance(indicator.rule, Cadence)
    }
