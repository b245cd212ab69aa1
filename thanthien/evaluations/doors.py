"""The pages to which work and notices lead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from thanthien.evaluations.models import Cycle, Dossier
from thanthien.measures.duties import all_duties
from thanthien.units.models import Unit

DOSSIERS = "hồ sơ"


@dataclass(frozen=True, slots=True)
class Door:
    """Where a thing is done: ``of`` a “dossier”, of all dossiers of a “cycle”, or on the home page of a “room”.

    ``title``: what is to be done; empty: what the step is called.
    """

    url_name: str
    of: str = "cycle"
    title: str = ""

    def url(self, dossier: Dossier) -> str:
        """The address of the page."""
        if self.of == "dossier":
            return reverse(self.url_name, args=[dossier.cycle_id, dossier.unit.code])
        if self.of == "cycle":
            return reverse(self.url_name, args=[dossier.cycle_id])
        return f"{reverse(self.url_name)}?ky={dossier.cycle_id}"


def figure_links(cycle: Cycle) -> Callable[[str, Unit], str]:
    """Leads to the records behind the figure of a duty (by its key) in a unit; to the unit's months where the set has
    no indicator for it."""
    measures = {duty.key: duty.measure for duty in all_duties()}

    def link(duty: str, unit: Unit) -> str:
        compiled, measure = cycle.criteria_set.compiled(unit.kind), measures.get(duty)
        code = next((one.code for one in compiled.indicators if measure and one.definition.measure == measure), None)
        if code is None:
            return f"{reverse('unit-duties', args=[cycle.pk, unit.code])}?viec={duty}"
        return reverse("figure-records", args=[cycle.pk, unit.code, code])

    return link
