"""What acts on many rows of one cycle share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from thanthien.core.acting.bulk import Bulk
from thanthien.evaluations.models import Cycle
from thanthien.evaluations.queries.cycles import cycles_with_calendar


@dataclass
class OfCycle(Bulk):
    """An act on rows of one cycle."""

    cycle_id: int

    @cached_property
    def cycle(self) -> Cycle:
        """The cycle, with its set."""
        return Cycle.objects.select_related("criteria_set").get(pk=self.cycle_id)


@dataclass
class CycleBulk(OfCycle):
    """An act on rows of one cycle that goes by its calendar."""

    @cached_property
    def cycle(self) -> Cycle:
        """The cycle, with its calendar."""
        return cycles_with_calendar().get(pk=self.cycle_id)
