"""The pages to which work and notices lead."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from thanthien.evaluations.models import Dossier

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
