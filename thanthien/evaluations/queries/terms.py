"""What the cycles say of figures, for rooms that know no cycle."""

from __future__ import annotations

from thanthien.criteria.rules import Cadence, SetDefinition
from thanthien.evaluations.models import Cycle
from thanthien.measures.terms import YearTerms


def terms_of_cycles() -> list[YearTerms]:
    """The official cycles first, then the trials, the latest first. One statement; a set is read once per process."""
    cycles = Cycle.objects.select_related("criteria_set").order_by("kind", "-year", "-opened_at")
    return [
        YearTerms(one.span, one.measure_settings, _cadences(one.criteria_set.parsed()), one.terms_key, one.title)
        for one in cycles
    ]


def _cadences(definition: SetDefinition) -> dict[str, Cadence]:
    return {
        indicator.measure: indicator.rule
        for indicator in definition.indicators()
        if indicator.measure and isinstance(indicator.rule, Cadence)
    }
