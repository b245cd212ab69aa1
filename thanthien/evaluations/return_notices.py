"""Whom it concerns that the city returned a Tờ trình: who concludes in the cycle. The unit hears when indicators are
opened again."""

from __future__ import annotations

from collections.abc import Sequence

from thanthien.accounts.models import User
from thanthien.accounts.queries import people_of_city
from thanthien.core import clock
from thanthien.evaluations.doors import Door
from thanthien.evaluations.models import Dossier
from thanthien.evaluations.modes import concluders
from thanthien.evaluations.notices import INTAKE, places_of
from thanthien.notices.actions import Telling, tell


def tell_returned(dossiers: Sequence[Dossier], *, by: User) -> None:
    """Dossiers of one cycle were returned together."""
    first = dossiers[0]
    telling = Telling(
        people=people_of_city(concluders(first.cycle.council_mode)),
        kind=INTAKE.key,
        about=("cycle", first.cycle_id),
        title="Tờ trình được trả lại",
        what=f"{places_of(dossiers)} Mở lại tiêu chí, hoặc giữ nguyên kết quả kèm lý do.",
        url=Door("city-returns").url(first),
        key=f"returned:{first.pk}:{clock.now():%Y%m%d%H%M%S%f}",
    )
    tell([telling], by=by)
